/** A practice world for tests of what a set-up must survive: clean and well before each, with Tracksides that end with it. */
import { afterAll, afterEach, beforeAll, vi } from 'vitest';
import type { Failure } from '../../shared/contract.ts';
import type { Operation } from '../../shared/operation.ts';
import type { World, WorldOptions } from '../world/types.ts';
import { type CrashWorld, startCrashWorld } from './crash-world.ts';
import { logInAsUsual, pictureOf } from './levers.ts';
import { type Course, startTrackside, type Trackside, type TracksideOptions } from './trackside.ts';

export interface TroubleBench {
  /** There from the first test on. */
  readonly one: CrashWorld;
  readonly world: World;
  start(options?: TracksideOptions): Promise<Trackside>;
  /** Takes every trouble away. */
  allIsWell(): Promise<void>;
}

/** How a set-up went, and what of the home folder is otherwise than when it was confirmed. */
export interface CourseResult {
  readonly outcome: Operation | Failure;
  readonly changed: readonly string[];
}

/** To be called once in a test file: its world is started before the tests and ended after them. */
export function useTroubleBench(options: Pick<WorldOptions, 'disk'> = {}): TroubleBench {
  // A set-up takes a second or two; beside many other tests, more.
  vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });
  let one: CrashWorld | null = null;
  let open: Trackside[] = [];
  const crashWorld = (): CrashWorld => {
    if (one === null) throw new Error('The world is not there yet.');
    return one;
  };
  const bench: TroubleBench = {
    get one() {
      return crashWorld();
    },
    get world() {
      return crashWorld().world;
    },
    start: async (more) => {
      const trackside = await startTrackside(crashWorld().world, more);
      open.push(trackside);
      return trackside;
    },
    allIsWell: async () => {
      const { world } = crashWorld();
      world.github.faults.clear();
      await world.mac.fault({ kind: 'none', program: 'launchctl' });
      await world.mac.login();
      await logInAsUsual(world);
    },
  };
  beforeAll(async () => {
    one = await startCrashWorld(options);
  });
  afterEach(async () => {
    await Promise.all(open.map((trackside) => trackside.stop()));
    open = [];
    await bench.allIsWell();
    await crashWorld().clean();
  });
  afterAll(async () => {
    await one?.close();
  });
  return bench;
}

/** Runs a set-up to its end. @param home whose changes are looked for. */
export async function runSetUp(
  trackside: Trackside,
  home: string,
  course: Course = {},
): Promise<CourseResult> {
  let before = await pictureOf(home);
  const afterPlan = async (): Promise<void> => {
    await course.afterPlan?.();
    before = await pictureOf(home);
  };
  const outcome = await trackside.setUp({ ...course, afterPlan });
  const after = await pictureOf(home);
  const paths = new Set([...Object.keys(before), ...Object.keys(after)]);
  return { outcome, changed: [...paths].filter((path) => before[path] !== after[path]) };
}

/** Code, sentence and way on. */
export function said(of: Failure | Operation | undefined): string {
  const problem = of === undefined || 'ok' in of ? of : of.problem;
  if (problem === undefined || problem === null) return 'nothing';
  return `${problem.code}: ${problem.message} › ${problem.hint ?? 'no way on'}`;
}

export function operationOf(outcome: Operation | Failure): Operation {
  if ('ok' in outcome) throw new Error(`It was refused: ${outcome.message}`);
  return outcome;
}

const STEPS = [
  'download',
  'place',
  'register',
  'hooks',
  'environment',
  'shell-profile',
  'protect',
  'service',
  'start',
  'listening',
];

/** What each step of a set-up is shown as. */
export function stepsOf(outcome: Operation | Failure): Readonly<Record<string, string>> {
  const { plan, steps } = operationOf(outcome);
  return Object.fromEntries(plan.steps.map(({ id }, index) => [id, steps[index]?.kind ?? 'missing']));
}

/** All that had been begun is undone. */
export function undoneUpTo(step: string): Readonly<Record<string, string>> {
  const last = STEPS.indexOf(step);
  return Object.fromEntries(STEPS.map((id, index) => [id, index <= last ? 'undone' : 'pending']));
}

export const RUNNERS_PAGE = 'https://github.com/acme/rocket/settings/actions/runners';
export const SWITCHED_OFF =
  'launchd-refused: macOS keeps this service switched off. › Allow it in System Settings, General, Login Items, then try again.';
export const OFFLINE =
  'unreachable: github.com cannot be reached from this Mac. › Check the name of the host and this Mac’s connection, then try again.';
export const WEB_PAGE =
  'odd-answer: What answered for github.com was not GitHub’s API: perhaps a proxy, or the sign-in page of a network. › Check the name of the host, and whether this network asks for a sign-in or a proxy.';
export const LOGIN_REFUSED =
  'login-refused: github.com refused this Mac’s login: it has expired or was taken back. › Sign in again with “gh auth login”.';
