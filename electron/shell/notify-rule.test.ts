import { describe, expect, it } from 'vitest';
import { aJob, aRunner } from '../../e2e/electron/practice/states.ts';
import { JOB_RESULTS } from '../../shared/domain.ts';
import { notificationFor } from './notify-rule.ts';

const runner = aRunner('a', { kind: 'idle' });

describe('a job that ended', () => {
  it.each([
    ['off', []],
    ['failures', ['Failed', 'Abandoned']],
    ['all', [...JOB_RESULTS]],
  ] as const)('is told with %s: %o', (setting, told) => {
    const heard = JOB_RESULTS.filter((result) => {
      const job = aJob(runner, { outcome: { kind: 'ended', result, endedAt: 1 } });
      return notificationFor(setting, job, runner) !== null;
    });
    expect(heard.toSorted()).toEqual([...told].toSorted());
  });

  it('is told in words, with what is known', () => {
    const job = aJob(runner, { workflow: null, outcome: { kind: 'ended', result: 'Canceled', endedAt: 1 } });
    expect(notificationFor('all', job, runner)).toEqual({
      title: 'build was cancelled',
      body: 'octo/app · main · on mini-a',
    });
  });

  it('is told when nobody wrote how, and not while it runs', () => {
    const lost = aJob(runner, { outcome: { kind: 'lost', noticedAt: 1 } });
    expect(notificationFor('failures', lost, runner)?.title).toBe('build ended, and nobody wrote how');
    expect(notificationFor('all', aJob(runner), runner)).toBeNull();
  });
});
