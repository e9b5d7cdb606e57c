/** The pure half of the read-only mirror: how pushes turn one snapshot into the next. */
import { applyChange } from '../shared/apply-change.ts';
import type { Snapshot, StatePush } from '../shared/contract.ts';

export { applyChange };

/** What a push did: `applied`, `old` (already in the snapshot), or `gap` (something was missed: ask anew). */
export type Applied =
  | { readonly kind: 'applied'; readonly snapshot: Snapshot }
  | { readonly kind: 'old' }
  | { readonly kind: 'gap' };

/** Applies a push to a snapshot; only the very next revision fits. */
export function applyPush(snapshot: Snapshot, push: StatePush): Applied {
  if (push.rev <= snapshot.rev) return { kind: 'old' };
  if (push.rev > snapshot.rev + 1) return { kind: 'gap' };
  return {
    kind: 'applied',
    snapshot: { rev: push.rev, state: push.changes.reduce(applyChange, snapshot.state) },
  };
}
