/** A runner's service, Trackside's own and the official one, on the practice Mac's launchd. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { AgentPlist, Host } from '../../../electron/engine/host/host.ts';
import { createMacHost } from '../../../electron/engine/host/macos/host.ts';
import { agentLabel } from '../../../electron/engine/install/agent-document.ts';
import { configureRunner } from '../../../electron/engine/install/configure-runner.ts';
import { applyEnvironment } from '../../../electron/engine/install/environment-files.ts';
import { hookPaths } from '../../../electron/engine/install/hook-scripts.ts';
import { writeHooks } from '../../../electron/engine/install/hooks.ts';
import {
  readLaunchAgent,
  removeLaunchAgent,
  writeLaunchAgent,
} from '../../../electron/engine/install/launch-agent.ts';
import {
  installedService,
  installOfficialService,
  uninstallOfficialService,
} from '../../../electron/engine/install/official-service.ts';
import { findRunners } from '../../../electron/engine/runners/find.ts';
import { startService, stopService } from '../../../electron/engine/runners/launchd-procedure.ts';
import { createLaunchdWitness } from '../../../electron/engine/runners/launchd-witness.ts';
import type { TestMac } from '../mac/testing.ts';
import { startTestMac, until } from '../mac/testing.ts';
import { buildRunnerDirectory } from '../runner/package.ts';
import type { Bench } from '../runner/testing.ts';
import { openBench, testSpeed, untilText } from '../runner/testing.ts';

vi.setConfig({ testTimeout: 60_000 });

const NAME = 'mac-mini';
const PATH = ['/usr/local/bin', '/usr/bin', '/bin', '/usr/sbin', '/sbin'];
const LABEL = agentLabel(
  { kind: 'repository', host: 'github.com', owner: 'acme', repository: 'rocket' },
  NAME,
);
const idle = { beforeAct: () => Promise.resolve(null) };
let bench: Bench;
let test: TestMac;
let host: Host;
let directory = '';

beforeAll(async () => {
  bench = await openBench();
  test = await startTestMac({ root: bench.home, speed: testSpeed });
  host = createMacHost({ home: test.mac.home, programs: test.mac.programs, uid: test.mac.uid });
  directory = join(test.mac.home, 'actions-runner');
  buildRunnerDirectory(directory, { github: bench.github.origin, user: 501, speed: testSpeed });
  const runner = {
    directory,
    url: 'https://github.com/acme/rocket',
    name: NAME,
    labels: ['m4'],
    group: null,
    workFolder: '_work',
    sameName: 'refuse',
    disableUpdate: 'no',
    token: bench.token('register'),
    path: PATH.join(':'),
  } as const;
  const tell = { signal: new AbortController().signal, log: () => undefined, note: () => undefined };
  const configured = await configureRunner(host, runner, tell);
  if (!configured.ok) throw new Error(configured.message);
});
afterAll(async () => {
  await test.close();
  await bench.close();
});

const online = () => until('GitHub sees it', () => bench.github.runners()[0]?.status === 'online');
const written = async (startAtLogin: 'yes' | 'no', variables = {}): Promise<AgentPlist> => {
  const reply = await writeLaunchAgent(host, {
    label: LABEL,
    directory,
    startAtLogin,
    variables,
    path: PATH,
  });
  if (!reply.ok) throw new Error(reply.message);
  return reply.value;
};
const print = async () => {
  const seen = await host.launchd.print(LABEL);
  return seen.ok ? seen.value : null;
};

describe('Trackside’s own service', () => {
  it('runs the runner with its environment and hooks, and the app knows it', async () => {
    const hooks = hookPaths(directory);
    const variables = {
      NODE_OPTIONS: '--max-old-space-size=8192',
      ACTIONS_RUNNER_HOOK_JOB_STARTED: hooks.started,
      ACTIONS_RUNNER_HOOK_JOB_COMPLETED: hooks.completed,
    };
    expect(await writeHooks(directory, ['started', 'completed'])).toMatchObject({ ok: true });
    expect(await applyEnvironment(directory, { variables, path: PATH })).toMatchObject({ ok: true });
    const agent = await written('yes', variables);
    expect(await startService(host.launchd, agent)).toMatchObject({ kind: 'started' });
    await online();

    const note = join(directory, 'seen');
    const job = {
      repository: 'acme/rocket',
      job: 'build',
      steps: [{ name: 'See', run: `echo "$NODE_OPTIONS $PATH" > ${note}` }],
    };
    bench.github.queueJob(job);
    const ended = await until('the job ended', () =>
      bench.github.jobs().find(({ phase }) => phase === 'completed'),
    );
    expect(ended.conclusion).toBe('success');
    expect(readFileSync(note, 'utf8')).toContain('--max-old-space-size=8192 /usr/local/bin:/usr/bin');
    const log = await untilText(agent.standardOutPath ?? '', 'completed with result: Succeeded');
    expect(log).toMatch(/^\.path=\/usr\/local\/bin:[\s\S]*Listening for Jobs/);

    const agents = await host.agents();
    const plists = agents.ok ? agents.value.flatMap((one) => ('unreadable' in one ? [] : [one])) : [];
    const found = await findRunners({ agents: plists, processes: [], named: [], known: [] });
    expect(found).toMatchObject([
      { directory, agents: [{ label: LABEL, standardOutPath: agent.standardOutPath }] },
    ]);
    const witness = createLaunchdWitness(host.launchd);
    await witness.look(plists, 'thorough', Date.now());
    const answer = witness.of(plists, { kind: 'not-asked', why: '' }, Date.now());
    expect(answer).toMatchObject({ answer: { services: [{ label: LABEL, kind: 'own', loaded: true }] } });
  });

  it('is started again by launchd where its wrapper is killed, and ends in its own time', async () => {
    // Never 0, which would be this very process group.
    const before = await until('it runs', async () => (await print())?.pid);
    process.kill(before, 'SIGKILL');
    const after = await until('another process', async () => {
      const pid = (await print())?.pid ?? null;
      return pid !== null && pid !== before ? pid : null;
    });
    expect(after).not.toBe(before);
    const agent = await readLaunchAgent(host, LABEL);
    if (!agent.ok || agent.value === null) throw new Error('no agent');
    expect(await stopService(host.launchd, agent.value, idle)).toEqual({
      kind: 'stopped',
      staysStopped: true,
    });
  });

  it('waits for Trackside’s Start where it is not to start at login', async () => {
    const agent = await written('no');
    expect(await startService(host.launchd, agent)).toMatchObject({ kind: 'started' });
    await test.mac.logout();
    await test.mac.login();
    const loaded = await until('it is loaded', print);
    expect(loaded).toMatchObject({ pid: null, runs: 0 });
    expect(await startService(host.launchd, agent)).toMatchObject({ kind: 'started' });
    await stopService(host.launchd, agent, idle);
    expect(await removeLaunchAgent(host, { label: LABEL, directory }, 'remove')).toMatchObject({ ok: true });
  });
});

describe('the official service', () => {
  const OFFICIAL = 'actions.runner.acme-rocket.mac-mini';
  const plist = (): string => join(host.launchAgents, `${OFFICIAL}.plist`);

  it('is installed without being started, also where it was cut short, and then started by the safe procedure', async () => {
    const installed = await installOfficialService(host, directory);
    expect(installed).toMatchObject({
      ok: true,
      value: { label: OFFICIAL, path: plist(), startsAtLoad: true },
    });
    expect(await host.launchd.print(OFFICIAL)).toEqual({ ok: true, value: null });
    expect(await installedService(directory)).toEqual({
      ok: true,
      value: { label: OFFICIAL, path: plist() },
    });
    rmSync(join(directory, '.service'));
    rmSync(join(directory, 'runsvc.sh'));
    const again = await installOfficialService(host, directory);
    expect(again).toEqual(installed);
    expect(existsSync(join(directory, '.service'))).toBe(true);
    if (!again.ok) throw new Error(again.message);
    expect(await startService(host.launchd, again.value)).toMatchObject({ kind: 'started' });
  });

  it('is not taken away while it is loaded, and then wholly', async () => {
    expect(await uninstallOfficialService(host, directory)).toMatchObject({ ok: false, code: 'wrong-state' });
    const agent = await readLaunchAgent(host, OFFICIAL);
    if (!agent.ok || agent.value === null) throw new Error('no agent');
    await stopService(host.launchd, agent.value, idle);
    expect(await uninstallOfficialService(host, directory)).toEqual({ ok: true, value: 'removed' });
    expect([existsSync(plist()), existsSync(join(directory, '.service'))]).toEqual([false, false]);
    expect(await uninstallOfficialService(host, directory)).toEqual({ ok: true, value: 'not-there' });
  });

  it('leaves a service alone that starts another folder', async () => {
    await installOfficialService(host, directory);
    writeFileSync(plist(), readFileSync(plist(), 'utf8').replaceAll(directory, '/Users/me/other'));
    rmSync(join(directory, '.service'));
    expect(await installOfficialService(host, directory)).toMatchObject({ ok: false, code: 'name-taken' });
    expect(await uninstallOfficialService(host, directory)).toMatchObject({ ok: false, code: 'not-allowed' });
    expect(readFileSync(plist(), 'utf8')).toContain('/Users/me/other');
  });

  it('says why it cannot be installed', async () => {
    rmSync(plist());
    writeFileSync(join(host.launchAgents, 'x'), '');
    rmSync(join(directory, 'bin/actions.runner.plist.template'));
    expect(await installOfficialService(host, directory)).toMatchObject({
      ok: false,
      code: 'program-failed',
      message: expect.stringContaining('install is corrupt'),
    });
    rmSync(join(directory, 'svc.sh'));
    expect(await installOfficialService(host, directory)).toMatchObject({ code: 'not-a-runner' });
    expect(await installOfficialService(host, '/Users/a@b/actions-runner')).toMatchObject({ ok: false });
  });
});
