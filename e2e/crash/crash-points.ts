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
  /** What must be there after the next start, for a crash at this point. */
  readonly expected: (point: string) => Traces;
}

export interface Broken {
  readonly point: string;
  readonly traces: Traces;
  /** What the next start said. */
  readonly said: string;
}
export interface Tried {
  readonly points: readonly string[];
  readonly broken: readonly Broken[];
}

/** Goes well unless it is cut short. */
export const GOES_WELL: Trial = {
  request: SET_UP,
  before: async () => undefined,
  expected: (point) => (point === 'before begun' ? NOTHING : COMPLETE),
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
  if (!isDeepStrictEqual(asItEnds, trial.expected('never'))) {
    broken.push({ point: 'never', traces: asItEnds, said: JSON.stringify(whole.shown) });
  }
  await first.clean();
  const left = [...whole.points];
  const work = async (one: CrashWorld): Promise<void> => {
    for (let point = left.shift(); point !== undefined; point = left.shift()) {
      const wrong = await tryOne(one, trial, point);
      if (wrong !== null) broken.push(wrong);
    }
  };
  await Promise.all(worlds.map(work));
  return { points: whole.points, broken };
}

async function tryOne(one: CrashWorld, trial: Trial, point: string): Promise<Broken | null> {
  await trial.before(one);
  const outcome = await one.attempt({ request: trial.request, crashAt: point });
  const after = await one.nextStart();
  const traces = await one.traces();
  await one.clean();
  const said = after
    .map(({ state, problem }) => `${state.kind}: ${problem?.message ?? 'no problem'}`)
    .join('; ');
  if (outcome !== null) return { point, traces, said: 'It was not ended there.' };
  return isDeepStrictEqual(traces, trial.expected(point)) ? null : { point, traces, said };
}
