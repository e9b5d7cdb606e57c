/** One runner as the engine keeps it: its record, its logs, its jobs, its commands. */
import { join } from 'node:path';
import type {
  GitHubAnswer,
  Instant,
  Job,
  LaunchdAnswer,
  ProcessAnswer,
  Runner,
  RunnerId,
  Witness,
} from '../../../shared/domain.ts';
import type { Host, Probe } from '../host/host.ts';
import { createJobTracker } from '../jobs/job-tracker.ts';
import { initialLogState } from '../jobs/log-state.ts';
import { createRunnerLogs, type RunnerLogs } from '../jobs/runner-logs.ts';
import { chooseAgent, createCommands, type RunnerCommands } from './commands.ts';
import { readConfiguration } from './configuration.ts';
import { isStale } from './derive-state.ts';
import { describeRunner, settle } from './describe.ts';
import type { FoundRunner } from './find.ts';
import { NOTHING_REMEMBERED } from './memory.ts';
import type { RunnerRecord } from './record.ts';
import { witness } from './witness.ts';

/** A console this much younger than its listener is silent about it: the listener's own log is read as well. */
const CONSOLE_SILENT_MS = 8_000;

export interface ManagedRunner {
  readonly id: RunnerId;
  readonly directory: string;
  readonly commands: RunnerCommands;
  record(): RunnerRecord;
  start(): Promise<void>;
  onFound(found: FoundRunner): Promise<void>;
  onProcesses(probe: Probe<ProcessAnswer>, now: Instant): Promise<void>;
  onLaunchd(answer: Witness<LaunchdAnswer>): void;
  onGitHub(answer: Witness<GitHubAnswer>): void;
  /** Where its logs are, for a viewer: absolute paths that exist or may come to exist. */
  logPaths(): { readonly console: string | null; readonly error: string | null; readonly diag: string };
  close(): void;
}

export interface ManagedRunnerPort {
  readonly found: FoundRunner;
  readonly host: Host;
  readonly publish: (view: Runner) => void;
  readonly publishJobs: (jobs: readonly Job[]) => void;
  readonly onJobEnded: (job: Job) => void;
  readonly lookSoon: () => void;
  readonly lookNow: () => Promise<ProcessAnswer | null>;
  readonly refresh: () => Promise<void>;
  readonly onSettled: (listener: () => void) => () => void;
  readonly wait: (milliseconds: number) => Promise<void>;
}

export function createManagedRunner(port: ManagedRunnerPort): ManagedRunner {
  const { found, host } = port;
  const tracker = createJobTracker(found.id, (job) => port.onJobEnded(job));
  let record: RunnerRecord = firstRecord(found, host);
  let logs: RunnerLogs | null = null;
  let sources = '';
  let publishedJobs: readonly Job[] = [];
  let noWorkerSince: Instant | null = null;
  let closed = false;

  const update = (change: Partial<RunnerRecord>): void => {
    if (closed) return;
    const now = host.now();
    const before = record;
    record = settle({ ...record, ...change }, now);
    if (before.configuration.kind !== 'configured' && record.configuration.kind === 'configured') {
      record = { ...record, lastName: record.configuration.name };
    }
    port.publish(describeRunner(record, now));
    if (before.state.kind !== record.state.kind) port.lookSoon();
  };
  const onLogs = (): void => {
    if (logs === null) return;
    const before = record.log;
    update({ log: logs.state, job: tracker.current() });
    publishJobs();
    if (before.state !== record.log.state) {
      port.lookSoon();
      // The listener may just have removed or renewed its registration.
      if (record.log.state === 'stopped' || before.state === 'unknown') void readSettings();
    }
  };
  const publishJobs = (): void => {
    const jobs = tracker.ended();
    if (jobs === publishedJobs) return;
    publishedJobs = jobs;
    port.publishJobs(jobs);
  };

  async function readSettings(): Promise<void> {
    const configuration = await readConfiguration(found.directory);
    if (JSON.stringify(configuration) === JSON.stringify(record.configuration)) return;
    const lastName = configuration.kind === 'configured' ? configuration.name : record.lastName;
    update({ configuration, lastName });
  }

  /** Follows the logs of the service that counts; anew when that has changed. */
  async function followLogs(): Promise<void> {
    const agent = chooseAgent(record);
    const consoles = [agent?.standardOutPath, agent?.standardErrorPath].filter(
      (path) => path !== null && path !== undefined,
    );
    const wanted = consoles.join('\n');
    if (logs !== null && wanted === sources) return;
    sources = wanted;
    logs?.close();
    logs = createRunnerLogs({
      sources: { console: consoles, diag: join(found.directory, '_diag') },
      tracker,
      now: () => host.now(),
      onChange: onLogs,
      onProblem: (why) =>
        update({ logProblem: why === null ? null : { since: record.logProblem?.since ?? host.now(), why } }),
    });
    await logs.start();
    onLogs();
  }

  const commands = createCommands({
    host,
    record: () => (closed ? null : record),
    look: port.lookNow,
    setPending: (pending) => update({ pending }),
    setProblem: (lastProblem) => update({ lastProblem }),
    refresh: port.refresh,
    onSettled: port.onSettled,
    wait: port.wait,
  });

  return {
    id: found.id,
    directory: found.directory,
    commands,
    record: () => record,
    start: async () => {
      await readSettings();
      await followLogs();
      tracker.live();
    },
    onFound: async (again) => {
      update({ agents: again.agents, named: again.named });
      await readSettings();
      await followLogs();
    },
    onProcesses: async (probe, now) => {
      if (probe.ok) {
        noWorkerSince = probe.value.workers.length > 0 ? null : (noWorkerSince ?? now);
        if (await needsCatchUp(probe.value, now)) await logs?.catchUp();
        if (noWorkerSince !== null) tracker.onNoWorker(noWorkerSince, now);
      }
      update({
        processes: witness(record.processes, probe, now),
        job: tracker.current(),
        log: logs?.state ?? record.log,
      });
      publishJobs();
    },
    onLaunchd: (launchd) => {
      update({ launchd });
      void followLogs();
    },
    onGitHub: (github) => update({ github }),
    logPaths: () => {
      const agent = chooseAgent(record);
      return {
        console: agent?.standardOutPath ?? null,
        error: agent?.standardErrorPath ?? null,
        diag: join(found.directory, '_diag'),
      };
    },
    close: () => {
      closed = true;
      logs?.close();
    },
  };

  /** True when the process table knows of something that the logs, as read, do not. */
  async function needsCatchUp(seen: ProcessAnswer, now: Instant): Promise<boolean> {
    if (logs === null) return false;
    const listener = seen.listeners[0];
    const silent = listener !== undefined && isStale(logs.state, listener.startedAt);
    if (silent && now - listener.startedAt > CONSOLE_SILENT_MS) await logs.useListenerLog();
    const hasWorker = seen.workers.length > 0;
    // The console may never say that the connection is back; the listener's own log does (runner.md 6.3).
    const lost = listener !== undefined && logs.state.state === 'reconnecting';
    if (lost) await logs.useListenerLog();
    return silent || lost || hasWorker !== (tracker.current() !== null);
  }
}

function firstRecord(found: FoundRunner, host: Host): RunnerRecord {
  const now = host.now();
  return {
    id: found.id,
    directory: found.directory,
    displayDirectory: found.directory.startsWith(`${host.home}/`)
      ? `~${found.directory.slice(host.home.length)}`
      : found.directory,
    named: found.named,
    configuration: { kind: 'not-configured' },
    lastName: null,
    agents: found.agents,
    processes: { kind: 'unknown', since: now, why: 'Not looked at yet.' },
    launchd: { kind: 'not-asked', why: 'Not looked at yet.' },
    log: initialLogState('runner-console'),
    logProblem: null,
    github: { kind: 'not-asked', why: 'GitHub has not been asked.' },
    job: null,
    pending: null,
    lastProblem: null,
    state: { kind: 'unknown' },
    since: now,
    memory: NOTHING_REMEMBERED,
  };
}
