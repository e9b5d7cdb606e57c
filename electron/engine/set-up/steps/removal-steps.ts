/** The parts of a removal that are about this Mac: stopping, the service's file, the hooks, the shell block, the folder. */
import { lstat, rename } from 'node:fs/promises';
import { basename } from 'node:path';
import { fail, type Failure } from '../../../../shared/contract.ts';
import { takeOutShellBlock } from '../../install/shell-profile.ts';
import type { Step, StepContext, StepOutcome } from '../../operations/definition.ts';
import { startService } from '../../runners/launchd-procedure.ts';
import { procedureFailure } from '../../runners/procedure-words.ts';
import { kindOfFolder } from '../../runners/find.ts';
import { processesOf } from '../../runners/processes.ts';
import type { RemoveSpec } from '../remove-spec.ts';
import { stopWhenIdle } from '../stop-runner.ts';
import { fileFailure, PLAIN_STEP, shownPath, type StepParts } from '../step-parts.ts';

export function stopStep(
  spec: Pick<RemoveSpec, 'directory' | 'name'>,
  parts: StepParts,
  undoing: 'starts-again' | 'nothing',
): Step {
  return {
    ...PLAIN_STEP,
    id: 'stop',
    title: `Stop “${spec.name}”`,
    detail: 'If a job runs, it is waited for until it has ended.',
    usualSeconds: 3,
    cancel: 'any-time',
    undoing: undoing === 'starts-again' ? 'Starts it again.' : null,
    do: async (context) => {
      const runner = parts.runners.at(spec.directory);
      const { processes } = runner?.record() ?? {};
      const ran = processes?.kind === 'answered' && processes.answer.listeners.length > 0;
      if (context.memory()['ran'] === undefined) await context.remember({ ran });
      return await stopWhenIdle(parts, spec.directory, context);
    },
    undo: async (context) =>
      undoing === 'starts-again' && context.memory()['ran'] === true
        ? await startAgain(spec.directory, parts)
        : { ok: true },
  };
}

async function startAgain(directory: string, parts: StepParts): Promise<StepOutcome> {
  await parts.runners.look();
  const agent = parts.runners.at(directory)?.record().agents[0];
  if (agent === undefined) return { ok: 'left', why: 'It is stopped, and has no service to start it by.' };
  return procedureFailure(await startService(parts.host.launchd, agent)) ?? { ok: true };
}

/** Puts a service's file into the Trash. Its service must be unloaded by then. */
export function serviceFileStep(
  service: { readonly label: string; readonly path: string },
  parts: StepParts,
  id: string,
): Step {
  const shown = shownPath(parts.host, service.path);
  return {
    ...PLAIN_STEP,
    id,
    title: `Put the service ${service.label} into the Trash`,
    files: [{ path: shown, change: 'trash' }],
    usualSeconds: 1,
    undoing: 'Puts its file back.',
    do: async (context) => {
      const loaded = await parts.host.launchd.print(service.label);
      if (!loaded.ok)
        return fail('timed-out', `launchd did not answer: ${loaded.why}`, 'Try again in a moment.');
      if (loaded.value !== null) {
        return fail(
          'wrong-state',
          'Its service is still loaded, so its file was not touched.',
          'Stop it first.',
        );
      }
      return await toTrash(service.path, `${id}-trash`, parts, context);
    },
    undo: async (context) => await outOfTrash(service.path, `${id}-trash`, context),
  };
}

export function shellBlockStep(spec: Pick<RemoveSpec, 'directory'>, parts: StepParts): Step {
  return {
    ...PLAIN_STEP,
    id: 'shell-profile',
    title: 'Take its block out of ~/.zshrc',
    files: [{ path: '~/.zshrc', change: 'write' }],
    usualSeconds: 0,
    do: async () => {
      const taken = await takeOutShellBlock(parts.host.home, spec.directory);
      if (!taken.ok) return taken;
      return taken.value === 'not-there' ? { ok: true, note: 'There was none.' } : { ok: true };
    },
    undo: async () => ({ ok: true }),
  };
}

export function folderToTrashStep(spec: Pick<RemoveSpec, 'directory'>, parts: StepParts): Step {
  const shown = shownPath(parts.host, spec.directory);
  return {
    ...PLAIN_STEP,
    id: 'folder',
    title: `Put ${shown} into the Trash`,
    detail: 'With all that its jobs have left in it. It stays in the Trash until you empty it.',
    files: [{ path: shown, change: 'trash' }],
    usualSeconds: 2,
    undoing: 'Puts the folder back.',
    do: async (context) => {
      if (!(await isThere(spec.directory))) return { ok: true, note: 'It was gone.' };
      const refused = await folderRefusal(spec.directory, parts);
      return refused ?? (await toTrash(spec.directory, 'folder-trash', parts, context));
    },
    undo: async (context) => await outOfTrash(spec.directory, 'folder-trash', context),
  };
}

/** The last thing asked before the folder goes: that it is a runner's, and that nothing of it runs. */
async function folderRefusal(directory: string, parts: StepParts): Promise<Failure | null> {
  const kind = await kindOfFolder(directory);
  if (kind !== 'runner') {
    return fail(
      'not-a-runner',
      'The folder does not look like a runner’s any more, so it was not touched.',
      'Look at it in the Finder.',
    );
  }
  const table = await parts.host.processes();
  if (!table.ok) {
    return fail(
      'job-unknown',
      'Trackside cannot see right now whether something of it still runs.',
      'Try again in a moment.',
    );
  }
  const { listeners, workers } = processesOf([directory], table.value);
  if (listeners.length + workers.length === 0) return null;
  return fail(
    'job-running',
    'Something of this runner still runs, so its folder was not touched.',
    'Try again when it has ended.',
  );
}

async function toTrash(
  path: string,
  key: string,
  parts: StepParts,
  context: StepContext,
): Promise<StepOutcome> {
  if (!(await isThere(path))) return { ok: true, note: 'It was gone.' };
  const moved = await parts.host.trash(path);
  if (!moved.ok)
    return fail(
      'cannot-write',
      `${basename(path)} was not moved: ${moved.why}`,
      'Move it to the Trash in the Finder.',
    );
  await context.remember({ [key]: moved.value });
  return { ok: true };
}

async function outOfTrash(path: string, key: string, context: StepContext): Promise<StepOutcome> {
  if (await isThere(path)) return { ok: true };
  const where = context.memory()[key];
  if (typeof where !== 'string' || !(await isThere(where))) {
    return { ok: 'left', why: `${basename(path)} is in the Trash: choose Put Back there.` };
  }
  try {
    await rename(where, path);
    return { ok: true };
  } catch (error) {
    return fileFailure(`put ${basename(path)} back`, error);
  }
}

async function isThere(path: string): Promise<boolean> {
  return await lstat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== 'ENOENT',
  );
}
