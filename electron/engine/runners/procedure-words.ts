/** What a person is told when launchd did not do as asked (macos.md 1.3). */
import { fail, type Failure } from '../../../shared/contract.ts';
import type { ProcedureResult } from './launchd-procedure.ts';

/** The failure, or null when it went as asked. */
export function procedureFailure(result: ProcedureResult): Failure | null {
  switch (result.kind) {
    case 'started':
    case 'already-running':
      return null;
    case 'stopped':
    case 'not-loaded':
      return null;
    case 'withheld':
      return result.failure;
    case 'no-screen-session':
      return fail(
        'no-screen-session',
        'Nobody is logged in at this Mac’s screen, and macOS runs such services only then.',
        'Log in at the screen once; automatic login keeps it so after a restart.',
      );
    case 'disabled-by-system':
      return fail(
        'launchd-refused',
        'macOS keeps this service switched off.',
        'Allow it in System Settings, General, Login Items, then try again.',
      );
    case 'plist-missing':
      return fail(
        'no-service',
        'The service’s file in ~/Library/LaunchAgents is gone.',
        'Install the service again.',
      );
    case 'not-spawning':
      return fail(
        'launchd-refused',
        `The service is loaded but does not run: ${result.detail}`,
        'Look at its log.',
      );
    case 'refused':
      return fail('launchd-refused', result.text, 'Try again; if it stays so, restart the Mac.');
    case 'timed-out':
      return fail('timed-out', 'launchd took too long; it may still get there.', 'Look again in a moment.');
    case 'no-answer':
      return fail('timed-out', `launchd did not answer: ${result.why}`, 'Try again in a moment.');
  }
}
