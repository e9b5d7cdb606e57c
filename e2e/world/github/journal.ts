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
  /** Whether it asked only for what has changed (`If-None-Match`). */
  readonly conditional: boolean;
}
export interface Journal {
  readonly entries: readonly JournalEntry[];
  /** How many counted against the limit, since the last `clear`. */
  counted(): number;
  add(entry: JournalEntry): void;
  clear(): void;
}

const MAX_ENTRIES = 10_000;

export function createJournal(): Journal {
  const entries: JournalEntry[] = [];
  let counted = 0;
  return {
    entries,
    counted: () => counted,
    add: (entry) => {
      if (entries.length >= MAX_ENTRIES) entries.splice(0, MAX_ENTRIES / 10);
      entries.push(entry);
      if (entry.counted) counted += 1;
    },
    clear: () => {
      entries.length = 0;
      counted = 0;
    },
  };
}
