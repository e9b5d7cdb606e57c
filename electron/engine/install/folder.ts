/** The folder that a package is unpacked into: emptied before and after what went wrong, and flushed at the end. */
import { lstat, open, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Host } from '../host/host.ts';

/** Takes everything out of it, never through a link. Rejects with what the file system says. */
export async function emptyFolder(folder: string): Promise<void> {
  const found = await lstat(folder);
  if (!found.isDirectory()) throw Object.assign(new Error('It is not a folder.'), { code: 'EACCES' });
  for (const name of await readdir(folder)) {
    await rm(join(folder, name), { recursive: true, force: true });
  }
}

const SYNC = '/bin/sync';
const SYNC_LIMIT_MS = 60_000;
/** So many at a time: each waits for the disk. */
const FLUSHES = 4;

/**
 * Resolves when what is in the folder outlasts a power cut. One `sync` for thousands of small files, since macOS takes
 * some 20 ms to flush each; then those named, one by one: on macOS sync(2) only begins to write (its manual page), and
 * a file's own flush also empties the disk's cache.
 * @param files relative to the folder.
 */
export async function flushFolder(
  folder: string,
  files: readonly string[],
  program: Host['program'],
): Promise<void> {
  const result = await program({
    path: SYNC,
    // Only Linux can tell one disk from the others.
    args: process.platform === 'linux' ? ['-f', folder] : [],
    timeoutMs: SYNC_LIMIT_MS,
    maxOutputBytes: 4096,
  });
  const isDone = result.kind === 'exited' && result.status === 0;
  const rest = [...(isDone ? files.map((file) => join(folder, file)) : await everyFile(folder))];
  const flushSome = async (): Promise<void> => {
    for (let next = rest.pop(); next !== undefined; next = rest.pop()) await flush(next);
  };
  await Promise.all(Array.from({ length: FLUSHES }, flushSome));
  await flush(folder);
  await flush(dirname(folder));
}

async function everyFile(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() || entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name));
}

async function flush(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync().catch((error: unknown) => {
      // Some file systems flush files only, not folders.
      if (!isUnsupported(error)) throw error;
    });
  } finally {
    await file.close();
  }
}

const isUnsupported = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'EINVAL' || error.code === 'ENOTSUP');
