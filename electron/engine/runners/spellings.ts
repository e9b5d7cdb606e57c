/** The paths in command lines and the directories that they really are: a link may lead to a runner. */
import type { ProcessRow } from '../host/host.ts';
import { resolvedDirectory } from './find.ts';
import { listenerDirectory, workerDirectory } from './processes.ts';

/** More are looked up again. */
const MAX_SPELLINGS = 500;

export interface Spellings {
  /** Every path of this table that leads to the directory, the directory itself first. */
  of(directory: string, table: readonly ProcessRow[]): Promise<readonly string[]>;
  /** As far as it has been looked up; else the path itself. */
  real(path: string): string;
}

export function createSpellings(): Spellings {
  const known = new Map<string, string>();
  return {
    of: async (directory, table) => {
      const seen = new Set(
        table
          .map((row) => listenerDirectory(row.args) ?? workerDirectory(row.args))
          .filter((path) => path !== null),
      );
      const same = [directory];
      for (const path of seen) {
        if (!known.has(path)) {
          const real = await resolvedDirectory(path);
          if (known.size >= MAX_SPELLINGS) known.clear();
          // Where a path led is kept: the process runs on when its folder is moved. A failure tells nothing.
          if (real !== null) known.set(path, real);
        }
        if (path !== directory && known.get(path) === directory) same.push(path);
      }
      return same;
    },
    real: (path) => known.get(path) ?? path,
  };
}
