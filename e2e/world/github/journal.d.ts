/** What was asked, for tests and the benchmark; bounded. */
export interface JournalEntry {
  readonly at: number;
  readonly method: string;
  /** With its query, without the `/api/v3` prefix. */
  readonly path: string;
  /** 0: the connection was cut or never answered. */
  readonly status: number;
  /** Whether it counted against the primary limit. */
  readonly counted: boolean;
  /** Whether it came with an Authorization header. */
  readonly authorized: boolean;
}
export interface Journal {
  readonly entries: readonly JournalEntry[];
  /** How many counted against the limit, since the last `clear`. */
  counted(): number;
  add(entry: JournalEntry): void;
  clear(): void;
}
export declare function createJournal(): Journal;
