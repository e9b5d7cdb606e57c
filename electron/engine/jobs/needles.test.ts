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
    const word = fc.string({ unit: fc.constantFrom('a', 'b', ' '), minLength: 3, maxLength: 7 });
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

  it('misses nothing at the seams of its memory, and none of very many', () => {
    const bytes = Buffer.alloc(600_000, '.');
    const places = [0, 262_139, 262_140, 262_141, 262_142, 262_144, 524_280, 524_284, 599_993].filter(
      (place, index, all) => index === 0 || place - (all[index - 1] ?? 0) >= 7,
    );
    for (const place of places) bytes.write('needle!', place);
    const finder = createNeedleFinder(['needle!', 'aaa']);
    expect(finder.findAll(bytes, 0, bytes.length)).toEqual(places);
    expect(finder.findAll(Buffer.alloc(100_000, 'a'), 0, 100_000)).toHaveLength(99_998);
    expect(finder.findAll(Buffer.alloc(0), 0, 0)).toEqual([]);
  });

  it('finds a needle at every place around a seam', () => {
    const finder = createNeedleFinder(['needle!']);
    for (let place = 262_130; place < 262_150; place++) {
      const bytes = Buffer.alloc(262_200, '.');
      bytes.write('needle!', place);
      expect(finder.findAll(bytes, 0, bytes.length)).toEqual([place]);
    }
  });

  it('stays inside its bounds', () => {
    const bytes = Buffer.from('needle needle needle');
    const finder = createNeedleFinder(['needle']);
    expect(finder.findAll(bytes, 0, 5)).toEqual([]);
    expect(finder.findAll(bytes, 1, 13)).toEqual([7]);
    expect(finder.findAll(bytes, 0, bytes.length)).toEqual([0, 7, 14]);
  });
});
