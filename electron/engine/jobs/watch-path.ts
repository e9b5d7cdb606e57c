/**
 * Tells when something happens to one path: it is written to, comes, goes, or is exchanged. The file itself is
 * watched (kqueue tells of writes at once) and its folder (which tells of creation and renaming); while the folder
 * is missing, the nearest one above it.
 */
import { existsSync, type FSWatcher, watch } from 'node:fs';
import { basename, dirname } from 'node:path';

export interface PathWatch {
  /** To be called when the file may be another one, or its folder may have come. */
  renew(): void;
  close(): void;
}

/** @param onChange told at least once for each change, often more than once. */
export function watchPath(path: string, onChange: () => void): PathWatch {
  const name = basename(path);
  const parent = dirname(path);
  let folder: { readonly path: string; readonly watcher: FSWatcher } | null = null;
  let file: FSWatcher | null = null;
  let closed = false;

  const watchFile = (): void => {
    if (file !== null || closed) return;
    file = tryWatch(path, (kind) => {
      // Renamed or removed: this watch stays with the old file.
      if (kind === 'rename') dropFile();
      onChange();
    });
    file?.on('error', dropFile);
  };
  const dropFile = (): void => {
    file?.close();
    file = null;
  };
  const dropFolder = (): void => {
    folder?.watcher.close();
    folder = null;
  };
  const watchFolder = (): void => {
    const nearest = nearestFolder(parent);
    if (closed || folder?.path === nearest) return;
    dropFolder();
    const watcher = tryWatch(nearest, (kind, changed) => {
      const own = nearest === parent;
      if (own && changed !== null && changed !== name) return;
      if (own && kind === 'rename') dropFile();
      onChange();
    });
    if (watcher === null) return;
    folder = { path: nearest, watcher };
    watcher.on('error', dropFolder);
  };
  const renew = (): void => {
    watchFolder();
    watchFile();
  };
  renew();
  return {
    renew,
    close() {
      closed = true;
      dropFile();
      dropFolder();
    },
  };
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
