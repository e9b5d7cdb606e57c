import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Change, StatePush, ViewState } from '../../../shared/contract.ts';
import type { Runner, RunnerId } from '../../../shared/domain.ts';
import { aRunner, emptyState } from '../testing/samples.ts';
import { COALESCE_MS, createProjection, difference } from './projector.ts';
import { createEngineStore, type EngineEvent } from './store.ts';

const id = (number: number): RunnerId => `00000000000000${String(number).padStart(2, '0')}` as RunnerId;
const runner = (number: number, name: string): Runner => ({ ...aRunner(), id: id(number), name });

/** What a view does with a push; the renderer has its own. */
function apply(state: ViewState, changes: readonly Change[]): ViewState {
  let next = state;
  for (const change of changes) {
    if (!('key' in change)) next = { ...next, [change.slice]: change.value };
    else {
      const runners: Record<RunnerId, Runner> = { ...next.runners };
      if (change.value === null) delete runners[change.key];
      else runners[change.key] = change.value;
      next = { ...next, runners };
    }
  }
  return next;
}

const event: fc.Arbitrary<EngineEvent> = fc.oneof(
  fc.record({
    type: fc.constant('runner-described' as const),
    runner: fc
      .tuple(fc.integer({ min: 0, max: 4 }), fc.string())
      .map(([number, name]) => runner(number, name)),
  }),
  fc.record({ type: fc.constant('runner-gone' as const), id: fc.integer({ min: 0, max: 4 }).map(id) }),
  fc.constant({ type: 'looked' as const }),
  fc.record({
    type: fc.constant('notice-raised' as const),
    notice: fc.record({
      id: fc.constantFrom('a', 'b'),
      kind: fc.constantFrom('news' as const, 'condition' as const),
      severity: fc.constant('info' as const),
      title: fc.string(),
      detail: fc.string(),
    }),
  }),
  fc.record({ type: fc.constant('notice-cleared' as const), id: fc.constantFrom('a', 'b') }),
);

describe('a projection of the store', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
  afterEach(() => void vi.useRealTimers());

  it('gives a view the same state as the engine has, whatever happens', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(event, fc.integer({ min: 0, max: 150 })), { maxLength: 40 }),
        (events) => {
          const store = createEngineStore(emptyState());
          const pushes: StatePush[] = [];
          const projection = createProjection(store, (push) => pushes.push(push));
          const snapshot = projection.subscribe();
          for (const [one, pause] of events) {
            store.dispatch(one);
            vi.advanceTimersByTime(pause);
          }
          vi.advanceTimersByTime(COALESCE_MS);
          const seen = pushes.reduce((state, push) => apply(state, push.changes), snapshot.state);
          expect(seen).toEqual(store.get());
          expect(pushes.map((push) => push.rev)).toEqual(pushes.map((_, index) => snapshot.rev + 1 + index));
          projection.unsubscribe();
        },
      ),
    );
  });

  it('sends at most ten a second, however much happens', () => {
    const store = createEngineStore(emptyState());
    let pushes = 0;
    createProjection(store, () => (pushes += 1)).subscribe();
    for (let millisecond = 0; millisecond < 3000; millisecond += 1) {
      store.dispatch({ type: 'runner-described', runner: runner(1, String(millisecond)) });
      vi.advanceTimersByTime(1);
    }
    expect(pushes).toBeGreaterThan(20);
    expect(pushes).toBeLessThanOrEqual(31);
  });

  it('sends the first change after a pause without waiting', () => {
    const store = createEngineStore(emptyState());
    let pushes = 0;
    createProjection(store, () => (pushes += 1)).subscribe();
    store.dispatch({ type: 'looked' });
    vi.advanceTimersByTime(1);
    expect(pushes).toBe(1);
  });

  it('sends nothing to a view that is not subscribed', () => {
    const store = createEngineStore(emptyState());
    let pushes = 0;
    const projection = createProjection(store, () => (pushes += 1));
    projection.subscribe();
    projection.unsubscribe();
    store.dispatch({ type: 'looked' });
    vi.advanceTimersByTime(1000);
    expect(pushes).toBe(0);
    expect(projection.active).toBe(false);
  });
});

describe('difference', () => {
  it('names one runner where one runner changed', () => {
    const before = { ...emptyState(), runners: { [id(1)]: runner(1, 'a'), [id(2)]: runner(2, 'b') } };
    const after = { ...before, runners: { ...before.runners, [id(2)]: runner(2, 'c') } };
    expect(difference(before, after)).toEqual([
      { slice: 'runners', key: id(2), value: after.runners[id(2)] },
    ]);
  });

  it('is empty where nothing changed', () => {
    const state = emptyState();
    expect(difference(state, state)).toEqual([]);
  });
});
