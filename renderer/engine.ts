/**
 * The read-only mirror of the engine's state, and typed calls.
 * It subscribes only while the view is visible; a gap in `rev` makes it ask for the whole again.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type {
  CallName,
  ErrorCode,
  Input,
  Output,
  Push,
  Reply,
  Snapshot,
  StatePush,
  ViewState,
} from '../shared/contract.ts';
import type { Settings } from '../shared/domain.ts';
import { applyPush } from './mirror.ts';
import { notConnected, retryDelay, type Line } from './transport.ts';
import { words } from './words.ts';

/** `waiting`: no answer yet; `live`: what is shown is what the engine knows; `away`: it cannot be reached. */
export type Connection = 'waiting' | 'live' | 'away';

export interface Mirror {
  readonly connection: Connection;
  /** Null until the first snapshot. */
  readonly state: ViewState | null;
  readonly rev: number;
  /** When the state was last known to be right; null before that. */
  readonly freshAt: number | null;
}

export interface Engine {
  readonly store: StoreApi<Mirror>;
  /** One call of the contract. Never rejects: a line that is down is a failure with code `disconnected`. */
  call<N extends CallName>(name: N, input: Input<N>): Promise<Reply<Output<N>>>;
  /** Shows settings that the engine has just confirmed, without waiting for the push that follows. */
  confirmSettings(settings: Settings): void;
  /** Asks at once, e.g. because a person does not want to wait for the next try. */
  retry(): void;
  /** Ends timers and listening. */
  stop(): void;
}

/** Whether the view can be seen, and word of every change. */
export interface Visibility {
  isVisible(): boolean;
  onChange(listener: () => void): () => void;
}

/** Most answers come in milliseconds; a file chooser waits for a person, and some calls for programs or for GitHub. */
const LIMIT = 15_000;
const LIMITS: Partial<Record<CallName, number>> = {
  'folder.choose': 10 * 60_000,
  'runner.look': 60_000,
  'mac.report': 60_000,
  'github.login': 60_000,
  'github.useToken': 60_000,
  'github.places': 60_000,
  'github.place': 60_000,
  'operation.plan': 60_000,
};
/** Pushes that may arrive before the snapshot they follow; more than this is a gap anyway. */
const EARLY_PUSHES = 64;

const timedOut = (): Reply<never> => ({
  ok: false,
  code: 'timed-out' satisfies ErrorCode,
  message: words.timedOut,
});

/** Seen: by the document's own word, unless the shell says that it hides the window. A browser has no shell. */
export function windowVisibility(
  page: Pick<Document, 'visibilityState' | 'addEventListener' | 'removeEventListener'>,
  line: Pick<Line, 'onPush'>,
): Visibility {
  let shell: 'shown' | 'hidden' = 'shown';
  return {
    isVisible: () => shell === 'shown' && page.visibilityState === 'visible',
    onChange(listener) {
      page.addEventListener('visibilitychange', listener);
      const stop = line.onPush((push) => {
        if (push.topic !== 'window' || push.window === shell) return;
        shell = push.window;
        listener();
      });
      return () => {
        stop();
        page.removeEventListener('visibilitychange', listener);
      };
    },
  };
}

/** Connects a mirror to a line. `now` is the clock for `freshAt`, in milliseconds. */
export function createEngine(line: Line, visibility: Visibility, now: () => number = Date.now): Engine {
  const store = createStore<Mirror>(() => ({ connection: 'waiting', state: null, rev: 0, freshAt: null }));
  let asking = false;
  let askAgain = false;
  let subscribed = false;
  let attempt = 0;
  let retryTimer: ReturnType<typeof setTimeout> | null = null;
  let early: StatePush[] = [];
  let stopped = false;

  async function call<N extends CallName>(name: N, input: Input<N>): Promise<Reply<Output<N>>> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const limit = new Promise<Reply<never>>((settle) => {
      timer = setTimeout(() => settle(timedOut()), LIMITS[name] ?? LIMIT);
    });
    try {
      // The engine answers a name with that name's output: the contract, checked by its conformance suite.
      return (await Promise.race([line.request(name, input), limit])) as Reply<Output<N>>;
    } catch {
      // A transport that rejects is one that is gone (a window being closed, a message that cannot be cloned).
      return notConnected();
    } finally {
      clearTimeout(timer);
    }
  }

  function show(snapshot: Snapshot): void {
    store.setState({ connection: 'live', state: snapshot.state, rev: snapshot.rev, freshAt: now() });
  }

  /** Takes the snapshot, then the pushes that overtook it. */
  function begin(snapshot: Snapshot): void {
    let current = snapshot;
    const waiting = early;
    early = [];
    subscribed = true;
    for (const push of waiting) {
      const applied = applyPush(current, push);
      if (applied.kind === 'applied') current = applied.snapshot;
      if (applied.kind === 'gap') subscribed = false;
    }
    show(current);
    if (subscribed) attempt = 0;
    else askLater();
  }

  /** What is known stays shown, with the moment until which it was known to be right. */
  function away(): void {
    const { connection, freshAt } = store.getState();
    store.setState({ connection: 'away', freshAt: connection === 'live' ? now() : freshAt });
  }

  /** Nobody looks: what is shown ages from here on. */
  function rest(): void {
    subscribed = false;
    const { connection } = store.getState();
    if (connection === 'live') store.setState({ connection: 'waiting', freshAt: now() });
    void call('state.unsubscribe', {});
  }

  function askLater(): void {
    if (retryTimer !== null || stopped) return;
    retryTimer = setTimeout(() => {
      retryTimer = null;
      void ask();
    }, retryDelay(attempt));
    attempt += 1;
  }

  async function ask(): Promise<void> {
    // A window made ahead of its first opening asks once, so that it opens with something in it.
    const wanted = visibility.isVisible() || store.getState().state === null;
    if (asking || stopped || !wanted) return;
    asking = true;
    askAgain = false;
    subscribed = false;
    early = [];
    const reply = await call('state.subscribe', {});
    asking = false;
    if (stopped) return;
    if (reply.ok) begin(reply.value);
    else {
      away();
      if (visibility.isVisible()) askLater();
    }
    if (reply.ok && !visibility.isVisible()) rest();
    else if (askAgain) void ask();
  }

  function hear(push: Push): void {
    if (push.topic !== 'state') return;
    if (asking) {
      if (early.length < EARLY_PUSHES) early.push(push);
      return;
    }
    const { state, rev } = store.getState();
    if (!subscribed || state === null) return;
    const applied = applyPush({ rev, state }, push);
    switch (applied.kind) {
      case 'applied':
        attempt = 0;
        show(applied.snapshot);
        break;
      case 'gap':
        void ask();
        break;
      case 'old':
        break;
    }
  }

  function retry(): void {
    if (retryTimer !== null) clearTimeout(retryTimer);
    retryTimer = null;
    attempt = 0;
    void ask();
  }

  function lose(): void {
    subscribed = false;
    away();
  }

  function seeOrHide(): void {
    if (visibility.isVisible()) {
      // An answer on its way may be one for a view that nobody saw, which is not kept up to date.
      askAgain = asking;
      return retry();
    }
    if (retryTimer !== null) clearTimeout(retryTimer);
    retryTimer = null;
    if (subscribed) rest();
  }

  const endings = [
    line.onPush(hear),
    line.onLine?.((word) => (word === 'up' ? retry() : lose())),
    visibility.onChange(seeOrHide),
  ];
  void ask();

  return {
    store,
    call,
    confirmSettings(settings) {
      const { state } = store.getState();
      if (state !== null) store.setState({ state: { ...state, settings } });
    },
    retry,
    stop() {
      stopped = true;
      if (retryTimer !== null) clearTimeout(retryTimer);
      for (const end of endings) end?.();
    },
  };
}
