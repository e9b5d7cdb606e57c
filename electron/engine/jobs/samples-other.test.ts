/** Statements of EXPECTED.md about logs of other programs, on the collected logs themselves (not part of the project). */
import { describe, expect, it } from 'vitest';
import { haveSamples, inspect } from '../testing/log-samples.ts';

describe.skipIf(!haveSamples)('the sample logs: of other programs', () => {
  it.each([
    '37-selfupdate-log-linux',
    '39b-low-disk-warning',
    '44-macos-diag-blocks-step-log',
    '45-macos-worker-deadlock-ps-tree',
    '57a-hook-started-step-log',
  ])('%s: no console of a runner, no state', async (name) => {
    expect((await inspect(name)).final.state).toBe('unknown');
  });
  it('37: the update script waits for the listener, by its own clock', async () => {
    expect((await inspect('37-selfupdate-log-linux')).events).toEqual([
      { type: 'update-script', at: null, pid: 17_349, localTime: '2020-12-23 03:49:10' },
    ]);
  });
  it('39b: a low disk and how low', async () => {
    expect((await inspect('39b-low-disk-warning')).events).toMatchObject([
      { type: 'low-disk', freeMegabytes: 32 },
    ]);
  });
  it('44, 45: lines of a step, and a drawing', async () => {
    const steps = await inspect('44-macos-diag-blocks-step-log');
    expect(steps.events).toEqual([]);
    expect(steps.stepLog).toMatchObject({
      lines: 4,
      markers: { debug: 4 },
      firstAt: '2023-09-12T14:37:25.3034000Z',
    });
    expect((await inspect('45-macos-worker-deadlock-ps-tree')).events).toEqual([]);
  });
  it('57a: a hook ran, in the workspace', async () => {
    expect((await inspect('57a-hook-started-step-log')).events).toEqual([
      { type: 'hook', at: null, hook: 'job-started', script: '/root/test.sh' },
      { type: 'workspace', at: null, directory: '/srv/actions-runner/repo/_work/repo/repo' },
    ]);
  });
});
