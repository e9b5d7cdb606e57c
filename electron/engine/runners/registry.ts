/**
 * All runners of this Mac: finds them, asks the witnesses at the pace that somebody needs, and tells the store.
 */
import { fail, ok, type Failure, type Reply } from '../../../shared/contract.ts';
import type { GitHubAnswer, Job, ProcessAnswer, RunnerId, Witness } from '../../../shared/domain.ts';
import type { Host, ProcessRow } from '../host/host.ts';
import { createFreshGuard } from '../host/overlap-guard.ts';
import { within } from '../host/within.ts';
import { type Attention, createTicker, PACE } from '../pace.ts';
import type { EngineStore } from '../state/store.ts';
import { makeFindings } from '../upkeep/findings.ts';
import { createAgentsWatch } from './agents-watch.ts';
import { findRunners, type FoundRunner, type KnownRunner, runnerIdOf } from './find.ts';
import { createKnownAgents } from './known-agents.ts';
import { createLaunchdWitness } from './launchd-witness.ts';
import { createManagedRunner, type ManagedRunner } from './managed-runner.ts';
import { forgetRefusal, isFoundAnyway, nameableDirectory } from './naming.ts';
import { listenerDirectory, processesOf, servicePids } from './processes.ts';
import { createSpellings } from './spellings.ts';
import { createWaits } from './waits.ts';

/** After a log line or a command, the process table is asked this soon: what it tells is about to show. */
const SOON_MS = 300;
/** What is acting on a runner when the engine stops gets this long: a restart must not end between its two halves. */
export const STOP_LIMIT_MS = 15_000;

export interface Registry {
  /** The first look; resolves when every runner found has a state. */
  start(): Promise<void>;
  /** Looks at everything again, now. */
  look(): Promise<void>;
  runner(id: RunnerId): ManagedRunner | null;
  all(): readonly ManagedRunner[];
  /** A directory named by the person: a runner of its own from now on, or why not. */
  add(directory: string): Promise<Reply<{ readonly runnerId: RunnerId; readonly directory: string }>>;
  /** Why it cannot be forgotten now; null when it can. */
  forgetRefusal(id: RunnerId): Failure | null;
  /** Lets go of a runner that is no longer named, unless something else leads to it. */
  forget(id: RunnerId): Promise<void>;
  setAttention(attention: Attention): void;
  setGitHub(id: RunnerId, answer: Witness<GitHubAnswer>): void;
  /** Takes back what waits for a job, lets what is acting finish within STOP_LIMIT_MS, and ends. Touches no runner. */
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
  readonly report: (where: string, error: unknown) => void;
}): Registry {
  const { host, store, report } = options;
  const runners = new Map<RunnerId, ManagedRunner>();
  const spellings = createSpellings();
  const launchd = createLaunchdWitness(host.launchd);
  const known = createKnownAgents(host);
  const waits = createWaits();
  const oneAtATime = createFreshGuard();
  const forgetting = new Set<RunnerId>();
  let attention: Attention = 'idle';
  let latestTable: readonly ProcessRow[] | null = null;
  let soon: ReturnType<typeof setTimeout> | null = null;
  let stopped = false;

  const inBackground = (where: string, work: Promise<unknown>): void => {
    work.catch((error: unknown) => report(where, error));
  };
  /** A tick that fails is told of and does not end the ticking. */
  const reported = (where: string, work: () => Promise<unknown>) => async (): Promise<void> => {
    try {
      await work();
    } catch (error) {
      report(where, error);
    }
  };

  async function lookAtProcesses(): Promise<readonly ProcessRow[] | null> {
    const table = await host.processes();
    const now = host.now();
    for (const runner of runners.values()) {
      const answer = table.ok ? { ok: true as const, value: await answerOf(runner, table.value) } : table;
      await runner.onProcesses(answer, now);
    }
    if (table.ok && hasStrangers(table.value)) await meetStrangers(table.value);
    publishFindings();
    return table.ok ? table.value : null;
  }

  /** A listener that nobody told of may have come with its service: `svc.sh install && svc.sh start`. */
  async function meetStrangers(table: readonly ProcessRow[]): Promise<void> {
    const before = servicesKnown();
    await known.read();
    await discover(table);
    if (servicesKnown() !== before) await lookAtLaunchd('cheap');
  }

  function servicesKnown(): string {
    return JSON.stringify(
      [...runners.values()].map((runner) => [runner.id, runner.record().agents.map(({ label }) => label)]),
    );
  }

  function hasStrangers(table: readonly ProcessRow[]): boolean {
    return table.some((row) => {
      const path = listenerDirectory(row.args);
      return path !== null && !runners.has(runnerIdOf(spellings.real(path)));
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

  async function asKnown(
    { directory }: ManagedRunner,
    table: readonly ProcessRow[] | null,
  ): Promise<KnownRunner> {
    return { directory, spellings: await spellings.of(directory, table ?? []) };
  }

  async function answerOf(runner: ManagedRunner, table: readonly ProcessRow[]): Promise<ProcessAnswer> {
    const paths = await spellings.of(runner.directory, table);
    return processesOf(paths, table, servicePids(runner.record().launchd));
  }

  /**
   * Finds runners anew. Those known stay while their folder exists, unless the person forgets them. One at a time:
   * a search that began before another's runner was there would take it for gone. The latest table counts.
   */
  async function discover(processes: readonly ProcessRow[] | null): Promise<void> {
    latestTable = processes;
    await oneAtATime('discover', discoverOnce);
  }

  async function discoverOnce(): Promise<void> {
    forgetAsked();
    const table = latestTable;
    const found = await findRunners({
      agents: known.agents,
      processes: table,
      named: options.named(),
      known: await Promise.all([...runners.values()].map((runner) => asKnown(runner, table))),
    });
    if (stopped) return;
    const before = runners.size;
    await Promise.all(found.map((one) => take(one)));
    for (const [id, runner] of runners) {
      // What was asked of it and is under way must not go on unseen.
      const isGone = !found.some((one) => one.id === id) && runner.record().pending === null;
      if (isGone) drop(id, runner);
    }
    if (runners.size !== before || found.length > 0) options.onRunners();
  }

  /** Side by side: one whose folder does not answer must not hold up the others. */
  async function take(one: FoundRunner): Promise<void> {
    const present = runners.get(one.id);
    if (present !== undefined) return await present.onFound(one);
    const runner = createManagedRunner({
      found: one,
      host,
      publish: (view) => store.dispatch({ type: 'runner-described', runner: view }),
      publishJobs: (jobs) => store.dispatch({ type: 'jobs-known', runnerId: one.id, jobs }),
      onJobEnded: (job) => options.onJobEnded(job, one.id),
      lookSoon,
      lookNow: () => lookAtOne(one.id),
      lookAtServices: () => lookAtServicesOf(one.id),
      refresh: look,
      wait: (milliseconds) => waits.wait(milliseconds),
      report,
    });
    runners.set(one.id, runner);
    await runner.start();
  }

  function forgetAsked(): void {
    for (const id of forgetting) {
      const runner = runners.get(id);
      if (runner !== undefined && !isFoundAnyway(runner.record())) drop(id, runner);
    }
    forgetting.clear();
  }

  function drop(id: RunnerId, runner: ManagedRunner): void {
    runner.close();
    runners.delete(id);
    store.dispatch({ type: 'runner-gone', id });
  }

  /** One runner's processes, then its logs, as of now: for a command that is about to end something. */
  async function lookAtOne(id: RunnerId): Promise<ProcessAnswer | null> {
    const runner = runners.get(id);
    if (runner === undefined) return null;
    const table = await host.processes();
    if (!table.ok) {
      await runner.onProcesses(table, host.now());
      return null;
    }
    const value = await answerOf(runner, table.value);
    // The log tells of a job before its Worker is in the table, and is read after the table for that.
    const logs = await runner.catchUp();
    await runner.onProcesses({ ok: true, value }, host.now());
    return logs === 'read' ? value : null;
  }

  async function lookAtServicesOf(id: RunnerId): Promise<void> {
    const runner = runners.get(id);
    if (runner === undefined) return;
    const now = host.now();
    await launchd.look(runner.record().agents, 'thorough', now);
    runner.onLaunchd(launchd.of(runner.record().agents, runner.record().launchd, now));
  }

  function publishFindings(): void {
    const records = [...runners.values()].map((runner) => runner.record());
    store.dispatch({ type: 'findings-made', findings: makeFindings(records, known.unreadable) });
  }

  async function look(): Promise<void> {
    if (stopped) return;
    await known.read();
    const table = await host.processes();
    await discover(table.ok ? table.value : null);
    await Promise.all([processTicker.now(), lookAtLaunchd('thorough')]);
  }

  function lookSoon(): void {
    if (soon !== null || stopped) return;
    soon = setTimeout(() => {
      soon = null;
      inBackground('processes', processTicker.now());
    }, SOON_MS);
    soon.unref();
  }

  async function lookAtAgents(): Promise<void> {
    if (stopped) return;
    await known.read();
    const table = await host.processes();
    await discover(table.ok ? table.value : null);
    await lookAtLaunchd('cheap');
  }
  const agentsWatch = createAgentsWatch(host.launchAgents, () =>
    inBackground('agents', oneAtATime('agents', lookAtAgents)),
  );

  const processTicker = createTicker(() => PACE[attention].processes, reported('processes', lookAtProcesses));
  const launchdTicker = createTicker(
    () => PACE[attention].launchd,
    reported('launchd', async () => {
      await (agentsWatch.renew() ? lookAtAgents() : lookAtLaunchd('cheap'));
    }),
  );

  return {
    start: async () => {
      agentsWatch.renew();
      await look();
    },
    look,
    runner: (id) => runners.get(id) ?? null,
    all: () => [...runners.values()],
    add: async (path) => {
      const answer = await nameableDirectory(path);
      if (!answer.ok) return answer;
      const id = runnerIdOf(answer.value);
      if (runners.get(id)?.record().named === true) {
        return fail('already-known', 'Trackside watches this folder already.');
      }
      return ok({ runnerId: id, directory: answer.value });
    },
    forgetRefusal: (id) => {
      const runner = runners.get(id);
      return runner === undefined ? null : forgetRefusal(runner.record());
    },
    forget: async (id) => {
      forgetting.add(id);
      await look();
    },
    setAttention: (next) => {
      if (next === attention) return;
      attention = next;
      if (next === 'view-open') {
        inBackground('processes', processTicker.now());
        inBackground('launchd', launchdTicker.now());
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
      agentsWatch.close();
      if (soon !== null) clearTimeout(soon);
      const acting = Promise.all([...runners.values()].map((runner) => runner.commands.close()));
      await within(acting, STOP_LIMIT_MS);
      waits.stop();
      for (const runner of runners.values()) runner.close();
    },
  };
}
