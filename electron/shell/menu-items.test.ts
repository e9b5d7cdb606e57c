import { describe, expect, it } from 'vitest';
import { aJob, aRunner, emptyState, withRunners } from '../../e2e/electron/practice/states.ts';
import { menuItems } from './menu-items.ts';
import type { MenuItem } from './menu-items.ts';

const labels = (items: readonly MenuItem[]): string[] =>
  items.map((item) =>
    item.kind === 'separator' ? '-' : item.kind === 'text' ? `(${item.label})` : item.label,
  );

describe('the menu', () => {
  it('is small without a runner', () => {
    expect(labels(menuItems(emptyState()))).toEqual([
      'Open Trackside',
      '-',
      'Set Up a Runner…',
      'Settings…',
      'Quit Trackside',
    ]);
  });

  it('never ends a job by a slip: cancelling is not offered', () => {
    const busy = aRunner(
      'a',
      { kind: 'busy' },
      {
        actions: [
          {
            command: 'restart',
            effect: '',
            hint: '',
            choices: [
              { when: 'after-job', label: 'After this job', effect: '' },
              { when: 'cancel-job', label: 'Cancel the job and restart', effect: '' },
            ],
          },
        ],
      },
    );
    const items = menuItems(withRunners([busy]));
    expect(labels(items)).toContain('Restart mini-a: After this job');
    expect(JSON.stringify(items)).not.toContain('cancel-job');
  });

  it('lets a waiting stop be taken back', () => {
    const waiting = aRunner(
      'a',
      { kind: 'busy' },
      {
        pending: { command: 'stop', when: 'after-job', since: 0, phase: 'waiting' },
      },
    );
    expect(menuItems(withRunners([waiting]))).toContainEqual({
      kind: 'choice',
      label: 'Keep it running',
      action: { kind: 'keep', runnerId: waiting.id },
    });
  });

  it('lists the last five jobs, each with how it ended, and a page where there is one', () => {
    const runner = aRunner('a', { kind: 'idle' });
    const jobs = [
      aJob(runner, { name: 'one', outcome: { kind: 'ended', result: 'Succeeded', endedAt: 1 } }),
      aJob(runner, { name: 'two', outcome: { kind: 'ended', result: 'Failed', endedAt: 1 } }),
      aJob(runner, { name: 'three', outcome: { kind: 'ended', result: 'Canceled', endedAt: 1 } }),
      aJob(runner, { name: 'four', outcome: { kind: 'lost', noticedAt: 1 }, url: null, repository: null }),
      aJob(runner, { name: 'x'.repeat(200), outcome: { kind: 'ended', result: 'Succeeded', endedAt: 1 } }),
      aJob(runner, { name: 'six' }),
    ];
    expect(labels(menuItems({ ...emptyState(), jobs })).slice(2, -4)).toEqual([
      '(Recent jobs)',
      '✓ one · octo/app',
      '✕ two · octo/app',
      '– three · octo/app',
      '(? four)',
      `✓ ${'x'.repeat(57)}…`,
    ]);
  });
});
