/** Statements of EXPECTED.md about the listener’s log, also on stdout, on the collected logs themselves (not part of the project). */
import { describe, expect, it } from 'vitest';
import {
  asText,
  bytesOf,
  inspectText,
  CONSOLE,
  DIAG,
  haveSamples,
  inspect,
  jobsOf,
  recordsOf,
  statesOf,
  timesOf,
  typesOf,
} from '../testing/log-samples.ts';

describe.skipIf(!haveSamples)('the sample logs: the listener’s log, also on stdout', () => {
  it('11: configuration records', async () => {
    const records = recordsOf('11-macos-runner-diag-hostcontext');
    expect(records).toHaveLength(7);
    expect(records.every((record) => record?.level === 'INFO')).toBe(true);
    const sources = records.map((record) => record?.source);
    expect(sources.filter((source) => source === 'HostContext')).toHaveLength(2);
    expect(sources.filter((source) => source === 'UnixUtil')).toHaveLength(3);
    expect(sources.filter((source) => source === 'ProcessInvokerWrapper')).toHaveLength(2);
    expect(records.at(-1)?.message).toBe("  File name: '/bin/chmod'");
    const log = await inspect('11-macos-runner-diag-hostcontext', DIAG);
    expect(log.final).toMatchObject({ state: 'unknown', job: null });
    expect(log.records).toMatchObject({
      count: 7,
      levels: { INFO: 7 },
      sources: { HostContext: 2, UnixUtil: 3, ProcessInvokerWrapper: 2 },
      root: '/Users/ci/mini-four',
      last: { message: "  File name: '/bin/chmod'" },
    });
  });
  it('14: conflict in the listener log', async () => {
    const records = recordsOf('14-runner-diag-session-conflict');
    expect(records.filter((record) => record !== null)).toHaveLength(6);
    expect(records.at(-1)).toBeNull();
    expect(records.at(-2)?.level).toBe('ERR');
    const log = await inspect('14-runner-diag-session-conflict', DIAG);
    expect(log.final).toMatchObject({ state: 'conflict', detail: expect.stringContaining('Prod Server') });
    expect(log.events.at(-1)).toMatchObject({ type: 'conflict', runner: 'Prod Server' });
    expect(log.records).toMatchObject({
      count: 6,
      levels: { INFO: 3, ERR: 3 },
      last: { level: 'ERR', continuationLines: 1 },
    });
  });
  it('21: a job whose start the log does not hold', async () => {
    const log = await inspect('21-runner-diag-job-success-legacy', DIAG);
    expect(jobsOf(log)).toEqual(['Deploy FE Dev Succeeded 551.98']);
    expect(log.events.at(-1)).toMatchObject({
      at: '2024-09-07T05:19:40.000Z',
      startedAt: '2024-09-07T05:10:28.000Z',
      workerPid: 41_891,
      workerExitCode: 100,
      request: 581_691,
    });
    expect(log.final.state).toBe('idle');
  });
  it.each([
    [
      '23a-runner-diag-renew-us-ampm',
      7689,
      ['2022-01-02T16:07:55.000Z', '2022-01-02T16:08:55.000Z', '2022-01-02T16:09:56.000Z'],
    ],
    ['23b-runner-diag-renew-ddmm', 94, ['2021-12-10T17:40:44.000Z']],
    ['23c-runner-diag-renew-invariant', 527_161, ['2025-02-17T11:40:12.000Z']],
  ])('%s: heartbeats by the record’s own time', async (name, request, times) => {
    const log = await inspect(name, DIAG);
    const leases = log.events.map(
      ({ at, validUntil }) => Date.parse(asText(validUntil)) - Date.parse(asText(at)),
    );
    expect(new Set(leases)).toEqual(new Set([600_000]));
    expect(log.events.map((event) => event['request'])).toEqual(times.map(() => request));
    expect(log.records?.requests).toEqual([request]);
    expect(timesOf(log, 'heartbeat')).toEqual(times);
    expect(log.final).toMatchObject({ state: 'busy', job: null, lastAt: times.at(-1) });
  });
  it('40, 42, 64, 66: records on stdout', async () => {
    expect(
      recordsOf('40-stdout-runner-prefix-broker-session').every((record) => record?.process === 'RUNNER'),
    ).toBe(true);
    expect(recordsOf('40-stdout-runner-prefix-broker-session')).toHaveLength(10);
    const session = await inspect('40-stdout-runner-prefix-broker-session');
    expect(session.final.state).toBe('connecting');
    expect(session.records).toMatchObject({ count: 10, levels: { INFO: 10 }, processes: { RUNNER: 10 } });
    expect(recordsOf('42-stdout-worker-prefix-upload').every((record) => record?.process === 'WORKER')).toBe(
      true,
    );
    expect((await inspect('42-stdout-worker-prefix-upload')).final).toMatchObject({
      state: 'busy',
      job: null,
    });
    expect((await inspect('42-stdout-worker-prefix-upload')).records).toMatchObject({
      count: 10,
      processes: { WORKER: 10 },
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
  it('51: a whole job of the present flow; its ERR records are benign', async () => {
    const log = await inspect('51-linux-runner-diag-broker-job', DIAG);
    expect(log.events).toContainEqual({
      type: 'worker-started',
      at: '2025-07-28T02:32:09.000Z',
      pid: 1_108_603,
      request: 0,
      jobId: '55555555-6666-7777-8888-999999999999',
    });
    expect(statesOf(await inspect('51-linux-runner-diag-broker-job', DIAG))).toEqual(['busy', 'idle']);
    expect(jobsOf(log)).toEqual(['call-build-and-deploy / build-and-deploy Succeeded 355.91']);
    expect(log.events.find(({ type }) => type === 'job-completed')).toMatchObject({ workerExitCode: 100 });
    expect(typesOf(log)).not.toContain('error');
    expect(log.final).toMatchObject({
      state: 'idle',
      version: '2.326.0',
      lastAt: '2025-07-28T03:29:51.000Z',
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

  it.each([CONSOLE, DIAG])('66, read as %s: the settings that the runner dumps', async (kind) => {
    const dumped = {
      agentId: 6858,
      agentName: 'scale-set-global-897p8-runner-xwp5k',
      ephemeral: true,
      disableUpdate: true,
      useV2Flow: true,
    };
    expect((await inspect('66-stdout-runner-settings-json', kind)).settings).toMatchObject(dumped);
    // In the listener's own file the lines after the first have no prefix.
    const bare = bytesOf('66-stdout-runner-settings-json')
      .toString()
      .replaceAll(/^\[RUNNER (.*?)\] (?=[ }])/gmu, '')
      .replaceAll('[RUNNER ', '[');
    expect((await inspectText(bare, kind)).settings).toMatchObject(dumped);
  });
});
