/** What the M4 guide calls optimisations, as steps: hooks and caches, the runner's environment, the person's own shell. */
import { lstat, mkdir, rmdir } from 'node:fs/promises';
import * as z from 'zod';
import type { Tuning } from '../../../../shared/set-up.ts';
import {
  applyEnvironment,
  backupOfText,
  environmentBackup,
  restoreEnvironment,
  textOfBackup,
} from '../../install/environment-files.ts';
import { type Hook, HOOKS } from '../../install/hook-scripts.ts';
import { hooksIn, type NamedElsewhere, removeHooks, unwireHooks, writeHooks } from '../../install/hooks.ts';
import {
  putShellBlock,
  readShellBlock,
  type ShellVariables,
  takeOutShellBlock,
} from '../../install/shell-profile.ts';
import type { Step, StepContext, StepOutcome } from '../../operations/definition.ts';
import { fileFailure, PLAIN_STEP, shownPath, type StepParts } from '../step-parts.ts';

export interface TuningSubject {
  readonly directory: string;
  /** Null: only the PATH is to be kept what it is. */
  readonly tuning: Tuning | null;
  readonly environment: {
    readonly variables: Readonly<Record<string, string>>;
    readonly path: readonly string[];
    readonly folders: readonly string[];
    /** Whether `path` goes to `.path`. */
    readonly pathFile: 'write' | 'keep';
    /** What is set now and gives way; for display. */
    readonly before: Readonly<Record<string, string>>;
    /** The person's own hooks. */
    readonly theirHooks: NamedElsewhere;
  };
}

/** In the order in which a job may count on them: the scripts first, then what names them. */
export function tuningSteps(subject: TuningSubject, parts: StepParts): readonly Step[] {
  const { environment, tuning } = subject;
  const writes = Object.keys(environment.variables).length > 0 || environment.pathFile === 'write';
  return [
    ...(hooksOf(tuning).length > 0 ? [hooksStep(subject, parts)] : []),
    ...(writes ? [environmentStep(subject, parts)] : []),
    ...(tuning?.shellProfile === 'on' ? [shellProfileStep(subject, tuning, parts)] : []),
  ];
}

function hooksOf(tuning: Tuning | null): readonly Hook[] {
  return [
    ...(tuning?.startHook === 'on' ? (['started'] as const) : []),
    ...(tuning?.endHook === 'on' ? (['completed'] as const) : []),
  ];
}

function hooksStep({ directory, environment, tuning }: TuningSubject, parts: StepParts): Step {
  const theirs = Object.values(environment.theirHooks).flatMap((path) =>
    path === null ? [] : [shownPath(parts.host, path)],
  );
  const kept =
    theirs.length === 0 ? '' : ` Your own, ${theirs.join(' and ')}, is run by them, last, with its own end.`;
  return {
    ...PLAIN_STEP,
    id: 'hooks',
    title: 'Write the job hooks',
    detail: `They can never fail a job: whatever happens in them, they end well and within seconds.${kept}`,
    files: [{ path: `${shownPath(parts.host, directory)}/trackside`, change: 'create' }],
    usualSeconds: 0,
    undoing: 'Takes them away.',
    do: async (context) => {
      if (context.memory()['hooksAt'] === undefined) {
        const there = await hooksIn(directory);
        await context.remember({ hooksAt: parts.host.now(), hooksBefore: there.join(' ') });
      }
      const written = await writeHooks(directory, hooksOf(tuning), environment.theirHooks);
      return written.ok ? { ok: true } : written;
    },
    undo: async (context) => await takeHooksAway(directory, parts, context),
  };
}

/**
 * Those that were not there before. A listener that has started since may name them still: a hook that is named and missing
 * fails every job.
 */
async function takeHooksAway(
  directory: string,
  parts: StepParts,
  context: StepContext,
): Promise<StepOutcome> {
  const { hooksAt: since, hooksBefore } = context.memory();
  if (since === undefined) return { ok: true };
  const before = String(hooksBefore ?? '').split(' ');
  const ours = HOOKS.filter((hook) => !before.includes(hook));
  if (ours.length === 0) return { ok: true };
  const unwired = await unwireHooks(directory, ours);
  if (!unwired.ok) return unwired;
  const seen = await parts.processes(directory);
  const mayBeNamed =
    seen === null ||
    seen.listeners.some(({ startedAt }) => typeof since !== 'number' || startedAt >= since - 1_000);
  if (mayBeNamed) {
    return {
      ok: 'left',
      why: `The job hooks in ${shownPath(parts.host, directory)}/trackside stay: the runner that runs may still call them.`,
    };
  }
  const removed = await removeHooks(directory, ours);
  return removed.ok ? { ok: true } : removed;
}

const MADE = 'foldersMade';

function environmentStep({ directory, environment }: TuningSubject, parts: StepParts): Step {
  const shown = shownPath(parts.host, directory);
  const { before, pathFile, variables } = environment;
  const wanted = { variables, path: pathFile === 'write' ? environment.path : null };
  const was = (name: string): string => {
    const value = before[name];
    return value === undefined ? '' : ` (was ${shownPath(parts.host, value)})`;
  };
  return {
    ...PLAIN_STEP,
    id: 'environment',
    title: 'Write the runner’s environment',
    detail: [
      ...Object.entries(variables).map(
        ([name, value]) => `${name}=${shownPath(parts.host, value)}${was(name)}`,
      ),
      ...(wanted.path === null
        ? []
        : [`PATH=${wanted.path.map((folder) => shownPath(parts.host, folder)).join(':')}`]),
    ].join('\n'),
    files: [
      ...(Object.keys(variables).length === 0 ? [] : [{ path: `${shown}/.env`, change: 'write' as const }]),
      ...(wanted.path === null ? [] : [{ path: `${shown}/.path`, change: 'write' as const }]),
    ],
    usualSeconds: 0,
    undoing: 'Puts back what was there.',
    do: async (context) => {
      if (context.memory()['environment'] === undefined) {
        const backup = await environmentBackup(directory, wanted);
        if (!backup.ok) return backup;
        const missing = await missingOf(environment.folders);
        await context.remember({
          environment: textOfBackup(backup.value),
          [MADE]: JSON.stringify(missing),
        });
      }
      try {
        for (const folder of environment.folders) await mkdir(folder, { recursive: true, mode: 0o700 });
      } catch (error) {
        return fileFailure('make the folders of the caches', error);
      }
      const applied = await applyEnvironment(directory, wanted);
      return applied.ok ? { ok: true } : applied;
    },
    undo: async (context) => {
      const { environment: text, [MADE]: made } = context.memory();
      const backup = typeof text === 'string' ? backupOfText(text) : null;
      if (backup === null) return { ok: true };
      const restored = await restoreEnvironment(directory, backup);
      if (!restored.ok) return restored;
      const folders = typeof made === 'string' ? z.array(z.string()).parse(JSON.parse(made)) : [];
      // One that a job has put something into stays.
      for (const folder of folders.toReversed()) await rmdir(folder).catch(() => undefined);
      return { ok: true };
    },
  };
}

async function missingOf(folders: readonly string[]): Promise<readonly string[]> {
  const there = await Promise.all(
    folders.map((folder) =>
      lstat(folder).then(
        () => true,
        () => false,
      ),
    ),
  );
  return folders.filter((_folder, index) => there[index] === false);
}

/** Only what helps in a terminal too; the hooks and the runner's own caches are the runner's. */
const SHELL_VARIABLES = ['NODE_OPTIONS', 'UV_THREADPOOL_SIZE', 'DOCKER_DEFAULT_PLATFORM', 'PNPM_HOME'];
const BLOCK = 'shellBlockBefore';
const blockSchema = z
  .strictObject({ variables: z.record(z.string(), z.string()), pathFolders: z.array(z.string()) })
  .nullable();

function shellProfileStep({ directory, environment }: TuningSubject, tuning: Tuning, parts: StepParts): Step {
  const { home } = parts.host;
  const variables = Object.fromEntries(
    Object.entries(environment.variables).filter(([name]) => SHELL_VARIABLES.includes(name)),
  );
  const shell: ShellVariables = {
    variables,
    pathFolders: environment.path.filter(
      (folder) =>
        (tuning.pnpmHome === 'on' && folder.includes('pnpm')) ||
        (tuning.homebrewPath === 'on' && folder.includes('homebrew')),
    ),
  };
  return {
    ...PLAIN_STEP,
    id: 'shell-profile',
    title: 'Put the variables into ~/.zshrc too',
    detail: 'In one marked block, which can be taken out again.',
    files: [{ path: '~/.zshrc', change: 'write' }],
    usualSeconds: 0,
    undoing: 'Takes the block out again.',
    do: async (context) => {
      if (context.memory()[BLOCK] === undefined) {
        const before = await readShellBlock(home, directory);
        if (!before.ok) return before;
        await context.remember({ [BLOCK]: JSON.stringify(before.value) });
      }
      const put = await putShellBlock(home, directory, shell);
      if (!put.ok) return put;
      return put.value.note === null ? { ok: true } : { ok: true, note: put.value.note };
    },
    undo: async (context) => {
      const text = context.memory()[BLOCK];
      if (typeof text !== 'string') return { ok: true };
      return await restoreShellBlock(home, directory, text);
    },
  };
}

/** @param text what `shellBlockText` gave; of a block that was not there it says so. */
export async function restoreShellBlock(home: string, directory: string, text: string): Promise<StepOutcome> {
  const before = blockSchema.parse(JSON.parse(text));
  const restored =
    before === null ? await takeOutShellBlock(home, directory) : await putShellBlock(home, directory, before);
  return restored.ok ? { ok: true } : restored;
}
