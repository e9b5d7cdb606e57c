/** One quantity over the last hour, in buckets of half a minute. */

/** Twice the pace of an idle Mac's CPU gauge, so that no bucket stays empty while it is measured. */
export const BUCKET_SECONDS = 30;
export const HOUR_BUCKETS = 3600 / BUCKET_SECONDS;
/** Buckets of so many minutes. */
export const bucketsOf = (minutes: number): number => Math.round((minutes * 60) / BUCKET_SECONDS);

interface Bucket {
  readonly slot: number;
  sum: number;
  count: number;
  latest: number;
  heldUntil: number;
}

export interface Series {
  /** `holdMs`: how long until the next reading is due; so long, and no longer, it stands for what is. */
  add(at: number, value: number, holdMs: number): void;
  /** The last `count` buckets up to `now`, oldest first; null where nothing was measured. */
  last(count: number, now: number): readonly (number | null)[];
}

const slotOf = (at: number): number => Math.floor(at / (BUCKET_SECONDS * 1000));

/** Keeps at most an hour. `how`: what a bucket tells of its readings. Times are of the steady clock. */
export function createSeries(how: 'mean' | 'latest'): Series {
  const buckets: Bucket[] = [];
  const valueOf = (bucket: Bucket): number =>
    how === 'mean' ? Math.round((bucket.sum / bucket.count) * 10) / 10 : bucket.latest;
  return {
    add: (at, value, holdMs) => {
      const slot = slotOf(at);
      let bucket = buckets.at(-1);
      if (bucket?.slot !== slot) {
        bucket = { slot, sum: 0, count: 0, latest: value, heldUntil: at };
        buckets.push(bucket);
        while ((buckets[0]?.slot ?? slot) <= slot - HOUR_BUCKETS) buckets.shift();
      }
      bucket.sum += value;
      bucket.count += 1;
      bucket.latest = value;
      bucket.heldUntil = at + holdMs;
    },
    last: (count, now) => {
      const newest = slotOf(now);
      const oldest = newest - count + 1;
      const values = Array.from({ length: count }, (): number | null => null);
      for (const bucket of buckets) {
        const until = Math.min(slotOf(bucket.heldUntil), newest);
        for (let slot = Math.max(bucket.slot, oldest); slot <= until; slot += 1) {
          values[slot - oldest] = valueOf(bucket);
        }
      }
      return values;
    },
  };
}
