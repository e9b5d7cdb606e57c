/** The calls about this Mac itself. */
import { fail } from '../../../shared/contract.ts';
import type { Host } from '../host/host.ts';
import type { Handlers } from '../server.ts';

export interface MacCallParts {
  readonly host: Host;
}

export function macCalls(_parts: MacCallParts): Pick<Handlers, 'mac.report'> {
  return { 'mac.report': () => fail('not-supported-here', 'Not there yet.') };
}
