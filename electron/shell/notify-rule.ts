/** Which ended jobs and operations are told, and in which words. Pure. */
import type { Job, JobOutcome, JobResult, Runner, Settings } from '../../shared/domain.ts';
import type { Operation } from '../../shared/operation.ts';
import { operationStateWords } from '../../shared/words.ts';

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
  return isWanted(setting, isFailure(job.outcome) ? 'failure' : 'other')
    ? words(job, job.outcome, runner)
    : null;
}

/** Null when the person does not want to hear of it, or while it goes on. One that is held waits for a person. */
export function notificationForOperation(
  setting: Settings['notifications'],
  operation: Operation,
): NotificationText | null {
  const weight = weightOf(operation);
  if (weight === null || !isWanted(setting, weight)) return null;
  const { plan, state, problem, leftBehind, result } = operation;
  const body = [`${operationStateWords[state.kind]}.`, problem?.message, ...leftBehind, ...result];
  return { title: plan.title, body: body.filter((part) => part !== undefined).join(' ') };
}

type Weight = 'failure' | 'other';

function isWanted(setting: Settings['notifications'], weight: Weight): boolean {
  switch (setting) {
    case 'off':
      return false;
    case 'failures':
      return weight === 'failure';
    case 'all':
      return true;
    default:
      return assertNever(setting);
  }
}

/** Null while it goes on, or before it began. */
function weightOf({ state, problem }: Operation): Weight | null {
  switch (state.kind) {
    case 'planned':
    case 'running':
    case 'undoing':
      return null;
    case 'succeeded':
      return 'other';
    case 'undone':
      // What a person cancelled is their wish, as with a job.
      return problem === null || problem.code === 'cancelled' ? 'other' : 'failure';
    case 'held':
    case 'failed':
      return 'failure';
    default:
      return assertNever(state);
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

function assertNever(value: never): never {
  throw new Error(`Of no kind that notifications know: ${JSON.stringify(value)}`);
}
