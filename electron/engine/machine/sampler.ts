/** Measures the machine at the pace that somebody needs it, each gauge by itself. */
import type { MachineSample, MachineTrail, Trail } from '../../../shared/domain.ts';
import type { CoreKinds, Host, MemoryReading, Probe } from '../host/host.ts';
import { type Attention, createTicker, PACE, type Pace, type Ticker } from '../pace.ts';
import { bucketsOf } from './series.ts';
import type { Moment, SteadyClock } from './steady-clock.ts';
import { createTrail, type NewReading, SHOWN_BUCKETS } from './trail.ts';

/** A reading older than this many of its own periods is unknown, not the latest. */
const STALE_PERIODS = 3;
/** Two readings of a counter further apart than this tell nothing of now. */
const MAX_RATE_GAP_MS = 5 * 60_000;
/** No tick for so long: the Mac slept, even if nobody told. */
const SLEPT_MS = 60_000;
/** How long the load of the cores is counted for its first figure after a sleep. */
const FIRST_LOAD_MS = 1_000;

type Gauge = Exclude<keyof Pace, 'processes' | 'launchd'>;
interface Reading<T> {
  /** Of the steady clock. */
  readonly at: number;
  readonly value: T;
}
type Counters = Reading<{ readonly receivedBytes: number; readonly sentBytes: number }>;
type Rate = Reading<NonNullable<MachineSample['network']>>;

export interface Sampler {
  setAttention(attention: Attention): void;
  /** Forgets what a sleep has made meaningless and measures at once. */
  wake(): void;
  trail(minutes: number): MachineTrail;
  now(): Promise<void>;
  stop(): void;
}

/** Percent by core kind; empty when the kinds are not known or do not fit the cores seen. */
export function byKind(
  cores: readonly number[],
  kinds: CoreKinds | null,
): NonNullable<MachineSample['cpu']>['kinds'] {
  if (kinds === null || !fits(cores, kinds)) return [];
  return kinds.kinds.map(({ name, indexes }) => {
    const loads = cores.filter((_load, index) => indexes.includes(index));
    return { name, cores: indexes.length, percent: mean(loads) };
  });
}

/** Each core is of exactly one kind, and no kind is without cores. */
function fits(cores: readonly number[], { kinds }: CoreKinds): boolean {
  const indexes = kinds.flatMap((kind) => kind.indexes).sort((a, b) => a - b);
  return (
    kinds.every((kind) => kind.indexes.length > 0) &&
    indexes.length === cores.length &&
    indexes.every((index, position) => index === position)
  );
}

function mean(values: readonly number[]): number {
  return Math.round((values.reduce((a, b) => a + b, 0) / values.length) * 10) / 10;
}

/**
 * @param kinds which core is of which kind, once known.
 * @param onSample gets each new sample with the trail of the last minutes.
 */
export function createSampler(options: {
  readonly host: Pick<Host, 'meters' | 'power'>;
  readonly clock: SteadyClock;
  readonly kinds: () => CoreKinds | null;
  readonly onSample: (sample: MachineSample, trail: Trail) => void;
}): Sampler {
  const { host, clock } = options;
  const { meters } = host;
  const trail = createTrail();
  let attention: Attention = 'idle';
  const last: {
    cpu: Reading<NonNullable<MachineSample['cpu']>> | null;
    memory: Reading<MemoryReading> | null;
    pressure: Reading<Pick<NonNullable<MachineSample['memory']>, 'pressure' | 'swapUsedBytes'>> | null;
    disk: Reading<NonNullable<MachineSample['disk']>> | null;
    network: Counters | null;
    rate: Rate | null;
  } = { cpu: null, memory: null, pressure: null, disk: null, network: null, rate: null };
  const triedAt = new Map<Gauge, number>();
  /** The load is counted from one call to the next: after a sleep, one call only begins the count. */
  let load: 'counting' | 'spans-a-sleep' | 'just-begun' = 'counting';
  let tickedAt: number | null = null;
  /** Which waking this is: what was asked before a sleep is not an answer after it. */
  let waking = 0;

  const due = (gauge: Gauge, now: number): boolean =>
    now - (triedAt.get(gauge) ?? -Infinity) >= PACE[attention][gauge] - 50;
  async function read<T>(
    gauge: Gauge,
    now: number,
    probe: () => Promise<Probe<T>>,
  ): Promise<NewReading<T> | null> {
    if (!due(gauge, now)) return null;
    triedAt.set(gauge, now);
    const holdMs = PACE[attention][gauge];
    const answer = await probe();
    return answer.ok ? { at: clock().steady, value: answer.value, holdMs } : null;
  }
  const fresh = <T>(reading: Reading<T> | null, gauge: Gauge, now: number): T | null =>
    reading !== null && now - reading.at <= STALE_PERIODS * PACE[attention][gauge] ? reading.value : null;

  function forget(): void {
    last.cpu = null;
    last.network = null;
    last.rate = null;
    load = 'spans-a-sleep';
    triedAt.clear();
    waking += 1;
  }

  async function measure(): Promise<void> {
    const { steady } = clock();
    if (tickedAt !== null && steady - tickedAt > SLEPT_MS) forget();
    tickedAt = steady;
    const before = waking;
    const [cores, memory, pressure, disk, network] = await Promise.all([
      read('cpu', steady, () => meters.cpu()),
      read('memory', steady, () => meters.memory()),
      read('pressure', steady, () => meters.pressureAndSwap()),
      read('disk', steady, () => meters.disk()),
      read('network', steady, () => meters.network()),
    ]);
    // It slept while the probes ran; `wake` has seen to the next tick.
    if (before !== waking) return;
    const cpu = loadOf(cores);
    last.cpu = cpu ?? last.cpu;
    last.memory = memory ?? last.memory;
    last.pressure = pressure ?? last.pressure;
    last.disk = disk ?? last.disk;
    const rate = network === null ? null : rateBetween(last.network, network);
    if (network !== null) {
      last.rate = rate;
      last.network = network;
    }
    const swapUsed = pressure?.value.swapUsedBytes ?? null;
    trail.add({
      cpu,
      memory,
      disk,
      swap: pressure === null || swapUsed === null ? null : { ...pressure, value: swapUsed },
      network: network === null || rate === null ? null : { ...rate, holdMs: network.holdMs },
    });
    publish(clock());
  }

  /** Null where there is nothing to tell: no answer, no cores, or a count that began before a sleep. */
  function loadOf(
    cores: NewReading<readonly number[]> | null,
  ): NewReading<NonNullable<MachineSample['cpu']>> | null {
    if (cores === null || cores.value.length === 0) return null;
    if (load === 'spans-a-sleep') {
      load = 'just-begun';
      triedAt.delete('cpu');
      return null;
    }
    load = 'counting';
    return { ...cores, value: { percent: mean(cores.value), kinds: byKind(cores.value, options.kinds()) } };
  }

  function publish(now: Moment): void {
    const memory = fresh(last.memory, 'memory', now.steady);
    const pressure = fresh(last.pressure, 'pressure', now.steady);
    const sample: MachineSample = {
      at: now.wall,
      cpu: fresh(last.cpu, 'cpu', now.steady),
      memory:
        memory === null ? null : { ...memory, ...(pressure ?? { pressure: null, swapUsedBytes: null }) },
      disk: fresh(last.disk, 'disk', now.steady),
      network: fresh(last.rate, 'network', now.steady),
      thermal: host.power.thermal(),
    };
    options.onSample(sample, trail.shown(SHOWN_BUCKETS, now));
  }

  const ticker: Ticker = createTicker(
    () => (load === 'just-begun' ? FIRST_LOAD_MS : PACE[attention].cpu),
    measure,
  );
  return {
    setAttention: (next) => {
      if (next === attention) return;
      attention = next;
      // A view that opens wants the truth now, not after the idle pause.
      if (next === 'view-open') void ticker.now();
      else ticker.replan();
    },
    wake: () => {
      forget();
      void ticker.now();
    },
    trail: (minutes) => trail.full(bucketsOf(minutes), clock()),
    now: () => ticker.now(),
    stop: () => ticker.stop(),
  };
}

/** Bytes per second between two counter readings; null when they tell nothing (first, reset, long gap). */
function rateBetween(before: Counters | null, after: Counters): Rate | null {
  if (before === null) return null;
  const gap = after.at - before.at;
  const received = after.value.receivedBytes - before.value.receivedBytes;
  const sent = after.value.sentBytes - before.value.sentBytes;
  if (gap <= 0 || gap > MAX_RATE_GAP_MS || received < 0 || sent < 0) return null;
  const perSecond = (bytes: number): number => Math.round((bytes * 1000) / gap);
  return { at: after.at, value: { receivedPerSecond: perSecond(received), sentPerSecond: perSecond(sent) } };
}
