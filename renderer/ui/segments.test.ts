import { array, assert, double, option, property } from 'fast-check';
import { expect, test } from 'vitest';
import { BOTTOM, segments, TOP, WIDTH } from './segments.ts';

test('a gap ends one run and begins another; it is never drawn as 0', () => {
  expect(segments([0, 100, null, 50, 50])).toEqual([
    [
      [0, BOTTOM],
      [25, TOP],
    ],
    [
      [75, 11.5],
      [100, 11.5],
    ],
  ]);
  expect(segments([])).toEqual([]);
  expect(segments([null, null])).toEqual([]);
});

test('a lone value is seen, also at the end, where the first measurement stands', () => {
  expect(segments([null, 0])).toEqual([
    [
      [99, BOTTOM],
      [100, BOTTOM],
    ],
  ]);
  expect(segments([null, 0, null])).toEqual([
    [
      [50, BOTTOM],
      [51, BOTTOM],
    ],
  ]);
});

test('nothing leaves the drawing', () => {
  const value = option(double({ min: -50, max: 500, noNaN: true }));
  assert(
    property(array(value, { maxLength: 200 }), (values) => {
      for (const [x, y] of segments(values).flat()) {
        expect(x).toBeGreaterThanOrEqual(0);
        expect(x).toBeLessThanOrEqual(WIDTH);
        expect(y).toBeGreaterThanOrEqual(TOP);
        expect(y).toBeLessThanOrEqual(BOTTOM);
      }
    }),
    { seed: 5 },
  );
});
