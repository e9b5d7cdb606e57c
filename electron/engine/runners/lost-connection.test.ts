/** "Runner reconnected." is often never written (runner.md 6.3): the listener's own log knows more than its console. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Host } from '../host/host.ts';
import { AGENT, aProcess, NO_PROCESSES, NOW, RUNNER_ID } from '../testing/samples.ts';
import { createManagedRunner } from './managed-runner.ts';

const MINUTE = 60_000;
const time = (at: number): string => `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')}Z`;

it('a runner whose console ends in a connect error is idle once its listener polls again', async () => {
  const home = await mkdtemp(join(tmpdir(), 'trackside-lost-'));
  const directory = join(home, 'actions-runner');
  const console = join(home, 'stdout.log');
  const own = join(directory, '_diag', 'Runner_20260820-070000-utc.log');
  const startedAt = NOW - 120 * MINUTE;
  const lostAt = NOW - 5 * MINUTE;
  await mkdir(join(directory, '_diag'), { recursive: true });
  await writeFile(join(directory, '.runner'), '{"agentId":7,"agentName":"mini","useV2Flow":true}');
  const lost = `Runner connect error: nodename nor servname provided. Retrying until reconnected.`;
  await writeFile(console, `${time(startedAt + 1_000)}: Listening for Jobs\n${time(lostAt)}: ${lost}\n`);
  const records = [
    `[${time(startedAt)} INFO CommandSettings] Command 'run': 'True'`,
    `[${time(lostAt)} ERR  Terminal] WRITE ERROR: ${time(lostAt)}: ${lost}`,
  ];
  const writeOwn = async (): Promise<void> => await writeFile(own, `${records.join('\n')}\n`);
  await writeOwn();

  const runner = createManagedRunner({
    found: {
      id: RUNNER_ID,
      directory,
      agents: [{ ...AGENT, standardOutPath: console, standardErrorPath: null }],
      named: false,
    },
    host: { home, now: () => NOW } as Host,
    publish: () => undefined,
    publishJobs: () => undefined,
    onJobEnded: () => undefined,
    lookSoon: () => undefined,
    lookNow: async () => null,
    refresh: async () => undefined,
    lookAtServices: async () => undefined,
    wait: async () => 'over',
    report: () => undefined,
  });
  try {
    await runner.start();
    const listeners = [aProcess(100, startedAt)];
    const look = async (): Promise<string> => {
      await runner.onProcesses({ ok: true, value: { ...NO_PROCESSES, listeners } }, NOW);
      return runner.record().state.kind;
    };
    expect(await look()).toBe('offline');
    records.push(`[${time(lostAt + MINUTE)} INFO BrokerMessageListener] BrokerMigration message received.`);
    await writeOwn();
    expect(await look()).toBe('idle');
  } finally {
    runner.close();
    await rm(home, { recursive: true, force: true });
  }
});
