/** What went wrong at GitHub, as a failure of the contract. */
import { fail, type ErrorCode, type Failure } from '../../../shared/contract.ts';
import type { Instant } from '../../../shared/domain.ts';
import type { Problem, ProblemKind } from './problem.ts';

const CODES: Readonly<Record<ProblemKind, ErrorCode>> = {
  'login-refused': 'login-refused',
  'sign-on-needed': 'no-permission',
  'no-permission': 'no-permission',
  'limit-used-up': 'rate-limited',
  'asked-to-slow-down': 'rate-limited',
  'not-found': 'not-found',
  'server-trouble': 'unreachable',
  'odd-answer': 'odd-answer',
  'timed-out': 'timed-out',
  unreachable: 'unreachable',
  refused: 'odd-answer',
};

/** `now`: to tell how long to wait. */
export function failureOf(problem: Problem, now: Instant): Failure {
  return fail(CODES[problem.kind], problem.message, hintOf(problem, now));
}

/** What a watch does by itself, a person has to do. */
function hintOf({ kind, remedy, retryAt }: Problem, now: Instant): string | undefined {
  switch (kind) {
    case 'limit-used-up':
    case 'asked-to-slow-down':
      return `Try again in ${minutes(retryAt === null ? 0 : retryAt - now)}.`;
    case 'unreachable':
    case 'timed-out':
      return remedy ?? 'Check the name of the host and this Mac’s connection, then try again.';
    case 'odd-answer':
      return 'Check the name of the host, and whether this network asks for a sign-in or a proxy.';
    case 'server-trouble':
      return 'Try again in a few minutes.';
    case 'login-refused':
    case 'sign-on-needed':
    case 'no-permission':
    case 'not-found':
    case 'refused':
      return remedy ?? undefined;
  }
}

function minutes(ms: number): string {
  const whole = Math.max(1, Math.ceil(ms / 60_000));
  return whole === 1 ? 'a minute' : `${String(whole)} minutes`;
}

/** Whether a further question to the same host would end the same way, whatever it asks for. */
export function endsAll(kind: ProblemKind): boolean {
  switch (kind) {
    case 'login-refused':
    case 'limit-used-up':
    case 'asked-to-slow-down':
    case 'server-trouble':
    case 'odd-answer':
    case 'timed-out':
    case 'unreachable':
      return true;
    case 'sign-on-needed':
    case 'no-permission':
    case 'not-found':
    case 'refused':
      return false;
  }
}
