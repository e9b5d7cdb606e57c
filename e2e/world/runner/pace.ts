/** Time as the practice world's runner keeps it: true UTC stamps, waits divided by the world's speed. */

/** How a pause ended. */
export type PauseEnd = 'elapsed' | 'aborted';

/** The waits of one process. */
export interface Pace {
  readonly speed: number;
  /** Milliseconds of the runner's own time, as milliseconds of this world. */
  scaled(milliseconds: number): number;
  /** Waits so long, or until `signal` fires. */
  pause(milliseconds: number, signal?: AbortSignal): Promise<PauseEnd>;
  /** Calls `task` again and again; gives a function that ends it. Does not keep the process alive. */
  every(milliseconds: number, task: () => void): () => void;
}

/** Takes how many times faster than life the world runs (values that are no positive number count as 1). */
export function createPace(speed: number): Pace {
  const factor = Number.isFinite(speed) && speed > 0 ? speed : 1;
  const scaled = (milliseconds: number): number => milliseconds / factor;
  return {
    speed: factor,
    scaled,
    pause: (milliseconds, signal) => pauseFor(scaled(milliseconds), signal),
    every(milliseconds, task) {
      const timer = setInterval(task, Math.max(1, scaled(milliseconds)));
      timer.unref();
      return () => clearInterval(timer);
    },
  };
}

/** Waits `milliseconds` of true time, or until `signal` fires. */
export function pauseFor(milliseconds: number, signal?: AbortSignal): Promise<PauseEnd> {
  if (signal?.aborted === true) return Promise.resolve('aborted');
  return new Promise((resolve) => {
    const onAbort = (): void => {
      clearTimeout(timer);
      resolve('aborted');
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve('elapsed');
    }, milliseconds);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

/** .NET's "u" format, in which the runner writes every time: `2026-08-20 07:00:05Z`. */
export function stamp(at: Date = new Date()): string {
  return `${at.toISOString().slice(0, 19).replace('T', ' ')}Z`;
}

/** The time in names of log files: `20260820-070005`. */
export function fileStamp(at: Date = new Date()): string {
  return at.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
}

/** .NET's round-trip form with its seven digits: `2026-08-20T07:00:05.1230000Z`. */
export function preciseStamp(at: Date = new Date()): string {
  return at.toISOString().replace(/Z$/, '0000Z');
}

/** A time as an American Mac shows it (`7/28/2025 2:42:09 AM`), in UTC; readers must not rely on it. */
export function cultureStamp(at: Date): string {
  const hour = at.getUTCHours();
  const two = (value: number): string => String(value).padStart(2, '0');
  const date = `${at.getUTCMonth() + 1}/${at.getUTCDate()}/${at.getUTCFullYear()}`;
  return `${date} ${hour % 12 === 0 ? 12 : hour % 12}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())} ${hour < 12 ? 'AM' : 'PM'}`;
}

/** A time span as .NET prints it: `00:05:55.9134266`. */
export function spanText(milliseconds: number): string {
  const whole = Math.max(0, Math.floor(milliseconds / 1000));
  const two = (value: number): string => String(value).padStart(2, '0');
  const ticks = String(Math.floor((milliseconds % 1000) * 10_000)).padStart(7, '0');
  return `${two(Math.floor(whole / 3600))}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}.${ticks}`;
}

/** A repeatable source of numbers in [0, 1) for back-off times (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
