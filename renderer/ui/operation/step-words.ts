/** How one step of an operation stands, as a mark and in words: plain values in, texts out. */
import { formatDisk } from '../../../shared/format.ts';
import type { Operation, Plan, StepProgress, StepState } from '../../../shared/operation.ts';
import type { MarkKind } from '../Mark.tsx';
import { operationWords as text } from './words.ts';

const MARKS: Record<StepState['kind'], MarkKind> = {
  pending: 'pending',
  running: 'running',
  done: 'good',
  left: 'issues',
  failed: 'bad',
  undoing: 'running',
  undone: 'back',
  stays: 'lost',
};
export const markOf = (step: StepState): MarkKind => MARKS[step.kind];

/** `82 MB of 198 MB`, `3 of 12`. */
export function progressText(progress: StepProgress): string {
  const { done, total, unit } = progress;
  if (unit === 'items') return text.items(done, total);
  return total === null ? formatDisk(done) : `${formatDisk(done)} of ${formatDisk(total)}`;
}

/** What there is to say of a step beside its title and its word; null: nothing. */
export function remark(step: StepState): string | null {
  switch (step.kind) {
    case 'running':
    case 'done':
    case 'undoing':
      return step.note;
    case 'left':
    case 'stays':
      return step.why;
    case 'failed':
      return step.message;
    case 'pending':
    case 'undone':
      return null;
  }
}

/** The usual time of the whole plan, in seconds; null where no step has one. */
export function usualSeconds(plan: Pick<Plan, 'steps'>): number | null {
  const known = plan.steps.flatMap(({ usualSeconds }) => (usualSeconds === null ? [] : [usualSeconds]));
  return known.length === 0 ? null : known.reduce((sum, seconds) => sum + seconds, 0);
}

/** Where it is just now, by index; null: nowhere (not begun, or ended). */
export function currentStep(operation: Operation): number | null {
  const index = operation.steps.findIndex(({ kind }) => kind === 'running' || kind === 'undoing');
  return index === -1 ? null : index;
}

/** Whether the step under way has to run to its end, which is why no way out of it is offered. */
export function runsToItsEnd(operation: Operation): boolean {
  const index = currentStep(operation);
  if (index === null || operation.state.kind !== 'running' || operation.offers.includes('cancel')) {
    return false;
  }
  return operation.plan.steps[index]?.cancel === 'before';
}
