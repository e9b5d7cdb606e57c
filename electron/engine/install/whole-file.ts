/** Files that are either as they were or wholly new: written beside, flushed, renamed (design.md section 4). */
import { constants } from 'node:fs';
import { lstat, open, realpath, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fail, type Failure } from '../../../shared/contract.ts';

/** The same for every try, so that what a killed one left is written over and does not pile up. */
const BESIDE = '.trackside-new';

/** Where the next content of `path` is written before it takes its place. */
export const besideOf = (path: string): string => `${path}${BESIDE}`;

/**
 * Puts `content` in the place of what is at `path`, with exactly `mode`. A link stays, and the file that it leads to is
 * replaced. Null: done. On a failure (`no-room`, `cannot-write`) the old file is still there.
 * @param what as a sentence names it: “the file .env”.
 * @param check looks at the new file before it takes its place; what it says keeps the old one there.
 */
export async function replaceFile(
  path: string,
  content: string | Uint8Array,
  options: {
    readonly mode: number;
    readonly what: string;
    readonly check?: (beside: string) => Promise<Failure | null>;
  },
): Promise<Failure | null> {
  let beside: string | null = null;
  try {
    const target = await targetOf(path);
    beside = besideOf(target);
    await writeFlushed(beside, content, options.mode);
    const refusal = (await options.check?.(beside)) ?? null;
    if (refusal !== null) {
      await rm(beside, { force: true });
      return refusal;
    }
    await rename(beside, target);
    await flushFolder(dirname(target));
    return null;
  } catch (error) {
    // Half a file is of no use, and takes room on a disk that may be full.
    if (beside !== null) await rm(beside, { force: true }).catch(() => undefined);
    return writeFailure(error, options.what);
  }
}

async function targetOf(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    // Nothing there: it is made. A link that leads nowhere is the person's; it is not replaced.
    if (codeOf(error) !== 'ENOENT' || (await isThere(path))) throw error;
    return path;
  }
}

async function isThere(path: string): Promise<boolean> {
  return await lstat(path).then(
    () => true,
    () => false,
  );
}

async function writeFlushed(path: string, content: string | Uint8Array, mode: number): Promise<void> {
  const { O_WRONLY, O_CREAT, O_TRUNC, O_NOFOLLOW } = constants;
  const file = await open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, mode);
  try {
    // What a killed try left may have another mode, and the umask takes from what was asked for.
    await file.chmod(mode);
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes the new name last through a power cut. Where the file system has no such thing, the file itself is flushed. */
export async function flushFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, constants.O_RDONLY);
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch {
    // EINVAL, EACCES: not to be had here, and no reason to call the write a failure.
  }
}

export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** What a person reads when the system refused to write `what`. */
export function writeFailure(error: unknown, what: string): Failure {
  const code = codeOf(error);
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return fail(
        'no-room',
        `The disk is full, so ${what} could not be written.`,
        'Free some space, then try again.',
      );
    case 'EACCES':
    case 'EPERM':
      return fail(
        'cannot-write',
        `macOS does not let Trackside write ${what}.`,
        'Check in the Finder that the file and its folder are yours and not locked, then try again.',
      );
    case 'EROFS':
      return fail(
        'cannot-write',
        `The disk can only be read, so ${what} could not be written.`,
        'Choose a folder on a disk that can be written to.',
      );
    case 'ENOENT':
    case 'ENOTDIR':
    case 'ELOOP':
      return fail(
        'cannot-write',
        `The place of ${what} is not there, or is a link that leads nowhere.`,
        'Check that the folder still exists, then try again.',
      );
    default:
      return fail(
        'cannot-write',
        `The system refused to write ${what}${code === '' ? '' : ` (${code})`}.`,
        'Try again; if it stays so, look at the disk with Disk Utility.',
      );
  }
}
