/** What stands on an operation's card: plain values in, texts and marks out. */
import { formatDisk } from '../../shared/format.ts';
import type { Operation, StepProgress } from '../../shared/operation.ts';
import { stepNow } from '../../shared/operation-view.ts';
import type { MarkKind } from '../ui/Mark.tsx';
import { words } from '../words.ts';

const text = words.operation;

export function markOfOperation({ state, leftBehind }: Operation): MarkKind {
  switch (state.kind) {
    case 'planned':
      return 'pending';
    case 'running':
    case 'undoing':
      return 'running';
    case 'held':
      return 'lost';
    case 'succeeded':
      return leftBehind.length === 0 ? 'good' : 'issues';
    case 'undone':
      return 'cancelled';
    case 'failed':
      return 'bad';
  }
}

/** `82 MB of 203 MB`, `3 of 12`; where the whole is not known, what is done. */
export function progressText({ done, total, unit }: StepProgress): string {
  const amount = (value: number): string => (unit === 'bytes' ? formatDisk(value) : String(value));
  return total === null ? amount(done) : text.of(amount(done), amount(total));
}

/** Where it stands, in a line: the step it is in, or how it stopped and at which step. */
export function stateText(operation: Operation): string {
  const word = text.state[operation.state.kind];
  const step = stepNow(operation)?.step.title ?? null;
  switch (operation.state.kind) {
    case 'running':
      return step ?? word;
    case 'undoing':
      return step === null ? word : text.undoingStep(step);
    case 'held':
    case 'failed':
      return step === null ? word : text.stoppedAt(word, step);
    case 'planned':
    case 'undone':
    case 'succeeded':
      return word;
  }
}
