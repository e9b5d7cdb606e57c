import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { freeRunnerName, isRunnerName, MAX_NAME_LENGTH, runnerNameFrom } from './runner-name.ts';

const letter = fc.oneof(
  fc.constantFrom('-', '.', '_', ' ', '’', 'a', 'Z', '9', 'É', 'ß', '\u0301', '½', '\n'),
  fc.integer({ min: 0, max: 0x2fff }).map((code) => String.fromCodePoint(code)),
);

describe('the name that a runner gets from its computer', () => {
  it.each([
    ['Mac mini de Will', 'Mac-mini-de-Will'],
    ['José’s Mac mini', 'Joses-Mac-mini'],
    ["Zoë's  Mac", 'Zoes-Mac'],
    ['Łukasz Straße Ærø', 'Lukasz-Strasse-AEro'],
    ['build.mini_01', 'build.mini_01'],
    ['太郎のMac mini', 'Mac-mini'],
    ['--token', 'token'],
    ['日本語', 'mac'],
    ['', 'mac'],
    [null, 'mac'],
  ])('of %j is %s', (computer, name) => {
    expect(runnerNameFrom(computer)).toBe(name);
  });

  it('does for a runner, whatever the computer is called', () => {
    fc.assert(
      fc.property(fc.array(letter, { maxLength: 100 }), (letters) => {
        expect(isRunnerName(runnerNameFrom(letters.join('')))).toBe(true);
      }),
    );
  });

  it('is another one when there is such a runner already, letter case aside', () => {
    expect(freeRunnerName('mini', [])).toBe('mini');
    expect(freeRunnerName('mini', ['MINI', 'mini-2'])).toBe('mini-3');
    const long = 'm'.repeat(MAX_NAME_LENGTH);
    expect(freeRunnerName(long, [long])).toBe(`${'m'.repeat(MAX_NAME_LENGTH - 2)}-2`);
  });

  it('may not be an option, nor hold what breaks the name of a service', () => {
    for (const name of ['', '-x', '.hidden', 'a b', 'a/b', 'a@b', 'a&b', 'ä', 'm'.repeat(65)]) {
      expect([name, isRunnerName(name)]).toEqual([name, false]);
    }
  });
});
