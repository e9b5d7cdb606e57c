import { array, asyncProperty, assert, boolean, constantFrom, integer, oneof, record } from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Change, Push, Reply, Snapshot, StatePush, ViewState } from '../shared/contract.ts';
import type { RunnerId } from '../shared/domain.ts';
import { aRunner, aView } from '../e2e/specs/fixtures.ts';
import { createEngine, windowVisibility, type Visibility } from './engine.ts';
import { applyChange, applyPush } from './mirror.ts';
import type { Line } from './transport.ts';

const idOf = (number: number): RunnerId => `runner000000000${number}` as RunnerId;
const start = aView([aRunner({ id: idOf(1) })]);

/** An engine's side of the line, with the power to lose pushes. */
function world() {
  const listeners = new Set<(push: Push) => void>();
  const lineListeners = new Set<(line: 'up' | 'down') => void>();
  const visibilityListeners = new Set<() => void>();
  const history = new Map<number, ViewState>([[1, start]]);
  const asked: string[] = [];
  let current: Snapshot = { rev: 1, state: start };
  let visible = true;
  let refusal: Reply<unknown> | null = null;
  const line: Line = {
    async request(name): Promise<Reply<unknown>> {
      asked.push(name);
      if (refusal !== null) return refusal;
      return { ok: true, value: name === 'state.subscribe' ? current : null };
    },
    onPush(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onLine(listener) {
      lineListeners.add(listener);
      return () => lineListeners.delete(listener);
    },
  };
  const visibility: Visibility = {
    isVisible: () => visible,
    onChange(listener) {
      visibilityListeners.add(listener);
      return () => visibilityListeners.delete(listener);
    },
  };
  return {
    line,
    visibility,
    history,
    asked,
    listeners,
    truth: () => current,
    happen(changes: readonly Change[], delivery: 'sent' | 'lost' | 'twice') {
      const rev = current.rev + 1;
      current = { rev, state: changes.reduce(applyChange, current.state) };
      history.set(rev, current.state);
      const times = { sent: 1, lost: 0, twice: 2 }[delivery];
      for (let n = 0; n < times; n += 1) {
        for (const listener of listeners) listener({ topic: 'state', rev, changes });
      }
    },
    refuse(reply: Reply<unknown> | null) {
      refusal = reply;
    },
    see(to: 'visible' | 'hidden') {
      visible = to === 'visible';
      for (const listener of visibilityListeners) listener();
    },
    lineGoes(to: 'up' | 'down') {
      for (const listener of lineListeners) listener(to);
    },
  };
}

const change = oneof(
  record({
    slice: constantFrom('runners' as const),
    number: integer({ min: 1, max: 3 }),
    gone: boolean(),
  }).map(({ slice, number, gone }): Change => ({
    slice,
    key: idOf(number),
    value: gone ? null : aRunner({ id: idOf(number), name: `n${number}` }),
  })),
  integer({ min: 0, max: 5 }).map((remaining): Change => ({
    slice: 'github',
    value: { kind: 'ok', remaining },
  })),
);

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('patches', () => {
  test('one runner is replaced, added and removed; the rest keeps its identity', () => {
    const added = applyChange(start, { slice: 'runners', key: idOf(2), value: aRunner({ id: idOf(2) }) });
    expect(Object.keys(added.runners)).toEqual([idOf(1), idOf(2)]);
    expect(added.machine).toBe(start.machine);
    expect(added.runners[idOf(1)]).toBe(start.runners[idOf(1)]);
    expect(Object.keys(applyChange(added, { slice: 'runners', key: idOf(1), value: null }).runners)).toEqual([
      idOf(2),
    ]);
    expect(Object.keys(start.runners)).toEqual([idOf(1)]);
  });

  test('only the next revision fits', () => {
    const at5 = { rev: 5, state: start };
    const push = (rev: number): StatePush => ({ topic: 'state', rev, changes: [] });
    expect([4, 5, 6, 7].map((rev) => applyPush(at5, push(rev)).kind)).toEqual([
      'old',
      'old',
      'applied',
      'gap',
    ]);
  });
});

describe('the mirror', () => {
  test('whatever is lost, doubled or late, it shows a state that was, and in the end the state that is', async () => {
    const event = record({
      changes: array(change, { maxLength: 3 }),
      delivery: constantFrom('sent' as const, 'sent' as const, 'lost' as const, 'twice' as const),
      settle: boolean(),
    });
    await assert(
      asyncProperty(array(event, { maxLength: 40 }), async (events) => {
        const side = world();
        const engine = createEngine(side.line, side.visibility);
        const fits = (): void => {
          const { rev, state } = engine.store.getState();
          expect(state).toEqual(state === null ? null : side.history.get(rev));
        };
        for (const { changes, delivery, settle } of events) {
          side.happen(changes, delivery);
          if (settle) await vi.advanceTimersByTimeAsync(0);
          fits();
        }
        // Anything lost is noticed at the next push that arrives.
        await vi.advanceTimersByTimeAsync(0);
        side.happen([], 'sent');
        await vi.advanceTimersByTimeAsync(10_000);
        expect(engine.store.getState()).toMatchObject({ connection: 'live', rev: side.truth().rev });
        expect(engine.store.getState().state).toEqual(side.truth().state);
        engine.stop();
      }),
      { seed: 42, numRuns: 60 },
    );
  });

  test('it subscribes only while somebody looks', async () => {
    const side = world();
    const engine = createEngine(side.line, side.visibility);
    await vi.advanceTimersByTimeAsync(0);
    side.see('hidden');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(side.asked).toEqual(['state.subscribe', 'state.unsubscribe']);
    side.happen([{ slice: 'github', value: { kind: 'no-login' } }], 'sent');
    expect(engine.store.getState().rev).toBe(1);
    side.see('visible');
    await vi.advanceTimersByTimeAsync(0);
    expect(engine.store.getState().state?.github).toEqual({ kind: 'no-login' });
    engine.stop();
  });

  test('a window made ahead of its first opening has something in it, and does not stay subscribed', async () => {
    const side = world();
    side.see('hidden');
    const engine = createEngine(side.line, side.visibility, () => 5);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(side.asked).toEqual(['state.subscribe', 'state.unsubscribe']);
    expect(engine.store.getState()).toMatchObject({ connection: 'waiting', rev: 1, freshAt: 5 });
    side.see('visible');
    await vi.advanceTimersByTimeAsync(0);
    expect(engine.store.getState().connection).toBe('live');
    engine.stop();
  });

  /** A page whose document says what it is told to, in a window that the shell shows and hides. */
  function shellWindow() {
    const page: EventTarget & { visibilityState: DocumentVisibilityState } = Object.assign(
      new EventTarget(),
      { visibilityState: 'visible' } as const,
    );
    const side = world();
    const engine = createEngine(side.line, windowVisibility(page, side.line));
    const shellSays = (window: 'shown' | 'hidden'): void => {
      for (const listener of side.listeners) listener({ topic: 'window', window });
    };
    return { page, side, engine, shellSays };
  }

  test('a window that the shell hides is not looked at, though its document passes for visible', async () => {
    const { side, engine, shellSays } = shellWindow();
    shellSays('hidden');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(side.asked).toEqual(['state.subscribe', 'state.unsubscribe']);
    expect(engine.store.getState()).toMatchObject({ connection: 'waiting', rev: 1 });
    shellSays('shown');
    shellSays('shown');
    await vi.advanceTimersByTimeAsync(0);
    expect(side.asked).toEqual(['state.subscribe', 'state.unsubscribe', 'state.subscribe']);
    expect(engine.store.getState().connection).toBe('live');
    engine.stop();
    expect(side.listeners.size).toBe(0);
  });

  test('a window that is shown but covered is not looked at either', async () => {
    const { page, side, engine, shellSays } = shellWindow();
    page.visibilityState = 'hidden';
    shellSays('hidden');
    shellSays('shown');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(side.asked).toEqual(['state.subscribe', 'state.unsubscribe']);
    page.visibilityState = 'visible';
    page.dispatchEvent(new Event('visibilitychange'));
    await vi.advanceTimersByTimeAsync(0);
    expect(engine.store.getState().connection).toBe('live');
    engine.stop();
  });

  test('shown while the answer for the hidden one is on its way, it asks again', async () => {
    const { side, engine, shellSays } = shellWindow();
    shellSays('hidden');
    shellSays('shown');
    await vi.advanceTimersByTimeAsync(0);
    expect(side.asked).toEqual(['state.subscribe', 'state.subscribe']);
    expect(engine.store.getState().connection).toBe('live');
    engine.stop();
  });

  test('what was seen before a long rest is not called fresh when the engine is then away', async () => {
    const side = world();
    let now = 100;
    const engine = createEngine(side.line, side.visibility, () => now);
    await vi.advanceTimersByTimeAsync(0);
    now = 200;
    side.see('hidden');
    now = 9000;
    side.refuse({ ok: false, code: 'disconnected', message: 'gone' });
    side.see('visible');
    await vi.advanceTimersByTimeAsync(0);
    expect(engine.store.getState()).toMatchObject({ connection: 'away', freshAt: 200 });
    engine.stop();
  });

  test('while the engine is away it says so, keeps what it knows, and tries with longer and longer pauses', async () => {
    const side = world();
    const engine = createEngine(side.line, side.visibility, () => 77);
    await vi.advanceTimersByTimeAsync(0);
    side.refuse({ ok: false, code: 'disconnected', message: 'gone' });
    side.lineGoes('down');
    expect(engine.store.getState()).toMatchObject({ connection: 'away', rev: 1, freshAt: 77 });
    side.lineGoes('up');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(side.asked.length).toBeGreaterThan(5);
    expect(side.asked.length).toBeLessThan(16);
    side.refuse(null);
    await vi.advanceTimersByTimeAsync(8000);
    expect(engine.store.getState().connection).toBe('live');
    engine.stop();
    expect(side.listeners.size).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('a call that nobody answers ends by itself; one that is refused by the line is a failure too', async () => {
    const side = world();
    const engine = createEngine(
      { ...side.line, request: () => new Promise(() => undefined) },
      side.visibility,
    );
    const answer = engine.call('runner.look', {});
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await answer).toMatchObject({ ok: false, code: 'timed-out' });
    engine.stop();
    const broken = createEngine(
      { ...side.line, request: () => Promise.reject(new Error('window closed')) },
      side.visibility,
    );
    expect(await broken.call('runner.look', {})).toMatchObject({ ok: false, code: 'disconnected' });
    broken.stop();
  });
});
