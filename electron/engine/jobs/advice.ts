/** What a log's end means to its owner and what to do, where that is known (runner.md 13). */
import type { LogReason, LogState } from './log-event.ts';

const BY_REASON: Readonly<Record<LogReason, string | null>> = {
  'by-person': null,
  'session-conflict':
    'Another listener with the same registration runs, or an orphan of it is left; end it, then start this one.',
  'version-deprecated': 'GitHub no longer accepts this version; update the runner by hand.',
  'registration-lost': 'The registration was deleted on GitHub; configure the runner again.',
  'ephemeral-done': null,
  crashed: 'The listener crashed and its script reports no error; look at its log, then start it.',
  'crash-looping': 'The listener crashes again and again; look at its log before anything else.',
  'broken-installation': 'The program is missing, most likely after an update that failed; install it anew.',
  'not-configured': 'Run config.sh first.',
  removed: null,
  'config-failed': 'The registration did not work; what is said before tells why.',
  'start-failed': 'launchd did not start the service, whatever the exit status of svc.sh says.',
  ended: null,
  connection: null,
};

const BY_DETAIL: readonly (readonly [pattern: RegExp, advice: string])[] = [
  [
    /\bNotFound\b.*runner-registration/u,
    'The token has expired or is for another address, or the address is wrong.',
  ],
  [/already configured/u, 'The folder holds a configured runner; remove it first, or use another folder.'],
  [
    /\(Aqua\)|Domain does not support/u,
    'Nobody is logged in at the screen (an SSH login is not enough); log in at the Mac once.',
  ],
  [
    /Registration (?:\S+ )?was not found/u,
    'Most likely the registration was deleted on GitHub; configure the runner again.',
  ],
];

/** One or two sentences; null where nothing needs to be done or nothing is known. */
export function adviceFor({ reason, detail }: LogState): string | null {
  const known = BY_DETAIL.find(([pattern]) => pattern.test(detail ?? ''));
  if (known !== undefined && reason !== null) return known[1];
  return reason === null ? null : BY_REASON[reason];
}
