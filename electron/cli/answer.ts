/** What every command that changes something says: exit statuses, errors, and that nothing was done. */
import type { Failure } from '../../shared/contract.ts';
import type { Terminal } from './terminal.ts';

/** Exit statuses, as the usage has them. */
export const DONE = 0;
export const FAILED = 1;
export const MISUSED = 2;
export const CANCELLED = 130;
/** As a shell puts it: 128 and the number of SIGTERM. */
export const TERMINATED = 143;

export type Form = 'text' | 'json';

/** Says what went wrong, in the form that was asked for. Gives the exit status. */
export function complain(terminal: Terminal, form: Form, failure: Failure, status: number): number {
  const { code, message, hint = null } = failure;
  if (form === 'json') terminal.print(JSON.stringify({ type: 'error', code, message, hint, exit: status }));
  else for (const line of hint === null ? [message] : [message, hint]) terminal.complain(line);
  return status;
}

/** The person, or the want of one, has kept it from being begun. Gives the exit status. */
export function nothingDone(terminal: Terminal, form: Form, status: number): number {
  if (form === 'json') terminal.print(JSON.stringify({ type: 'result', state: 'not-begun', exit: status }));
  else terminal.complain('Nothing was done.');
  return status;
}
