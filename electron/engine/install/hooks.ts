/** Trackside's job hooks in a runner's folder: written, wired through `.env`, and taken out again (runner.md 8). */
import { chmod, mkdir, rm, rmdir } from 'node:fs/promises';
import { fail, ok, type Failure, type Reply } from '../../../shared/contract.ts';
import { readSmallFile } from '../host/small-file.ts';
import { applyEnvironment, readEnvironment, replaceVariable } from './environment-files.ts';
import {
  canBeRun,
  HOOKS,
  hookFolder,
  hookPaths,
  hookScript,
  ON_A_MAC,
  theirsIn,
  type Hook,
  type HookSurroundings,
} from './hook-scripts.ts';
import { COMPLETED_HOOK, STARTED_HOOK } from './runner-environment.ts';
import { codeOf, replaceFile, writeFailure } from './whole-file.ts';

const VARIABLES: Readonly<Record<Hook, string>> = { started: STARTED_HOOK, completed: COMPLETED_HOOK };
const MAX_BYTES = 64 * 1024;
/** For everyone to read, inside a folder that only the person may enter. */
const MODE = 0o755;

/** Hooks that the person has named outside `.env`, such as in the runner's service. `.env` wins over them. */
export type NamedElsewhere = Readonly<Record<Hook, string | null>>;
export const NOWHERE_ELSE: NamedElsewhere = { started: null, completed: null };

/**
 * Writes the scripts of `hooks`; a hook that is named already and that is not ours runs last in ours. The listener finds them
 * once `.env` names them and it has started anew. May be called again.
 * Fails with `bad-place` where the path has a blank in it, `not-supported-here` where the person's own hook cannot be run
 * by ours, `cannot-read`, `cannot-write`, `no-room`.
 */
export async function writeHooks(
  directory: string,
  hooks: readonly Hook[],
  elsewhere: NamedElsewhere = NOWHERE_ELSE,
  around: HookSurroundings = ON_A_MAC,
): Promise<Reply<null>> {
  if (hooks.length === 0) return ok(null);
  if (/\s/.test(directory)) {
    return fail(
      'bad-place',
      'The path of the runner’s folder has a blank in it, and its jobs could not run a hook there.',
      'Choose a folder without blanks.',
    );
  }
  for (const hook of hooks) {
    const theirs = await theirHook(directory, hook, elsewhere);
    if (!theirs.ok) return theirs;
    if (theirs.value !== null && !canBeRun(theirs.value)) return cannotBeRun();
    const text = hookScript(hook, { directory, theirs: theirs.value, around });
    const failure = await writeScript(directory, hook, text);
    if (failure !== null) return failure;
  }
  return ok(null);
}

async function writeScript(directory: string, hook: Hook, text: string): Promise<Failure | null> {
  const folder = hookFolder(directory);
  try {
    await mkdir(folder, { recursive: true });
    await chmod(folder, MODE);
  } catch (error) {
    return writeFailure(error, 'the folder of the job hooks');
  }
  return await replaceFile(hookPaths(directory)[hook], text, { mode: MODE, what: 'a job hook' });
}

/** The person's own: what `.env` names, or, where that is ours, what ours runs last. */
async function theirHook(
  directory: string,
  hook: Hook,
  elsewhere: NamedElsewhere = NOWHERE_ELSE,
): Promise<Reply<string | null>> {
  const environment = await readEnvironment(directory, [VARIABLES[hook]]);
  if (!environment.ok) return environment;
  const named = environment.value.variables[VARIABLES[hook]] ?? null;
  const ours = hookPaths(directory)[hook];
  if (named !== ours) return ok(named ?? elsewhere[hook]);
  const file = await readSmallFile(ours, MAX_BYTES);
  switch (file.kind) {
    case 'read':
      return ok(theirsIn(Buffer.from(file.bytes).toString('utf8')));
    case 'missing':
    case 'unchanged':
      return ok(null);
    case 'unreadable':
      return fail('cannot-read', `A job hook cannot be read. ${file.why}`, 'Look at it in its folder.');
  }
}

const cannotBeRun = (): Failure =>
  fail(
    'not-supported-here',
    'This runner has a job hook of its own that is neither a .sh nor a .js file, so Trackside’s cannot run beside it.',
    'Leave Trackside’s hooks off, or make yours a shell script.',
  );

/** Those of ours whose scripts are there. */
export async function hooksIn(directory: string): Promise<readonly Hook[]> {
  const ours = hookPaths(directory);
  const found = await Promise.all(HOOKS.map((hook) => readSmallFile(ours[hook], MAX_BYTES)));
  return HOOKS.filter((_hook, index) => found[index]?.kind !== 'missing');
}

/** Those of ours that `.env` names. */
export async function wiredHooks(directory: string): Promise<Reply<readonly Hook[]>> {
  const ours = hookPaths(directory);
  const environment = await readEnvironment(directory, Object.values(VARIABLES));
  if (!environment.ok) return environment;
  return ok(HOOKS.filter((hook) => environment.value.variables[VARIABLES[hook]] === ours[hook]));
}

/** Names our hooks in `.env`; their scripts must be there by then. */
export async function wireHooks(directory: string, hooks: readonly Hook[]): Promise<Reply<null>> {
  const ours = hookPaths(directory);
  const variables = Object.fromEntries(hooks.map((hook) => [VARIABLES[hook], ours[hook]]));
  const applied = await applyEnvironment(directory, { variables, path: null });
  return applied.ok ? ok(null) : applied;
}

/**
 * Takes our hooks out of `.env`, and puts the person's own back. It comes before the scripts go: a hook that is named and
 * missing fails every job. May be called again.
 */
export async function unwireHooks(directory: string, hooks: readonly Hook[] = HOOKS): Promise<Reply<null>> {
  const ours = hookPaths(directory);
  for (const hook of hooks) {
    const theirs = await theirHook(directory, hook);
    if (!theirs.ok) return theirs;
    const replaced = await replaceVariable(directory, VARIABLES[hook], ours[hook], theirs.value);
    if (!replaced.ok) return replaced;
  }
  return ok(null);
}

/**
 * Deletes the scripts. Only call it when the listener has ended or started anew since `unwireHooks`: one that runs keeps
 * the environment it started with. May be called again. Fails with `wrong-state` while `.env` still names one.
 */
export async function removeHooks(directory: string, hooks: readonly Hook[] = HOOKS): Promise<Reply<null>> {
  const ours = hookPaths(directory);
  const wired = await wiredHooks(directory);
  if (!wired.ok) return wired;
  if (wired.value.some((hook) => hooks.includes(hook))) {
    return fail(
      'wrong-state',
      'The runner’s .env file still names Trackside’s job hooks.',
      'Take them out of it first.',
    );
  }
  try {
    for (const hook of hooks) await rm(ours[hook], { force: true });
    await rmdir(hookFolder(directory));
    return ok(null);
  } catch (error) {
    // Somebody else's file in it: the folder stays, and is theirs.
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTEMPTY') return ok(null);
    return writeFailure(error, 'the folder of the job hooks');
  }
}
