/** Every statement of EXPECTED.md about runner logs, on the collected logs themselves (not part of the project). */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseServiceRows } from './console-setup.ts';
import { inspectLog, type LogInspection } from './inspect-log.ts';
import type { LogEvent, LogKind, LogState } from './log-event.ts';
import { createLogReader } from './log-reader.ts';
import { foldLogState, initialLogState } from './log-state.ts';
import { parseRecord } from './record.ts';

const SAMPLES = join(import.meta.dirname, '../../../../shared/samples/runner-logs');
const CONSOLE: LogKind = 'runner-console';
const DIAG: LogKind = 'runner-diag';
const WORKER: LogKind = 'worker-diag';

const bytesOf = (name: string): Buffer => readFileSync(join(SAMPLES, `${name}.log`));
const inspect = (name: string, kind: LogKind = CONSOLE): Promise<LogInspection> =>
  inspectLog(kind, [bytesOf(name)]);
const eventsOf = (name: string, kind: LogKind = CONSOLE): readonly LogEvent[] => {
  const reader = createLogReader(kind);
  return [...reader.push(bytesOf(name)), ...reader.flush()];
};
const recordsOf = (name: string) => bytesOf(name).toString('utf8').trimEnd().split('\n').map(parseRecord);

/** The states that the log goes through, each once in a row. */
function statesOf(name: string, kind: LogKind = CONSOLE): readonly string[] {
  let state: LogState = initialLogState(kind);
  const states: string[] = [];
  for (const event of eventsOf(name, kind)) {
    state = foldLogState(kind, state, event);
    const word = state.job === null ? state.state : `${state.state}(${state.job})`;
    if (states.at(-1) !== word) states.push(word);
  }
  return states;
}
const asText = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? `${value}` : 'none';
/** `name result seconds` of each job that ended. */
const jobsOf = (log: LogInspection): readonly string[] =>
  log.events
    .filter(({ type }) => type === 'job-completed')
    .map((event) => `${asText(event['job'])} ${asText(event['result'])} ${asText(event['seconds'])}`);
const timesOf = (log: LogInspection, type: string): readonly unknown[] =>
  log.events.filter((event) => event['type'] === type).map((event) => event['at']);
const typesOf = (log: LogInspection): readonly unknown[] => log.events.map(({ type }) => type);

describe.skipIf(!existsSync(SAMPLES))('the sample logs', () => {
  it('01: a service that was started and then is dead', async () => {
    const log = await inspect('01-macos-svc-start-ok-then-dead');
    expect(log.events[0]).toMatchObject({ type: 'listener-started', pid: 1025 });
    expect(log.final).toMatchObject({ state: 'stopped', detail: expect.stringContaining('1025') });
  });
  it.each(['03-macos-svc-load-failed-5-stopped', 'S11-svc-start-load-failed-exit0'])(
    '%s: start failed',
    async (name) => {
      const log = await inspect(name);
      expect(log.final).toMatchObject({
        state: 'stopped',
        reason: 'start-failed',
        detail: 'Load failed: 5: Input/output error',
      });
    },
  );
  it('04: no screen session', async () => {
    const log = await inspect('04-macos-svc-install-then-aqua-error');
    expect(log.final).toMatchObject({
      state: 'stopped',
      reason: 'start-failed',
      detail: 'Could not find domain for port (Aqua)',
    });
  });
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
    expect(typesOf(log).filter((type) => type === 'crashed')).toHaveLength(2);
    let state = initialLogState(CONSOLE);
    const reasons = eventsOf('08-macos-service-update-relaunch-loop').map((event) => {
      state = foldLogState(CONSOLE, state, event);
      return state.reason;
    });
    expect(reasons).toContain('crash-looping');
    expect(statesOf('08-macos-service-update-relaunch-loop').slice(-4)).toEqual([
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
  it('11: configuration records', async () => {
    const records = recordsOf('11-macos-runner-diag-hostcontext');
    expect(records).toHaveLength(7);
    expect(records.every((record) => record?.level === 'INFO')).toBe(true);
    const sources = records.map((record) => record?.source);
    expect(sources.filter((source) => source === 'HostContext')).toHaveLength(2);
    expect(sources.filter((source) => source === 'UnixUtil')).toHaveLength(3);
    expect(sources.filter((source) => source === 'ProcessInvokerWrapper')).toHaveLength(2);
    expect(records.at(-1)?.message).toBe("  File name: '/bin/chmod'");
    expect((await inspect('11-macos-runner-diag-hostcontext', DIAG)).final).toMatchObject({
      state: 'unknown',
      job: null,
    });
  });
  it('13: a conflict never flaps, also behind a journal prefix and in a cut line', () => {
    expect(statesOf('13-linux-journal-session-conflict-retry')).toEqual(['conflict']);
  });
  it('14: conflict in the listener log', async () => {
    const records = recordsOf('14-runner-diag-session-conflict');
    expect(records.filter((record) => record !== null)).toHaveLength(6);
    expect(records.at(-1)).toBeNull();
    expect(records.at(-2)?.level).toBe('ERR');
    const log = await inspect('14-runner-diag-session-conflict', DIAG);
    expect(log.final).toMatchObject({ state: 'conflict', detail: expect.stringContaining('Prod Server') });
  });
  it.each([
    ['16-deprecated-retryable-2.291.1', '2.291.1', 'restarting'],
    ['18-deprecated-2.296.2', '2.296.2', 'restarting'],
    ['60-deprecated-silent-exit0', '2.313.0', 'stopped'],
  ])('%s: deprecated', async (name, version, state) => {
    const log = await inspect(name);
    expect(log.events).toContainEqual(expect.objectContaining({ type: 'deprecated', version }));
    expect(statesOf(name)).toContain('idle');
    expect(log.final).toMatchObject({ state, reason: 'version-deprecated', version });
  });
  it('21: a job whose start the log does not hold', async () => {
    const log = await inspect('21-runner-diag-job-success-legacy', DIAG);
    expect(jobsOf(log)).toEqual(['Deploy FE Dev Succeeded 551.98']);
    expect(log.events.at(-1)).toMatchObject({ at: '2024-09-07T05:19:40.000Z', workerPid: 41_891 });
    expect(log.final.state).toBe('idle');
  });
  it.each([
    [
      '23a-runner-diag-renew-us-ampm',
      ['2022-01-02T16:07:55.000Z', '2022-01-02T16:08:55.000Z', '2022-01-02T16:09:56.000Z'],
    ],
    ['23b-runner-diag-renew-ddmm', ['2021-12-10T17:40:44.000Z']],
    ['23c-runner-diag-renew-invariant', ['2025-02-17T11:40:12.000Z']],
  ])('%s: heartbeats by the record’s own time', async (name, times) => {
    const log = await inspect(name, DIAG);
    expect(timesOf(log, 'heartbeat')).toEqual(times);
    expect(log.final).toMatchObject({ state: 'busy', job: null, lastAt: times.at(-1) });
  });
  it('25, 26, 28: failed configurations', async () => {
    const notFound = await inspect('25-config-console-404-requestid');
    expect(notFound.final).toMatchObject({ state: 'stopped', reason: 'config-failed' });
    expect(notFound.final.detail).toMatch(/NotFound.*Request Id: E214.*404/u);
    const then = await inspect('26-config-404-status-then-not-configured');
    expect(then.events).toContainEqual(
      expect.objectContaining({ type: 'error', reason: expect.stringContaining('404') }),
    );
    expect(then.final).toMatchObject({ state: 'stopped', reason: 'not-configured' });
    const again = await inspect('28-config-already-configured');
    expect(again.final).toMatchObject({
      reason: 'config-failed',
      detail: expect.stringContaining('already configured'),
    });
  });
  it.each(['27b-config-name-exists-replaced', '56-docker-journal-config-replace'])(
    '%s: replaced',
    async (name) => {
      const log = await inspect(name);
      expect(typesOf(log)).toEqual(['configuring', 'configured']);
      expect(log.events.at(-1)).toMatchObject({ reason: 'replaced' });
    },
  );
  it.each([
    '30-run-helper-missing-listener-127',
    '34-service-update-exit4-missing-binary',
    '58-update-broken-install-ldd',
  ])('%s: broken installation', async (name) => {
    expect((await inspect(name)).final).toMatchObject({ state: 'stopped', reason: 'broken-installation' });
  });
  it('32, 34, 38, 58: updating', async () => {
    expect(statesOf('32-syslog-update-exit3')).toEqual(['connecting', 'idle', 'updating']);
    expect((await inspect('32-syslog-update-exit3')).events).toContainEqual(
      expect.objectContaining({ type: 'updating', version: '2.273.6' }),
    );
    expect(timesOf(await inspect('32-syslog-update-exit3'), 'listening')).toEqual([
      '2020-11-09T02:30:47.000Z',
    ]);
    expect(statesOf('34-service-update-exit4-missing-binary')).toEqual([
      'idle',
      'updating',
      'restarting',
      'stopped',
    ]);
    expect((await inspect('38-windows-run-update-prompt-returns')).final).toMatchObject({
      state: 'updating',
      detail: '2.288.1',
      version: '2.287.1',
    });
    expect(statesOf('58-update-broken-install-ldd')).toEqual(['idle', 'updating', 'stopped']);
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
  it.each([
    '37-selfupdate-log-linux',
    '39b-low-disk-warning',
    '44-macos-diag-blocks-step-log',
    '45-macos-worker-deadlock-ps-tree',
    '57a-hook-started-step-log',
  ])('%s: no console of a runner, no event', async (name) => {
    const log = await inspect(name);
    expect(log.events).toEqual([]);
    expect(log.final.state).toBe('unknown');
  });
  it('40, 42, 64, 66: records on stdout', async () => {
    expect(
      recordsOf('40-stdout-runner-prefix-broker-session').every((record) => record?.process === 'RUNNER'),
    ).toBe(true);
    expect(recordsOf('40-stdout-runner-prefix-broker-session')).toHaveLength(10);
    expect((await inspect('40-stdout-runner-prefix-broker-session')).final.state).toBe('connecting');
    expect(recordsOf('42-stdout-worker-prefix-upload').every((record) => record?.process === 'WORKER')).toBe(
      true,
    );
    expect((await inspect('42-stdout-worker-prefix-upload')).final).toMatchObject({
      state: 'busy',
      job: null,
    });
    const poll = await inspect('64-stdout-runner-broker-migration');
    expect(typesOf(poll)).toEqual(['heartbeat', 'heartbeat', 'heartbeat', 'heartbeat']);
    expect(poll.final).toMatchObject({ state: 'idle', lastAt: '2024-07-30T15:18:16.000Z' });
    expect((await inspect('66-stdout-runner-settings-json')).final).toMatchObject({
      state: 'unknown',
      lastAt: '2025-07-02T17:32:41.000Z',
    });
  });
  it.each(['40-stdout-runner-prefix-broker-session', '64-stdout-runner-broker-migration'])(
    '%s: the same read as a listener log',
    async (name) => {
      const [console, diag] = await Promise.all([inspect(name, CONSOLE), inspect(name, DIAG)]);
      expect(diag.final.state).toBe(console.final.state);
    },
  );
  it('49: failed jobs, then Ctrl-C', async () => {
    const log = await inspect('49-windows-run-failed-ctrl-c');
    expect(jobsOf(log)).toEqual(['compose-up Failed 21', 'compose-up Failed 22']);
    expect(log.final).toMatchObject({ state: 'stopped', reason: 'by-person' });
  });
  it('50a: removed', async () => {
    expect((await inspect('50a-macos-config-remove')).final).toMatchObject({
      state: 'stopped',
      reason: 'removed',
    });
  });
  it('51: a whole job of the present flow; its ERR records are benign', async () => {
    const log = await inspect('51-linux-runner-diag-broker-job', DIAG);
    expect(log.events).toContainEqual({
      type: 'worker-started',
      at: '2025-07-28T02:32:09.000Z',
      pid: 1_108_603,
      jobId: '55555555-6666-7777-8888-999999999999',
    });
    expect(statesOf('51-linux-runner-diag-broker-job', DIAG)).toEqual(['busy', 'idle']);
    expect(jobsOf(log)).toEqual(['call-build-and-deploy / build-and-deploy Succeeded 355.91']);
    expect(typesOf(log)).not.toContain('error');
    expect(log.final).toMatchObject({
      state: 'idle',
      version: '2.326.0',
      lastAt: '2025-07-28T03:29:51.000Z',
    });
  });
  it('52: a Worker log from the middle of its message', async () => {
    const log = await inspect('52-windows-worker-checkout-failed', WORKER);
    const ended = log.events.filter(({ type, state }) => type === 'step' && state === 'completed');
    expect(ended.map(({ step, result }) => `${asText(step)}: ${asText(result)}`)).toEqual([
      'Run actions/checkout@v4: Failed',
      'Evaluate schedule freshness: Skipped',
      'Install dependencies in WSL workspace: Skipped',
      'Start smoke gate and detached production: Skipped',
      'Report skipped stale schedule: Skipped',
      'Post Run actions/checkout@v4: Succeeded',
    ]);
    expect(ended[0]).toMatchObject({ at: '2026-04-10T17:17:22.644Z' });
    expect(log.events).toContainEqual(expect.objectContaining({ type: 'steps-announced', count: 5 }));
    expect(log.events.at(-1)).toEqual({
      type: 'job-completed',
      at: '2026-04-10T17:17:27.000Z',
      result: 'Failed',
    });
    expect(log.final.job).toBeNull();
  });
  it('54: a Worker log of a running job', async () => {
    const log = await inspect('54-windows-worker-running', WORKER);
    expect(log.final).toMatchObject({
      state: 'busy',
      job: 'start-night-batch',
      lastAt: '2026-04-11T14:44:59.000Z',
    });
    expect(log.final.jobDetails).toMatchObject({
      jobId: 'bb36004c-73c3-8774-da65-cab6e0af6809',
      runId: '24920240712',
      runNumber: '8',
      attempt: 1,
      checkRunId: '70010212379',
      repository: 'octo-dev/sample-repo',
      workflow: 'Night Batch Self Hosted',
      branch: 'main',
      commit: 'bf071ce77d8d60dcdb97c818118881767d95318f',
      actor: 'octo-dev',
      event: 'workflow_dispatch',
      serverUrl: 'https://github.com',
    });
    expect(log.final.jobDetails?.steps.slice(0, 4)).toEqual([
      'Run actions/checkout@v4',
      'Evaluate schedule freshness',
      'Install dependencies in WSL workspace',
      'Run smoke gate and foreground production',
    ]);
    expect(log.final.jobDetails?.steps).toHaveLength(8);
    expect(log.events).toContainEqual(expect.objectContaining({ type: 'steps-announced', count: 8 }));
    const steps = log.events.filter(({ type }) => type === 'step');
    const completed = steps.filter(({ state }) => state === 'completed');
    expect(completed.map(({ result }) => result)).toEqual(['Succeeded', 'Succeeded', 'Succeeded']);
    expect(
      completed.map(({ startedAt, at }) => `${asText(startedAt).slice(11, 19)} ${asText(at).slice(11, 19)}`),
    ).toEqual(['14:43:49 14:43:53', '14:43:53 14:43:53', '14:43:53 14:44:08']);
    expect(steps.at(-1)).toMatchObject({
      step: 'Run smoke gate and foreground production',
      state: 'running',
      at: '2026-04-11T14:44:08.000Z',
    });
  });
  it('55: a Japanese Windows', async () => {
    expect((await inspect('55-windows-ja-wrapper-console')).final).toMatchObject({
      state: 'busy',
      job: 'start-night-batch',
      jobStartedAt: '2026-04-16T14:43:46.000Z',
    });
  });
  it('62: a token refused, tried again', async () => {
    const log = await inspect('62-macos-runner-diag-registration-retry', DIAG);
    expect(log.events[0]).toEqual({
      type: 'reconnecting',
      at: '2024-09-23T01:39:22.000Z',
      reason: 'Registration was not found or is not medium trust. ClientType: ',
    });
    expect(timesOf(log, 'connecting')).toEqual(['2024-09-23T01:39:52.000Z']);
    expect(log.final.state).toBe('reconnecting');
  });
  it('S01: success without "connection is good"', async () => {
    expect(typesOf(await inspect('S01-macos-config-unattended-current-flow'))).toEqual([
      'configuring',
      'connected',
      'configured',
    ]);
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
  it('S03, S04: self-updates', async () => {
    for (const [name, at] of [
      ['S03-run-selfupdate-hot', '2026-08-20T07:00:55.000Z'],
      ['S04-service-selfupdate', '2026-08-20T07:00:40.000Z'],
    ] as const) {
      const log = await inspect(name);
      expect(statesOf(name).slice(-5)).toEqual(['idle', 'updating', 'restarting', 'connecting', 'idle']);
      expect(log.final).toMatchObject({ state: 'idle', version: '2.337.0', lastAt: at });
      expect(typesOf(log)).not.toContain('error');
      expect(typesOf(log).filter((type) => type === 'restarting')).toHaveLength(1);
    }
    const pids = (await inspect('S04-service-selfupdate')).events
      .map(({ pid }) => pid)
      .filter((pid) => pid !== undefined);
    expect(pids).toEqual([4711, 4790]);
  });
  it('S05: a conflict that ends it', async () => {
    expect(statesOf('S05-run-session-conflict-exit5')).toEqual(['connecting', 'conflict', 'stopped']);
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
    expect(statesOf('S15-broker-errors-no-reconnected-line')).toEqual([
      'idle',
      'reconnecting',
      'busy(build)',
      'idle',
    ]);
  });
  it('S10: rows in threes, exact label', async () => {
    const label = 'actions.runner.octo-dev-sample-repo.Mac_mini';
    expect(parseServiceRows(`512 0 ${label} - 78 ${label}-2`)).toEqual([
      { pid: 512, exit: 0, label },
      { pid: null, exit: 78, label: `${label}-2` },
    ]);
    expect((await inspect('S10-svc-status-two-services-merged')).events).toEqual([
      { type: 'listener-started', at: null, pid: 512 },
    ]);
  });
  it('S12: a crash, then no binary', async () => {
    const log = await inspect('S12-service-listener-crash-and-missing');
    expect(typesOf(log)).toContain('crashed');
    expect(log.final).toMatchObject({ state: 'restarting', reason: 'broken-installation' });
  });
  it('S14: one check of four fails', async () => {
    expect(
      (await inspect('S14-check-mixed')).events.map(
        ({ check, outcome }) => `${asText(check)}: ${asText(outcome)}`,
      ),
    ).toEqual([
      'Internet Connection: passed',
      'GitHub Actions Connection: failed',
      'Git Certificate/Proxy Validation: passed',
      'Node.js Certificate/Proxy Validation: passed',
    ]);
  });
});
