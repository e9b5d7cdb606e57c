/** In which order runners are shown: those that build, then those in trouble, then the quiet ones. */
import type { Runner, RunnerStateKind } from './domain.ts';

const RANK: Record<RunnerStateKind, number> = {
  busy: 0,
  draining: 0,
  'crash-looping': 1,
  'lost-registration': 1,
  offline: 1,
  unknown: 1,
  absent: 1,
  starting: 2,
  updating: 2,
  idle: 3,
  paused: 4,
  stopped: 5,
};
const NOT_BUILDING = RANK['crash-looping'];
const byName = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

/** Whether the runner works on a job now. */
export const worksNow = (runner: Runner): boolean => RANK[runner.state.kind] < NOT_BUILDING;
/** Whether a person should look at it. */
export const needsLook = (runner: Runner): boolean => RANK[runner.state.kind] === NOT_BUILDING;

/** Busy ones first, then by name as a person counts (`mini-2` before `mini-10`). Gives a new array. */
export function inOrder(runners: Iterable<Runner>): Runner[] {
  return [...runners].sort(
    (a, b) =>
      RANK[a.state.kind] - RANK[b.state.kind] || byName.compare(a.name, b.name) || (a.id < b.id ? -1 : 1),
  );
}
