import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNeedleFinder } from './needles.ts';

/** The obvious way. */
function findPlainly(text: string, needles: readonly string[]): readonly number[] {
  const found: number[] = [];
  for (let start = 0; start < text.length; start++) {
    for (const needle of new Set(needles)) if (text.startsWith(needle, start)) found.push(start);
  }
  return found;
}

describe('createNeedleFinder', () => {
  it('finds what a plain search finds, over a small alphabet full of near misses', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', ' '), minLength: 2, maxLength: 7 });
    fc.assert(
      fc.property(
        fc.uniqueArray(word, { minLength: 1, maxLength: 5 }),
        fc.string({ unit: fc.constantFrom('a', 'b', ' ', 'c'), maxLength: 200 }),
        (needles, text) => {
          const found = createNeedleFinder(needles).findAll(Buffer.from(text), 0, text.length);
          expect(found).toEqual(findPlainly(text, needles));
        },
      ),
      { seed: 20_261_124, numRuns: 1000 },
    );
  });

  it('stays inside its bounds', () => {
    const bytes = Buffer.from('needle needle needle');
    const finder = createNeedleFinder(['needle']);
    expect(finder.findAll(bytes, 0, 5)).toEqual([]);
    expect(finder.findAll(bytes, 1, 13)).toEqual([7]);
    expect(finder.findAll(bytes, 0, bytes.length)).toEqual([0, 7, 14]);
  });
});
