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
import type { AgentPlist, Host, Probe } from '../host/host.ts';
import { createJobTracker } from '../jobs/job-tracker.ts';
import { initialLogState } from '../jobs/log-state.ts';
import { checkAgentFiles } from './agent-files.ts';
import { createCommands, type RunnerCommands } from './commands.ts';
import { isStale } from './derive-state.ts';
import { describeRunner, settle } from './describe.ts';
import type { FoundRunner } from './find.ts';
import { NOTHING_REMEMBERED } from './memory.ts';
import { askFolder } from './folder-calls.ts';
import { REAL_TIMERS } from './launchd-procedure.ts';
import type { RunnerRecord } from './record.ts';
import { createRunnerFiles } from './runner-files.ts';
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
  /** Reads what the logs have by now; `hangs` when its folder does not answer. */
  catchUp(): Promise<'read' | 'hangs'>;
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
  /** Processes and logs as of now; null when either cannot be had. */
  readonly lookNow: () => Promise<ProcessAnswer | null>;
  readonly lookAtServices: () => Promise<void>;
  readonly refresh: () => Promise<void>;
  readonly wait: (milliseconds: number) => Promise<'over' | 'stopped'>;
  readonly report: (where: string, error: unknown) => void;
}

export function createManagedRunner(port: ManagedRunnerPort): ManagedRunner {
  const { found, host } = port;
  const tracker = createJobTracker(found.id, (job) => port.onJobEnded(job));
  let record: RunnerRecord = firstRecord(found, host);
  const settledListeners = new Set<() => void>();
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
    // Only what a waiting command waits for: told of every look, two that wait would wake each other for ever.
    if (whatSettles(before) !== whatSettles(record)) for (const listener of settledListeners) listener();
  };
  const inBackground = (work: Promise<unknown>): void => {
    work.catch((error: unknown) => port.report('runner', error));
  };
  const onLogs = (): void => {
    if (files.logs === null) return;
    const before = record.log;
    update({ log: files.logs.state, job: tracker.current() });
    publishJobs();
    if (before.state !== record.log.state) {
      port.lookSoon();
      // The listener may just have removed or renewed its registration.
      if (record.log.state === 'stopped' || before.state === 'unknown') inBackground(readSettings());
    }
  };
  const publishJobs = (): void => {
    const jobs = tracker.ended();
    if (jobs === publishedJobs) return;
    publishedJobs = jobs;
    port.publishJobs(jobs);
  };

  const files = createRunnerFiles({
    directory: found.directory,
    host,
    tracker,
    record: () => record,
    onLogs,
    onStarted: () => tracker.live(host.now()),
    onProblem: (why) =>
      update({ logProblem: why === null ? null : { since: record.logProblem?.since ?? host.now(), why } }),
  });

  async function readSettings(): Promise<void> {
    const configuration = await files.readSettings();
    if (configuration === null) return update({ folderHangs: true });
    if (JSON.stringify(configuration) === JSON.stringify(record.configuration)) {
      return update({ folderHangs: false });
    }
    const lastName = configuration.kind === 'configured' ? configuration.name : record.lastName;
    update({ configuration, lastName, folderHangs: false });
  }

  /** Reads `.runner`, and follows the logs unless the folder does not answer: then it is not asked more. */
  async function readFolder(): Promise<void> {
    await readSettings();
    if (!record.folderHangs) await files.follow();
  }

  async function catchUp(): Promise<'read' | 'hangs'> {
    const how = await files.catchUp();
    if (how === 'hangs') inBackground(readSettings());
    return how;
  }

  const commands = createCommands({
    host,
    record: () => (closed ? null : record),
    look: port.lookNow,
    setPending: (pending) => update({ pending }),
    setProblem: (lastProblem) => update({ lastProblem }),
    lookAtServices: port.lookAtServices,
    refresh: port.refresh,
    onSettled: (listener) => {
      settledListeners.add(listener);
      return () => settledListeners.delete(listener);
    },
    wait: port.wait,
    timers: REAL_TIMERS,
    checkFiles,
    report: port.report,
  });

  return {
    id: found.id,
    directory: found.directory,
    commands,
    record: () => record,
    start: readFolder,
    onFound: async (again) => {
      update({ agents: again.agents, named: again.named });
      await readFolder();
    },
    onProcesses: async (probe, now) => {
      if (probe.ok) {
        noWorkerSince = probe.value.workers.length > 0 ? null : (noWorkerSince ?? now);
        if (!record.folderHangs && (await needsCatchUp(probe.value, now))) await catchUp();
        if (noWorkerSince !== null) tracker.onNoWorker(noWorkerSince, now);
      }
      update({
        processes: witness(record.processes, probe, now),
        job: tracker.current(),
        log: files.logs?.state ?? record.log,
      });
      publishJobs();
      if (record.folderHangs) inBackground(readFolder());
      else inBackground(files.follow());
    },
    catchUp,
    onLaunchd: (launchd) => {
      update({ launchd });
      inBackground(readFolder());
    },
    onGitHub: (github) => update({ github }),
    logPaths: () => {
      const agent = files.agent();
      return {
        console: agent?.standardOutPath ?? null,
        error: agent?.standardErrorPath ?? null,
        diag: join(found.directory, '_diag'),
      };
    },
    close: () => {
      closed = true;
      files.close();
      // What waits is taken back with it; what is acting is left to finish.
      inBackground(commands.close());
    },
  };

  /** True when the process table knows of something that the logs, as read, do not. */
  async function needsCatchUp(seen: ProcessAnswer, now: Instant): Promise<boolean> {
    const { logs } = files;
    if (logs === null) return false;
    const listener = seen.listeners[0];
    const silent = listener !== undefined && isStale(logs.state, listener.startedAt);
    if (silent && now - listener.startedAt > CONSOLE_SILENT_MS) inBackground(logs.useListenerLog());
    const hasWorker = seen.workers.length > 0;
    // The console may never say that the connection is back; the listener's own log does (runner.md 6.3).
    const lost = listener !== undefined && logs.state.state === 'reconnecting';
    if (lost) inBackground(logs.useListenerLog());
    return silent || lost || hasWorker !== (tracker.current() !== null);
  }
}

/** What a command may wait for. */
function whatSettles(record: RunnerRecord): string {
  const workers = record.processes.kind === 'answered' ? record.processes.answer.workers.length : null;
  return JSON.stringify([record.state.kind, workers, record.log.state, record.job?.id ?? null]);
}

/** The service's program lies in the runner's folder, which may not answer. */
async function checkFiles(agent: AgentPlist): ReturnType<typeof checkAgentFiles> {
  const answer = await askFolder(agent.program[0] ?? agent.path, () => checkAgentFiles(agent));
  return answer.ok ? answer.value : { kind: 'refused', text: 'The runner’s folder does not answer.' };
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
    folderHangs: false,
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
