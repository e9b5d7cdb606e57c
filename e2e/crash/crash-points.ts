/** Tries one operation again and again, ended at one point after the other, and tells of those after which something was wrong. */
import { isDeepStrictEqual } from 'node:util';
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

export interface Trial {
  readonly request: OperationRequest;
  /** Makes the world as it is to be before each try. */
  readonly before: (one: CrashWorld) => Promise<void>;
  /** What it leads to. */
  readonly end: Traces;
  /** What is there when nothing has begun, or everything is taken back: as good an end. */
  readonly undone: Traces;
  /** Of the points that it has, those to try. */
  readonly isTried: (point: string) => boolean;
}

export interface Broken {
  readonly point: string;
  readonly traces: Traces;
  /** What the next start said. */
  readonly said: string;
}
export interface Tried {
  readonly points: readonly string[];
  /** After so many of them it was brought to its end, not taken back. */
  readonly ended: number;
  readonly broken: readonly Broken[];
}

/** Goes well unless it is cut short. */
export const GOES_WELL: Trial = {
  request: SET_UP,
  before: async () => undefined,
  end: COMPLETE,
  undone: NOTHING,
  isTried: () => true,
};

/** First as it is, to learn its points; then each of them, shared out over the worlds. Leaves the worlds clean. */
export async function tryCrashes(worlds: readonly CrashWorld[], trial: Trial): Promise<Tried> {
  const [first] = worlds;
  if (first === undefined) throw new Error('It needs a world.');
  await trial.before(first);
  const whole = await first.attempt({ request: trial.request });
  if (whole === null) throw new Error('It ended without being told to.');
  const broken: Broken[] = [];
  const asItEnds = await first.traces();
  if (!isDeepStrictEqual(asItEnds, trial.end)) {
    broken.push({ point: 'never', traces: asItEnds, said: JSON.stringify(whole.shown) });
  }
  await first.clean();
  const points = whole.points.filter((point) => trial.isTried(point));
  const left = [...points];
  let ended = 0;
  const work = async (one: CrashWorld): Promise<void> => {
    for (let point = left.shift(); point !== undefined; point = left.shift()) {
      const result = await tryOne(one, trial, point);
      if (result === 'ended') ended += 1;
      else if (result !== 'undone') broken.push(result);
    }
  };
  await Promise.all(worlds.map(work));
  return { points, ended, broken };
}

async function tryOne(one: CrashWorld, trial: Trial, point: string): Promise<Broken | 'ended' | 'undone'> {
  await trial.before(one);
  const outcome = await one.attempt({ request: trial.request, crashAt: point });
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
