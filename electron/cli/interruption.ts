/** Control-C, and whatever else wants a command to end, while it waits for something. */
import type { Interruption, Terminal } from './terminal.ts';

export interface Hearing {
  count(): number;
  last(): Interruption | null;
  /** The promise's answer, or null as soon as there is an interruption. */
  or<T>(promise: Promise<T>): Promise<T | null>;
  /** Aborted at the first interruption. */
  readonly signal: AbortSignal;
  on(listener: (what: Interruption) => void): void;
  stop(): void;
}

/** Listens from now on, until `stop`. */
export function heard(terminal: Terminal): Hearing {
  const abort = new AbortController();
  const listeners = new Set<(what: Interruption) => void>();
  let count = 0;
  let last: Interruption | null = null;
  const stop = terminal.onInterruption((what) => {
    count += 1;
    last = what;
    abort.abort();
    for (const listener of listeners) listener(what);
  });
  return {
    count: () => count,
    last: () => last,
    signal: abort.signal,
    on: (listener) => void listeners.add(listener),
    stop,
    or: async (promise) => {
      if (count > 0) return null;
      const broken = new Promise<null>((resolve) => listeners.add(() => resolve(null)));
      return await Promise.race([promise, broken]);
    },
  };
}
