/**
 * One runner's jobs: which runs, which have been. Joins what the console says of a job (name, start, result)
 * with what its Worker log says (details, steps), and never loses one: a job that ends unwitnessed is `lost`.
 */
import type { Instant, Job, JobId, JobResult, RunnerId, Step } from '../../../shared/domain.ts';
import type { JobDetails, LogEvent } from './log-event.ts';

/** Console and Worker log tell of the same start within this time (the Worker starts after the console line). */
const SAME_START_MS = 90_000;
/** Two logs of one listener tell the same line within this time; a job of this name that starts later is another. */
const SAME_LINE_MS = 3_000;
/** How long after the Worker's end its result may still arrive in a log. */
const RESULT_GRACE_MS = 15_000;
/** Ended jobs kept per runner. */
export const KEPT_JOBS = 50;
/** Successes kept per runner, for "usually"; so many of one job's count. */
const KEPT_SUCCESSES = 500;
const COUNTED_SUCCESSES = 20;
const ENOUGH_FOR_USUAL = 3;

/** How long a job took that succeeded. */
interface Success {
  readonly job: Pick<Job, 'name' | 'repository' | 'workflow'>;
  readonly seconds: number;
}

interface Current {
  readonly name: string;
  readonly startedAt: Instant;
  readonly fromConsole: boolean;
  readonly details: JobDetails | null;
  readonly workerLog: string | null;
  readonly steps: readonly Step[];
  readonly announcedSteps: number | null;
  /** The Worker said so; the console has not yet. */
  readonly result: { readonly result: JobResult; readonly at: Instant } | null;
}

export interface JobTracker {
  /** The running job, if one runs. */
  current(): Job | null;
  /** Ended jobs, newest first, at most KEPT_JOBS. */
  ended(): readonly Job[];
  /** An event of the console (or of the listener's `_diag` log, where there is no console). */
  onConsole(event: LogEvent, now: Instant): void;
  /** An event of the Worker log of this name. */
  onWorkerLog(file: string, event: LogEvent, now: Instant): void;
  /** The process table shows no Worker (since `since`); a job that should run has ended. */
  onNoWorker(since: Instant, now: Instant): void;
  /** True while something but time may still tell how the current job ended. */
  readonly waitsForResult: boolean;
}

/** @param onEnded told once of each job that ends after `live()` was called. */
export function createJobTracker(
  runnerId: RunnerId,
  onEnded: (job: Job) => void,
): JobTracker & { live(): void } {
  let current: Current | null = null;
  let ended: Job[] = [];
  let live = false;
  /** Worker logs of ended jobs, which may still have lines to come. */
  const pastLogs = new Map<string, JobId>();
  /** By job, oldest first. */
  const successes = new Map<JobId, Success>();

  const usual = (of: Success['job']): number | null => {
    const known = [...successes.values()].filter(({ job }) => mayBeSame(job, of)).slice(-COUNTED_SUCCESSES);
    return known.length < ENOUGH_FOR_USUAL ? null : median(known.map(({ seconds }) => seconds));
  };
  const toJob = (from: Current, outcome: Job['outcome']): Job => ({
    id: jobIdOf(runnerId, from),
    runnerId,
    name: from.name,
    startedAt: from.startedAt,
    outcome,
    repository: from.details?.repository ?? null,
    workflow: from.details?.workflow ?? null,
    runId: from.details?.runId ?? null,
    runNumber: from.details?.runNumber ?? null,
    attempt: from.details?.attempt ?? null,
    branch: from.details?.branch ?? null,
    commit: from.details?.commit ?? null,
    actor: from.details?.actor ?? null,
    event: from.details?.event ?? null,
    url: jobUrl(from.details),
    steps: stepsOf(from, outcome),
    announcedSteps: from.announcedSteps,
    usualSeconds: usual({
      name: from.name,
      repository: from.details?.repository ?? null,
      workflow: from.details?.workflow ?? null,
    }),
  });
  const end = (from: Current, outcome: Job['outcome']): void => {
    const job = toJob(from, outcome);
    current = null;
    if (from.workerLog !== null) pastLogs.set(from.workerLog, job.id);
    ended = sortedAndCapped([job, ...ended.filter((other) => other.id !== job.id)]);
    forgetOldLogs(pastLogs);
    if (outcome.kind === 'ended' && outcome.result === 'Succeeded') remember(successes, job, outcome.endedAt);
    if (live) onEnded(job);
  };
  const begin = (next: Current, now: Instant): void => {
    if (current !== null) endUnwitnessed(current, now);
    current = next;
  };
  const endUnwitnessed = (from: Current, now: Instant): void =>
    end(
      from,
      from.result === null
        ? { kind: 'lost', noticedAt: now }
        : { kind: 'ended', result: from.result.result, endedAt: from.result.at },
    );
  const isSame = (name: string, at: Instant): boolean =>
    current !== null && current.name === name && Math.abs(current.startedAt - at) < SAME_START_MS;

  /** The same line from the other of the listener's two logs. */
  const isRepeated = (name: string, at: Instant): boolean =>
    (current !== null &&
      current.fromConsole &&
      current.name === name &&
      Math.abs(current.startedAt - at) <= SAME_LINE_MS) ||
    ended.some((job) => job.name === name && Math.abs(job.startedAt - at) <= SAME_LINE_MS);

  const onConsole = (event: LogEvent, now: Instant): void => {
    if (event.type === 'job-started') {
      const at = event.at ?? now;
      if (isRepeated(event.job, at)) return;
      if (current !== null && !current.fromConsole && isSame(event.job, at)) {
        current = { ...current, startedAt: at, fromConsole: true };
      } else begin({ ...fresh(event.job, at), fromConsole: true }, now);
    } else if (event.type === 'job-completed') {
      const at = event.at ?? now;
      if (current !== null && current.name === event.job) {
        end(current, { kind: 'ended', result: event.result, endedAt: at });
      } else if (!ended.some((job) => job.name === event.job && endsAbout(job, at)))
      // Its start is before what was read; the duration is unknown, so it counts as of its end.
      {
        end(fresh(event.job, event.seconds === undefined ? at : at - event.seconds * 1000), {
          kind: 'ended',
          result: event.result,
          endedAt: at,
        });
      }
    }
  };
  const startFromWorkerLog = (
    file: string,
    event: Extract<LogEvent, { type: 'job-started' }>,
    now: Instant,
  ): void => {
    const at = event.at ?? now;
    const details = event.details ?? null;
    const told = { ...fresh(event.job, at), details, workerLog: file };
    if (current !== null && isSame(event.job, at)) current = { ...current, details, workerLog: file };
    else if (ended.some((job) => job.name === event.job && Math.abs(job.startedAt - at) < SAME_START_MS)) {
      enrich(told);
    } else if (isPast(at)) {
      // An earlier job that the console no longer tells of; its result comes with its log's end.
      ended = sortedAndCapped([toJob(told, { kind: 'lost', noticedAt: now }), ...ended]);
      pastLogs.set(file, jobIdOf(runnerId, told));
    } else begin(told, now);
  };
  const isPast = (at: Instant): boolean =>
    (current !== null && at < current.startedAt) || (ended[0] !== undefined && at < ended[0].startedAt);
  /** The console told this job's result; its Worker log tells the rest. */
  const enrich = (told: Current): void => {
    ended = ended.map((job) => {
      if (job.name !== told.name || Math.abs(job.startedAt - told.startedAt) >= SAME_START_MS) return job;
      if (told.workerLog !== null) pastLogs.set(told.workerLog, job.id);
      const known = successes.get(job.id);
      const enriched = toJob({ ...told, startedAt: job.startedAt }, job.outcome);
      if (known !== undefined) successes.set(job.id, { ...known, job: named(enriched) });
      return { ...enriched, id: job.id, steps: job.steps };
    });
  };
  /** What a Worker log still says of a job that has ended: last steps, and the result where no one else told. */
  const onPastLog = (id: JobId, event: LogEvent, now: Instant): void => {
    ended = ended.map((job) => {
      if (job.id !== id) return job;
      if (event.type === 'step') return { ...job, steps: withStep(job.steps, event, now) };
      if (event.type === 'steps-announced') return { ...job, announcedSteps: event.count };
      if (event.type === 'job-completed' && job.outcome.kind === 'lost') {
        return { ...job, outcome: { kind: 'ended', result: event.result, endedAt: event.at ?? now } };
      }
      return job;
    });
  };
  const onWorkerLog = (file: string, event: LogEvent, now: Instant): void => {
    if (event.type === 'job-started') return startFromWorkerLog(file, event, now);
    const past = pastLogs.get(file);
    if (past !== undefined) return onPastLog(past, event, now);
    if (current === null || current.workerLog !== file) return;
    if (event.type === 'step') current = { ...current, steps: withStep(current.steps, event, now) };
    else if (event.type === 'steps-announced') current = { ...current, announcedSteps: event.count };
    else if (event.type === 'job-completed') {
      current = { ...current, result: { result: event.result, at: event.at ?? now } };
    }
  };
  return {
    current: () => (current === null ? null : toJob(current, { kind: 'running' })),
    ended: () => ended,
    onConsole,
    onWorkerLog,
    onNoWorker: (since, now) => {
      if (current === null) return;
      const quietSince = Math.max(since, current.startedAt);
      if (now - quietSince >= RESULT_GRACE_MS) endUnwitnessed(current, now);
    },
    get waitsForResult() {
      return current !== null;
    },
    live: () => {
      live = true;
    },
  };
}

function sortedAndCapped(jobs: readonly Job[]): Job[] {
  return [...jobs].sort((a, b) => b.startedAt - a.startedAt).slice(0, KEPT_JOBS);
}

function forgetOldLogs(pastLogs: Map<string, JobId>): void {
  for (const file of pastLogs.keys()) {
    if (pastLogs.size <= KEPT_JOBS) return;
    pastLogs.delete(file);
  }
}

function fresh(name: string, startedAt: Instant): Current {
  return {
    name,
    startedAt,
    fromConsole: false,
    details: null,
    workerLog: null,
    steps: [],
    announcedSteps: null,
    result: null,
  };
}

function jobIdOf(runnerId: RunnerId, from: Current): JobId {
  return `${runnerId}-${from.startedAt.toString(36)}` as JobId;
}

function endsAbout(job: Job, at: Instant): boolean {
  return job.outcome.kind === 'ended' && Math.abs(job.outcome.endedAt - at) <= 2 * RESULT_GRACE_MS;
}

/** The job's page at GitHub, or its run's. */
export function jobUrl(details: JobDetails | null): string | null {
  if (details === null || details.serverUrl === null || details.repository === null || details.runId === null)
    return null;
  const run = `${details.serverUrl}/${details.repository}/actions/runs/${details.runId}`;
  return details.checkRunId === null ? run : `${run}/job/${details.checkRunId}`;
}

/** Steps seen, in order, then those that the job message names and that have not begun. */
function stepsOf(from: Current, outcome: Job['outcome']): readonly Step[] {
  const seen = new Set(from.steps.map((step) => step.name));
  const ended = outcome.kind !== 'running';
  const known = from.steps.map((step) =>
    ended && step.state === 'running' ? { ...step, state: 'completed' as const } : step,
  );
  if (ended) return known;
  const pending = (from.details?.steps ?? [])
    .filter((name) => !seen.has(name))
    .map((name): Step => ({ name, state: 'pending', result: null, startedAt: null, endedAt: null }));
  return [...known, ...pending];
}

function withStep(
  steps: readonly Step[],
  event: Extract<LogEvent, { type: 'step' }>,
  now: Instant,
): readonly Step[] {
  const at = event.at ?? now;
  const index = steps.findLastIndex((step) => step.name === event.step && step.state === 'running');
  if (event.state === 'running') {
    return [
      ...steps,
      { name: event.step, state: 'running', result: null, startedAt: event.startedAt ?? at, endedAt: null },
    ];
  }
  const before = steps[index];
  const done: Step = {
    name: event.step,
    state: 'completed',
    result: event.result,
    startedAt: event.startedAt ?? before?.startedAt ?? null,
    endedAt: event.result === 'Skipped' ? null : at,
  };
  return before === undefined ? [...steps, done] : steps.with(index, done);
}

const named = ({ name, repository, workflow }: Job): Success['job'] => ({ name, repository, workflow });

function remember(successes: Map<JobId, Success>, job: Job, endedAt: Instant): void {
  const seconds = Math.round((endedAt - job.startedAt) / 1000);
  if (seconds <= 0) return;
  successes.set(job.id, { job: named(job), seconds });
  const oldest = successes.keys().next();
  if (successes.size > KEPT_SUCCESSES && !oldest.done) successes.delete(oldest.value);
}

/** The same job by all that is known of both: another repository's or workflow's "build" is another job. */
function mayBeSame(a: Success['job'], b: Success['job']): boolean {
  const agree = (one: string | null, other: string | null): boolean =>
    one === null || other === null || one === other;
  return a.name === b.name && agree(a.repository, b.repository) && agree(a.workflow, b.workflow);
}

/** The middle value; the mean of the middle two for an even count. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}
