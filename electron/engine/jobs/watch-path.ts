/**
 * Tells when something happens to one path: it is written to, comes, goes, or is exchanged. The file itself is
 * watched (kqueue tells of writes at once) and its folder (which tells of creation and renaming); while the folder
 * is missing, the nearest one above it.
 */
import { existsSync, type FSWatcher, statSync, watch } from 'node:fs';
import { basename, dirname } from 'node:path';

export interface PathWatch {
  /** To be called when the file may be another one, or its folder may have come. `renewed`: what came before is not told. */
  renew(): 'renewed' | 'same';
  close(): void;
}

/** @param onChange told at least once for each change, often more than once. */
export function watchPath(path: string, onChange: () => void): PathWatch {
  const name = basename(path);
  const parent = dirname(path);
  let folder: { readonly path: string; readonly watcher: FSWatcher } | null = null;
  let file: FileWatch | null = null;
  /** Of the file that had the name before, to which its writer may still write. */
  let earlier: FileWatch | null = null;
  let closed = false;

  const watchFile = (): void => {
    if (closed || (file !== null && file.identity === identityOf(path))) return;
    if (file !== null) {
      earlier?.watcher.close();
      earlier = file;
      file = null;
    }
    const identity = identityOf(path);
    const watcher = tryWatch(path, onChange);
    if (watcher === null) return;
    const own: FileWatch = { identity, watcher };
    file = own;
    watcher.on('error', () => {
      watcher.close();
      if (file === own) file = null;
      if (earlier === own) earlier = null;
    });
  };
  const dropFolder = (): void => {
    folder?.watcher.close();
    folder = null;
  };
  const watchFolder = (): void => {
    const nearest = nearestFolder(parent);
    if (closed || folder?.path === nearest) return;
    dropFolder();
    const watcher = tryWatch(nearest, (_kind, changed) => {
      if (nearest === parent && changed !== null && changed !== name) return;
      onChange();
    });
    if (watcher === null) return;
    folder = { path: nearest, watcher };
    watcher.on('error', dropFolder);
  };
  const renew = (): 'renewed' | 'same' => {
    const before = [folder, file];
    watchFolder();
    watchFile();
    return before[0] === folder && before[1] === file ? 'same' : 'renewed';
  };
  renew();
  return {
    renew,
    close() {
      closed = true;
      file?.watcher.close();
      earlier?.watcher.close();
      file = null;
      earlier = null;
      dropFolder();
    },
  };
}

interface FileWatch {
  readonly identity: string | null;
  readonly watcher: FSWatcher;
}

/** Which file has the name now; null when none has, or one cannot tell. */
function identityOf(path: string): string | null {
  try {
    const info = statSync(path, { throwIfNoEntry: false });
    return info === undefined ? null : `${info.dev}:${info.ino}`;
  } catch {
    return null; // a folder on the way may not be entered: the follower says so
  }
}

function tryWatch(path: string, listener: (kind: string, name: string | null) => void): FSWatcher | null {
  try {
    return watch(path, { persistent: false }, listener);
  } catch {
    // It is not there, or watches are used up: the folder's watch or the slow look notice instead.
    return null;
  }
}

function nearestFolder(path: string): string {
  let folder = path;
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}
