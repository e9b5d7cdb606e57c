/**
 * A runner's `.env` and `.path` (runner.md 9): what jobs find in their environment. config.sh writes both from the
 * environment it happens to be called with, so they are written anew after each call. The listener reads them when it
 * starts. Lines of others stay as they are.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { fail, ok, type Failure, type Reply } from '../../../shared/contract.ts';
import { readSmallFile } from '../host/small-file.ts';
import { endedText, valueIn, withoutKey, withValue } from './env-lines.ts';
import { replaceFile, writeFailure } from './whole-file.ts';

/** What a runner's environment is to be. */
export interface WantedEnvironment {
  readonly variables: Readonly<Record<string, string>>;
  /** The folders of the PATH, first to last; null: `.path` stays as it is. */
  readonly path: readonly string[] | null;
}

const value = z.string().nullable();
/**
 * What there was before, and what was put in its place, so that it can be taken back without touching what others have
 * changed since. Plain JSON, without the lines of others, which may hold secrets: fit for a journal.
 */
const backupSchema = z.strictObject({
  /** `before`: bytes, one character each, since they may be in any encoding; null: the key was not set. */
  variables: z.record(z.string(), z.strictObject({ before: value, after: z.string() })),
  /** How long `.env` was; null: there was none. It tells whether the line end at its end is ours. */
  envBytes: z.number().int().nullable(),
  /** Null: `.path` was not written. */
  path: z.strictObject({ before: value, after: z.string() }).nullable(),
});
export type EnvironmentBackup = z.infer<typeof backupSchema>;

/** For a journal, and back; null for what is none. */
export const textOfBackup = (backup: EnvironmentBackup): string => JSON.stringify(backup);
export function backupOfText(text: string): EnvironmentBackup | null {
  try {
    return backupSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null; // not JSON: no backup
  }
}

const MAX_BYTES = 1024 * 1024;
const ENV_MODE = 0o600;
const PATH_MODE = 0o644;

const bytesOf = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
const textOf = (bytes: string): string => Buffer.from(bytes, 'latin1').toString('utf8');

interface Files {
  /** As bytes; null: there is no file. */
  readonly env: string | null;
  readonly path: string | null;
}

/** What `.env` and `.path` say now; variables that are set to nothing are left out. */
export async function readEnvironment(
  directory: string,
  keys: readonly string[],
): Promise<
  Reply<{ readonly variables: Readonly<Record<string, string>>; readonly path: readonly string[] }>
> {
  const files = await readFiles(directory);
  if (!files.ok) return files;
  const found = keys.flatMap((key) => {
    const set = valueIn(files.value.env ?? '', key);
    return set === null ? [] : [[key, textOf(set)] as const];
  });
  const path = textOf(files.value.path ?? '').trim();
  return ok({
    variables: Object.fromEntries(found),
    path: path.split(':').filter((folder) => folder !== ''),
  });
}

/**
 * What would be taken back after `applyEnvironment` with the same wish. Changes nothing: a step remembers it before it
 * applies, since a second look after a crash would find our own values. Fails as `applyEnvironment` does.
 */
export async function environmentBackup(
  directory: string,
  wanted: WantedEnvironment,
): Promise<Reply<EnvironmentBackup>> {
  const bad = problemOf(wanted);
  if (bad !== null) return bad;
  const files = await readFiles(directory);
  return files.ok ? ok(backupOf(files.value, wanted)) : files;
}

function backupOf({ env, path }: Files, wanted: WantedEnvironment): EnvironmentBackup {
  const variables = Object.entries(wanted.variables).map(([key, after]) => {
    return [key, { before: env === null ? null : setIn(env, key), after }] as const;
  });
  return {
    variables: Object.fromEntries(variables),
    envBytes: env === null ? null : env.length,
    path: wanted.path === null ? null : { before: path, after: pathText(wanted.path) },
  };
}

/** The value of the line that holds, also an empty one. */
function setIn(env: string, key: string): string | null {
  return valueIn(env, key) ?? (withoutKey(env, key) === env ? null : '');
}

const pathText = (folders: readonly string[]): string => `${folders.join(':')}\n`;

/**
 * Sets the variables in `.env` (mode 600, ending with a line end) and writes `.path`. Each file is either as it was or
 * as it should be. May be called again. Fails with `wrong-answer` for a value that a line cannot hold, `cannot-read`,
 * `cannot-write`, `no-room`.
 */
export async function applyEnvironment(
  directory: string,
  wanted: WantedEnvironment,
): Promise<Reply<{ readonly previous: EnvironmentBackup }>> {
  const bad = problemOf(wanted);
  if (bad !== null) return bad;
  const files = await readFiles(directory);
  if (!files.ok) return files;
  const env = Object.entries(wanted.variables).reduce(
    (text, [key, set]) => withValue(text, key, bytesOf(set)),
    endedText(files.value.env ?? ''),
  );
  const failure =
    (await writeEnv(directory, env)) ??
    (wanted.path === null ? null : await writePath(directory, bytesOf(pathText(wanted.path))));
  return failure ?? ok({ previous: backupOf(files.value, wanted) });
}

/**
 * Puts back what there was: only where our own value still stands, so that what somebody has changed since stays. May be
 * called again. Fails as `applyEnvironment` does.
 */
export async function restoreEnvironment(directory: string, backup: EnvironmentBackup): Promise<Reply<null>> {
  const files = await readFiles(directory);
  if (!files.ok) return files;
  const failure =
    (await restoreEnv(directory, files.value.env, backup)) ??
    (await restorePath(directory, files.value.path, backup.path));
  return failure ?? ok(null);
}

async function restoreEnv(
  directory: string,
  env: string | null,
  backup: EnvironmentBackup,
): Promise<Failure | null> {
  if (env === null) return null;
  let text = env;
  for (const [key, { before, after }] of Object.entries(backup.variables)) {
    if (valueIn(text, key) !== bytesOf(after)) continue;
    text = before === null ? withoutKey(text, key) : withValue(text, key, before);
  }
  if (backup.envBytes === null && text === '') return await remove(join(directory, '.env'), 'the file .env');
  if (text.endsWith('\n') && text.length - 1 === backup.envBytes) text = text.slice(0, -1);
  return text === env ? null : await writeEnv(directory, text);
}

async function restorePath(
  directory: string,
  path: string | null,
  backup: EnvironmentBackup['path'],
): Promise<Failure | null> {
  if (backup === null || path !== bytesOf(backup.after) || backup.before === path) return null;
  if (backup.before === null) return await remove(join(directory, '.path'), 'the file .path');
  return await writePath(directory, backup.before);
}

/** Takes the line of a key out, or puts another value in its place, where it still has the value `ours`. */
export async function replaceVariable(
  directory: string,
  key: string,
  ours: string,
  instead: string | null,
): Promise<Reply<null>> {
  const files = await readFiles(directory);
  if (!files.ok) return files;
  const { env } = files.value;
  if (env === null || valueIn(env, key) !== bytesOf(ours)) return ok(null);
  const text = instead === null ? withoutKey(env, key) : withValue(env, key, bytesOf(instead));
  return (await writeEnv(directory, text)) ?? ok(null);
}

function problemOf(wanted: WantedEnvironment): Failure | null {
  const bad =
    Object.entries(wanted.variables).some(
      ([key, set]) => !/^[A-Za-z_][A-Za-z0-9_]*$/.test(key) || !isOneLine(set),
    ) || (wanted.path ?? []).some((folder) => !isOneLine(folder) || folder.includes(':'));
  return bad
    ? fail(
        'wrong-answer',
        'One of the variables for the runner is empty or has a line break in it.',
        'Change it, then try again.',
      )
    : null;
}

/** Empty would unset it. */
// oxlint-disable-next-line no-control-regex -- none of them can stand in a line
const isOneLine = (text: string): boolean => text !== '' && !/[\r\n\u0000]/.test(text);

async function readFiles(directory: string): Promise<Reply<Files>> {
  const env = await readFile(join(directory, '.env'));
  if (typeof env === 'object' && env !== null) return unreadable('.env', env.why);
  const path = await readFile(join(directory, '.path'));
  if (typeof path === 'object' && path !== null) return unreadable('.path', path.why);
  return ok({ env, path });
}

async function readFile(path: string): Promise<string | null | { readonly why: string }> {
  const file = await readSmallFile(path, MAX_BYTES);
  switch (file.kind) {
    case 'read':
      return Buffer.from(file.bytes).toString('latin1');
    case 'missing':
    case 'unchanged':
      return null;
    case 'unreadable':
      return { why: file.why };
  }
}

const unreadable = (name: string, why: string): Failure =>
  fail('cannot-read', `The runner’s file ${name} cannot be read. ${why}`, 'Look at it in its folder.');

const writeEnv = (directory: string, text: string): Promise<Failure | null> =>
  replaceFile(join(directory, '.env'), Buffer.from(text, 'latin1'), {
    mode: ENV_MODE,
    what: 'the runner’s file .env',
  });
const writePath = (directory: string, bytes: string): Promise<Failure | null> =>
  replaceFile(join(directory, '.path'), Buffer.from(bytes, 'latin1'), {
    mode: PATH_MODE,
    what: 'the runner’s file .path',
  });

async function remove(path: string, what: string): Promise<Failure | null> {
  try {
    await rm(path, { force: true });
    return null;
  } catch (error) {
    return writeFailure(error, what);
  }
}
