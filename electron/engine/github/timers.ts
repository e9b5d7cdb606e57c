/** The clock and the alarm of this part, so that tests can move both. */
import type { Instant } from '../../../shared/domain.ts';

export interface Timers {
  now(): Instant;
  /** Calls `act` in `ms`; gives the way to take it back. Keeps no process alive. */
  after(ms: number, act: () => void): () => void;
}

/** @param now the host's clock. */
export const systemTimers = (now: () => Instant): Timers => ({
  now,
  after: (ms, act) => {
    const timer = setTimeout(act, ms);
    timer.unref();
    return () => clearTimeout(timer);
  },
});
