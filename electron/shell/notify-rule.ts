/** Which ended jobs are told, and in which words. Pure. */
import type { Job, JobOutcome, JobResult, Runner, Settings } from '../../shared/domain.ts';

export interface NotificationText {
  readonly title: string;
  readonly body: string;
}

/** Null when the person does not want to hear of this job, or when it has not ended. */
export function notificationFor(
  setting: Settings['notifications'],
  job: Job,
  runner: Runner,
): NotificationText | null {
  if (job.outcome.kind === 'running') return null;
  switch (setting) {
    case 'off':
      return null;
    case 'failures':
      return isFailure(job.outcome) ? words(job, job.outcome, runner) : null;
    case 'all':
      return words(job, job.outcome, runner);
    default:
      return assertNever(setting);
  }
}

type Ended = Exclude<JobOutcome, { readonly kind: 'running' }>;

/** A cancelled job is somebody's wish, not a failure; one that nobody wrote the end of is worth a look. */
function isFailure(outcome: Ended): boolean {
  return outcome.kind === 'lost' || outcome.result === 'Failed' || outcome.result === 'Abandoned';
}

const RESULT_WORDS: Readonly<Record<JobResult, string>> = {
  Succeeded: 'succeeded',
  SucceededWithIssues: 'succeeded with issues',
  Failed: 'failed',
  Canceled: 'was cancelled',
  Skipped: 'was skipped',
  Abandoned: 'was abandoned',
};

function words(job: Job, outcome: Ended, runner: Runner): NotificationText {
  const ending = outcome.kind === 'lost' ? 'ended, and nobody wrote how' : RESULT_WORDS[outcome.result];
  const where = [job.repository, job.workflow, job.branch].filter((part) => part !== null);
  return { title: `${job.name} ${ending}`, body: [...where, `on ${runner.name}`].join(' · ') };
}

function assertNever(setting: never): never {
  throw new Error(`A notification setting of no kind: ${JSON.stringify(setting)}`);
}
