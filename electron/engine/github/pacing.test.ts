import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Attention } from '../pace.ts';
import type { ProblemKind } from './problem.ts';
import { PERIODS, waitAfter, type Last } from './pacing.ts';

const attention = fc.constantFrom<Attention>('view-open', 'job-active', 'idle');
const plenty = { limit: 5000, remaining: 4900 };

describe('waitAfter', () => {
  it('asks at once what was never asked', () => {
    expect(waitAfter({ kind: 'never' }, 0, 'idle', null, 0.5)).toBe(0);
  });

  it('asks ten times an hour at most when idle, even if nothing were ever unchanged', () => {
    const wait = waitAfter({ kind: 'answered' }, 0, 'idle', plenty, 0.5);
    expect(3_600_000 / wait).toBeLessThanOrEqual(10);
  });

  it('asks every 15 s with a view open or a job running', () => {
    expect(waitAfter({ kind: 'answered' }, 0, 'view-open', plenty, 0.5)).toBe(15_000);
    expect(waitAfter({ kind: 'answered' }, 0, 'job-active', plenty, 0.5)).toBe(15_000);
  });

  it('slows down when less than a fifth of the shared limit is left', () => {
    const scarce = waitAfter({ kind: 'answered' }, 0, 'view-open', { limit: 5000, remaining: 900 }, 0.5);
    const nothing = waitAfter({ kind: 'answered' }, 0, 'view-open', { limit: 5000, remaining: 100 }, 0.5);
    expect(scarce).toBe(60_000);
    expect(nothing).toBe(600_000);
  });

  it('never asks before GitHub said, nor sooner than the period', () => {
    fc.assert(
      fc.property(
        attention,
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 0, max: 7_200_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.constantFrom<ProblemKind>('limit-used-up', 'asked-to-slow-down', 'server-trouble', 'not-found'),
        (now, failures, hold, chance, problem) => {
          const last: Last = { kind: 'problem', problem, failures, retryAt: 1000 + hold };
          const wait = waitAfter(last, 1000, now, plenty, chance);
          expect(wait).toBeGreaterThanOrEqual(hold);
          expect(wait).toBeGreaterThanOrEqual(PERIODS[now]);
        },
      ),
      { seed: 20261124 },
    );
  });

  it('backs off by doubling, with jitter, and has a longest wait', () => {
    const wait = (failures: number, chance: number): number =>
      waitAfter(
        { kind: 'problem', problem: 'server-trouble', failures, retryAt: null },
        0,
        'view-open',
        plenty,
        chance,
      );
    expect(wait(2, 0.5)).toBe(2 * wait(1, 0.5));
    expect(wait(3, 0)).toBeLessThan(wait(3, 1));
    expect(wait(40, 1)).toBeLessThanOrEqual(15 * 60_000 * 1.25);
  });
});
