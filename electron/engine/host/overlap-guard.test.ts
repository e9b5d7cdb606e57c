import { describe, expect, it, vi } from 'vitest';
import { createFreshGuard, createOverlapGuard } from './overlap-guard.ts';

describe('createOverlapGuard', () => {
  it('gives the running answer to both, and starts anew afterwards', async () => {
    const guard = createOverlapGuard();
    let runs = 0;
    const { promise, resolve } = Promise.withResolvers<number>();
    const work = (): Promise<number> => {
      runs += 1;
      return promise;
    };
    const both = [guard('a', work), guard('a', work)];
    resolve(7);
    expect(await Promise.all(both)).toEqual([7, 7]);
    expect(runs).toBe(1);
    await guard('a', work);
    expect(runs).toBe(2);
  });

  it('forgets a run that failed', async () => {
    const guard = createOverlapGuard();
    await expect(guard('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await guard('a', () => Promise.resolve(1))).toBe(1);
  });
});

describe('createFreshGuard', () => {
  it('gives no answer that is older than the question, and never runs two at a time', async () => {
    const guard = createFreshGuard();
    const runs: PromiseWithResolvers<number>[] = [];
    const work = (): Promise<number> => {
      const run = Promise.withResolvers<number>();
      runs.push(run);
      return run.promise;
    };
    const first = guard('a', work);
    const later = [guard('a', work), guard('a', work)];
    expect(runs).toHaveLength(1);
    runs[0]?.resolve(1);
    expect(await first).toBe(1);
    await vi.waitFor(() => expect(runs).toHaveLength(2));
    const latest = guard('a', work);
    runs[1]?.resolve(2);
    expect(await Promise.all(later)).toEqual([2, 2]);
    await vi.waitFor(() => expect(runs).toHaveLength(3));
    runs[2]?.reject(new Error('no'));
    await expect(latest).rejects.toThrow('no');
    const again = guard('a', () => Promise.resolve(9));
    expect(await again).toBe(9);
  });

  it('goes on after a run that failed', async () => {
    const guard = createFreshGuard();
    const failing = guard('a', () => Promise.reject(new Error('no')));
    const next = guard('a', () => Promise.resolve(2));
    await expect(failing).rejects.toThrow('no');
    expect(await next).toBe(2);
  });
});
