/**
 * How often the engine looks, by who needs to know (issue section 7: the monitor must not become the load).
 * Milliseconds between two probes of a kind; what can be told (files, launchd acts, power) is not polled.
 */
export type Attention = 'view-open' | 'job-active' | 'idle';

export interface Pace {
  readonly processes: number;
  readonly launchd: number;
  readonly cpu: number;
  readonly memory: number;
  readonly pressure: number;
  readonly network: number;
  readonly disk: number;
}

const SECOND = 1000;

/** `idle` starts fewer than 12 programs a minute with any number of runners. */
export const PACE: Readonly<Record<Attention, Pace>> = {
  'view-open': {
    processes: 2 * SECOND,
    launchd: 10 * SECOND,
    cpu: 2 * SECOND,
    memory: 4 * SECOND,
    pressure: 10 * SECOND,
    network: 10 * SECOND,
    disk: 10 * SECOND,
  },
  'job-active': {
    processes: 5 * SECOND,
    launchd: 30 * SECOND,
    cpu: 5 * SECOND,
    memory: 15 * SECOND,
    pressure: 30 * SECOND,
    network: 30 * SECOND,
    disk: 15 * SECOND,
  },
  idle: {
    processes: 15 * SECOND,
    launchd: 60 * SECOND,
    cpu: 15 * SECOND,
    memory: 60 * SECOND,
    pressure: 60 * SECOND,
    network: 60 * SECOND,
    disk: 60 * SECOND,
  },
};

/** Calls `tick` when `due()` says so (ms from now), again and again; one at a time, never overlapping. */
export interface Ticker {
  /** Runs it now (after the one that runs), then goes on at its pace. */
  now(): Promise<void>;
  /** The pace has changed: what was planned is planned anew. */
  replan(): void;
  stop(): void;
}

/**
 * @param period how long to wait after a tick, in ms, asked anew each time.
 * @param tick must not reject; what it cannot do is its answer.
 */
export function createTicker(period: () => number, tick: () => Promise<void>): Ticker {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let running: Promise<void> | null = null;
  let again: Promise<void> | null = null;
  let stopped = false;
  let lastAt = performance.now();

  const plan = (): void => {
    if (timer !== null) clearTimeout(timer);
    if (stopped) return;
    timer = setTimeout(() => void run(), Math.max(0, lastAt + period() - performance.now()));
    timer.unref();
  };
  const run = async (): Promise<void> => {
    if (running !== null) return await running;
    if (stopped) return;
    running = tick();
    try {
      await running;
    } finally {
      running = null;
      lastAt = performance.now();
      plan();
    }
  };
  const afterRunning = async (first: Promise<void>): Promise<void> => {
    await first;
    again = null;
    await run();
  };
  plan();
  return {
    now: async () => {
      if (stopped) return;
      if (running === null) return await run();
      again ??= afterRunning(running);
      await again;
    },
    replan: plan,
    stop: () => {
      stopped = true;
      if (timer !== null) clearTimeout(timer);
    },
  };
}
