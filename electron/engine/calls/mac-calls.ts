/** The calls about this Mac itself. */
import { ok } from '../../../shared/contract.ts';
import type { Host } from '../host/host.ts';
import { createFreshGuard } from '../host/overlap-guard.ts';
import type { Handlers } from '../server.ts';
import { macReport } from '../set-up/mac-report.ts';

export interface MacCallParts {
  readonly host: Host;
}

export function macCalls({ host }: MacCallParts): Pick<Handlers, 'mac.report'> {
  // A report starts some ten programs; an impatient view must not start them over and over.
  const once = createFreshGuard();
  return { 'mac.report': async () => ok(await once('report', () => macReport(host))) };
}
