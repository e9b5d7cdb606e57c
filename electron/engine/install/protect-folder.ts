/**
 * Closes a runner's folder to other people of the Mac: the folder 700, what holds its login and its variables 600 (the M4
 * guide's security; config.sh leaves them as the umask has them). Never follows a link out of the folder.
 */
import { chmod, lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fail, ok, type Reply } from '../../../shared/contract.ts';
import { codeOf } from './whole-file.ts';

/** `why`: a sentence. */
export interface Unprotected {
  readonly name: string;
  readonly why: string;
}
export interface Protected {
  /** What was open and is closed now: names in the folder, `.` for itself. */
  readonly changed: readonly string[];
  /** What is still open. */
  readonly open: readonly Unprotected[];
}

const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;
const OTHERS = 0o077;
/** `.credentials`, `.credentials_rsaparams`, `.credentials_migrated`; the settings; variables, perhaps with secrets. */
const SECRET = /^(?:\.credentials(?:_\w+)?|\.runner(?:_migrated)?|\.env)$/;

/**
 * Closes the folder and its files, and looks whether they are. May be called again. Fails with `bad-place` where the
 * folder is a link or none, `cannot-read`.
 */
export async function protectFolder(directory: string): Promise<Reply<Protected>> {
  const folder = await kindOf(directory);
  if (folder.kind !== 'folder') {
    return folder.kind === 'unknown'
      ? fail('cannot-read', 'macOS does not let Trackside look at the runner’s folder.')
      : fail(
          'bad-place',
          'The runner’s folder is not there, or is only a link to it.',
          'Give the folder itself, then try again.',
        );
  }
  const changed: string[] = [];
  const open: Unprotected[] = [];
  const take = (name: string, outcome: Outcome): void => {
    if (outcome.kind === 'changed') changed.push(name);
    if (outcome.kind === 'open') open.push({ name, why: outcome.why });
  };
  // First, so that nobody can look at the files in the meantime.
  take('.', await close(directory, FOLDER_MODE));
  for (const name of await namesIn(directory)) {
    const path = join(directory, name);
    const file = await kindOf(path);
    switch (file.kind) {
      case 'file':
        take(name, await close(path, FILE_MODE));
        break;
      case 'link':
        open.push({ name, why: 'It is a link; where it leads is left as it is.' });
        break;
      case 'gone':
        break;
      case 'folder':
      case 'other':
      case 'unknown':
        open.push({ name, why: 'It is no plain file.' });
    }
  }
  return ok({ changed, open });
}

async function namesIn(directory: string): Promise<readonly string[]> {
  const names = await readdir(directory).catch(() => []);
  return names.filter((name) => SECRET.test(name)).sort();
}

type Outcome =
  | { readonly kind: 'changed' | 'as-it-should-be' }
  | { readonly kind: 'open'; readonly why: string };

/** A file may be closed further than that, such as to its owner's own writing. */
async function close(path: string, mode: number): Promise<Outcome> {
  try {
    if (await isClosed(path, mode)) return { kind: 'as-it-should-be' };
    await chmod(path, mode);
    return (await isClosed(path, mode))
      ? { kind: 'changed' }
      : { kind: 'open', why: 'Its disk does not keep who may read what.' };
  } catch (error) {
    const code = codeOf(error);
    return {
      kind: 'open',
      why:
        code === 'EPERM' || code === 'EACCES'
          ? 'It belongs to another user of this Mac.'
          : `The system refused (${code}).`,
    };
  }
}

async function isClosed(path: string, mode: number): Promise<boolean> {
  const now = (await lstat(path)).mode & 0o777;
  return mode === FOLDER_MODE ? now === FOLDER_MODE : (now & OTHERS) === 0;
}

type Kind = 'folder' | 'file' | 'link' | 'other' | 'gone' | 'unknown';

async function kindOf(path: string): Promise<{ readonly kind: Kind }> {
  try {
    const info = await lstat(path);
    if (info.isSymbolicLink()) return { kind: 'link' };
    if (info.isDirectory()) return { kind: 'folder' };
    return { kind: info.isFile() ? 'file' : 'other' };
  } catch (error) {
    const code = codeOf(error);
    return { kind: code === 'ENOENT' || code === 'ENOTDIR' ? 'gone' : 'unknown' };
  }
}
