/**
 * A folder that a set-up has made says so in a file in it, with the operation's id: only such a folder is ever
 * deleted by undoing one.
 */
import { lstat, mkdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { OperationId } from '../../../shared/operation.ts';

const MARK = '.trackside-set-up';

export type Ownership = 'ours' | 'somebody-else' | 'nothing';

export async function ownerOf(folder: string, id: OperationId): Promise<Ownership> {
  try {
    return (await readFile(join(folder, MARK), 'utf8')).trim() === id ? 'ours' : 'somebody-else';
  } catch {
    return (await isThere(folder)) ? 'somebody-else' : 'nothing';
  }
}

/** From here on it is this operation's. Rejects with the system's error. */
export async function markAsOurs(folder: string, id: OperationId): Promise<void> {
  await writeFile(join(folder, MARK), `${id}\n`, { mode: 0o600, flush: true });
}

/** The folder is a runner's from now on, like any other. Whoever calls it remembers that before. */
export async function handOver(folder: string): Promise<void> {
  await rm(join(folder, MARK), { force: true });
}

/**
 * Deletes it if it is this operation's. By a rename first, so that never half of it stands under its name.
 * @param proof `memory`: the operation itself has handed it over, and is taken back all the same.
 */
export async function removeOwnFolder(
  folder: string,
  id: OperationId,
  proof: 'mark' | 'memory',
): Promise<void> {
  const going = `${folder}.${id}.going`;
  const isHandedOver = proof === 'memory' && (await isThere(folder)) && !(await isThere(join(folder, MARK)));
  if (isHandedOver || (await ownerOf(folder, id)) === 'ours') await rename(folder, going);
  await removeAll(going);
}

/** Whatever is there, and nothing is well too; also where a file has come in the place of the folder around it. */
export async function removeAll(path: string): Promise<void> {
  if (await isThere(path)) await rm(path, { recursive: true, force: true, maxRetries: 2 });
}

/** The deepest folder on the way to `path` that is there. */
export async function nearestFolder(path: string): Promise<string> {
  return (await isThere(path)) || path === dirname(path) ? path : await nearestFolder(dirname(path));
}

/** Makes it and the folders around it. One by one: `recursive` says of a disk that can only be read that nothing is there. */
export async function makeWay(path: string): Promise<void> {
  if (await isThere(path)) return;
  await makeWay(dirname(path));
  await mkdir(path);
}

/** Takes the folders on the way from `nearest` to `path` away again, as far as nothing is in them. */
export async function removeEmptyWay(path: string, nearest: string): Promise<void> {
  for (let at = path; at.startsWith(`${nearest}/`); at = dirname(at)) {
    const isGone = await rmdir(at).then(
      () => true,
      (error: NodeJS.ErrnoException) => error.code === 'ENOENT',
    );
    if (!isGone) return;
  }
}

/** Whatever cannot be looked at is taken to be there. */
export async function isThere(path: string): Promise<boolean> {
  return await lstat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== 'ENOENT' && error.code !== 'ENOTDIR',
  );
}
