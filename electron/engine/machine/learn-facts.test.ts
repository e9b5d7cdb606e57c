import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { HostFacts, Probe } from '../host/host.ts';
import { ASK_AGAIN_AFTER_MS, learnFacts } from './learn-facts.ts';

const ALL: HostFacts = {
  computerName: 'mini',
  model: 'Mac16,10',
  chip: 'Apple M4',
  systemVersion: '26.1',
  memoryBytes: 1,
  coreKinds: { kinds: [{ name: 'Super', indexes: [0] }] },
  appleSilicon: true,
  translated: false,
  known: 'all',
};
const IN_PART: HostFacts = { ...ALL, coreKinds: null, known: 'partly' };
const NONE: Probe<HostFacts> = { ok: false, why: 'This Mac did not say what it is.' };
const TOTAL = ASK_AGAIN_AFTER_MS.reduce((a, b) => a + b, 0);

describe('what the Mac is', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function learn(...answers: Probe<HostFacts>[]) {
    const learnt: HostFacts[] = [];
    const reported: string[] = [];
    const last = answers.at(-1) ?? NONE;
    const facts = vi.fn(() => Promise.resolve(answers.shift() ?? last));
    const stop = learnFacts({
      host: { facts },
      onFacts: (one) => learnt.push(one),
      report: (why) => reported.push(why),
    });
    return { learnt, reported, facts, stop };
  }

  it('is asked once when all is told', async () => {
    const { learnt, facts } = learn({ ok: true, value: ALL });
    await vi.advanceTimersByTimeAsync(2 * TOTAL);
    expect(learnt).toEqual([ALL]);
    expect(facts).toHaveBeenCalledTimes(1);
  });

  it('is asked again after a failure and after an answer in part, so that the core kinds come yet', async () => {
    const { learnt, reported } = learn(NONE, { ok: true, value: IN_PART }, { ok: true, value: ALL });
    await vi.advanceTimersByTimeAsync(TOTAL);
    expect(reported).toEqual(['This Mac did not say what it is.']);
    expect(learnt).toEqual([IN_PART, ALL]);
  });

  it('is not asked for ever', async () => {
    const { facts } = learn(NONE);
    await vi.advanceTimersByTimeAsync(100 * TOTAL);
    expect(facts).toHaveBeenCalledTimes(1 + ASK_AGAIN_AFTER_MS.length);
  });

  it('is not asked after the end', async () => {
    const { facts, stop } = learn(NONE);
    await vi.advanceTimersByTimeAsync(0);
    stop();
    await vi.advanceTimersByTimeAsync(TOTAL);
    expect(facts).toHaveBeenCalledTimes(1);
  });
});
