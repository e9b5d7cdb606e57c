/** How long a job usually takes: the median of its last successes on this runner. */
import type { Instant, JobId } from '../../../shared/domain.ts';
import { jobDuration } from '../../../shared/job-time.ts';
import type { JobRecord } from './job-record.ts';

/** Successes kept per runner; so many of one job's count. */
const KEPT_SUCCESSES = 500;
const COUNTED_SUCCESSES = 20;
const ENOUGH_FOR_USUAL = 3;

/** What tells one job from another; the rest of its record need not be kept. */
interface Identity {
  readonly id: JobId;
  readonly name: string;
  readonly repository: string | null;
  readonly workflow: string | null;
}

interface Success {
  readonly job: Identity;
  readonly seconds: number;
  readonly endedAt: Instant;
}

export interface UsualTimes {
  /** Counts `record` if it succeeded and its duration is known; again when more is known of it. */
  learn(record: JobRecord): void;
  /** Seconds; null with too few successes. */
  of(record: JobRecord): number | null;
}

/** One runner's. */
export function createUsualTimes(): UsualTimes {
  const successes = new Map<JobId, Success>();
  return {
    learn(record) {
      const { outcome } = record;
      const duration = jobDuration(record);
      if (outcome.kind !== 'ended' || outcome.result !== 'Succeeded' || duration === null) return;
      const seconds = Math.round(duration / 1000);
      if (seconds <= 0) return;
      successes.set(record.id, { job: identityOf(record), seconds, endedAt: outcome.endedAt });
      if (successes.size > KEPT_SUCCESSES) forgetOldest(successes);
    },
    of(record) {
      const wanted = identityOf(record);
      const known = [...successes.values()]
        .filter(({ job }) => job.id !== wanted.id && mayBeSame(job, wanted))
        .sort(byEnd)
        .slice(-COUNTED_SUCCESSES);
      return known.length < ENOUGH_FOR_USUAL ? null : median(known.map(({ seconds }) => seconds));
    },
  };
}

const byEnd = (a: Success, b: Success): number => a.endedAt - b.endedAt;

/** Past Worker logs are read after the console: what came first is not always what is oldest. */
function forgetOldest(successes: Map<JobId, Success>): void {
  let oldest: Success | null = null;
  for (const success of successes.values()) {
    if (oldest === null || success.endedAt < oldest.endedAt) oldest = success;
  }
  if (oldest !== null) successes.delete(oldest.job.id);
}

const identityOf = ({ id, name, details }: JobRecord): Identity => ({
  id,
  name,
  repository: details?.repository ?? null,
  workflow: details?.workflow ?? null,
});

/** The same job by all that is known of both: another repository's or workflow's "build" is another job. */
function mayBeSame(a: Identity, b: Identity): boolean {
  const agree = (one: string | null, other: string | null): boolean =>
    one === null || other === null || one === other;
  return a.name === b.name && agree(a.repository, b.repository) && agree(a.workflow, b.workflow);
}

/** The middle value; the mean of the middle two for an even count. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}
