/** Which set-up a person has to see first when the wizard opens. */
import type { Operation } from '../../shared/operation.ts';
import { isCleanlyCancelled } from '../../shared/operation-view.ts';

/** Under way, waiting for a person, or ended otherwise than wished and not put away since. */
function wantsToBeSeen(operation: Operation): boolean {
  if (operation.kind !== 'set-up') return false;
  switch (operation.state.kind) {
    case 'running':
    case 'undoing':
    case 'held':
    case 'failed':
      return true;
    case 'undone':
      return !isCleanlyCancelled(operation);
    case 'planned':
    case 'succeeded':
      return false;
  }
}

/** The first of them: the engine lists those under way first. Null: a new set-up can begin. */
export const unfinished = (operations: readonly Operation[]): Operation | null =>
  operations.find(wantsToBeSeen) ?? null;
