import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endedText, valueIn, withoutKey, withValue } from './env-lines.ts';

describe('the lines of .env, as the runner reads them', () => {
  it.each([
    ['A=1\nB=2\n', 'B', '2'],
    ['A=1\nA=2\n', 'A', '2'],
    ['A=1=2\n', 'A', '1=2'],
    ['A="1"\n', 'A', '"1"'],
    ['A=1', 'A', '1'],
    ['A=1\r\nB=2\r\n', 'A', '1'],
    ['A=1\rB=2', 'B', '2'],
    ['\u00EF\u00BB\u00BFA=1\n', 'A', '1'],
    ['export A=1\n', 'A', null],
    ['#A=1\n', 'A', null],
    [' A=1\n', 'A', null],
    ['A=\n', 'A', null],
    ['=1\nA\n', 'A', null],
    ['', 'A', null],
    ['MY_A=1\n', 'A', null],
  ])('%j has %s as %j', (text, key, value) => {
    expect(valueIn(text, key)).toBe(value);
  });

  it.each([
    ['', 'A=x\n'],
    ['B=2', 'B=2\nA=x\n'],
    ['A=1\nB=2\n', 'A=x\nB=2\n'],
    ['A=1\nB=2\nA=3\n', 'A=1\nB=2\nA=x\n'],
    ['A=1\r\nB=2\r\n', 'A=x\r\nB=2\r\n'],
    ['\u00EF\u00BB\u00BFA=1\nB=2', '\u00EF\u00BB\u00BFA=x\nB=2'],
    ['# A=1\nexport A=2\n', '# A=1\nexport A=2\nA=x\n'],
  ])('sets in %j where it was set: %j', (text, after) => {
    expect(withValue(text, 'A', 'x')).toBe(after);
  });

  it('takes out the line that holds, and never the mark at the start of the file', () => {
    expect(withoutKey('A=1\nB=2\nA=3\n', 'A')).toBe('A=1\nB=2\n');
    expect(withoutKey('\u00EF\u00BB\u00BFA=1\nB=2\n', 'A')).toBe('\u00EF\u00BB\u00BFB=2\n');
    expect(withoutKey('B=2\n', 'A')).toBe('B=2\n');
  });
});

const KEYS = ['A', 'NODE_OPTIONS', 'npm_config_cache'] as const;
const line = fc.oneof(
  fc
    .tuple(fc.constantFrom(...KEYS, 'OTHER', ' A', 'export A'), fc.string({ maxLength: 6 }))
    .map((pair) => pair.join('=')),
  fc.string({ unit: 'binary', maxLength: 8 }).map((text) => Buffer.from(text).toString('latin1')),
  fc.constantFrom('', '#', '='),
);
const file = fc
  .tuple(
    fc.constantFrom('', '\u00EF\u00BB\u00BF'),
    fc.array(fc.tuple(line, fc.constantFrom('\n', '\r\n', '\r')), { maxLength: 6 }),
    line,
  )
  .map(([mark, lines, last]) => mark + lines.map((pair) => pair.join('')).join('') + last);
const key = fc.constantFrom(...KEYS);
const set = fc.string({ minLength: 1, maxLength: 8 }).filter((text) => !/[\r\n]/.test(text));

describe('of any file', () => {
  it('what is set can be read, and setting it again changes nothing', () => {
    fc.assert(
      fc.property(file, key, set, (text, name, value) => {
        const once = withValue(text, name, value);
        return valueIn(once, name) === value && withValue(once, name, value) === once;
      }),
    );
  });

  it('every other line stays byte for byte', () => {
    fc.assert(
      fc.property(file, key, set, (text, name, value) => {
        const others = (bytes: string): string => withoutKey(bytes, name);
        const ended = endedText(text);
        return others(withValue(ended, name, value)) === others(ended);
      }),
    );
  });

  it('what was there before can be put back exactly', () => {
    fc.assert(
      fc.property(file.map(endedText), key, set, (text, name, value) => {
        const after = withValue(text, name, value);
        const before = valueIn(text, name);
        const isThere = withoutKey(text, name) !== text;
        const back = isThere ? withValue(after, name, before ?? '') : withoutKey(after, name);
        return back === text;
      }),
    );
  });
});
