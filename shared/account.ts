/** What is said of a job that ended. Pure. */
import type { Job } from './domain.ts';
import { formatDuration } from './format.ts';
import { jobDuration } from './job-time.ts';
import { earlierWords, jobWords, lostWord, resultWords } from './words.ts';

/** How long it took, or what became of it. */
export function account(job: Pick<Job, 'startedAt' | 'outcome' | 'steps'>): string {
  const { outcome } = job;
  if (outcome.kind !== 'ended') return outcome.kind === 'lost' ? lostWord : jobWords.stepRunning;
  const failed = outcome.result === 'Failed' ? job.steps.find((step) => step.result === 'Failed') : undefined;
  if (failed !== undefined) return earlierWords.failedAt(failed.name);
  const duration = jobDuration(job);
  return outcome.result === 'Succeeded' && duration !== null
    ? formatDuration(duration)
    : resultWords[outcome.result];
}
