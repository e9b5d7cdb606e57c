import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Attention, createTicker, PACE, type Pace } from './pace.ts';

const PERIOD = 1000;

/** A tick that ends when told. */
function setup(period: () => number = () => PERIOD) {
  let running = 0;
  let most = 0;
  let begun = 0;
  let finish = (): void => undefined;
  const ticker = createTicker(period, async () => {
    begun += 1;
    running += 1;
    most = Math.max(most, running);
    await new Promise<void>((resolve) => (finish = resolve));
    running -= 1;
  });
  const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);
  return {
    ticker,
    pass,
    begun: () => begun,
    most: () => most,
    end: async () => {
      finish();
      await pass(0);
    },
  };
}

describe('the ticker', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
  afterEach(() => void vi.useRealTimers());

  it('waits a period before the first tick and after the end of each', async () => {
    const { pass, begun, end } = setup();
    await pass(PERIOD - 1);
    expect(begun()).toBe(0);
    await pass(1);
    expect(begun()).toBe(1);
    await pass(10 * PERIOD);
    expect(begun()).toBe(1);
    await end();
    await pass(PERIOD - 1);
    expect(begun()).toBe(1);
    await pass(1);
    expect(begun()).toBe(2);
  });

  it('never runs two at a time, and once more after the one that runs, however often it is asked', async () => {
    const { ticker, pass, begun, most, end } = setup();
    let answered = 0;
    const ask = (): void => void ticker.now().then(() => (answered += 1));
    ask();
    ask();
    ask();
    await pass(5 * PERIOD);
    expect([begun(), answered]).toEqual([1, 0]);
    await end();
    // Who asked while it ran gets an answer that is not from before the question.
    expect([begun(), answered]).toEqual([2, 1]);
    await end();
    expect([begun(), answered, most()]).toEqual([2, 3, 1]);
  });

  it('takes a new pace at once when told', async () => {
    let period = 60 * PERIOD;
    const { ticker, pass, begun } = setup(() => period);
    await pass(5 * PERIOD);
    period = PERIOD;
    await pass(PERIOD);
    expect(begun()).toBe(0);
    ticker.replan();
    await pass(0);
    expect(begun()).toBe(1);
  });

  it('stops, also while a tick runs, and cannot be asked any more', async () => {
    const { ticker, pass, begun, end } = setup();
    await pass(PERIOD);
    const asked = ticker.now();
    ticker.stop();
    await end();
    await asked;
    await pass(10 * PERIOD);
    await ticker.now();
    ticker.replan();
    await pass(10 * PERIOD);
    expect(begun()).toBe(1);
  });
});

describe('the pace', () => {
  it('is never slower for who needs it sooner', () => {
    const faster: readonly [Attention, Attention][] = [
      ['view-open', 'job-active'],
      ['job-active', 'idle'],
    ];
    for (const [soon, late] of faster) {
      for (const probe of Object.keys(PACE.idle) as (keyof Pace)[]) {
        expect(PACE[soon][probe]).toBeLessThanOrEqual(PACE[late][probe]);
      }
    }
  });

  it('starts at most twelve programs a minute on an idle Mac', () => {
    const { processes, launchd, memory, pressure, network } = PACE.idle;
    const aMinute = [processes, launchd, memory, pressure, network].map((period) => 60_000 / period);
    expect(aMinute.reduce((a, b) => a + b, 0)).toBeLessThanOrEqual(12);
  });
});
