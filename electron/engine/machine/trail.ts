/** The last hour of the Mac in memory, for the trails (issue: Measure). */
import type { MachineSample, MachineTrail, Trail } from '../../../shared/domain.ts';
import { BUCKET_SECONDS, bucketsOf, createSeries, type Series } from './series.ts';
import type { Moment } from './steady-clock.ts';

/** What a view gets with its state; the whole hour is a call of its own. */
export const SHOWN_BUCKETS = bucketsOf(30);

/** What a tick has newly read, each with the time until its next reading; null: nothing new. */
export interface NewReadings {
  readonly cpu: NewReading<NonNullable<MachineSample['cpu']>> | null;
  readonly memory: NewReading<{ readonly totalBytes: number; readonly usedBytes: number }> | null;
  readonly swap: NewReading<number> | null;
  readonly disk: NewReading<NonNullable<MachineSample['disk']>> | null;
  readonly network: NewReading<NonNullable<MachineSample['network']>> | null;
}
export interface NewReading<T> {
  readonly at: number;
  readonly value: T;
  readonly holdMs: number;
}

export interface TrailKeeper {
  add(readings: NewReadings): void;
  /** The last `count` buckets up to `now`: what a view shows of them. */
  shown(count: number, now: Moment): Trail;
  /** The same, with all that is kept. */
  full(count: number, now: Moment): MachineTrail;
}

const percent = (part: number, whole: number): number | null =>
  whole > 0 ? Math.round((part / whole) * 1000) / 10 : null;

/** Keeps at most an hour. CPU and network are a bucket's mean; memory, swap and disk are its last reading. */
export function createTrail(): TrailKeeper {
  const cpu = createSeries('mean');
  const memory = createSeries('latest');
  const disk = createSeries('latest');
  const swap = createSeries('latest');
  const received = createSeries('mean');
  const sent = createSeries('mean');

  function put<T>(series: Series, reading: NewReading<T> | null, valueOf: (value: T) => number | null): void {
    const value = reading === null ? null : valueOf(reading.value);
    if (reading !== null && value !== null) series.add(reading.at, value, reading.holdMs);
  }
  const shown = (count: number, now: Moment): Trail => ({
    endsAt: now.wall,
    stepSeconds: BUCKET_SECONDS,
    cpu: cpu.last(count, now.steady),
    memory: memory.last(count, now.steady),
    disk: disk.last(count, now.steady),
  });
  return {
    add: (readings) => {
      put(cpu, readings.cpu, (value) => value.percent);
      put(memory, readings.memory, (value) => percent(value.usedBytes, value.totalBytes));
      put(disk, readings.disk, (value) => percent(value.totalBytes - value.availableBytes, value.totalBytes));
      put(swap, readings.swap, (value) => value);
      put(received, readings.network, (value) => value.receivedPerSecond);
      put(sent, readings.network, (value) => value.sentPerSecond);
    },
    shown,
    full: (count, now) => ({
      of: 'machine',
      ...shown(count, now),
      swapUsedBytes: swap.last(count, now.steady),
      receivedPerSecond: received.last(count, now.steady),
      sentPerSecond: sent.last(count, now.steady),
    }),
  };
}
