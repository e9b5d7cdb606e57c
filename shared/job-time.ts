/** When a job was and how long it took, as far as that is known. Pure. */
import type { Instant, Job } from './domain.ts';

/** When it ended; null while it runs. A lost job has only the moment at which it was missed. */
export function jobEnd({ outcome }: Pick<Job, 'outcome'>): Instant | null {
  switch (outcome.kind) {
    case 'running':
      return null;
    case 'ended':
      return outcome.endedAt;
    case 'lost':
      return outcome.noticedAt;
    default:
      return outcome satisfies never;
  }
}

/** How long it took, in milliseconds; null while it runs, and where its start or its end is unknown. */
export function jobDuration({ startedAt, outcome }: Pick<Job, 'startedAt' | 'outcome'>): number | null {
  return startedAt === null || outcome.kind !== 'ended' ? null : outcome.endedAt - startedAt;
}

/** Sorts the newest first: by their starts, or by the end where that is all that is known. */
export function byNewest(
  a: Pick<Job, 'startedAt' | 'outcome'>,
  b: Pick<Job, 'startedAt' | 'outcome'>,
): number {
  return (b.startedAt ?? jobEnd(b) ?? 0) - (a.startedAt ?? jobEnd(a) ?? 0);
}
