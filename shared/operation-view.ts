/** What a small view says of an Operation: whether it goes on, where it stands. Pure. */
import type { Operation, PlanStep, StepState } from './operation.ts';

/** Something is being done or taken back now. One that is held does nothing until a person says so. */
export function isUnderWay({ state }: Operation): boolean {
  return state.kind === 'running' || state.kind === 'undoing';
}

/** It has come to its end, whichever it was. */
export function hasEnded({ state }: Operation): boolean {
  return state.kind === 'succeeded' || state.kind === 'undone' || state.kind === 'failed';
}

/** It stopped while what was done was being taken back: it can only go further back, not on. */
export const isStuckGoingBack = ({ state, steps }: Pick<Operation, 'state' | 'steps'>): boolean =>
  state.kind === 'held' && steps.some(({ kind }) => kind === 'undoing');

export interface StepNow {
  readonly step: PlanStep;
  readonly state: StepState;
}

/** The step that something happens in, or at which it stopped; null before the first and after the last. */
export function stepNow({ plan, steps }: Operation): StepNow | null {
  const at = (kinds: readonly StepState['kind'][]): StepNow | null => {
    const index = steps.findIndex(({ kind }) => kinds.includes(kind));
    const [step, state] = [plan.steps[index], steps[index]];
    return step === undefined || state === undefined ? null : { step, state };
  };
  return at(['running', 'undoing']) ?? at(['failed', 'stays']);
}

const SHOWN: readonly Operation['state']['kind'][] = [
  'running',
  'undoing',
  'held',
  'failed',
  'undone',
  'succeeded',
];

/** The person's own wish, and done: there is nothing to tell of it. */
export const isCleanlyCancelled = ({ state, problem, leftBehind }: Operation): boolean =>
  state.kind === 'undone' && problem?.code === 'cancelled' && leftBehind.length === 0;

/** Those that are worth a person's look: what goes on first, then what waits, then what has ended. No bare plans. */
export function operationsToShow(operations: readonly Operation[]): readonly Operation[] {
  const rank = ({ state }: Operation): number => SHOWN.indexOf(state.kind);
  return operations
    .filter((one) => rank(one) >= 0 && !isCleanlyCancelled(one))
    .toSorted((a, b) => rank(a) - rank(b) || b.createdAt - a.createdAt);
}
