/** Unpacking a runner beside its place, and putting it there: never is half a runner under its name. */
import { mkdir, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fail } from '../../../../shared/contract.ts';
import type { Step, StepContext } from '../../operations/definition.ts';
import {
  handOver,
  isThere,
  makeWay,
  markAsOurs,
  nearestFolder,
  ownerOf,
  removeAll,
  removeEmptyWay,
  removeOwnFolder,
} from '../own-folder.ts';
import type { SetUpSpec } from '../set-up-spec.ts';
import { fileFailure, PLAIN_STEP, shownPath, type StepParts } from '../step-parts.ts';

/** In the operation's memory: the folder on the way that was there before. */
const NEAREST = 'nearestFolder';
/** In it, too: that the folder says no longer that it is this operation's. */
const HANDED_OVER = 'handedOver';
/** What a person's line at home brings, bytes a second: only to tell how long it usually takes. */
const USUAL_BYTES_PER_SECOND = 12_000_000;
const USUAL_BYTES = 110_000_000;

export function downloadStep(spec: SetUpSpec, { host }: StepParts): Step {
  const { package: wanted, directory, staging, part } = spec;
  return {
    ...PLAIN_STEP,
    id: 'download',
    title: `Download the runner ${wanted.version}, check it and unpack it`,
    detail: `From ${new URL(wanted.url).host}. Only what has the SHA-256 ${wanted.sha256.slice(0, 12)}… that GitHub tells is kept.`,
    files: [{ path: shownPath(host, staging), change: 'create' }],
    usualSeconds: Math.ceil((wanted.sizeBytes ?? USUAL_BYTES) / USUAL_BYTES_PER_SECOND),
    cancel: 'any-time',
    undoing: 'Deletes what was downloaded.',
    do: async (context) => {
      for (const folder of [directory, staging]) {
        if ((await ownerOf(folder, context.operationId)) === 'ours') return { ok: true };
      }
      const around = dirname(staging);
      const nearest = await nearestFolder(around);
      // Before it is made: what is made here is taken away again, and nothing else.
      const isNew = context.memory()[NEAREST] === undefined;
      if (nearest !== around && isNew) await context.remember({ [NEAREST]: nearest });
      try {
        await makeWay(around);
        if (!(await isThere(staging))) await mkdir(staging, { mode: 0o700 });
      } catch (error) {
        return fileFailure('make the folder', error);
      }
      // What reads archives is not needed by an app that only watches.
      const { unpackPackage } = await import('../../install/unpack-package.ts');
      const unpacked = await unpackPackage({
        source: wanted,
        folder: staging,
        part,
        signal: context.signal,
        onProgress: (done, total) => context.progress({ done, total, unit: 'bytes' }),
        program: (request) => host.program(request),
      });
      if (!unpacked.ok) return unpacked;
      try {
        await markAsOurs(staging, context.operationId);
      } catch (error) {
        return fileFailure('write in the folder', error);
      }
      return { ok: true, note: 'The checksum is right.' };
    },
    undo: async (context) => {
      try {
        // Their names hold a number that was drawn for this operation: nobody else makes them.
        await removeAll(part);
        await removeAll(staging);
        const nearest = context.memory()[NEAREST];
        if (typeof nearest === 'string') await removeEmptyWay(dirname(staging), nearest);
        return { ok: true };
      } catch (error) {
        return fileFailure(`delete ${shownPath(host, staging)}`, error);
      }
    },
  };
}

export function placeStep(spec: SetUpSpec, { host }: StepParts): Step {
  const { directory, staging } = spec;
  return {
    ...PLAIN_STEP,
    id: 'place',
    title: `Put it into ${shownPath(host, directory)}`,
    files: [{ path: shownPath(host, directory), change: 'create' }],
    usualSeconds: 0,
    undoing: 'Takes the folder away again.',
    do: async (context) => {
      const there = await ownerOf(directory, context.operationId);
      if (there === 'ours') return { ok: true };
      try {
        // Over an empty folder, and over nothing else (rename(2)).
        await rename(staging, directory);
        return { ok: true };
      } catch (error) {
        const code = error instanceof Error && 'code' in error ? error.code : '';
        if (code === 'ENOTEMPTY' || code === 'EEXIST' || code === 'ENOTDIR') {
          return fail(
            'bad-place',
            `Something else has come to be at ${shownPath(host, directory)} since the plan was made.`,
            'Move it away, or choose another folder for the runner.',
          );
        }
        return fileFailure('put the runner into its folder', error);
      }
    },
    undo: async (context) => {
      try {
        const proof = context.memory()[HANDED_OVER] === true ? 'memory' : 'mark';
        await removeOwnFolder(directory, context.operationId, proof);
        if (spec.found === 'empty-folder' && !(await isThere(directory))) await mkdir(directory);
        return { ok: true };
      } catch (error) {
        return fileFailure(`delete ${shownPath(host, directory)}`, error);
      }
    },
  };
}

/**
 * The very last: from here on the folder is the runner's. A journal that cannot be written, or a crash right behind it,
 * may still lead back: it is remembered first whose folder it was, so that half a set-up does not stay behind.
 */
export async function keepFolder(spec: SetUpSpec, context: StepContext): Promise<void> {
  await context.remember({ [HANDED_OVER]: true });
  await handOver(spec.directory);
}
