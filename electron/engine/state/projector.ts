/**
 * Turns changes of the store into patches for one view: `{rev, snapshot}` first, then `{rev, changes}`,
 * at most ten a second, and only while the view is subscribed (design.md section 2).
 */
import type { Change, StatePush, Snapshot, ViewState } from '../../../shared/contract.ts';
import type { RunnerId } from '../../../shared/domain.ts';
import type { EngineStore } from './store.ts';

/** No more often than this; the first change after a pause goes out at once. */
export const COALESCE_MS = 100;

/** What turns `before` into `after`: whole slices, and runners one by one. */
export function difference(before: ViewState, after: ViewState): readonly Change[] {
  const changes: Change[] = [];
  for (const slice of Object.keys(after) as (keyof ViewState)[]) {
    if (before[slice] === after[slice]) continue;
    if (slice === 'runners') changes.push(...runnerChanges(before.runners, after.runners));
    else changes.push({ slice, value: after[slice] } as Change);
  }
  return changes;
}

function runnerChanges(before: ViewState['runners'], after: ViewState['runners']): readonly Change[] {
  const ids = new Set([...Object.keys(before), ...Object.keys(after)]) as Set<RunnerId>;
  return [...ids]
    .filter((key) => before[key] !== after[key])
    .map((key) => ({ slice: 'runners' as const, key, value: after[key] ?? null }));
}

export interface Projection {
  /** Starts if need be, and gives the state as it is. */
  subscribe(): Snapshot;
  unsubscribe(): void;
  readonly active: boolean;
}

/** One view's projection. `send` gets at most one push per COALESCE_MS; pushes have consecutive revs. */
export function createProjection(store: EngineStore, send: (push: StatePush) => void): Projection {
  let rev = 0;
  let sent: ViewState | null = null;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let lastSentAt = -Infinity;
  let stopListening: (() => void) | null = null;

  const flush = (): void => {
    timer = null;
    if (sent === null) return;
    const state = store.get();
    const changes = difference(sent, state);
    if (changes.length === 0) return;
    sent = state;
    rev += 1;
    lastSentAt = performance.now();
    send({ topic: 'state', rev, changes });
  };
  const onChange = (): void => {
    if (timer !== null) return;
    // A turn of the event loop gathers what belongs together, e.g. a whole probe's answers.
    timer = setTimeout(flush, Math.max(0, lastSentAt + COALESCE_MS - performance.now()));
  };
  const unsubscribe = (): void => {
    stopListening?.();
    stopListening = null;
    if (timer !== null) clearTimeout(timer);
    timer = null;
    sent = null;
  };
  return {
    subscribe: () => {
      if (sent === null) {
        rev += 1;
        sent = store.get();
        stopListening = store.subscribe(onChange);
      } else {
        // What is not yet sent goes first, so that nobody who listens on this connection misses it.
        if (timer !== null) clearTimeout(timer);
        flush();
      }
      return { rev, state: sent };
    },
    unsubscribe,
    get active() {
      return sent !== null;
    },
  };
}
