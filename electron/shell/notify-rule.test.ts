import { describe, expect, it } from 'vitest';
import { aJob, aRunner, anOperation } from '../../e2e/electron/practice/states.ts';
import { JOB_RESULTS } from '../../shared/domain.ts';
import type { OperationState } from '../../shared/operation.ts';
import { notificationFor, notificationForOperation } from './notify-rule.ts';

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

describe('an operation that stopped', () => {
  const full = { code: 'no-room', message: 'The disk is full.', hint: null };
  const cancelled = { code: 'cancelled', message: 'You cancelled it.', hint: null };
  const stopped: readonly (readonly [OperationState, typeof full | null])[] = [
    [{ kind: 'succeeded', at: 1 }, null],
    [{ kind: 'undone', at: 1 }, cancelled],
    [{ kind: 'undone', at: 1 }, full],
    [{ kind: 'held' }, full],
    [{ kind: 'failed', at: 1 }, full],
  ];
  const told = (setting: 'off' | 'failures' | 'all'): readonly string[] =>
    stopped.flatMap(([state, problem]) => {
      const text = notificationForOperation(setting, anOperation(state, { problem }));
      return text === null ? [] : [text.body];
    });

  it('is told by the setting; what a person cancelled is no failure', () => {
    expect(told('off')).toEqual([]);
    expect(told('failures')).toEqual([
      'Taken back. The disk is full.',
      'Stopped in the middle. The disk is full.',
      'Not finished. The disk is full.',
    ]);
    expect(told('all')).toEqual(['Done.', 'Taken back. You cancelled it.', ...told('failures')]);
  });

  it('is told with what it was, what stays and what is worth knowing', () => {
    const operation = anOperation(
      { kind: 'failed', at: 1 },
      { leftBehind: ['The runner is still registered with GitHub.'], problem: full },
    );
    expect(notificationForOperation('failures', operation)).toEqual({
      title: 'Set up mini-a for octo/app',
      body: 'Not finished. The disk is full. The runner is still registered with GitHub.',
    });
  });

  it.each(['planned', 'running', 'undoing'] as const)('is not told while it is %s', (kind) => {
    expect(notificationForOperation('all', anOperation({ kind }))).toBeNull();
  });
});
