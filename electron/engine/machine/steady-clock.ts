/** Time that only goes forward, whatever is done to the clock of the day. */
import type { Instant } from '../../../shared/domain.ts';
import type { Host } from '../host/host.ts';

/** The clock of the day is this much ahead of the monotonic one: the Mac slept, and what was known is that much older. */
const SLEPT_MS = 30_000;

export interface Moment {
  /** Milliseconds; for ages and periods. */
  readonly steady: number;
  /** For stamps that a person reads. */
  readonly wall: Instant;
}
export type SteadyClock = () => Moment;

/** The monotonic clock, and the sleep that it may not have counted: as seen from one call to the next. */
export function createSteadyClock(host: Pick<Host, 'now' | 'monotonic'>): SteadyClock {
  let slept = 0;
  let last = { wall: host.now(), monotonic: host.monotonic() };
  return () => {
    const now = { wall: host.now(), monotonic: host.monotonic() };
    const ahead = now.wall - last.wall - (now.monotonic - last.monotonic);
    if (ahead > SLEPT_MS) slept += ahead;
    last = now;
    return { steady: now.monotonic + slept, wall: now.wall };
  };
}
