/**
 * Whether a runner can live in a folder: asked while a person types, when a plan is made, and once more right before
 * the install writes there.
 */
import { constants } from 'node:fs';
import { access, lstat, readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fail, type Failure, ok, type Reply } from '../../../shared/contract.ts';
import type { Host } from '../host/host.ts';
import { kindOfFolder } from '../runners/find.ts';
import { askFolder } from '../runners/folder-calls.ts';
import { presenceOf } from '../runners/presence.ts';
import { fullPath, placeProblem } from './place-rules.ts';

/** What of the host these questions need. */
export type PlaceHost = Pick<Host, 'home'>;

/** A path without links: its part that exists, and all of it. */
export interface RealPlace {
  /** The deepest folder on the way that exists; perhaps the path itself. */
  readonly nearest: string;
  readonly path: string;
}

const NOT_FULL = fail(
  'bad-place',
  'Give the folder’s full path, from / or ~/ on.',
  'For example ~/actions-runner.',
);
const CANNOT_TELL = 'Check that its disk is connected and the path is right, then try again.';

/**
 * Why no new runner can be put into this folder, and the way on; null: one can. Nothing is changed. Failures:
 * `bad-place`, `already-configured` (a runner is there), `cannot-read` (it could not be looked at).
 * @param path as a person writes it: absolute, or from `~/` on.
 */
export async function directoryProblem(host: PlaceHost, path: string): Promise<Failure | null> {
  const place = await realPlace(host, path);
  if (!place.ok) return place;
  return (await surroundingsProblem(host, place.value)) ?? (await occupantProblem(place.value));
}

/**
 * Follows the links on the way to a folder that need not exist, and refuses unfit places, by the path as it is written
 * and as it really is. An install should use this path: links may change.
 */
export async function realPlace(host: PlaceHost, path: string): Promise<Reply<RealPlace>> {
  const written = fullPath(host.home, path);
  if (written === null) return NOT_FULL;
  if (path.split('/').includes('..')) {
    return fail('bad-place', 'The path may not hold “..”.', 'Give the folder’s full path without it.');
  }
  const unfit = placeProblem(host.home, written);
  if (unfit !== null) return unfit;
  const answer = await askFolder(written, () => follow(written));
  if (!answer.ok) return fail('cannot-read', 'The disk of this folder does not answer.', CANNOT_TELL);
  if (!answer.value.ok) return answer.value;
  const home = await askFolder(host.home, () => realpath(host.home).catch(() => host.home));
  const really = placeProblem(home.ok ? home.value : host.home, answer.value.value.path);
  if (really === null) return answer.value;
  return fail(really.code, `A link leads elsewhere: ${lowered(really.message)}`, really.hint);
}

async function follow(path: string): Promise<Reply<RealPlace>> {
  const missing: string[] = [];
  for (let at = path; ; at = dirname(at)) {
    const presence = await presenceOf(at);
    switch (presence.kind) {
      case 'there': {
        if (!presence.isDirectory) {
          return fail(
            'bad-place',
            `“${basename(at)}” on this path is a file, not a folder.`,
            'Choose another path.',
          );
        }
        const nearest = await realpath(at).catch(() => at);
        return ok({ nearest, path: join(nearest, ...missing) });
      }
      case 'gone':
        if (await isLink(at)) {
          return fail(
            'bad-place',
            `“${basename(at)}” on this path is a link that leads nowhere.`,
            'Choose another path.',
          );
        }
        if (at === '/') return fail('cannot-read', 'This path cannot be looked at.', CANNOT_TELL);
        missing.unshift(basename(at));
        break;
      case 'forbidden':
        return fail(
          'bad-place',
          'macOS does not let Trackside look there.',
          'Choose a folder in your home folder.',
        );
      case 'unknown':
        return fail('cannot-read', 'This path cannot be looked at.', CANNOT_TELL);
    }
  }
}

/** What is wrong with what lies around the place: its volume, its owner, another runner. */
export async function surroundingsProblem(host: PlaceHost, place: RealPlace): Promise<Failure | null> {
  const volumes = await askFolder(place.nearest, async () => {
    const [there, home] = await Promise.all([stat(place.nearest), stat(host.home)]);
    return there.dev === home.dev;
  }).catch(() => null);
  if (volumes === null || !volumes.ok)
    return fail('cannot-read', 'This path cannot be looked at.', CANNOT_TELL);
  if (!volumes.value) {
    return fail(
      'bad-place',
      'This is on another volume than your home folder: macOS keeps what launchd starts out of external and network volumes, and they can be gone in the middle of a job.',
      'Choose a folder directly in your home folder, such as ~/actions-runner.',
    );
  }
  const owner = await runnerAround(place.path);
  if (owner !== null) return owner;
  // What is made beside the place is renamed into it, so that the folder around it is written to.
  const around = place.nearest === place.path ? dirname(place.path) : place.nearest;
  if (await mayWrite(around)) return null;
  return fail(
    'bad-place',
    'You may not write to the folder around it, and a runner needs no administrator’s rights.',
    'Choose a folder in your home folder, such as ~/actions-runner.',
  );
}

/** A runner's own files are replaced when it updates itself, and its work folder is cleaned. */
async function runnerAround(path: string): Promise<Failure | null> {
  for (let at = dirname(path); at !== '/'; at = dirname(at)) {
    if ((await kindOfFolder(at)) === 'runner') {
      return fail(
        'bad-place',
        `This is inside the folder of another runner, “${basename(at)}”, which may replace or clean it.`,
        'Choose a folder beside it.',
      );
    }
  }
  return null;
}

/** Who may write there is asked of the system, not tried: this is asked at each letter that is typed. */
async function mayWrite(folder: string): Promise<boolean> {
  const answer = await askFolder(folder, () =>
    access(folder, constants.W_OK | constants.X_OK).then(
      () => true,
      () => false,
    ),
  );
  return answer.ok && answer.value;
}

/** What is in the way at the place itself. */
async function occupantProblem(place: RealPlace): Promise<Failure | null> {
  if (place.nearest !== place.path) return null;
  if (place.path === '/') return fail('bad-place', 'This is the whole disk.', 'Choose a folder of its own.');
  if ((await kindOfFolder(place.path)) === 'runner') return await runnerThere(place.path);
  const names = await askFolder(place.path, () => readdir(place.path).catch(() => null));
  if (!names.ok || names.value === null) {
    return fail('bad-place', 'Trackside may not look into this folder.', 'Choose another one.');
  }
  const [first] = names.value;
  if (first === undefined) {
    return (await mayWrite(place.path))
      ? null
      : fail(
          'bad-place',
          'You may not write to this folder.',
          'Choose another one, or one that is not there yet.',
        );
  }
  return fail(
    'bad-place',
    `This folder is not empty: there is “${first}” in it.`,
    'Choose one that is not there yet, or that is empty.',
  );
}

async function runnerThere(path: string): Promise<Failure> {
  const settings = await askFolder(path, () => presenceOf(join(path, '.runner')));
  return settings.ok && settings.value.kind === 'there'
    ? fail(
        'already-configured',
        'There is a runner in this folder already.',
        'Adopt it instead, or choose another folder.',
      )
    : fail(
        'already-configured',
        'A runner was unpacked into this folder, but not registered.',
        'Move the folder to the Trash, or choose another one.',
      );
}

async function isLink(path: string): Promise<boolean> {
  return await lstat(path).then(
    (info) => info.isSymbolicLink(),
    () => false,
  );
}

const lowered = (sentence: string): string =>
  /^(?:This|The|No|A)\b/.test(sentence)
    ? `${sentence[0]?.toLowerCase() ?? ''}${sentence.slice(1)}`
    : sentence;
