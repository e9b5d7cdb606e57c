/** One sentence for each state: what it means to a person, and what to do (design.md section 3). */
import type { OfflineReason, Runner, RunnerState, StoppedReason } from '../../../shared/domain.ts';

const OFFLINE: Readonly<Record<OfflineReason, string>> = {
  reconnecting: 'Lost the connection to GitHub and keeps trying; check the network if this lasts.',
  'not-connected': 'Runs, but has not connected to GitHub; check the network and its log.',
  'session-conflict':
    'GitHub already has a session for this runner; another copy may be running, or the old session ends within four minutes.',
  'no-screen-session': 'Nobody is logged in at the screen, so macOS does not run it; log in at the Mac once.',
  'cannot-start':
    'Its service is on, but no runner comes of it; check that the runner’s folder is complete, and look at its log.',
  'broken-installation':
    'Its program is missing, most likely after an update that failed; install the runner anew.',
};

const STOPPING = 'Stopping; this takes a few seconds.';

const STOPPED: Readonly<Record<StoppedReason, string>> = {
  'by-person': 'Stopped; it takes no jobs until you start it.',
  'ended-by-itself': 'Ended by itself while its service stayed loaded; start it again.',
  'session-conflict': 'Gave up because GitHub had another session for it; end the other copy, then start it.',
  'version-deprecated': 'GitHub no longer accepts this version; update the runner.',
  'no-service': 'Not running, and no service starts it; it runs only while someone runs it by hand.',
  crashed: 'Crashed and was not started again; look at its log, then start it.',
  unknown: 'Not running; launchd did not answer, so Trackside cannot say why; look again in a moment.',
};

/** Whether a stopped runner stays so: launchd loads at the next login what is not disabled (macos.md 1.3). */
export type NextLogin = 'stays-stopped' | 'starts' | 'unknown';
const BY_PERSON: Readonly<Record<NextLogin, string>> = {
  'stays-stopped': STOPPED['by-person'],
  starts: 'Stopped; it takes no jobs until you start it, but macOS may start it at the next login.',
  unknown:
    'Stopped; it takes no jobs until you start it; launchd did not say whether it stays so at the next login.',
};

/** A sentence without the runner's name, ending in a full stop. */
export function sentenceFor(
  state: RunnerState,
  pending: Runner['pending'],
  nextLogin: NextLogin = 'stays-stopped',
): string {
  const acting = pending?.phase === 'acting' ? pending.command : null;
  switch (state.kind) {
    case 'absent':
      return 'The folder is gone or holds no configured runner; forget it here, or set the runner up again.';
    case 'stopped':
      if (acting === 'stop') return STOPPING;
      return state.reason === 'by-person' ? BY_PERSON[nextLogin] : STOPPED[state.reason];
    case 'starting':
      return 'Starting; it has not said yet that it listens for jobs, so give it a minute.';
    case 'offline':
      return OFFLINE[state.reason];
    case 'idle':
      if (acting === 'restart') return 'Restarting; it is away for a few seconds.';
      return acting === 'stop' ? STOPPING : 'Listening for jobs.';
    case 'busy':
      return 'Running a job.';
    case 'draining':
      return pending?.command === 'restart'
        ? 'Finishing this job, then restarting.'
        : 'Finishing this job, then stopping.';
    case 'paused':
      return 'Paused; it takes no jobs until you resume it.';
    case 'updating':
      return `Updating itself${state.version === null ? '' : ` to ${state.version}`}; give it a few minutes.`;
    case 'lost-registration':
      return 'GitHub no longer knows this runner; it has to be registered again.';
    case 'crash-looping':
      return 'Crashes again and again; look at its log before anything else.';
    case 'unknown':
      return 'Trackside cannot tell what it is doing right now; nothing has been changed, so look again in a moment.';
  }
}
