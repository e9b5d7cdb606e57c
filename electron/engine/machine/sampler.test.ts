import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { MachineSample, Trail } from '../../../shared/domain.ts';
import type { CoreKinds, Meters, Probe } from '../host/host.ts';
import { PACE } from '../pace.ts';
import { NOW } from '../testing/samples.ts';
import { byKind, createSampler } from './sampler.ts';
import { createSteadyClock } from './steady-clock.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const NO: Probe<never> = { ok: false, why: 'no answer' };
const yes = <T>(value: T): Probe<T> => ({ ok: true, value });

/** A Mac whose clocks, sleep and gauges are moved by hand. */
function setup() {
  let daySet = 0;
  let slept = 0;
  const answers = {
    cpu: yes<readonly number[]>([10, 30]),
    memory: yes({ totalBytes: 100, usedBytes: 40 }) as Probe<{ totalBytes: number; usedBytes: number }>,
    network: () => yes({ receivedBytes: performance.now(), sentBytes: 0 }) as Probe<Counters>,
  };
  interface Counters {
    receivedBytes: number;
    sentBytes: number;
  }
  const meters = {
    cpu: vi.fn(() => Promise.resolve(answers.cpu)),
    memory: vi.fn(() => Promise.resolve(answers.memory)),
    pressureAndSwap: vi.fn(() => Promise.resolve(yes({ pressure: 'normal' as const, swapUsedBytes: 7 }))),
    disk: vi.fn(() => Promise.resolve(yes({ totalBytes: 100, availableBytes: 25 }))),
    network: vi.fn(() => Promise.resolve(answers.network())),
  } satisfies Meters;
  const shown: { sample: MachineSample; trail: Trail }[] = [];
  const sampler = createSampler({
    host: { meters, power: { thermal: () => null, onChange: () => () => undefined } },
    // As on a Mac whose monotonic clock stands still in sleep.
    clock: createSteadyClock({
      now: () => NOW + performance.now() + slept + daySet,
      monotonic: () => performance.now(),
    }),
    kinds: () => null,
    onSample: (sample, trail) => shown.push({ sample, trail }),
  });
  const last = (): { sample: MachineSample; trail: Trail } => {
    const newest = shown.at(-1);
    if (newest === undefined) throw new Error('Nothing was measured.');
    return newest;
  };
  return {
    answers,
    meters,
    sampler,
    last,
    pass: (ms: number) => vi.advanceTimersByTimeAsync(ms),
    setTheClock: (ms: number) => (daySet += ms),
    sleep: (ms: number) => (slept += ms),
  };
}

describe('the gauges of the Mac', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
  afterEach(() => void vi.useRealTimers());

  it('are read on when somebody sets the clock back an hour', async () => {
    const mac = setup();
    await mac.sampler.now();
    await mac.pass(2 * MINUTE);
    mac.setTheClock(-HOUR);
    mac.answers.cpu = yes([90, 90]);
    const reads = mac.meters.cpu.mock.calls.length;
    await mac.pass(2 * MINUTE);
    expect(mac.meters.cpu.mock.calls.length).toBe(reads + 8);
    expect(mac.last().sample.cpu?.percent).toBe(90);
    expect(mac.last().sample.network?.receivedPerSecond).toBe(1000);
    expect(mac.last().trail.cpu.slice(-8)).not.toContain(null);
    // The stamp is the time that a person reads on the clock.
    expect(mac.last().sample.at).toBeLessThan(NOW);
  });

  it('are unknown after three of their own periods without an answer', async () => {
    const mac = setup();
    mac.sampler.setAttention('view-open');
    await mac.pass(10 * SECOND);
    mac.answers.cpu = NO;
    mac.answers.memory = NO;
    await mac.pass(3 * PACE['view-open'].cpu);
    expect(mac.last().sample.cpu?.percent).toBe(20);
    await mac.pass(PACE['view-open'].cpu);
    expect(mac.last().sample.cpu).toBeNull();
    await mac.pass(3 * PACE['view-open'].memory);
    expect(mac.last().sample).toMatchObject({ memory: null, disk: { availableBytes: 25 } });
  });

  it('leave a gap in the trail where they gave no answer, and none between two readings as planned', async () => {
    const mac = setup();
    await mac.sampler.now();
    await mac.pass(10 * MINUTE);
    expect(mac.last().trail.memory.slice(-20)).not.toContain(null);
    expect(mac.last().trail.disk.slice(-20)).not.toContain(null);
    expect(mac.last().trail.cpu.slice(-20)).not.toContain(null);
    mac.answers.cpu = NO;
    mac.answers.memory = NO;
    await mac.pass(10 * MINUTE);
    expect(
      mac
        .last()
        .trail.cpu.slice(-18)
        .every((value) => value === null),
    ).toBe(true);
    expect(
      mac
        .last()
        .trail.memory.slice(-16)
        .every((value) => value === null),
    ).toBe(true);
    expect(mac.last().trail.disk.slice(-20)).not.toContain(null);
  });

  it('keep the hour of swap and network as well', async () => {
    const mac = setup();
    await mac.sampler.now();
    await mac.pass(5 * MINUTE);
    const { swapUsedBytes, receivedPerSecond, sentPerSecond } = mac.sampler.trail(3);
    expect(swapUsedBytes).toEqual([7, 7, 7, 7, 7, 7]);
    expect(receivedPerSecond).toEqual([1000, 1000, 1000, 1000, 1000, 1000]);
    expect(sentPerSecond).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('tell no traffic from a counter that began anew, and tell it again from the next reading on', async () => {
    const mac = setup();
    let counted = 1_000_000;
    mac.answers.network = () => yes({ receivedBytes: (counted += 60_000), sentBytes: 0 });
    await mac.sampler.now();
    expect(mac.last().sample.network).toBeNull();
    await mac.pass(MINUTE);
    expect(mac.last().sample.network?.receivedPerSecond).toBe(1000);
    counted = 0;
    await mac.pass(MINUTE);
    expect(mac.last().sample.network).toBeNull();
    await mac.pass(MINUTE);
    expect(mac.last().sample.network?.receivedPerSecond).toBe(1000);
  });

  it.each(['told', 'not told'])(
    'after a sleep (%s) are all asked anew, and no load or traffic is told that spans it',
    async (how) => {
      const mac = setup();
      await mac.sampler.now();
      await mac.pass(5 * MINUTE + SECOND);
      vi.clearAllMocks();
      mac.answers.cpu = yes([100, 100]); // what the count over the sleep gives
      mac.sleep(8 * HOUR);
      if (how === 'told') {
        mac.sampler.wake();
        await mac.pass(0);
      } else await mac.pass(PACE.idle.cpu - SECOND); // the next tick as planned
      for (const meter of Object.values(mac.meters)) expect(meter).toHaveBeenCalledTimes(1);
      expect(mac.last().sample).toMatchObject({ cpu: null, network: null, disk: { availableBytes: 25 } });
      // Eight hours of which nothing is known; what was before is older than the half hour shown.
      expect(mac.last().trail.disk.filter((value) => value !== null)).toHaveLength(1);
      mac.answers.cpu = yes([10, 30]);
      await mac.pass(SECOND);
      expect(mac.last().sample.cpu?.percent).toBe(20);
      expect(mac.last().trail.cpu).not.toContain(100);
      await mac.pass(MINUTE);
      expect(mac.last().sample.network?.receivedPerSecond).toBeGreaterThan(0);
      // And then at the pace of always.
      expect(mac.meters.cpu.mock.calls.length).toBeLessThanOrEqual(7);
    },
  );

  it('do not take an answer from before a sleep for one after it', async () => {
    const mac = setup();
    let answer = (_cores: Probe<readonly number[]>): void => undefined;
    mac.meters.cpu.mockReturnValueOnce(new Promise((resolve) => (answer = resolve)));
    const first = mac.sampler.now();
    mac.sampler.wake();
    answer(yes([77, 77]));
    await first;
    await mac.pass(0);
    expect(mac.last().sample.cpu).toBeNull();
    await mac.pass(SECOND);
    expect(mac.last().sample.cpu?.percent).toBe(20);
  });

  it('are read no more often than their pace, each at most once a tick, and start few programs on an idle Mac', async () => {
    const mac = setup();
    for (const attention of ['idle', 'job-active', 'view-open'] as const) {
      mac.sampler.setAttention(attention);
      await mac.pass(2 * MINUTE);
      vi.clearAllMocks();
      await mac.pass(10 * MINUTE);
      const { cpu, memory, pressureAndSwap, disk, network } = mac.meters;
      const times = (meter: { mock: { calls: unknown[] } }): number => meter.mock.calls.length;
      const atMost = (period: number): number => (10 * MINUTE) / period + 1;
      expect(times(cpu)).toBeLessThanOrEqual(atMost(PACE[attention].cpu));
      expect(times(cpu)).toBeGreaterThan(0.9 * atMost(PACE[attention].cpu));
      expect(times(memory)).toBeLessThanOrEqual(atMost(PACE[attention].memory));
      expect(times(pressureAndSwap)).toBeLessThanOrEqual(atMost(PACE[attention].pressure));
      expect(times(disk)).toBeLessThanOrEqual(atMost(PACE[attention].disk));
      expect(times(network)).toBeLessThanOrEqual(atMost(PACE[attention].network));
      if (attention !== 'idle') continue;
      // vm_stat, sysctl and netstat; ps and launchctl have their own pace.
      const ours = (times(memory) + times(pressureAndSwap) + times(network)) / 10;
      expect(ours + MINUTE / PACE.idle.processes + MINUTE / PACE.idle.launchd).toBeLessThanOrEqual(12);
    }
  });

  it('are read at once when a view opens, and not again before their time', async () => {
    const mac = setup();
    await mac.sampler.now();
    await mac.pass(20 * SECOND);
    mac.sampler.setAttention('view-open');
    await mac.pass(0);
    expect(mac.meters.memory).toHaveBeenCalledTimes(2);
    await mac.pass(SECOND);
    expect(mac.meters.memory).toHaveBeenCalledTimes(2);
  });

  it('say that the CPU is unknown, not idle, where the system names no cores', async () => {
    const mac = setup();
    mac.answers.cpu = yes([]);
    await mac.sampler.now();
    expect(mac.last().sample.cpu).toBeNull();
  });
});

describe('the load by core kind', () => {
  const kinds = (...indexes: number[][]): CoreKinds => ({
    kinds: indexes.map((one, number) => ({ name: `Kind ${number}`, indexes: one })),
  });

  it('is the mean of each kind’s cores', () => {
    expect(byKind([10, 20, 90], kinds([2], [0, 1]))).toEqual([
      { name: 'Kind 0', cores: 1, percent: 90 },
      { name: 'Kind 1', cores: 2, percent: 15 },
    ]);
  });

  it.each([
    ['unknown', null],
    ['more than the cores seen', kinds([0, 1], [2, 3])],
    ['fewer than the cores seen', kinds([0], [1])],
    ['one core twice', kinds([0, 1], [1])],
    ['without cores', kinds([0, 1, 2], [])],
  ])('is unknown, not 0 %%, when the kinds are %s', (_what, given) => {
    expect(byKind([10, 20, 90], given)).toEqual([]);
  });
});

describe('the steady clock', () => {
  function hands() {
    const host = { wall: NOW, mono: 0 };
    const clock = createSteadyClock({ now: () => host.wall, monotonic: () => host.mono });
    const pass = (wall: number, mono: number): number => {
      host.wall += wall;
      host.mono += mono;
      return clock().steady;
    };
    return pass;
  }

  it('goes on as ever when the clock is set back', () => {
    expect(hands()(-HOUR, SECOND)).toBe(SECOND);
  });

  it('counts a sleep, whether or not the monotonic clock does', () => {
    expect(hands()(HOUR, SECOND)).toBe(HOUR);
    expect(hands()(HOUR, HOUR)).toBe(HOUR);
  });

  it('does not follow the small steps by which the time of day is kept right', () => {
    expect(hands()(3 * SECOND, SECOND)).toBe(SECOND);
  });
});
