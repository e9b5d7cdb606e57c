/** The last hour in memory, in buckets of half a minute, for the trails (issue: Measure). */
import type { Instant, MachineSample, Trail } from '../../../shared/domain.ts';

/** Twice the pace of an idle Mac's CPU gauge, so that no bucket stays empty while it is measured. */
export const BUCKET_SECONDS = 30;
export const HOUR_BUCKETS = 3600 / BUCKET_SECONDS;
/** Buckets of so many minutes. */
export const bucketsOf = (minutes: number): number => Math.round((minutes * 60) / BUCKET_SECONDS);
/** What a view gets with its state; the whole hour is a call of its own. */
export const SHOWN_BUCKETS = bucketsOf(30);

interface Bucket {
  readonly slot: number;
  cpuSum: number;
  cpuCount: number;
  memory: number | null;
  disk: number | null;
}

export interface TrailKeeper {
  add(sample: MachineSample): void;
  /** The last `count` buckets up to `now`; null where nothing was measured. */
  last(count: number, now: Instant): Trail;
}

const percent = (part: number, whole: number): number | null =>
  whole > 0 ? Math.round((part / whole) * 1000) / 10 : null;

/** Keeps at most an hour. CPU is the bucket's mean; memory and disk are its last reading. */
export function createTrail(): TrailKeeper {
  const buckets: Bucket[] = [];
  const slotOf = (at: Instant): number => Math.floor(at / (BUCKET_SECONDS * 1000));
  return {
    add: (sample) => {
      const slot = slotOf(sample.at);
      let bucket = buckets.at(-1);
      if (bucket === undefined || bucket.slot !== slot) {
        bucket = { slot, cpuSum: 0, cpuCount: 0, memory: null, disk: null };
        buckets.push(bucket);
        if (buckets.length > HOUR_BUCKETS) buckets.shift();
      }
      if (sample.cpu !== null) {
        bucket.cpuSum += sample.cpu.percent;
        bucket.cpuCount += 1;
      }
      if (sample.memory !== null) bucket.memory = percent(sample.memory.usedBytes, sample.memory.totalBytes);
      if (sample.disk !== null) {
        bucket.disk = percent(sample.disk.totalBytes - sample.disk.availableBytes, sample.disk.totalBytes);
      }
    },
    last: (count, now) => {
      const newest = slotOf(now);
      const bySlot = new Map(buckets.map((bucket) => [bucket.slot, bucket]));
      const wanted = Array.from(
        { length: count },
        (_, index) => bySlot.get(newest - count + 1 + index) ?? null,
      );
      return {
        endsAt: now,
        stepSeconds: BUCKET_SECONDS,
        cpu: wanted.map((bucket) =>
          bucket === null || bucket.cpuCount === 0
            ? null
            : Math.round((bucket.cpuSum / bucket.cpuCount) * 10) / 10,
        ),
        memory: wanted.map((bucket) => bucket?.memory ?? null),
        disk: wanted.map((bucket) => bucket?.disk ?? null),
      };
    },
  };
}
