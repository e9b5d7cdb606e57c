/** Why nothing may be ended, or started, now: in words, with the way on. Unknown counts as a job. */
import { fail, type Failure } from '../../../shared/contract.ts';
import type { Instant, ProcessAnswer } from '../../../shared/domain.ts';
import { updateHangs } from './actions.ts';
import { runsOutsideServices } from './choose-agent.ts';
import type { EndCommand } from './command-port.ts';
import type { RunnerRecord } from './record.ts';

export const UNKNOWN = fail(
  'job-unknown',
  'Trackside cannot see right now whether a job runs, so nothing was ended.',
  'Try again in a moment.',
);

/** Ended in the middle of it, the installation would be broken. */
export const UPDATING = fail(
  'busy-with-command',
  'The runner is updating itself, so nothing was ended.',
  'Try again when it is done.',
);

export const OUTSIDE = fail(
  'no-service',
  'It runs, but none of its services started it, so it cannot be stopped from here.',
  'End it where it was started, when no job runs.',
);

/** Null when no witness speaks of a job. The log knows of one before its Worker is there. */
export function refusal(
  seen: ProcessAnswer | null,
  record: RunnerRecord | null,
  command: EndCommand,
  now: Instant,
): Failure | null {
  // Without a record there is no log to ask either.
  if (seen === null || record === null) return UNKNOWN;
  const { kind } = record.state;
  if (seen.workers.length > 0 || kind === 'busy' || kind === 'draining') {
    return fail(
      'job-running',
      'A job is running, so nothing was ended.',
      `Choose to ${command} after this job, or to cancel the job.`,
    );
  }
  return updateRefusal(record, now);
}

/** An update that takes far too long may be left, and begins anew. */
export function updateRefusal(record: RunnerRecord, now: Instant): Failure | null {
  return record.state.kind === 'updating' && !updateHangs(record, now) ? UPDATING : null;
}

/** A second listener of one registration would take its session or be refused by GitHub. */
export function startRefusal(seen: ProcessAnswer | null, record: RunnerRecord | null): Failure | null {
  if (seen === null || record === null) {
    return fail(
      'job-unknown',
      'Trackside cannot see right now whether it runs already, so nothing was started.',
      'Try again in a moment.',
    );
  }
  if (runsOutsideServices(record)) {
    return fail(
      'no-service',
      'It runs already, outside its service; a second copy would not get a session at GitHub.',
      'End it where it was started, when no job runs, then start it here.',
    );
  }
  if (seen.listeners.length === 0 && seen.workers.length > 0) {
    return fail(
      'job-running',
      'A job still runs, without its listener, so nothing was started.',
      'Start it when that job has ended.',
    );
  }
  return null;
}
