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
export declare function createIds(seed: number): Ids;
/** The shape of registration and removal tokens: 29 upper-case letters and digits (github.md 1.6). */
export declare const runnerToken: (ids: Ids) => string;
export declare const commitSha: (ids: Ids) => string;
