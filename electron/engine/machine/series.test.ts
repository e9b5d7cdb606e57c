import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BUCKET_SECONDS, bucketsOf, createSeries, HOUR_BUCKETS } from './series.ts';

const BUCKET = BUCKET_SECONDS * 1000;
const START = 1000 * BUCKET;
const MINUTE = 60_000;

describe('the last hour of a quantity', () => {
  it('tells the mean or the last reading of each half minute, oldest first', () => {
    for (const [how, first] of [
      ['mean', 20],
      ['latest', 30],
    ] as const) {
      const series = createSeries(how);
      series.add(START, 10, 0);
      series.add(START + 15_000, 30, 0);
      series.add(START + BUCKET, 60, 0);
      expect(series.last(3, START + BUCKET + 1)).toEqual([null, first, 60]);
    }
  });

  it('says nothing, not zero, of the time in which nothing was measured', () => {
    const series = createSeries('mean');
    series.add(START, 5, 15_000);
    series.add(START + 3 * BUCKET, 5, 15_000);
    expect(series.last(5, START + 3 * BUCKET)).toEqual([null, 5, null, null, 5]);
  });

  it('has no gap between readings that come as planned, though their pace is slower than a bucket', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: BUCKET - 1 }),
        fc.array(fc.integer({ min: 0, max: 8_000 }), { minLength: 5, maxLength: 20 }),
        (offset, delays) => {
          const series = createSeries('latest');
          let at = START + offset;
          for (const delay of delays) {
            series.add(at, 40, MINUTE);
            at += MINUTE + delay;
          }
          const newest = at - MINUTE - (delays.at(-1) ?? 0);
          const since = bucketsOf((newest - START - offset) / MINUTE);
          expect(series.last(since, newest)).toEqual(Array.from({ length: since }, () => 40));
        },
      ),
      { seed: 20_261_125 },
    );
  });

  it('holds a reading for its own period and not longer', () => {
    const series = createSeries('latest');
    series.add(START, 40, MINUTE);
    expect(series.last(5, START + 4 * BUCKET)).toEqual([40, 40, 40, null, null]);
  });

  it('keeps an hour and no more, however often and however irregularly it is measured', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 20 * MINUTE }), fc.integer({ min: 0, max: 100 })), {
          minLength: 1,
          maxLength: 300,
        }),
        (readings) => {
          const series = createSeries('mean');
          let at = START;
          for (const [pause, value] of readings) {
            at += pause;
            series.add(at, value, 10 * MINUTE);
          }
          const values = series.last(2 * HOUR_BUCKETS, at);
          const known = values.filter((value) => value !== null);
          expect(values).toHaveLength(2 * HOUR_BUCKETS);
          expect(known.length).toBeLessThanOrEqual(HOUR_BUCKETS);
          expect(values.at(-1)).not.toBeNull();
          for (const value of known) expect(value).toBeLessThanOrEqual(100);
        },
      ),
      { seed: 20_261_125, numRuns: 200 },
    );
    expect(bucketsOf(60)).toBe(HOUR_BUCKETS);
  });
});
