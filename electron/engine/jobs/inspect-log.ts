/** What Trackside makes of one log, as JSON: for bug reports (`trackside inspect FILE --as KIND --json`). */
import type { Instant } from '../../../shared/domain.ts';
import type { JobDetails, LogEvent, LogKind, LogState } from './log-event.ts';
import { createLogReader } from './log-reader.ts';
import { foldLogState, initialLogState } from './log-state.ts';

type PlainValue = string | number | null | JobDetails;
export interface LogInspection {
  /** In the log's order; unknown times are null, other unknown fields are left out. */
  readonly events: readonly Readonly<Record<string, PlainValue>>[];
  readonly final: {
    readonly state: LogState['state'];
    /** The running job's display name. */
    readonly job: string | null;
    readonly reason: LogState['reason'];
    readonly detail: string | null;
    readonly version: string | null;
    /** ISO time of the last sign of life. */
    readonly lastAt: string | null;
    readonly jobStartedAt: string | null;
    /** Of the last job that the log told about. */
    readonly jobDetails?: JobDetails;
  };
}

/** Reads `bytes` to their end. Never throws on content; what the source throws passes through. */
export async function inspectLog(
  kind: LogKind,
  bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<LogInspection> {
  const reader = createLogReader(kind);
  const events: Readonly<Record<string, PlainValue>>[] = [];
  let state = initialLogState(kind);
  let jobDetails: JobDetails | null = null;
  const take = (told: readonly LogEvent[]): void => {
    for (const event of told) {
      state = foldLogState(kind, state, event);
      if (event.type === 'job-started' && event.details !== undefined) jobDetails = event.details;
      events.push(toPlain(event));
    }
  };
  for await (const chunk of bytes) take(reader.push(chunk));
  take(reader.flush());
  return { events, final: finalOf(state, jobDetails) };
}

function finalOf(state: LogState, jobDetails: JobDetails | null): LogInspection['final'] {
  return {
    state: state.state,
    job: state.job,
    reason: state.reason,
    detail: state.detail,
    version: state.version,
    lastAt: isoOrNull(state.lastAt),
    jobStartedAt: isoOrNull(state.jobStartedAt),
    ...(jobDetails === null ? {} : { jobDetails }),
  };
}

/** The event as printed: `type` and `at` first, instants as ISO times. */
function toPlain(event: LogEvent): Readonly<Record<string, PlainValue>> {
  const { type, at, ...rest } = event;
  const plain: Record<string, PlainValue> = { type, at: isoOrNull(at) };
  const fields: readonly [string, PlainValue | undefined][] = Object.entries(rest);
  for (const [key, value] of fields) {
    if (value === undefined || value === null || (key === 'job' && value === '')) continue;
    plain[key] = key === 'startedAt' && typeof value === 'number' ? isoOrNull(value) : value;
  }
  return plain;
}

function isoOrNull(at: Instant | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
