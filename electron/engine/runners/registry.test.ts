import { appendFileSync, promises as files } from 'node:fs';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Runner, RunnerId } from '../../../shared/domain.ts';
import type { AgentPlist, Host, Launchd, LaunchdAct, ProcessRow } from '../host/host.ts';
import { createEngineStore } from '../state/store.ts';
import { AGENT, emptyState } from '../testing/samples.ts';
import { runnerIdOf } from './find.ts';
import { FOLDER_LIMIT_MS } from './folder-calls.ts';
import { createRegistry } from './registry.ts';

/** Folders whose disk does not answer, and files of which the next question waits until the test lets go. */
const disk = vi.hoisted(() => ({ hanging: new Set<string>(), slow: new Map<string, Promise<void>>() }));

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof files>();
  const answering =
    <A extends [unknown, ...unknown[]], R>(call: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      const path = String(args[0]);
      for (const folder of disk.hanging) if (path.startsWith(folder)) await new Promise(() => undefined);
      return await call(...args);
    };
  const slowly = async (path: string): ReturnType<typeof real.stat> => {
    const until = disk.slow.get(path);
    disk.slow.delete(path);
    await until;
    return await real.stat(path);
  };
  const mocked = {
    ...real,
    stat: answering(slowly),
    realpath: answering(real.realpath),
    open: answering(real.open),
    readdir: answering(real.readdir as (path: string) => Promise<string[]>),
  };
  return { ...mocked, default: mocked };
});

let home = '';
beforeEach(async () => {
  home = await realpath(await mkdtemp(join(tmpdir(), 'registry-')));
});
afterEach(async () => {
  vi.useRealTimers();
  disk.hanging.clear();
  disk.slow.clear();
  await rm(home, { recursive: true, force: true });
});

const row = (pid: number, ppid: number, args: string): ProcessRow => ({
  pid,
  ppid,
  pgid: pid,
  cpuPercent: 1,
  memoryBytes: 1_000,
  startedAt: Date.now() - 3_600_000,
  args,
});

interface Site {
  readonly id: RunnerId;
  readonly directory: string;
  readonly console: string;
  readonly agent: AgentPlist;
}

/** A configured runner's folder with its service's file and log; launchd knows nothing of it yet. */
async function aSite(name: string): Promise<Site> {
  const directory = join(home, name);
  const agents = join(home, 'agents');
  await mkdir(join(directory, '_diag'), { recursive: true });
  await mkdir(agents, { recursive: true });
  await writeFile(join(directory, '.runner'), JSON.stringify({ agentId: 1, agentName: name }));
  await writeFile(join(directory, 'runsvc.sh'), '#!/bin/sh\n', { mode: 0o755 });
  const label = `actions.runner.acme.${name}`;
  const path = join(agents, `${label}.plist`);
  await writeFile(path, '', { mode: 0o644 });
  const console = join(home, `${name}.log`);
  const now = new Date(Date.now() - 60_000).toISOString().slice(0, 19).replace('T', ' ');
  await writeFile(console, `${now}Z: Listening for Jobs\n`);
  const agent = {
    ...AGENT,
    label,
    path,
    program: [join(directory, 'runsvc.sh')],
    workingDirectory: directory,
    standardOutPath: console,
  };
  return { id: runnerIdOf(directory), directory, console, agent };
}

/** A Mac of plain objects. A service's wrapper, its listener and its Worker have pids of one row of ten. */
function aMac() {
  const services = new Map<string, number>();
  const acts: string[] = [];
  let agents: readonly AgentPlist[] = [];
  let table: readonly ProcessRow[] = [];
  let tables = 0;
  let onBootout = (): void => undefined;
  const act = (name: string, then: () => void): Promise<LaunchdAct> => {
    acts.push(name);
    then();
    return Promise.resolve({ kind: 'done' });
  };
  const labelOf = (path: string): string => agents.find((agent) => agent.path === path)?.label ?? '';
  const launchd: Launchd = {
    screenSession: async () => ({ ok: true, value: true }),
    list: async () => ({
      ok: true,
      value: [...services].map(([label, pid]) => ({ label, pid, status: 0 })),
    }),
    print: async (label) => {
      const pid = services.get(label);
      return {
        ok: true,
        value:
          pid === undefined
            ? null
            : {
                state: 'running',
                jobState: null,
                pid,
                runs: 1,
                lastExitCode: null,
                lastExitReason: null,
                lastTerminatingSignal: null,
                path: null,
                program: null,
              },
      };
    },
    disabled: async () => ({ ok: true, value: new Set() }),
    bootstrap: (path) => act('bootstrap', () => services.set(labelOf(path), 10)),
    bootout: (label) =>
      act('bootout', () => {
        services.delete(label);
        table = [];
        onBootout();
      }),
    enable: () => act('enable', () => undefined),
    disable: () => act('disable', () => undefined),
    kickstart: () => act('kickstart', () => undefined),
  };
  const host = {
    home,
    launchAgents: join(home, 'Library', 'LaunchAgents'),
    now: () => Date.now(),
    processes: async () => {
      tables += 1;
      return { ok: true, value: table };
    },
    agents: async () => ({ ok: true, value: agents }),
    signal: async () => ({ ok: true, value: 'sent' }),
    launchd,
  } as unknown as Host;
  return {
    host,
    acts,
    tables: () => tables,
    install: (...sites: readonly Site[]) => (agents = sites.map((site) => site.agent)),
    /** Loaded and running; `busy` with a Worker. */
    run: (...runs: readonly (readonly [Site, 'idle' | 'busy'])[]) => {
      table = runs.flatMap(([site, how], index) => {
        const pid = (index + 1) * 10;
        services.set(site.agent.label, pid);
        return [
          row(pid, 1, `/bin/bash ${site.directory}/runsvc.sh`),
          row(pid + 1, pid, `${site.directory}/bin/Runner.Listener run --startuptype service`),
          ...(how === 'busy'
            ? [row(pid + 2, pid + 1, `${site.directory}/bin/Runner.Worker spawnclient 1 2`)]
            : []),
        ];
      });
    },
    onBootout: (hook: () => void) => (onBootout = hook),
  };
}

/** The registry on this Mac, ended after the test. */
function watchOver(mac: ReturnType<typeof aMac>) {
  const store = createEngineStore(emptyState());
  const named: string[] = [];
  const reports: string[] = [];
  const registry = createRegistry({
    host: mac.host,
    store,
    named: () => [...named],
    onJobEnded: () => undefined,
    onRunners: () => undefined,
    report: (where) => void reports.push(where),
  });
  const view = (site: Site): Runner | undefined => store.get().runners[site.id];
  return { registry, named, reports, view, store };
}

/** Timers of the test's own. Files stay real and slow ones must not seem to hang, so time follows their answers. */
function ownClock() {
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'],
  });
  return {
    pass: async (milliseconds: number, step = 100): Promise<void> => {
      for (let passed = 0; passed < milliseconds; passed += step) {
        await vi.advanceTimersByTimeAsync(step);
        await turns(4);
      }
    },
  };
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    await files.stat(home); // answered after what was asked of the disk before
  }
}

describe('the runners of this Mac', () => {
  it('two that finish their jobs do not wake each other: the process table is asked at the pace', async () => {
    const [one, two] = [await aSite('one'), await aSite('two')];
    const mac = aMac();
    mac.install(one, two);
    mac.run([one, 'busy'], [two, 'busy']);
    const { registry, view } = watchOver(mac);
    await registry.start();
    const clock = ownClock();
    registry.setAttention('job-active');
    for (const site of [one, two]) {
      expect(await registry.runner(site.id)?.commands.stop('after-job')).toMatchObject({ ok: true });
    }
    await clock.pass(5_000);
    expect(view(one)?.state.kind).toBe('draining');
    const before = mac.tables();
    await clock.pass(3 * 60_000, 500);
    // Every 5 s for all, every 15 s for each that waits: 60 in three minutes.
    expect(mac.tables() - before).toBeLessThan(80);
    expect(mac.acts).toEqual([]);
    await registry.stop();
  });

  it('of two services for one directory the logs of the one that runs are followed', async () => {
    const site = await aSite('one');
    const log = join(home, 'hand-made.log');
    await writeFile(log, '');
    const handMade = {
      ...site,
      agent: { ...site.agent, label: 'com.exzosframer.runner', standardOutPath: log },
    };
    const mac = aMac();
    mac.install(site, handMade);
    mac.run([handMade, 'idle']);
    const { registry } = watchOver(mac);
    await registry.start();
    expect(registry.runner(site.id)?.logPaths().console).toBe(log);
    appendFileSync(log, `${new Date().toISOString().slice(0, 19).replace('T', ' ')}Z: Running job: build\n`);
    expect(await registry.runner(site.id)?.commands.stop('if-idle')).toMatchObject({ code: 'job-running' });
    await registry.stop();
  });

  it('a job that only its log tells of yet is not ended', async () => {
    const site = await aSite('one');
    const mac = aMac();
    mac.install(site);
    mac.run([site, 'idle']);
    const { registry } = watchOver(mac);
    await registry.start();
    const now = new Date().toISOString().slice(0, 19).replace('T', ' ');
    appendFileSync(site.console, `${now}Z: Running job: build\n`);
    const reply = await registry.runner(site.id)?.commands.stop('if-idle');
    expect(reply).toMatchObject({ ok: false, code: 'job-running' });
    expect(mac.acts).toEqual([]);
    await registry.stop();
  });

  it('a first runner that is installed while Trackside runs can be driven at once', async () => {
    const mac = aMac();
    const { registry, view } = watchOver(mac);
    await registry.start();
    const site = await aSite('first');
    mac.install(site);
    mac.run([site, 'idle']);
    registry.setAttention('view-open');
    await expect.poll(() => view(site)?.actions.map((offer) => offer.command)).toEqual(['stop', 'restart']);
    await registry.stop();
  });

  it('the LaunchAgents folder is watched also when it comes later', async () => {
    const mac = aMac();
    const { registry, view } = watchOver(mac);
    await registry.start();
    await mkdir(mac.host.launchAgents, { recursive: true });
    registry.setAttention('view-open'); // looks at launchd now, and sees the folder
    await turns(20);
    const site = await aSite('first');
    mac.install(site);
    await expect
      .poll(async () => {
        await writeFile(join(mac.host.launchAgents, 'new.plist'), '');
        return view(site)?.state.kind;
      })
      .toBe('stopped');
    await registry.stop();
  });

  it('a search that began earlier does not drop a runner that was named meanwhile', async () => {
    const [one, two] = [await aSite('one'), await aSite('two')];
    const mac = aMac();
    mac.install(one);
    const { registry, named } = watchOver(mac);
    await registry.start();
    let letGo = (): void => undefined;
    disk.slow.set(join(one.directory, '.runner'), new Promise((resolve) => (letGo = resolve)));
    const first = registry.look();
    await expect.poll(() => disk.slow.size).toBe(0);
    named.push(two.directory);
    const second = registry.look();
    for (let turn = 0; turn < 200 && registry.runner(two.id) === null; turn += 1) await turns(1);
    letGo();
    await Promise.all([first, second]);
    expect(registry.runner(two.id)).not.toBeNull();
    await registry.stop();
  });

  it('one whose folder does not answer is unknown; the others are not affected', async () => {
    const [one, two] = [await aSite('one'), await aSite('two')];
    const mac = aMac();
    mac.install(one, two);
    mac.run([one, 'idle'], [two, 'idle']);
    const { registry, view } = watchOver(mac);
    await registry.start();
    expect([view(one)?.state.kind, view(two)?.state.kind]).toEqual(['idle', 'idle']);
    const clock = ownClock();
    disk.hanging.add(one.directory);
    let looked = false;
    const looking = registry.look().then(() => (looked = true));
    await clock.pass(4 * FOLDER_LIMIT_MS);
    expect(looked).toBe(true);
    await looking;
    expect([view(one)?.state.kind, view(two)?.state.kind]).toEqual(['unknown', 'idle']);
    expect(view(one)?.name).toBe('one');
    await registry.stop();
  });

  it('a look that fails is reported and does not end the program', async () => {
    const mac = aMac();
    const { registry, reports } = watchOver(mac);
    await registry.start();
    vi.spyOn(mac.host, 'processes').mockRejectedValue(new Error('no'));
    registry.setAttention('view-open');
    await expect.poll(() => reports).toContain('processes');
    await registry.stop();
  });
});

describe('forgetting', () => {
  it('is refused while a stop waits for the job', async () => {
    const site = await aSite('one');
    const mac = aMac();
    mac.install(site);
    mac.run([site, 'busy']);
    const { registry, named } = watchOver(mac);
    named.push(site.directory);
    await registry.start();
    await registry.runner(site.id)?.commands.stop('after-job');
    expect(registry.forgetRefusal(site.id)).toMatchObject({ message: /stop waits for this runner’s job/ });
    expect(registry.runner(site.id)?.commands.keep()).toBe(true);
    expect(registry.forgetRefusal(site.id)).toBeNull();
    await registry.stop();
  });

  it('is refused with the reason where its service leads to it again', async () => {
    const site = await aSite('one');
    const mac = aMac();
    mac.install(site);
    const { registry } = watchOver(mac);
    await registry.start();
    expect(registry.forgetRefusal(site.id)).toMatchObject({ message: /finds this runner by its service/ });
    await registry.stop();
  });

  it('takes back the naming alone where its service leads to it', async () => {
    const site = await aSite('one');
    const mac = aMac();
    mac.install(site);
    const { registry, named, view } = watchOver(mac);
    named.push(site.directory);
    await registry.start();
    const runner = registry.runner(site.id);
    named.length = 0;
    await registry.forget(site.id);
    expect(registry.runner(site.id)).toBe(runner);
    expect(view(site)?.named).toBe(false);
    await registry.stop();
  });

  it('lets go of one that only its naming led to', async () => {
    const site = await aSite('one');
    const { registry, named, view } = watchOver(aMac());
    named.push(site.directory);
    await registry.start();
    expect(registry.forgetRefusal(site.id)).toBeNull();
    named.length = 0;
    await registry.forget(site.id);
    expect(view(site)).toBeUndefined();
    await registry.look();
    expect(view(site)).toBeUndefined();
    await registry.stop();
  });
});

describe('quitting', () => {
  it('drops a stop that waits, and ends nothing', async () => {
    const site = await aSite('one');
    const mac = aMac();
    mac.install(site);
    mac.run([site, 'busy']);
    const { registry } = watchOver(mac);
    await registry.start();
    const commands = registry.runner(site.id)?.commands;
    await commands?.stop('after-job');
    await registry.stop();
    await commands?.settled();
    expect(mac.acts).toEqual([]);
  });

  it('waits for a restart that is between its two halves', async () => {
    const site = await aSite('one');
    const mac = aMac();
    mac.install(site);
    mac.run([site, 'idle']);
    const { registry } = watchOver(mac);
    await registry.start();
    const out = new Promise<void>((resolve) => mac.onBootout(resolve));
    await registry.runner(site.id)?.commands.restart('if-idle');
    await out;
    await registry.stop();
    expect(mac.acts).toEqual(['bootout', 'enable', 'bootstrap']);
  });
});
