/**
 * One runner's jobs: which runs, which have been. Joins what the console says of a job (name, start, result)
 * with what its Worker log says (details, steps), and never loses one: a job that ends unwitnessed is `lost`.
 */
import type { Instant, Job, JobId, RunnerId } from '../../../shared/domain.ts';
import { RESULT_GRACE_MS, WORKER_GRACE_MS } from './grace.ts';
import {
  awaitingWorker,
  continuedBy,
  endFirst,
  endingAt,
  isToldEnd,
  isToldStart,
  startlessEnd,
  workerFirst,
} from './job-match.ts';
import { freshRecord, type JobRecord, timeOf, toJob } from './job-record.ts';
import { withStep } from './job-steps.ts';
import type { LogEvent } from './log-event.ts';
import { createUsualTimes } from './usual-time.ts';

/** Ended jobs kept per runner. */
export const KEPT_JOBS = 50;
/** Worker logs whose beginning was seen, and that belong to no job yet. */
const KEPT_HEADS = 32;
/** Log times are whole seconds. */
const LOG_SECOND_MS = 1_000;
/** The first look at the processes comes within this time after the start. */
const FIRST_LOOK_MS = 10_000;

export interface JobTracker {
  /** The running job, if one runs. */
  current(): Job | null;
  /** Ended jobs, newest first, at most KEPT_JOBS; the same array until something changes. */
  ended(): readonly Job[];
  /** An event of the console (or of the listener's `_diag` log, where there is no console). */
  onConsole(event: LogEvent, now: Instant): void;
  /** An event of the Worker log of this name. */
  onWorkerLog(file: string, event: LogEvent, now: Instant): void;
  /** The process table shows no Worker (since `since`); a job that should run has ended. */
  onNoWorker(since: Instant, now: Instant): void;
}

/**
 * @param onEnded told of each job that ends after `live()` was called: once, and once more where one that seemed
 * lost turns out to have run on.
 */
export function createJobTracker(
  runnerId: RunnerId,
  onEnded: (job: Job) => void,
): JobTracker & { live(now: Instant): void } {
  let current: JobRecord | null = null;
  let past: readonly JobRecord[] = [];
  let shown: readonly Job[] | null = [];
  let liveSince: Instant | null = null;
  const usual = createUsualTimes();
  const jobs = new WeakMap<JobRecord, Job>();
  const heads = new Set<string>();

  const all = (): readonly JobRecord[] => (current === null ? past : [current, ...past]);
  const jobOf = (record: JobRecord): Job => {
    const known = jobs.get(record);
    if (known !== undefined) return known;
    const job = toJob(runnerId, record, usual.of(record));
    jobs.set(record, job);
    return job;
  };
  const newId = (at: Instant): JobId => {
    const id = `${runnerId}-${at.toString(36)}`;
    for (let nth = 1; ; nth += 1) {
      const free = nth === 1 ? id : `${id}-${nth}`;
      if (!all().some((one) => one.id === free)) return free as JobId;
    }
  };
  const putPast = (record: JobRecord): void => {
    const others = past.filter((one) => one.id !== record.id);
    const index = others.findIndex((one) => timeOf(one) <= timeOf(record));
    past = others.toSpliced(index < 0 ? others.length : index, 0, record).slice(0, KEPT_JOBS);
    shown = null;
    usual.learn(record);
  };
  const put = (record: JobRecord): void => {
    if (current?.id === record.id) current = record;
    else putPast(record);
  };
  const end = (
    record: JobRecord,
    outcome: Exclude<Job['outcome'], { kind: 'running' }>,
    told: 'told' | 'quiet',
  ): void => {
    const ended = { ...record, outcome };
    if (current?.id === record.id) current = null;
    putPast(ended);
    const toldBefore = record.wasLost && outcome.kind === 'lost';
    if (told === 'told' && !toldBefore && isNews(ended)) onEnded(jobOf(ended));
  };
  /** What ended before the start is history. */
  const isNews = ({ outcome, startedAt, wroteAt }: JobRecord): boolean => {
    if (liveSince === null) return false;
    const lastSeen = outcome.kind === 'ended' ? outcome.endedAt : Math.max(startedAt ?? 0, wroteAt ?? 0);
    return lastSeen >= liveSince - LOG_SECOND_MS;
  };
  const endUnwitnessed = (record: JobRecord, now: Instant, told: 'told' | 'quiet'): void =>
    end(
      record,
      record.workerResult === null
        ? { kind: 'lost', noticedAt: record.workerEndedAt ?? now }
        : { kind: 'ended', result: record.workerResult.result, endedAt: record.workerResult.at },
      told,
    );
  const begin = (record: JobRecord, now: Instant): void => {
    if (current !== null) endUnwitnessed(current, now, 'told');
    current = record;
  };
  /** A job that others have followed: it has ended, and nobody said yet how. */
  const isPast = (at: Instant): boolean => all().some((one) => timeOf(one) > at);
  const putEarlier = (record: JobRecord, now: Instant): void => {
    const next = Math.min(
      now,
      ...all()
        .map(timeOf)
        .filter((time) => time > timeOf(record)),
    );
    putPast({ ...record, outcome: { kind: 'lost', noticedAt: next } });
  };

  const onStarted = (name: string, at: Instant, now: Instant): void => {
    if (isToldStart(all(), name, at)) return;
    const known = workerFirst(all(), name, at) ?? endFirst(all(), name, at);
    if (known !== undefined)
      return put({ ...known, name: name || known.name, startedAt: at, fromConsole: true });
    const record = { ...freshRecord(newId(at), name, at), fromConsole: true };
    if (isPast(at)) putEarlier(record, now);
    else begin(record, now);
  };
  const onCompleted = (event: Extract<LogEvent, { type: 'job-completed' }>, at: Instant): void => {
    const { job: name, result, seconds } = event;
    if (isToldEnd(past, name, at)) return;
    const known = endingAt(all(), name, at);
    if (known?.outcome.kind === 'ended') return;
    // Its start may be before what was read: then its duration is unknown.
    const startedAt = seconds === undefined ? null : at - seconds * 1000;
    const record = known ?? {
      ...freshRecord(newId(startedAt ?? at), name, startedAt),
      fromConsole: startedAt !== null,
    };
    end({ ...record, name: name || record.name }, { kind: 'ended', result, endedAt: at }, 'told');
  };

  const onWorkerStarted = (
    file: string,
    event: Extract<LogEvent, { type: 'job-started' }>,
    now: Instant,
  ): void => {
    const at = event.at ?? now;
    const told = { details: event.details ?? null, workerLogs: [file], wroteAt: at };
    const again = all().find((one) => one.workerLogs[0] === file);
    if (again !== undefined) {
      return put({
        ...again,
        ...told,
        steps: [],
        announcedSteps: null,
        workerResult: null,
        workerEndedAt: null,
      });
    }
    const known = awaitingWorker(all(), event.job, at);
    if (known === undefined) {
      const record = { ...freshRecord(newId(at), event.job, at), ...told };
      if (isPast(at)) putEarlier(record, now);
      else begin(record, now);
    } else if (known.outcome.kind === 'lost' && known === all()[0]) takeBack({ ...known, ...told });
    else put({ ...known, ...told, name: known.name || event.job });
  };
  /** It seemed lost because its Worker came late. */
  const takeBack = (record: JobRecord): void => {
    past = past.filter((one) => one.id !== record.id);
    shown = null;
    current = { ...record, wasLost: true, outcome: { kind: 'running' } };
  };
  /** The job that a Worker log without a job message belongs to. */
  const adopt = (file: string, at: Instant): JobRecord | undefined => {
    const isOwnProcess = heads.has(file);
    const before = isOwnProcess ? undefined : continuedBy(all(), file);
    const found = before ?? (current?.workerLogs.length === 0 ? current : undefined);
    if (found === undefined || at < (found.startedAt ?? Infinity)) return undefined;
    return { ...found, workerLogs: [...found.workerLogs, file] };
  };
  const onWorkerEnded = (
    record: JobRecord,
    event: Extract<LogEvent, { type: 'job-completed' }>,
    at: Instant,
  ): void => {
    const ended = { ...record, workerResult: { result: event.result, at }, workerEndedAt: at };
    if (ended.outcome.kind === 'ended') return put(ended);
    const told = startlessEnd(past, ended.name, at);
    if (told !== undefined) {
      // The console's line of its end was read, that of its start was not: it is one job, and its end was told.
      if (current?.id === ended.id) current = null;
      past = past.filter((one) => one.id !== ended.id);
      putPast({ ...ended, id: told.id, name: told.name || ended.name, outcome: told.outcome });
    } else if (ended.outcome.kind === 'running') {
      put(ended);
      if (liveSince !== null && at < liveSince - LOG_SECOND_MS) endUnwitnessed(ended, at, 'quiet');
    } else end(ended, { kind: 'ended', result: event.result, endedAt: at }, 'told');
  };
  const onWorkerEvent = (file: string, event: LogEvent, now: Instant): void => {
    if (event.type === 'version') {
      heads.add(file);
      for (const oldest of heads) if (heads.size > KEPT_HEADS) heads.delete(oldest);
    }
    const tellsOfJob =
      event.type === 'step' || event.type === 'steps-announced' || event.type === 'job-completed';
    const at = event.at ?? now;
    const known =
      all().find((one) => one.workerLogs.includes(file)) ?? (tellsOfJob ? adopt(file, at) : undefined);
    if (known === undefined) return;
    const record = { ...known, wroteAt: Math.max(known.wroteAt ?? at, at) };
    if (event.type === 'step') put({ ...record, steps: withStep(record.steps, event, now) });
    else if (event.type === 'steps-announced') put({ ...record, announcedSteps: event.count });
    else if (event.type === 'job-completed') onWorkerEnded(record, event, at);
    else if (event.type === 'stopped') put({ ...record, workerEndedAt: at });
    else if (record.outcome.kind === 'running') put(record);
  };

  return {
    current: () => (current === null ? null : jobOf(current)),
    ended: () => (shown ??= past.map(jobOf)),
    onConsole: (event, now) => {
      if (event.type === 'job-started') onStarted(event.job, event.at ?? now, now);
      else if (event.type === 'job-completed') onCompleted(event, event.at ?? now);
    },
    onWorkerLog: (file, event, now) => {
      if (event.type === 'job-started') onWorkerStarted(file, event, now);
      else onWorkerEvent(file, event, now);
    },
    onNoWorker: (since, now) => {
      if (current === null) return;
      // A time that is yet to come is of a clock that was set back.
      const times = [current.startedAt, current.wroteAt].filter((at) => at !== null && at <= now);
      const quietSince = Math.max(since, ...times.map(Number));
      const grace = current.workerResult === null ? WORKER_GRACE_MS : RESULT_GRACE_MS;
      if (now - quietSince < grace) return;
      // Without a Worker since the first look: it had ended before the start.
      const ranLive = liveSince !== null && since > liveSince + FIRST_LOOK_MS;
      endUnwitnessed(ranLive ? { ...current, wroteAt: since } : current, now, 'told');
    },
    live: (now) => {
      if (liveSince !== null) return;
      if (current !== null && current.workerEndedAt !== null) endUnwitnessed(current, now, 'quiet');
      liveSince = now;
    },
  };
}
