/** Tries one operation again and again, ended at one point after the other, and tells of those after which something was wrong. */
import { realpathSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { runnerIdOf } from '../../electron/engine/runners/find.ts';
import type { OperationRequest } from '../../shared/set-up.ts';
import { ANSWERS, type CrashWorld, NOTHING, type Traces } from './crash-world.ts';

export const SET_UP: OperationRequest = { kind: 'set-up', answers: ANSWERS };
export const COMPLETE: Traces = {
  folders: ['actions-runner-acme-rocket'],
  configured: true,
  registrations: ['mac-mini-m4'],
  plists: ['dev.trackside.runner.acme.rocket.mac-mini-m4.plist'],
  loaded: ['dev.trackside.runner.acme.rocket.mac-mini-m4'],
  zshrc: 'with-block',
  openJournals: 0,
};

/** A world that is looked at after each try: `T` is what is seen of it. */
export interface TriedWorld<T> extends Pick<CrashWorld, 'attempt' | 'nextStart' | 'clean'> {
  traces(): Promise<T>;
}

export interface Trial<T = Traces, W extends TriedWorld<T> = TriedWorld<T>> {
  readonly request: (one: W) => OperationRequest;
  /** Makes the world as it is to be before each try. */
  readonly before: (one: W) => Promise<void>;
  /** What it leads to. */
  readonly end: T;
  /** What is there when nothing has begun, or everything is taken back: as good an end. */
  readonly undone: T;
  /** Of the points that it has, those to try. */
  readonly isTried: (point: string) => boolean;
}

export interface Broken<T = Traces> {
  readonly point: string;
  readonly traces: T;
  /** What the next start said. */
  readonly said: string;
}
export interface Tried<T = Traces> {
  readonly points: readonly string[];
  /** After so many of them it was brought to its end, not taken back. */
  readonly ended: number;
  readonly broken: readonly Broken<T>[];
}

/** Goes well unless it is cut short. */
export const GOES_WELL: Trial<Traces, CrashWorld> = {
  request: () => SET_UP,
  before: async () => undefined,
  end: COMPLETE,
  undone: NOTHING,
  isTried: () => true,
};

/** What a set-up has made is removed, each part of it. */
export const IS_REMOVED: Trial<Traces, CrashWorld> = {
  request: ({ world }) => ({
    kind: 'remove',
    choices: {
      runnerId: runnerIdOf(join(realpathSync(world.home), COMPLETE.folders[0] ?? '')),
      deregister: 'yes',
      service: 'remove',
      hooks: 'remove',
      shellProfile: 'remove',
      folder: 'trash',
    },
  }),
  before: async (one) => void (await one.attempt({ request: SET_UP })),
  end: NOTHING,
  undone: COMPLETE,
  isTried: () => true,
};

const [PLIST = ''] = COMPLETE.plists;
const REFUSED: Traces = { ...NOTHING, plists: COMPLETE.plists };

/** Its service cannot be written, once everything else is there: what it did is taken back, and that is cut short. */
export const IS_TAKEN_BACK: Trial<Traces, CrashWorld> = {
  request: () => SET_UP,
  before: async ({ world }) => await writeFile(join(world.mac.launchAgents, PLIST), 'not ours'),
  end: REFUSED,
  undone: REFUSED,
  isTried: (point) => point.includes('undo'),
};

/** First as it is, to learn its points; then each of them, shared out over the worlds. Leaves the worlds clean. */
export async function tryCrashes<T, W extends TriedWorld<T>>(
  worlds: readonly W[],
  trial: Trial<T, W>,
): Promise<Tried<T>> {
  const [first] = worlds;
  if (first === undefined) throw new Error('It needs a world.');
  await trial.before(first);
  const whole = await first.attempt({ request: trial.request(first) });
  if (whole === null) throw new Error('It ended without being told to.');
  const broken: Broken<T>[] = [];
  const asItEnds = await first.traces();
  if (!isDeepStrictEqual(asItEnds, trial.end)) {
    broken.push({ point: 'never', traces: asItEnds, said: JSON.stringify(whole.shown) });
  }
  await first.clean();
  const points = whole.points.filter((point) => trial.isTried(point));
  const left = [...points];
  let ended = 0;
  const work = async (one: W): Promise<void> => {
    for (let point = left.shift(); point !== undefined; point = left.shift()) {
      const result = await tryOne(one, trial, point);
      if (result === 'ended') ended += 1;
      else if (result !== 'undone') broken.push(result);
    }
  };
  await Promise.all(worlds.map(work));
  return { points, ended, broken };
}

async function tryOne<T, W extends TriedWorld<T>>(
  one: W,
  trial: Trial<T, W>,
  point: string,
): Promise<Broken<T> | 'ended' | 'undone'> {
  await trial.before(one);
  const outcome = await one.attempt({ request: trial.request(one), crashAt: point });
  const after = await one.nextStart();
  const traces = await one.traces();
  await one.clean();
  const said = after
    .map(({ state, problem }) => `${state.kind}: ${problem?.message ?? 'no problem'}`)
    .join('; ');
  // How often a step tells of itself depends on how fast the machine is; that it can be ended there has been seen then.
  if (outcome !== null && !point.startsWith('in ')) return { point, traces, said: 'It was not ended there.' };
  if (isDeepStrictEqual(traces, trial.end)) return 'ended';
  return isDeepStrictEqual(traces, trial.undone) ? 'undone' : { point, traces, said };
}
