import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PAYLOAD_LIMIT, fitsPayload } from './payload.ts';

describe('what may come in', () => {
  it('is every small JSON value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        fc.pre(JSON.stringify(value).length * 4 < PAYLOAD_LIMIT);
        expect(fitsPayload(value)).toBe(true);
      }),
      { seed: 1 },
    );
  });

  it('is never longer than the limit says', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.integer({ min: 0, max: 20 }), (value, limit) => {
        const text = JSON.stringify(value).replaceAll(/\\u?/g, '');
        fc.pre(text.length > 4 * limit + 8);
        expect(fitsPayload(value, limit)).toBe(false);
      }),
      { seed: 2 },
    );
  });

  it('is undefined too: a call without input', () => {
    expect(fitsPayload(undefined)).toBe(true);
  });

  const circle: unknown[] = [];
  circle.push(circle);
  it.each([
    ['a long text', 'x'.repeat(PAYLOAD_LIMIT)],
    ['many small things', Array.from({ length: 20_000 }, () => 0)],
    ['a circle', circle],
    ['a map', new Map([[1, 2]])],
    ['bytes', new Uint8Array(8)],
    ['a date', new Date(0)],
    ['a big integer', 1n],
    ['no number', Number.NaN],
    ['an infinite number', { at: Number.POSITIVE_INFINITY }],
    ['a function', { run: () => 1 }],
  ])('is not %s', (_what, value) => {
    expect(fitsPayload(value)).toBe(false);
  });
});
