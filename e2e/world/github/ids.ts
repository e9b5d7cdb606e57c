/** Ids, tokens and GUIDs that are the same for the same seed. */

export interface Ids {
  /** A whole number from `min` up to, not including, `max`. */
  integer(min: number, max: number): number;
  /** Next of a rising row of large ids, as GitHub's are. */
  next(row: 'agent' | 'run' | 'job' | 'repository' | 'workflow' | 'label' | 'message'): number;
  guid(): string;
  /** `length` characters out of `alphabet`. */
  text(length: number, alphabet: string): string;
}

const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const HEX = '0123456789abcdef';

/** mulberry32: small, seeded, good enough for test data; never for secrets. */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function createIds(seed: number): Ids {
  const roll = random(seed);
  const rows = {
    agent: 20,
    run: 19_000_000_000,
    job: 70_000_000_000,
    repository: 1_230_000_000,
    workflow: 160_000_000,
    label: 0,
    message: 0,
  };
  const integer = (min: number, max: number): number => min + Math.floor(roll() * (max - min));
  const text = (length: number, alphabet: string): string =>
    Array.from({ length }, () => alphabet.charAt(integer(0, alphabet.length))).join('');
  return {
    integer,
    text,
    next: (row) => {
      const large = row === 'run' || row === 'job';
      rows[row] += large ? integer(1, 5000) : 1;
      return rows[row];
    },
    guid: () => [8, 4, 4, 4, 12].map((length) => text(length, HEX)).join('-'),
  };
}

/** The shape of registration and removal tokens: 29 upper-case letters and digits (github.md 1.6). */
export const runnerToken = (ids: Ids): string => `A${ids.text(28, UPPER)}`;
export const commitSha = (ids: Ids): string => ids.text(40, HEX);
