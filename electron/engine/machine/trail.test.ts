import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MachineSample } from '../../../shared/domain.ts';
import { NOW } from '../testing/samples.ts';
import { BUCKET_SECONDS, bucketsOf, createTrail, HOUR_BUCKETS } from './trail.ts';

const BUCKET = BUCKET_SECONDS * 1000;
const START = Math.floor(NOW / BUCKET) * BUCKET;

function sample(at: number, cpu: number | null, memory: number | null = null): MachineSample {
  return {
    at,
    cpu: cpu === null ? null : { percent: cpu, kinds: [] },
    memory:
      memory === null ? null : { totalBytes: 100, usedBytes: memory, pressure: null, swapUsedBytes: null },
    disk: { totalBytes: 1000, availableBytes: 250 },
    network: null,
    thermal: null,
  };
}

describe('the trail of the last hour', () => {
  it('tells the mean CPU of each half minute, the last memory and the used disk, oldest first', () => {
    const trail = createTrail();
    trail.add(sample(START, 10, 40));
    trail.add(sample(START + 15_000, 30, 50));
    trail.add(sample(START + BUCKET, 60, 70));
    expect(trail.last(3, START + BUCKET + 1)).toEqual({
      endsAt: START + BUCKET + 1,
      stepSeconds: BUCKET_SECONDS,
      cpu: [null, 20, 60],
      memory: [null, 50, 70],
      disk: [null, 75, 75],
    });
  });

  it('says nothing, not zero, of the time in which nothing was measured', () => {
    const trail = createTrail();
    trail.add(sample(START, null));
    trail.add(sample(START + 3 * BUCKET, 5));
    const { cpu, memory } = trail.last(4, START + 3 * BUCKET);
    expect(cpu).toEqual([null, null, null, 5]);
    expect(memory).toEqual([null, null, null, null]);
  });

  it('keeps an hour and no more, however often and however irregularly it is measured', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 20 * 60_000 }), fc.integer({ min: 0, max: 100 })), {
          maxLength: 300,
        }),
        (readings) => {
          const trail = createTrail();
          let at = START;
          for (const [pause, cpu] of readings) {
            at += pause;
            trail.add(sample(at, cpu));
          }
          const { cpu } = trail.last(2 * HOUR_BUCKETS, at);
          const known = cpu.filter((value) => value !== null);
          expect(cpu).toHaveLength(2 * HOUR_BUCKETS);
          expect(known.length).toBeLessThanOrEqual(HOUR_BUCKETS);
          if (readings.length > 0) expect(cpu.at(-1)).not.toBeNull();
          for (const value of known) expect(value).toBeLessThanOrEqual(100);
        },
      ),
      { seed: 20_261_125, numRuns: 200 },
    );
    expect(bucketsOf(60)).toBe(HOUR_BUCKETS);
  });
});
