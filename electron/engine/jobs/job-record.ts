/** What is known of one job, from whom, and how it is shown. */
import type { Instant, Job, JobId, JobResult, RunnerId, Step } from '../../../shared/domain.ts';
import { jobEnd } from '../../../shared/job-time.ts';
import { shownSteps } from './job-steps.ts';
import type { JobDetails } from './log-event.ts';

export interface JobRecord {
  readonly id: JobId;
  /** `''` while no log has named it. */
  readonly name: string;
  /** Null where only its end was read. */
  readonly startedAt: Instant | null;
  /** The console told its start; otherwise its Worker log did, a little later. */
  readonly fromConsole: boolean;
  readonly details: JobDetails | null;
  /** Its Worker logs in order: more than one where the first grew too large (runner.md 7.1). */
  readonly workerLogs: readonly string[];
  /** How the Worker says that it ended. */
  readonly workerResult: { readonly result: JobResult; readonly at: Instant } | null;
  /** The Worker's last word, with or without a result. */
  readonly workerEndedAt: Instant | null;
  /** The last time that its Worker log told. */
  readonly wroteAt: Instant | null;
  readonly steps: readonly Step[];
  readonly announcedSteps: number | null;
  /** It was told as lost, and then its Worker wrote on. */
  readonly wasLost: boolean;
  readonly outcome: Job['outcome'];
}

/** A running job of which nothing but its start is known. */
export function freshRecord(id: JobId, name: string, startedAt: Instant | null): JobRecord {
  return {
    id,
    name,
    startedAt,
    fromConsole: false,
    details: null,
    workerLogs: [],
    workerResult: null,
    workerEndedAt: null,
    wroteAt: null,
    steps: [],
    announcedSteps: null,
    wasLost: false,
    outcome: { kind: 'running' },
  };
}

/** When it was, for an order: its start, or what else is known of it. */
export function timeOf(record: JobRecord): Instant {
  return record.startedAt ?? jobEnd(record) ?? Number.NEGATIVE_INFINITY;
}

/** What a view is shown of it. */
export function toJob(runnerId: RunnerId, record: JobRecord, usualSeconds: number | null): Job {
  const { details } = record;
  return {
    id: record.id,
    runnerId,
    name: record.name,
    startedAt: record.startedAt,
    outcome: record.outcome,
    repository: details?.repository ?? null,
    workflow: details?.workflow ?? null,
    runId: details?.runId ?? null,
    runNumber: details?.runNumber ?? null,
    attempt: details?.attempt ?? null,
    branch: details?.branch ?? null,
    commit: details?.commit ?? null,
    actor: details?.actor ?? null,
    event: details?.event ?? null,
    url: jobUrl(details),
    steps: shownSteps(record.steps, record.outcome, details?.steps ?? []),
    announcedSteps: record.announcedSteps,
    usualSeconds,
  };
}

/** The job's page at GitHub, or its run's. */
export function jobUrl(details: JobDetails | null): string | null {
  if (details === null || details.serverUrl === null || details.repository === null || details.runId === null)
    return null;
  const run = `${details.serverUrl}/${details.repository}/actions/runs/${details.runId}`;
  return details.checkRunId === null ? run : `${run}/job/${details.checkRunId}`;
}
