/** What a runner may be called, and a name for this Mac's. */

/** GitHub takes no longer name. */
export const MAX_NAME_LENGTH = 64;
/** When the computer's name holds nothing that a runner's may. */
const FALLBACK = 'mac';
/** So many are tried before a person has to think of a name. */
const MAX_NUMBER = 99;

/** Letters that Unicode does not take apart into a plain one and an accent. */
const LETTERS: ReadonlyMap<string, string> = new Map([
  ['ß', 'ss'],
  ['æ', 'ae'],
  ['Æ', 'AE'],
  ['œ', 'oe'],
  ['Œ', 'OE'],
  ['ø', 'o'],
  ['Ø', 'O'],
  ['đ', 'd'],
  ['Đ', 'D'],
  ['ð', 'd'],
  ['Ð', 'D'],
  ['ł', 'l'],
  ['Ł', 'L'],
  ['þ', 'th'],
  ['Þ', 'Th'],
  ['ı', 'i'],
]);

/**
 * Whether a name does for a runner: letters, digits, `.`, `-` and `_`, for it also goes into the names of a service, of
 * files and of folders for logs (runner.md 5.2); and none that `config.sh` would take for an option (3.2).
 */
export function isRunnerName(name: string): boolean {
  return /^[A-Za-z0-9_][A-Za-z0-9._-]*$/.test(name) && name.length <= MAX_NAME_LENGTH;
}

/** “José’s Mac mini” → `Joses-Mac-mini`. Whatever is given, the result does for a runner. */
export function runnerNameFrom(computerName: string | null): string {
  const plain = Array.from((computerName ?? '').normalize('NFKD'), (letter) => LETTERS.get(letter) ?? letter)
    .join('')
    // An accent by itself, and an apostrophe, are left out; anything else unusual parts two words.
    .replace(/[\p{M}'’‘`´]/gu, '')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/-{2,}/g, '-');
  return trimmed(plain) || FALLBACK;
}

/** The name, or the first of `name-2`, `name-3` … that is not among `taken`, letter case aside. */
export function freeRunnerName(name: string, taken: readonly string[]): string {
  const others = new Set(taken.map((each) => each.toLowerCase()));
  for (let number = 1; number <= MAX_NUMBER; number += 1) {
    const suffix = number === 1 ? '' : `-${number}`;
    const candidate = `${trimmed(name, MAX_NAME_LENGTH - suffix.length)}${suffix}`;
    if (!others.has(candidate.toLowerCase())) return candidate;
  }
  return name;
}

function trimmed(name: string, length = MAX_NAME_LENGTH): string {
  return name
    .replace(/^[-.]+/, '')
    .slice(0, length)
    .replace(/[-.]+$/, '');
}
