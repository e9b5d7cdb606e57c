/** Statements of EXPECTED.md about a runner’s console, on the collected logs themselves (not part of the project). */
import { describe, expect, it } from 'vitest';
import { haveSamples, inspect, jobsOf, statesOf, timesOf, typesOf } from '../testing/log-samples.ts';

describe.skipIf(!haveSamples)('the sample logs: a runner’s console', () => {
  it('06: reconnected alone restores idle', async () => {
    const log = await inspect('06-macos-run-reconnect-timeouts');
    expect(jobsOf(log)).toEqual(['run Succeeded 367', 'run Succeeded 249']);
    expect(log.events.find(({ type }) => type === 'reconnecting')).toEqual({
      type: 'reconnecting',
      at: '2022-05-09T11:19:41.000Z',
      reason: 'The HTTP request timed out after 00:01:00.',
    });
    expect(timesOf(log, 'reconnected')).toEqual(['2022-05-09T11:22:43.000Z']);
    expect(log.final.state).toBe('idle');
  });
  it('08: update, crash loop, new service start, job', async () => {
    const log = await inspect('08-macos-service-update-relaunch-loop');
    expect(jobsOf(log)).toEqual(['REDACTED Succeeded 269']);
    expect(log.events).toContainEqual(expect.objectContaining({ type: 'updating', version: '2.276.1' }));
    expect(typesOf(log).filter((type) => type === 'updating')).toHaveLength(1);
    expect(typesOf(log).filter((type) => type === 'crashed')).toHaveLength(2);
    expect(timesOf(log, 'reconnecting')).toEqual(['2021-01-27T19:01:35.000Z']);
    expect(timesOf(log, 'reconnected')).toEqual(['2021-01-27T19:02:05.000Z']);
    expect(timesOf(log, 'service-started')).toHaveLength(1);
    expect(log.states.map(({ reason }) => reason)).toContain('crash-looping');
    expect(statesOf(await inspect('08-macos-service-update-relaunch-loop')).slice(-4)).toEqual([
      'connecting',
      'reconnecting',
      'idle',
      'busy(REDACTED)',
    ]);
    expect(log.final).toMatchObject({
      state: 'busy',
      job: 'REDACTED',
      jobStartedAt: '2021-01-27T19:02:09.000Z',
    });
  });
  it('13: a conflict never flaps, also behind a journal prefix and in a cut line', async () => {
    expect(statesOf(await inspect('13-linux-journal-session-conflict-retry'))).toEqual(['conflict']);
  });
  it('33: behind a pod prefix', async () => {
    const log = await inspect('33-arc-interleaved-pods');
    expect(timesOf(log, 'listening')).toEqual(['2020-09-21T16:03:21.000Z']);
    expect(log.final).toMatchObject({
      state: 'busy',
      job: 'custom-runner',
      jobStartedAt: '2020-09-21T16:03:25.000Z',
    });
  });
  it('49: failed jobs, then Ctrl-C', async () => {
    const log = await inspect('49-windows-run-failed-ctrl-c');
    expect(jobsOf(log)).toEqual(['compose-up Failed 21', 'compose-up Failed 22']);
    expect(log.final).toMatchObject({ state: 'stopped', reason: 'by-person' });
  });
  it('55: a Japanese Windows', async () => {
    expect((await inspect('55-windows-ja-wrapper-console')).final).toMatchObject({
      state: 'busy',
      job: 'start-night-batch',
      jobStartedAt: '2026-04-16T14:43:46.000Z',
    });
  });
  it('S02: names that break naive expressions', async () => {
    const log = await inspect('S02-run-job-name-torture');
    expect(jobsOf(log)).toEqual([
      'call / build (macos, 3.11, true) Succeeded 60',
      'check completed with result: Failed Succeeded 9',
      'Running job: x Abandoned 4',
      'ビルド 🚀 – Ünï SucceededWithIssues 30',
      'deploy Canceled 10',
      'Listening for Jobs Skipped 1',
    ]);
    expect(timesOf(log, 'listening')).toHaveLength(1);
    expect(log.final).toMatchObject({ state: 'idle', job: null });
  });
  it('S05: a conflict that ends it', async () => {
    expect(statesOf(await inspect('S05-run-session-conflict-exit5'))).toEqual([
      'connecting',
      'conflict',
      'stopped',
    ]);
    expect((await inspect('S05-run-session-conflict-exit5')).final.reason).toBe('session-conflict');
  });
  it.each([
    ['S06-ephemeral-one-job', 'ephemeral-done'],
    ['S07-registration-deleted-while-running-2.336', 'registration-lost'],
    ['S08-ctrl-c-during-job', 'by-person'],
    ['S09-trap-mode-stop-swapped', 'by-person'],
    ['S13-run-listener-segfault', 'crashed'],
    ['S16-shutdown-service-messages', 'by-person'],
  ])('%s: stopped, %s', async (name, reason) => {
    const log = await inspect(name);
    expect(log.final).toMatchObject({ state: 'stopped', reason });
    expect(typesOf(log)).not.toContain('error');
  });
  it('S06, S08, S15: jobs and their seconds', async () => {
    expect(jobsOf(await inspect('S06-ephemeral-one-job'))).toEqual(['build Succeeded 60']);
    expect(jobsOf(await inspect('S08-ctrl-c-during-job'))).toEqual(['build Canceled 12']);
    expect(jobsOf(await inspect('S15-broker-errors-no-reconnected-line'))).toEqual(['build Failed 60']);
    expect(statesOf(await inspect('S15-broker-errors-no-reconnected-line'))).toEqual([
      'idle',
      'reconnecting',
      'busy(build)',
      'idle',
    ]);
  });
});
