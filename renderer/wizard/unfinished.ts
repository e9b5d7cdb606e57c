/** Which set-up a person has to see first when the wizard opens. */
import type { Operation } from '../../shared/operation.ts';

/** Under way, waiting for a person, or ended otherwise than wished and not put away since. */
function wantsToBeSeen({ kind, state, problem, leftBehind }: Operation): boolean {
  if (kind !== 'set-up') return false;
  switch (state.kind) {
    case 'running':
    case 'undoing':
    case 'held':
    case 'failed':
      return true;
    case 'undone':
      // The person's own wish, and done: nothing to tell.
      return problem?.code !== 'cancelled' || leftBehind.length > 0;
    case 'planned':
    case 'succeeded':
      return false;
  }
}

/** The first of them: the engine lists those under way first. Null: a new set-up can begin. */
export const unfinished = (operations: readonly Operation[]): Operation | null =>
  operations.find(wantsToBeSeen) ?? null;
