/**
 * All runners of this Mac: finds them, asks the witnesses at the pace that somebody needs, and tells the store.
 */
import { type FSWatcher, watch } from 'node:fs';
import { join } from 'node:path';
import { fail, ok, type Reply } from '../../../shared/contract.ts';
import type { GitHubAnswer, Job, ProcessAnswer, RunnerId, Witness } from '../../../shared/domain.ts';
import type { AgentPlist, Host, ProcessRow } from '../host/host.ts';
import { type Attention, createTicker, PACE } from '../pace.ts';
import type { EngineStore } from '../state/store.ts';
import { makeFindings } from '../upkeep/findings.ts';
import { createLaunchdWitness } from './launchd-witness.ts';
import { createManagedRunner, type ManagedRunner } from './managed-runner.ts';
import {
  findRunners,
  type KnownRunner,
  kindOfFolder,
  refusalOf,
  realDirectory,
  resolvedDirectory,
  runnerIdOf,
} from './find.ts';
import { listenerDirectory, processesOf, servicePids, workerDirectory } from './processes.ts';

/** Spellings of directories seen in command lines and what they really are; more are looked up again. */
const MAX_SPELLINGS = 500;
/** After a log line or a command, the process table is asked this soon: what it tells is about to show. */
const SOON_MS = 300;

export interface Registry {
  /** The first look; resolves when every runner found has a state. */
  start(): Promise<void>;
  /** Looks at everything again, now. */
  look(): Promise<void>;
  runner(id: RunnerId): ManagedRunner | null;
  all(): readonly ManagedRunner[];
  /** A directory named by the person: a runner of its own from now on, or why not. */
  add(directory: string): Promise<Reply<{ readonly runnerId: RunnerId; readonly directory: string }>>;
  forget(id: RunnerId): Promise<void>;
  setAttention(attention: Attention): void;
  setGitHub(id: RunnerId, answer: Witness<GitHubAnswer>): void;
  stop(): Promise<void>;
}

export function createRegistry(options: {
  readonly host: Host;
  readonly store: EngineStore;
  /** Directories that the person named. */
  readonly named: () => readonly string[];
  readonly onJobEnded: (job: Job, runnerId: RunnerId) => void;
  /** The runners or their scopes have changed. */
  readonly onRunners: () => void;
}): Registry {
  const { host, store } = options;
  const runners = new Map<RunnerId, ManagedRunner>();
  const spellings = new Map<string, string>();
  const launchd = createLaunchdWitness(host.launchd);
  const settledListeners = new Set<() => void>();
  let unreadable: readonly { readonly path: string; readonly unreadable: string }[] = [];
  let agents: readonly AgentPlist[] = [];
  let attention: Attention = 'idle';
  let agentsFolder: FSWatcher | null = null;
  let soon: ReturnType<typeof setTimeout> | null = null;
  let stopped = false;
  const waits = new Set<() => void>();

  async function spellingsOf(directory: string, table: readonly ProcessRow[]): Promise<readonly string[]> {
    const seen = new Set(
      table
        .map((row) => listenerDirectory(row.args) ?? workerDirectory(row.args))
        .filter((path) => path !== null),
    );
    const same = [directory];
    for (const path of seen) {
      if (!spellings.has(path)) {
        if (spellings.size >= MAX_SPELLINGS) spellings.clear();
        const real = await resolvedDirectory(path);
        // Where a path led is kept: the process runs on when its folder is moved. A failure tells nothing.
        if (real !== null) spellings.set(path, real);
      }
      if (path !== directory && spellings.get(path) === directory) same.push(path);
    }
    return same;
  }

  async function lookAtProcesses(): Promise<readonly ProcessRow[] | null> {
    const table = await host.processes();
    const now = host.now();
    for (const runner of runners.values()) {
      const answer = table.ok
        ? {
            ok: true as const,
            value: processesOf(
              await spellingsOf(runner.directory, table.value),
              table.value,
              servicePids(runner.record().launchd),
            ),
          }
        : table;
      await runner.onProcesses(answer, now);
    }
    if (table.ok && hasStrangers(table.value)) await discover(table.value);
    publishFindings();
    return table.ok ? table.value : null;
  }

  function hasStrangers(table: readonly ProcessRow[]): boolean {
    return table.some((row) => {
      const path = listenerDirectory(row.args);
      return path !== null && !runners.has(runnerIdOf(spellings.get(path) ?? path));
    });
  }

  async function lookAtLaunchd(how: 'cheap' | 'thorough'): Promise<void> {
    const now = host.now();
    const ours = [...runners.values()].flatMap((runner) => runner.record().agents);
    await launchd.look(ours, how, now);
    for (const runner of runners.values()) {
      runner.onLaunchd(launchd.of(runner.record().agents, runner.record().launchd, now));
    }
    publishFindings();
  }

  async function readAgents(): Promise<void> {
    const answer = await host.agents();
    if (!answer.ok) {
      unreadable = [{ path: host.launchAgents, unreadable: answer.why }];
      return; // the agents known so far stay: a folder that cannot be read is no proof that they are gone
    }
    agents = answer.value.flatMap((agent) => ('unreadable' in agent ? [] : [agent]));
    unreadable = answer.value.flatMap((agent) => ('unreadable' in agent ? [agent] : []));
  }

  async function asKnown(
    { directory }: ManagedRunner,
    table: readonly ProcessRow[] | null,
  ): Promise<KnownRunner> {
    return { directory, spellings: await spellingsOf(directory, table ?? []) };
  }

  /** Finds runners anew. Those known stay while their folder exists, unless the person forgets them. */
  async function discover(processes: readonly ProcessRow[] | null): Promise<void> {
    const found = await findRunners({
      agents,
      processes,
      named: options.named(),
      known: await Promise.all([...runners.values()].map((runner) => asKnown(runner, processes))),
    });
    const before = runners.size;
    for (const one of found) {
      const known = runners.get(one.id);
      if (known !== undefined) {
        await known.onFound(one);
        continue;
      }
      const runner = createManagedRunner({
        found: one,
        host,
        publish: (view) => {
          store.dispatch({ type: 'runner-described', runner: view });
          for (const listener of settledListeners) listener();
        },
        publishJobs: (jobs) => store.dispatch({ type: 'jobs-known', runnerId: one.id, jobs }),
        onJobEnded: (job) => options.onJobEnded(job, one.id),
        lookSoon,
        lookNow: () => lookAtOne(one.id),
        refresh: look,
        onSettled: (listener) => {
          settledListeners.add(listener);
          return () => settledListeners.delete(listener);
        },
        wait,
      });
      runners.set(one.id, runner);
      await runner.start();
    }
    for (const [id, runner] of runners) if (!found.some((one) => one.id === id)) drop(id, runner);
    if (runners.size !== before || found.length > 0) options.onRunners();
  }

  function drop(id: RunnerId, runner: ManagedRunner): void {
    runner.close();
    runners.delete(id);
    store.dispatch({ type: 'runner-gone', id });
  }

  /** One runner's processes as of now, for a command that is about to end something. */
  async function lookAtOne(id: RunnerId): Promise<ProcessAnswer | null> {
    const runner = runners.get(id);
    if (runner === undefined) return null;
    const table = await host.processes();
    if (!table.ok) {
      await runner.onProcesses(table, host.now());
      return null;
    }
    const value = processesOf(
      await spellingsOf(runner.directory, table.value),
      table.value,
      servicePids(runner.record().launchd),
    );
    await runner.onProcesses({ ok: true, value }, host.now());
    return value;
  }

  function publishFindings(): void {
    const records = [...runners.values()].map((runner) => runner.record());
    store.dispatch({ type: 'findings-made', findings: makeFindings(records, unreadable) });
  }

  async function look(): Promise<void> {
    if (stopped) return;
    await readAgents();
    const table = await host.processes();
    await discover(table.ok ? table.value : null);
    await Promise.all([processTicker.now(), lookAtLaunchd('thorough')]);
  }

  function lookSoon(): void {
    if (soon !== null || stopped) return;
    soon = setTimeout(() => {
      soon = null;
      void processTicker.now();
    }, SOON_MS);
    soon.unref();
  }

  function wait(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        waits.delete(done);
        resolve();
      };
      const timer = setTimeout(done, milliseconds);
      timer.unref();
      waits.add(done);
    });
  }

  function watchAgents(): void {
    try {
      agentsFolder = watch(host.launchAgents, { persistent: false }, () => {
        void readAgents()
          .then(() => host.processes())
          .then((table) => discover(table.ok ? table.value : null))
          .then(() => lookAtLaunchd('cheap'));
      });
      agentsFolder.on('error', () => agentsFolder?.close());
    } catch {
      agentsFolder = null; // no LaunchAgents folder yet: `look` reads it again when a person asks
    }
  }

  const processTicker = createTicker(
    () => PACE[attention].processes,
    async () => {
      await lookAtProcesses();
    },
  );
  const launchdTicker = createTicker(
    () => PACE[attention].launchd,
    () => lookAtLaunchd('cheap'),
  );

  return {
    start: async () => {
      await look();
      watchAgents();
    },
    look,
    runner: (id) => runners.get(id) ?? null,
    all: () => [...runners.values()],
    add: async (path) => {
      const directory = await realDirectory(path);
      const refusal = refusalOf(await kindOfFolder(directory));
      if (refusal !== null) return refusal;
      const id = runnerIdOf(directory);
      if (runners.get(id)?.record().named === true) {
        return fail('already-known', 'Trackside watches this folder already.');
      }
      return ok({ runnerId: id, directory });
    },
    forget: async (id) => {
      const runner = runners.get(id);
      if (runner !== undefined) drop(id, runner);
      const table = await host.processes();
      await discover(table.ok ? table.value : null);
      publishFindings();
    },
    setAttention: (next) => {
      if (next === attention) return;
      attention = next;
      if (next === 'view-open') {
        void processTicker.now();
        void launchdTicker.now();
      } else {
        processTicker.replan();
        launchdTicker.replan();
      }
    },
    setGitHub: (id, answer) => runners.get(id)?.onGitHub(answer),
    stop: async () => {
      stopped = true;
      processTicker.stop();
      launchdTicker.stop();
      agentsFolder?.close();
      if (soon !== null) clearTimeout(soon);
      for (const done of waits) done();
      for (const runner of runners.values()) runner.close();
      await Promise.resolve();
    },
  };
}

/** The folder where a runner keeps its logs. */
export function diagFolder(directory: string): string {
  return join(directory, '_diag');
}
