/** Keeps a probe that is still running from being started a second time. */

/** Gives the promise of the run that is under way under this key, so that a slow probe is never started twice. */
export interface OverlapGuard {
  <T>(key: string, run: () => Promise<T>): Promise<T>;
}

/** One guard per host. Keys are the program and its arguments; the type under one key must not change. */
export function createOverlapGuard(): OverlapGuard {
  const running = new Map<string, Promise<unknown>>();
  return <T>(key: string, run: () => Promise<T>): Promise<T> => {
    const earlier = running.get(key);
    if (earlier !== undefined) return earlier as Promise<T>;
    const promise = run().finally(() => running.delete(key));
    running.set(key, promise);
    return promise;
  };
}

/**
 * Like the overlap guard, but an answer is never older than the question: who asks while a run is under way gets the
 * next one, which starts when that one has ended. At most one runs and one waits. For what must not be stale, such as
 * whether a Worker lives.
 */
export function createFreshGuard(): OverlapGuard {
  interface Lane {
    readonly running: Promise<unknown>;
    next: Promise<unknown> | null;
  }
  const lanes = new Map<string, Lane>();
  const start = <T>(key: string, run: () => Promise<T>): Promise<T> => {
    const running = run();
    const lane: Lane = { running, next: null };
    lanes.set(key, lane);
    const ended = (): void => {
      if (lane.next === null) lanes.delete(key);
    };
    running.then(ended, ended);
    return running;
  };
  return <T>(key: string, run: () => Promise<T>): Promise<T> => {
    const lane = lanes.get(key);
    if (lane === undefined) return start(key, run);
    const startNext = (): Promise<T> => start(key, run);
    lane.next ??= lane.running.then(startNext, startNext);
    return lane.next as Promise<T>;
  };
}
