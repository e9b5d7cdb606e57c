/** The parts of a removal that are about files of this Mac: the shell block and the folder. */
import { rename } from 'node:fs/promises';
import { basename } from 'node:path';
import { fail, type Failure } from '../../../../shared/contract.ts';
import { readShellBlock, takeOutShellBlock } from '../../install/shell-profile.ts';
import type { Step, StepContext, StepOutcome } from '../../operations/definition.ts';
import { kindOfFolder } from '../../runners/find.ts';
import { isThere } from '../own-folder.ts';
import type { RemoveSpec } from '../remove-spec.ts';
import { runs } from '../runner-processes.ts';
import { fileFailure, PLAIN_STEP, shownPath, type StepParts } from '../step-parts.ts';
import { putNoteBack } from './set-aside-step.ts';
import { restoreShellBlock } from './tuning-steps.ts';

const BLOCK = 'shellBlock';

export function shellBlockStep({ directory }: Pick<RemoveSpec, 'directory'>, parts: StepParts): Step {
  const { home } = parts.host;
  return {
    ...PLAIN_STEP,
    id: 'shell-profile',
    title: 'Take its block out of ~/.zshrc',
    files: [{ path: '~/.zshrc', change: 'write' }],
    usualSeconds: 0,
    undoing: 'Puts it in again.',
    do: async (context) => {
      if (context.memory()[BLOCK] === undefined) {
        const before = await readShellBlock(home, directory);
        if (!before.ok) return before;
        await context.remember({ [BLOCK]: JSON.stringify(before.value) });
      }
      const taken = await takeOutShellBlock(home, directory);
      if (!taken.ok) return taken;
      return taken.value === 'not-there' ? { ok: true, note: 'There was none.' } : { ok: true };
    },
    undo: async (context) => {
      const text = context.memory()[BLOCK];
      return typeof text === 'string' ? await restoreShellBlock(home, directory, text) : { ok: true };
    },
  };
}

const WHERE = 'folderInTrash';

export function folderToTrashStep({ directory }: Pick<RemoveSpec, 'directory'>, parts: StepParts): Step {
  const shown = shownPath(parts.host, directory);
  return {
    ...PLAIN_STEP,
    id: 'folder',
    title: `Put ${shown} into the Trash`,
    detail: 'With all that its jobs have left in it. It stays in the Trash until you empty it.',
    files: [{ path: shown, change: 'trash' }],
    usualSeconds: 2,
    undoing: 'Puts the folder back.',
    do: async (context) => await toTrash(directory, parts, context),
    undo: async (context) => await outOfTrash(directory, context),
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
  const seen = await parts.processes(directory);
  if (seen === null) {
    return fail(
      'job-unknown',
      'Trackside cannot see right now whether something of it still runs.',
      'Try again in a moment.',
    );
  }
  if (!runs(seen)) return null;
  return fail(
    'job-running',
    'Something of this runner still runs, so its folder was not touched.',
    'Try again when it has ended.',
  );
}

async function toTrash(path: string, parts: StepParts, context: StepContext): Promise<StepOutcome> {
  if (!(await isThere(path))) return { ok: true, note: 'It was gone.' };
  const refused = await folderRefusal(path, parts);
  if (refused !== null) return refused;
  try {
    await putNoteBack(path, context.operationId);
  } catch (error) {
    return fileFailure('write in the runner’s folder', error);
  }
  const moved = await parts.host.trash(path);
  if (!moved.ok) {
    return fail(
      'cannot-write',
      `${basename(path)} was not moved: ${moved.why}`,
      'Move it to the Trash in the Finder.',
    );
  }
  await context.remember({ [WHERE]: moved.value });
  return { ok: true };
}

async function outOfTrash(path: string, context: StepContext): Promise<StepOutcome> {
  if (await isThere(path)) return { ok: true };
  const where = context.memory()[WHERE];
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
