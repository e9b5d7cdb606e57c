/**
 * Taking a service's file out of launchd's sight. It is set aside in a hidden folder beside it, which launchd does not look
 * into, so that it can be put back byte for byte whatever happens; only at the very end it goes to the Trash, from where
 * nothing may be fetched by a program (macOS guards that folder).
 */
import { mkdir, rename, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fail } from '../../../../shared/contract.ts';
import type { OperationId } from '../../../../shared/operation.ts';
import { installedService } from '../../install/official-service.ts';
import { flushFolder } from '../../install/whole-file.ts';
import type { Step, StepContext, StepOutcome } from '../../operations/definition.ts';
import { isThere } from '../own-folder.ts';
import { fileFailure, PLAIN_STEP, shownPath, type StepParts } from '../step-parts.ts';

export interface ServiceFile {
  readonly label: string;
  readonly path: string;
}
export interface ServicesSubject {
  readonly directory: string;
  readonly services: readonly ServiceFile[];
}

/** Where a service's file is while the operation goes on. */
export const asidePath = (path: string, id: OperationId): string =>
  join(dirname(path), `.trackside-${id}`, basename(path));

/** `.service`: the runner's own note of its official service, without which svc.sh and config.sh know of none. */
const NOTE = '.service';
const noteAside = (directory: string, id: OperationId): string => join(directory, `${NOTE}.trackside-${id}`);

/** Their services must be unloaded by then. */
export function setAsideStep({ directory, services }: ServicesSubject, parts: StepParts): Step {
  const labels = services.map(({ label }) => label).join(' and ');
  return {
    ...PLAIN_STEP,
    id: 'set-aside',
    title: `Take the service ${labels} out of LaunchAgents`,
    files: services.map(({ path }) => ({ path: shownPath(parts.host, path), change: 'move' })),
    usualSeconds: 0,
    undoing: 'Puts its file back.',
    do: async ({ operationId }) => {
      for (const service of services) {
        const failure = await setAside(service, directory, operationId, parts);
        if (failure.ok !== true) return failure;
      }
      return { ok: true };
    },
    undo: async ({ operationId }) => {
      for (const service of services) {
        const outcome = await putBack(service, directory, operationId, parts);
        if (outcome.ok !== true) return outcome;
      }
      return { ok: true };
    },
  };
}

async function setAside(
  { label, path }: ServiceFile,
  directory: string,
  id: OperationId,
  parts: StepParts,
): Promise<StepOutcome> {
  const loaded = await parts.host.launchd.print(label);
  if (!loaded.ok) return fail('timed-out', `launchd did not answer: ${loaded.why}`, 'Try again in a moment.');
  if (loaded.value !== null) {
    return fail(
      'wrong-state',
      'Its service has been loaded again, so its file was not touched.',
      'Stop the runner, then try again.',
    );
  }
  const aside = asidePath(path, id);
  try {
    const noted = await installedService(directory);
    if (await isThere(path)) {
      if (await isThere(aside)) return inTheWay(path);
      await mkdir(dirname(aside), { recursive: true, mode: 0o700 });
      await rename(path, aside);
      await flushFolder(dirname(aside));
      await flushFolder(dirname(path));
    }
    if (noted.ok && noted.value?.path === path) {
      await rename(join(directory, NOTE), noteAside(directory, id));
    }
    return { ok: true };
  } catch (error) {
    return fileFailure(`move ${basename(path)}`, error);
  }
}

const inTheWay = (path: string) =>
  fail(
    'wrong-state',
    `Another ${basename(path)} has come to ~/Library/LaunchAgents in the meantime.`,
    'Move it away, then try again.',
  );

async function putBack(
  { path }: ServiceFile,
  directory: string,
  id: OperationId,
  parts: StepParts,
): Promise<StepOutcome> {
  const aside = asidePath(path, id);
  try {
    await putNoteBack(directory, id);
    if (await isThere(aside)) {
      if (await isThere(path)) return inTheWay(path);
      await rename(aside, path);
      await flushFolder(dirname(path));
    }
    await removeEmpty(dirname(aside));
    if (await isThere(path)) return { ok: true };
    return {
      ok: 'left',
      why: `${shownPath(parts.host, path)} is gone; if it is in the Trash, choose Put Back there.`,
    };
  } catch (error) {
    return fileFailure(`put ${basename(path)} back`, error);
  }
}

/**
 * The end of services that were set aside: their files to the Trash, and launchd's memory of them clean. May be called
 * again. Gives a sentence for each that stays.
 */
export async function dropServices(
  { directory, services }: ServicesSubject,
  parts: StepParts,
  { operationId }: Pick<StepContext, 'operationId'>,
): Promise<readonly string[]> {
  const stays: string[] = [];
  for (const { label, path } of services) {
    const aside = asidePath(path, operationId);
    if (await isThere(aside)) {
      const moved = await parts.host.trash(aside);
      if (!moved.ok) stays.push(`${shownPath(parts.host, aside)} stays: ${moved.why}`);
    }
    // A `disable` outlives its service, and would meet the next one of this name (macos.md 1.1).
    if (!(await isThere(path))) await parts.host.launchd.enable(label);
    await removeEmpty(dirname(aside));
  }
  await dropNote({ directory, services }, operationId);
  return stays;
}

/** Of a service that is gone; one that is there again has its own. */
async function dropNote({ directory, services }: ServicesSubject, id: OperationId): Promise<void> {
  const noted = await installedService(directory);
  const path = noted.ok ? noted.value?.path : undefined;
  const isGone = services.some((service) => service.path === path) && !(await isThere(path ?? ''));
  for (const note of [noteAside(directory, id), ...(isGone ? [join(directory, NOTE)] : [])]) {
    await rm(note, { force: true }).catch(() => undefined);
  }
}

/** A folder that goes to the Trash is to be whole there, as it was. Rejects with the system's error. */
export async function putNoteBack(directory: string, id: OperationId): Promise<void> {
  const [note, kept] = [join(directory, NOTE), noteAside(directory, id)];
  if ((await isThere(kept)) && !(await isThere(note))) await rename(kept, note);
}

/** As the last step of an operation that goes on without them. */
export function dropStep(subject: ServicesSubject, parts: StepParts): Step {
  return {
    ...PLAIN_STEP,
    id: 'drop',
    title: `Put ${subject.services.map(({ path }) => basename(path)).join(' and ')} into the Trash`,
    files: subject.services.map(({ path }) => ({ path: shownPath(parts.host, path), change: 'trash' })),
    usualSeconds: 1,
    do: async (context) => {
      const stays = await dropServices(subject, parts, context);
      return stays.length === 0 ? { ok: true } : { ok: 'left', why: stays.join(' ') };
    },
    undo: async () => ({ ok: true }),
  };
}

async function removeEmpty(folder: string): Promise<void> {
  // Not there, or something of somebody else's is in it: then it stays.
  await rmdir(folder).catch(() => undefined);
}
