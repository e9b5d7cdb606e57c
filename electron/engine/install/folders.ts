/** The folders of an archive: each is made once, those above it first. */
import { lstat, mkdir } from 'node:fs/promises';
import { join } from 'node:path';

export interface Folders {
  /**
   * @param path relative; empty: the root. Null: it is there. Else it is when this resolves; it rejects with what the
   * file system says.
   */
  make(path: string): Promise<void> | null;
}

export function createFolders(root: string): Folders {
  const known = new Map<string, Promise<void> | null>([['', null]]);
  const make = (path: string): Promise<void> | null => {
    const before = known.get(path);
    if (before !== undefined) return before;
    const work = makeOne(join(root, path), make(parentOf(path)));
    known.set(path, work);
    // A failure stays known; whoever waits is told.
    work.then(
      () => known.set(path, null),
      () => undefined,
    );
    return work;
  };
  return { make };
}

async function makeOne(path: string, above: Promise<void> | null): Promise<void> {
  await above;
  try {
    await mkdir(path, 0o755);
  } catch (error) {
    // macOS takes `Lib` and `lib` for the same.
    if (!(await lstat(path).catch(() => null))?.isDirectory()) throw error;
  }
}

/** Of a relative path; empty: the root. */
export const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));
