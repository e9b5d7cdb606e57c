/** What the registry does when a runner's folder goes away while its job runs. */
import { mkdir, mkdtemp, realpath, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Host, Launchd, Probe, ProcessRow } from '../host/host.ts';
import { createEngineStore } from '../state/store.ts';
import { emptyState, NOW } from '../testing/samples.ts';
import { createRegistry, type Registry } from './registry.ts';

const UNSEEN: Probe<never> = { ok: false, why: 'ps did not answer' };
let home = '';
let directory = '';
let table: Probe<readonly ProcessRow[]> = UNSEEN;
let registry: Registry | null = null;

const row = (pid: number, ppid: number, args: string): ProcessRow => ({
  pid,
  ppid,
  pgid: pid,
  cpuPercent: 0,
  memoryBytes: 0,
  startedAt: NOW - 60_000,
  args,
});

beforeEach(async () => {
  home = await realpath(await mkdtemp(join(tmpdir(), 'trackside-moved-')));
  directory = join(home, 'actions-runner');
  await mkdir(directory);
  await writeFile(join(directory, '.runner'), '{"agentId":7,"agentName":"mini"}');
});
afterEach(async () => {
  await registry?.stop();
  await rm(home, { recursive: true, force: true });
});

async function started(): Promise<Registry> {
  const host = {
    home,
    launchAgents: join(home, 'LaunchAgents'),
    now: () => NOW,
    processes: () => Promise.resolve(table),
    agents: () => Promise.resolve({ ok: true, value: [] }),
    launchd: {} as Launchd,
  } as unknown as Host;
  const created = createRegistry({
    host,
    store: createEngineStore(emptyState()),
    named: () => [],
    onJobEnded: () => undefined,
    onRunners: () => undefined,
    report: () => undefined,
  });
  registry = created;
  await created.start();
  return created;
}
const states = (of: Registry): readonly string[] => of.all().map((one) => one.record().state.kind);

it('a job whose folder is moved away is still seen to the end, and only then the runner is let go', async () => {
  const link = join(home, 'link');
  await symlink(directory, link);
  const listener = row(100, 1, `${link}/bin/Runner.Listener run`);
  const worker = row(101, 100, `${link}/bin/Runner.Worker spawnclient 1 2`);
  table = { ok: true, value: [listener, worker] };
  const watched = await started();
  expect(states(watched)).toEqual(['busy']);

  await rename(directory, join(home, 'moved'));
  await watched.look();
  expect(states(watched)).toEqual(['busy']);
  expect(watched.all()[0]?.record().lastName).toBe('mini');

  table = UNSEEN;
  await watched.look();
  expect(states(watched)).toEqual(['unknown']);

  table = { ok: true, value: [] };
  await watched.look();
  expect(watched.all()).toEqual([]);
});
