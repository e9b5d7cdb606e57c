/** Measures the machine at the pace that somebody needs it, each gauge by itself. */
import type { Instant, MachineSample, Trail } from '../../../shared/domain.ts';
import type { CoreKinds, Host, Probe } from '../host/host.ts';
import { type Attention, createTicker, PACE, type Pace, type Ticker } from '../pace.ts';
import { bucketsOf, createTrail, SHOWN_BUCKETS } from './trail.ts';

/** A reading older than this many of its own periods is unknown, not the latest. */
const STALE_PERIODS = 3;
/** Two readings of a counter further apart than this tell nothing of now (sleep, a stopped clock). */
const MAX_RATE_GAP_MS = 5 * 60_000;

type Gauge = Exclude<keyof Pace, 'processes' | 'launchd'>;
interface Reading<T> {
  readonly at: Instant;
  readonly value: T;
}

export interface Sampler {
  setAttention(attention: Attention): void;
  /** Forgets what a sleep has made meaningless and measures at once. */
  wake(): void;
  trail(minutes: number): Trail;
  now(): Promise<void>;
  stop(): void;
}

/** Percent by core kind; empty when the kinds are not known or do not fit the cores seen. */
export function byKind(
  cores: readonly number[],
  kinds: CoreKinds | null,
): NonNullable<MachineSample['cpu']>['kinds'] {
  if (kinds === null) return [];
  return kinds.kinds.map(({ name, indexes }) => {
    const loads = indexes.map((index) => cores[index] ?? 0);
    return { name, cores: indexes.length, percent: mean(loads) };
  });
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : Math.round((values.reduce((a, b) => a + b, 0) / values.length) * 10) / 10;
}

/**
 * @param kinds which core is of which kind, once known.
 * @param onSample gets each new sample with the trail of the last minutes.
 */
export function createSampler(options: {
  readonly host: Host;
  readonly kinds: () => CoreKinds | null;
  readonly onSample: (sample: MachineSample, trail: Trail) => void;
}): Sampler {
  const { host } = options;
  const { meters } = host;
  const trail = createTrail();
  let attention: Attention = 'idle';
  const last: {
    cpu: Reading<NonNullable<MachineSample['cpu']>> | null;
    memory: Reading<{ totalBytes: number; usedBytes: number }> | null;
    pressure: Reading<Pick<NonNullable<MachineSample['memory']>, 'pressure' | 'swapUsedBytes'>> | null;
    disk: Reading<NonNullable<MachineSample['disk']>> | null;
    network: Reading<{ receivedBytes: number; sentBytes: number }> | null;
    rate: Reading<NonNullable<MachineSample['network']>> | null;
  } = { cpu: null, memory: null, pressure: null, disk: null, network: null, rate: null };
  const triedAt: Record<Gauge, Instant> = { cpu: 0, memory: 0, pressure: 0, network: 0, disk: 0 };

  const due = (gauge: Gauge, now: Instant): boolean => now - triedAt[gauge] >= PACE[attention][gauge] - 50;
  async function read<T>(gauge: Gauge, now: Instant, probe: () => Promise<Probe<T>>): Promise<T | null> {
    if (!due(gauge, now)) return null;
    triedAt[gauge] = now;
    const answer = await probe();
    return answer.ok ? answer.value : null;
  }
  const fresh = <T>(reading: Reading<T> | null, gauge: Gauge, now: Instant): T | null =>
    reading !== null && now - reading.at <= STALE_PERIODS * PACE[attention][gauge] + 60_000
      ? reading.value
      : null;

  async function measure(): Promise<void> {
    const now = host.now();
    const [cores, memory, pressure, disk, network] = await Promise.all([
      read('cpu', now, () => meters.cpu()),
      read('memory', now, () => meters.memory()),
      read('pressure', now, () => meters.pressureAndSwap()),
      read('disk', now, () => meters.disk()),
      read('network', now, () => meters.network()),
    ]);
    if (cores !== null) {
      last.cpu = { at: now, value: { percent: mean(cores), kinds: byKind(cores, options.kinds()) } };
    }
    if (memory !== null) last.memory = { at: now, value: memory };
    if (pressure !== null) last.pressure = { at: now, value: pressure };
    if (disk !== null) last.disk = { at: now, value: disk };
    if (network !== null) {
      last.rate = rateBetween(last.network, { at: now, value: network });
      last.network = { at: now, value: network };
    }
    publish(now);
  }

  function publish(now: Instant): void {
    const memory = fresh(last.memory, 'memory', now);
    const sample: MachineSample = {
      at: now,
      cpu: fresh(last.cpu, 'cpu', now),
      memory:
        memory === null
          ? null
          : {
              ...memory,
              ...(fresh(last.pressure, 'pressure', now) ?? { pressure: null, swapUsedBytes: null }),
            },
      disk: fresh(last.disk, 'disk', now),
      network: fresh(last.rate, 'network', now),
      thermal: host.power.thermal(),
    };
    trail.add(sample);
    options.onSample(sample, trail.last(SHOWN_BUCKETS, now));
  }

  const ticker: Ticker = createTicker(() => PACE[attention].cpu, measure);
  return {
    setAttention: (next) => {
      if (next === attention) return;
      attention = next;
      // A view that opens wants the truth now, not after the idle pause.
      if (next === 'view-open') void ticker.now();
      else ticker.replan();
    },
    wake: () => {
      last.network = null;
      last.rate = null;
      void ticker.now();
    },
    trail: (minutes) => trail.last(bucketsOf(minutes), host.now()),
    now: () => ticker.now(),
    stop: () => ticker.stop(),
  };
}

/** Bytes per second between two counter readings; null when they tell nothing (first, reset, long gap). */
function rateBetween(
  before: Reading<{ receivedBytes: number; sentBytes: number }> | null,
  after: Reading<{ receivedBytes: number; sentBytes: number }>,
): Reading<NonNullable<MachineSample['network']>> | null {
  if (before === null) return null;
  const gap = after.at - before.at;
  const received = after.value.receivedBytes - before.value.receivedBytes;
  const sent = after.value.sentBytes - before.value.sentBytes;
  if (gap <= 0 || gap > MAX_RATE_GAP_MS || received < 0 || sent < 0) return null;
  const perSecond = (bytes: number): number => Math.round((bytes * 1000) / gap);
  return { at: after.at, value: { receivedPerSecond: perSecond(received), sentPerSecond: perSecond(sent) } };
}
