/**
 * A folder that a set-up has made says so in a file in it, with the operation's id: only such a folder is ever
 * deleted by undoing one.
 */
import { lstat, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
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

/** The folder is a runner's from now on, and no undoing deletes it any more. */
export async function handOver(folder: string): Promise<void> {
  await rm(join(folder, MARK), { force: true });
}

/** Deletes it if it is this operation's. By a rename first, so that never half of it stands under its name. */
export async function removeOwnFolder(folder: string, id: OperationId): Promise<void> {
  const going = `${folder}.${id}.going`;
  if ((await ownerOf(folder, id)) === 'ours') await rename(folder, going);
  await rm(going, { recursive: true, force: true, maxRetries: 2 });
}

/** Whatever cannot be looked at is taken to be there. */
async function isThere(path: string): Promise<boolean> {
  return await lstat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== 'ENOENT',
  );
}
