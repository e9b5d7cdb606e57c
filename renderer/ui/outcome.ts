/** Which mark and word a result has. */
import type { JobOutcome, JobResult, Step } from '../../shared/domain.ts';
import { words } from '../words.ts';
import type { MarkKind } from './Mark.tsx';

const MARKS: Record<JobResult, MarkKind> = {
  Succeeded: 'good',
  SucceededWithIssues: 'issues',
  Failed: 'bad',
  Canceled: 'cancelled',
  Skipped: 'skipped',
  Abandoned: 'cancelled',
};

export interface Marked {
  readonly mark: MarkKind;
  readonly word: string;
}

/** How a job ended, or that nobody wrote how. */
export function markOfJob(outcome: JobOutcome): Marked {
  switch (outcome.kind) {
    case 'running':
      return { mark: 'running', word: words.job.stepRunning };
    case 'ended':
      return { mark: MARKS[outcome.result], word: words.result[outcome.result] };
    case 'lost':
      return { mark: 'lost', word: words.lost };
  }
}

/** How a step stands. Completed without a result is only `done`: the log did not say how. */
export function markOfStep(step: Step): Marked {
  switch (step.state) {
    case 'pending':
      return { mark: 'pending', word: words.job.stepPending };
    case 'running':
      return { mark: 'running', word: words.job.stepRunning };
    case 'completed':
      return step.result === null
        ? { mark: 'skipped', word: words.job.stepDone }
        : { mark: MARKS[step.result], word: words.result[step.result] };
  }
}
