/**
 * The block of variables in the person's `~/.zshrc`: only for their own terminal, since a runner never reads that file.
 * A file that people keep for years: it is written beside, flushed and renamed, a link to it (dotfiles) stays, and
 * whatever is odd about it leaves it untouched.
 *
 * zsh reads `$ZDOTDIR/.zshrc` where that is set, which a program started from the Finder cannot see; where
 * `~/.zshenv` sets it, that is said.
 */
import { chown, lstat, realpath, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fail, type Failure, ok, type Reply } from '../../../shared/contract.ts';
import { readSmallFile } from '../host/small-file.ts';
import {
  type Before,
  hasBlock,
  putBlock,
  readBlock,
  type ShellVariables,
  takeOutBlock,
} from './shell-block.ts';
import { besideOf, codeOf, flushFolder, replaceFile, writeFailure } from './whole-file.ts';

export type { ShellVariables } from './shell-block.ts';

const WHAT = 'the file ~/.zshrc';
/** A person's own file is some kilobytes. */
const MAX_BYTES = 1024 * 1024;
const NEW_MODE = 0o644;
/** So often it is begun anew when somebody else writes the file at the same time. */
const MAX_TRIES = 5;

/**
 * Puts the block for a runner's folder in, or in place of the one that is there.
 * @param home of the person.
 * @param directory of the runner, in full.
 * @returns `note`: a sentence that the person should read, or null. Failures leave the file as it was: `wrong-state` (a
 * block that is not whole), `wrong-answer`, `cannot-read`, `cannot-write`, `no-room`.
 */
export async function putShellBlock(
  home: string,
  directory: string,
  shell: ShellVariables,
): Promise<Reply<{ readonly changed: 'put' | 'unchanged'; readonly note: string | null }>> {
  const changed = await change(home, (text, before) => {
    const put = putBlock(text, shown(home, directory), shell, before);
    return put.ok ? ok({ text: put.value, before: 'there' }) : put;
  });
  if (!changed.ok) return changed;
  return ok({
    changed: changed.value === 'written' ? 'put' : 'unchanged',
    note: (await readsElsewhere(home)) ? ELSEWHERE : null,
  });
}

/**
 * Takes the block for a runner's folder out again; a file that was made for it goes too, if nothing else came into it.
 * Failures as of `putShellBlock`.
 */
export async function takeOutShellBlock(
  home: string,
  directory: string,
): Promise<Reply<'taken-out' | 'not-there'>> {
  const changed = await change(home, (text) => {
    const taken = takeOutBlock(text, shown(home, directory));
    return taken.ok ? ok(taken.value ?? { text, before: 'there' }) : taken;
  });
  if (!changed.ok) return changed;
  return ok(changed.value === 'written' ? 'taken-out' : 'not-there');
}

/** Whether there is a block for a runner's folder. Failures: `wrong-state`, `cannot-read`, `cannot-write`. */
export async function hasShellBlock(home: string, directory: string): Promise<Reply<boolean>> {
  const profile = await readProfile(home);
  return profile.ok ? hasBlock(profile.value.text, shown(home, directory)) : profile;
}

/** What the block for a runner's folder says; null: there is none. Failures as of `hasShellBlock`. */
export async function readShellBlock(home: string, directory: string): Promise<Reply<ShellVariables | null>> {
  const profile = await readProfile(home);
  return profile.ok ? readBlock(profile.value.text, shown(home, directory)) : profile;
}

interface Profile {
  /** Latin1; empty where there is no file. */
  readonly text: string;
  /** Where the file really is: perhaps behind a link. */
  readonly path: string;
  readonly isLink: boolean;
  /** Null: there is no file. */
  readonly file: { readonly version: string; readonly mode: number; readonly gid: number } | null;
}

/** What becomes of the text, and whether an empty rest may go. */
type Change = (text: string, before: Before) => Reply<{ readonly text: string; readonly before: Before }>;

async function change(home: string, edit: Change): Promise<Reply<'written' | 'unchanged'>> {
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const profile = await readProfile(home);
    if (!profile.ok) return profile;
    const { text, file, path } = profile.value;
    const edited = edit(text, file === null ? 'made-for-it' : 'there');
    if (!edited.ok) return edited;
    if (edited.value.text === text) {
      // What a try that was killed may have left.
      await rm(besideOf(path), { force: true }).catch(() => undefined);
      return ok('unchanged');
    }
    const failure = await write(profile.value, edited.value);
    if (failure === null) return ok('written');
    if (failure !== CHANGED) return failure;
  }
  return CHANGED;
}

const CHANGED: Failure = fail(
  'cannot-write',
  'Another program keeps writing ~/.zshrc, so it was left as it is.',
  'Try again in a moment.',
);

async function write(
  profile: Profile,
  next: { readonly text: string; readonly before: Before },
): Promise<Failure | null> {
  const { path, file, isLink } = profile;
  // A link to it was made by the person, who wants the file.
  if (next.text === '' && next.before === 'made-for-it' && !isLink) return await remove(profile);
  return await replaceFile(path, Buffer.from(next.text, 'latin1'), {
    mode: file?.mode ?? NEW_MODE,
    what: WHAT,
    check: async (beside) => {
      const owned = file === null ? null : await giveGroup(beside, file.gid);
      return owned ?? ((await isUnchanged(profile)) ? null : CHANGED);
    },
  });
}

/** A new file gets the folder's group (macOS) or the person's first one; the old one may have had another. */
async function giveGroup(path: string, gid: number): Promise<Failure | null> {
  const made = await stat(path);
  if (made.gid === gid) return null;
  return await chown(path, made.uid, gid).then(
    () => null,
    (error: unknown) => writeFailure(error, WHAT),
  );
}

async function remove(profile: Profile): Promise<Failure | null> {
  if (!(await isUnchanged(profile))) return CHANGED;
  try {
    await rm(profile.path);
    await rm(besideOf(profile.path), { force: true });
    await flushFolder(dirname(profile.path));
    return null;
  } catch (error) {
    return writeFailure(error, WHAT);
  }
}

async function isUnchanged({ path, file }: Profile): Promise<boolean> {
  const now = await readSmallFile(path, MAX_BYTES, file?.version ?? null);
  return file === null ? now.kind === 'missing' : now.kind === 'unchanged';
}

async function readProfile(home: string): Promise<Reply<Profile>> {
  const written = join(home, '.zshrc');
  const isLink = await lstat(written).then(
    (info) => info.isSymbolicLink(),
    () => false,
  );
  let path = written;
  try {
    path = await realpath(written);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') return writeFailure(error, WHAT);
    if (isLink) return DANGLING;
  }
  const read = await readSmallFile(path, MAX_BYTES);
  switch (read.kind) {
    case 'missing':
    case 'unchanged':
      return ok({ text: '', path, isLink, file: null });
    case 'unreadable':
      return fail(
        'cannot-read',
        `~/.zshrc cannot be read. ${read.why}`,
        'Look at the file in an editor, then try again.',
      );
    case 'read': {
      const info = await stat(path).catch(() => null);
      if (info === null) return fail('cannot-read', '~/.zshrc cannot be read.', 'Try again.');
      const refused = ownershipProblem(info);
      if (refused !== null) return refused;
      const { mode, gid } = info;
      const text = Buffer.from(read.bytes).toString('latin1');
      return ok({ text, path, isLink, file: { version: read.version, mode: mode & 0o7777, gid } });
    }
  }
}

/** A file that takes this one's place would be another person's, or would be cut off from its second name. */
function ownershipProblem(info: { readonly uid: number; readonly nlink: number }): Failure | null {
  if (info.uid !== process.getuid?.()) {
    return fail(
      'cannot-write',
      '~/.zshrc belongs to another user, so it was left as it is.',
      'Make it yours (sudo chown "$USER" ~/.zshrc), then try again.',
    );
  }
  if (info.nlink > 1) {
    return fail(
      'cannot-write',
      '~/.zshrc is the same file as another one (a hard link), which would be cut off, so it was left as it is.',
      'Replace one of the two by a copy or a symbolic link, then try again.',
    );
  }
  return null;
}

const DANGLING = fail(
  'cannot-write',
  '~/.zshrc is a link that leads nowhere, so it was left as it is.',
  'Put the file that it should lead to back, or delete the link, then try again.',
);

const ELSEWHERE =
  'Your ~/.zshenv sets ZDOTDIR, so zsh may read another .zshrc than ~/.zshrc: copy the block there if your terminal does not have the variables.';

async function readsElsewhere(home: string): Promise<boolean> {
  const read = await readSmallFile(join(home, '.zshenv'), MAX_BYTES);
  return read.kind === 'read' && /^[^#\n]*\bZDOTDIR=/m.test(Buffer.from(read.bytes).toString('latin1'));
}

const shown = (home: string, directory: string): string =>
  directory.startsWith(`${home}/`) ? `~${directory.slice(home.length)}` : directory;
