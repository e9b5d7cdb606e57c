/** What the M4 guide calls optimisations, as steps: hooks and caches, the runner's environment, the person's own shell. */
import { mkdir } from 'node:fs/promises';
import type { Tuning } from '../../../../shared/set-up.ts';
import {
  applyEnvironment,
  backupOfText,
  environmentBackup,
  restoreEnvironment,
  textOfBackup,
} from '../../install/environment-files.ts';
import type { Hook } from '../../install/hook-scripts.ts';
import { removeHooks, unwireHooks, writeHooks } from '../../install/hooks.ts';
import { putShellBlock, takeOutShellBlock } from '../../install/shell-profile.ts';
import type { Step, StepContext, StepOutcome } from '../../operations/definition.ts';
import { processesOf } from '../../runners/processes.ts';
import type { SetUpSpec } from '../set-up-spec.ts';
import { fileFailure, PLAIN_STEP, shownPath, type StepParts } from '../step-parts.ts';

export interface TuningSubject {
  readonly directory: string;
  readonly tuning: Tuning;
  readonly environment: SetUpSpec['environment'];
}

/** In the order in which a job may count on them: the scripts first, then what names them. */
export function tuningSteps(subject: TuningSubject, parts: StepParts): readonly Step[] {
  const { tuning } = subject;
  return [
    ...(hooksOf(tuning).length > 0 ? [hooksStep(subject, parts)] : []),
    environmentStep(subject, parts),
    ...(tuning.shellProfile === 'on' ? [shellProfileStep(subject, parts)] : []),
  ];
}

function hooksOf({ startHook, endHook }: Tuning): readonly Hook[] {
  return [
    ...(startHook === 'on' ? (['started'] as const) : []),
    ...(endHook === 'on' ? (['completed'] as const) : []),
  ];
}

function hooksStep({ directory, tuning }: TuningSubject, parts: StepParts): Step {
  return {
    ...PLAIN_STEP,
    id: 'hooks',
    title: 'Write the job hooks',
    detail: 'They can never fail a job: whatever happens in them, they end well and within seconds.',
    files: [{ path: `${shownPath(parts.host, directory)}/trackside`, change: 'create' }],
    usualSeconds: 0,
    undoing: 'Takes them away.',
    do: async (context) => {
      await context.remember({ hooksAt: parts.host.now() });
      const written = await writeHooks(directory, hooksOf(tuning));
      return written.ok ? { ok: true } : written;
    },
    undo: async (context) => await takeHooksAway(directory, parts, context),
  };
}

/** A listener that has started since may name them still: a hook that is named and missing fails every job. */
async function takeHooksAway(
  directory: string,
  parts: StepParts,
  context: StepContext,
): Promise<StepOutcome> {
  const unwired = await unwireHooks(directory);
  if (!unwired.ok) return unwired;
  const table = await parts.host.processes();
  const since = context.memory()['hooksAt'];
  const mayBeNamed =
    !table.ok ||
    processesOf([directory], table.value).listeners.some(
      ({ startedAt }) => typeof since !== 'number' || startedAt >= since - 1_000,
    );
  if (mayBeNamed) {
    return {
      ok: 'left',
      why: `The job hooks in ${shownPath(parts.host, directory)}/trackside stay: the runner that runs may still call them.`,
    };
  }
  const removed = await removeHooks(directory);
  return removed.ok ? { ok: true } : removed;
}

function environmentStep({ directory, environment }: TuningSubject, parts: StepParts): Step {
  const shown = shownPath(parts.host, directory);
  const wanted = { variables: environment.variables, path: environment.path };
  return {
    ...PLAIN_STEP,
    id: 'environment',
    title: 'Write the runner’s environment',
    detail: Object.entries(environment.variables)
      .map(([name, value]) => `${name}=${shownPath(parts.host, value)}`)
      .join('\n'),
    files: [
      { path: `${shown}/.env`, change: 'write' },
      { path: `${shown}/.path`, change: 'write' },
    ],
    usualSeconds: 0,
    undoing: 'Puts back what was there.',
    do: async (context) => {
      if (context.memory()['environment'] === undefined) {
        const backup = await environmentBackup(directory, wanted);
        if (!backup.ok) return backup;
        await context.remember({ environment: textOfBackup(backup.value) });
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
      const text = context.memory()['environment'];
      const backup = typeof text === 'string' ? backupOfText(text) : null;
      if (backup === null) return { ok: true };
      const restored = await restoreEnvironment(directory, backup);
      return restored.ok ? { ok: true } : restored;
    },
  };
}

/** Only what helps in a terminal too; the hooks and the runner's own caches are the runner's. */
const SHELL_VARIABLES = ['NODE_OPTIONS', 'UV_THREADPOOL_SIZE', 'DOCKER_DEFAULT_PLATFORM', 'PNPM_HOME'];

function shellProfileStep({ directory, tuning, environment }: TuningSubject, parts: StepParts): Step {
  const variables = Object.fromEntries(
    Object.entries(environment.variables).filter(([name]) => SHELL_VARIABLES.includes(name)),
  );
  return {
    ...PLAIN_STEP,
    id: 'shell-profile',
    title: 'Put the variables into ~/.zshrc too',
    detail: 'In one marked block, which can be taken out again.',
    files: [{ path: '~/.zshrc', change: 'write' }],
    usualSeconds: 0,
    undoing: 'Takes the block out again.',
    do: async () => {
      const put = await putShellBlock(parts.host.home, directory, {
        variables,
        pathFolders: environment.path.filter(
          (folder) =>
            (tuning.pnpmHome === 'on' && folder.includes('pnpm')) ||
            (tuning.homebrewPath === 'on' && folder.includes('homebrew')),
        ),
      });
      if (!put.ok) return put;
      return put.value.note === null ? { ok: true } : { ok: true, note: put.value.note };
    },
    undo: async () => {
      const taken = await takeOutShellBlock(parts.host.home, directory);
      return taken.ok ? { ok: true } : taken;
    },
  };
}
