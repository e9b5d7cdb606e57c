/** What Trackside makes of one log, as JSON: for bug reports (`trackside inspect FILE --as KIND --json`). */
import type { Instant } from '../../../shared/domain.ts';
import { hideSecretsInName, hideSecretsInSentence } from '../hide-secrets.ts';
import { adviceFor } from './advice.ts';
import { jobUrl } from './job-record.ts';
import { createLineSplitter } from './lines.ts';
import type { JobDetails, LogEvent, LogKind, LogState } from './log-event.ts';
import { createLogReader } from './log-reader.ts';
import { foldLogState, initialLogState } from './log-state.ts';
import { createSummariser, type LogSummary } from './record-summary.ts';

/** Of a long log, the last ones. */
const KEPT_STATES = 200;

export type PlainDetails = JobDetails & { readonly url: string | null };
type PlainValue = string | number | boolean | null | PlainDetails;
/** `type` and `at` (ISO or null) first; other unknown fields are left out. */
export type PlainEvent = Readonly<Record<string, PlainValue>>;

/** One state that the log goes through, from the event that led there on. */
export interface PlainState {
  readonly state: LogState['state'];
  readonly at: string | null;
  readonly job?: string;
  readonly reason?: string;
}
/** What is known at the log's end. */
export interface LogOutcome extends LogSummary {
  readonly final: {
    readonly state: LogState['state'];
    /** The running job's display name. */
    readonly job: string | null;
    readonly reason: LogState['reason'];
    readonly detail: string | null;
    readonly version: string | null;
    /** The version that it updates itself to. */
    readonly target: string | null;
    /** ISO time of the last sign of life. */
    readonly lastAt: string | null;
    readonly jobStartedAt: string | null;
    /** What to do about it. */
    readonly advice: string | null;
    /** Of the last job that the log told about. */
    readonly jobDetails?: PlainDetails;
  };
  readonly states: readonly PlainState[];
}
export interface LogInspection extends LogOutcome {
  /** In the log's order. */
  readonly events: readonly PlainEvent[];
}

type Bytes = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** Reads `bytes` to their end. Never throws on content; what the source throws passes through. */
export async function inspectLog(kind: LogKind, bytes: Bytes): Promise<LogInspection> {
  const events: PlainEvent[] = [];
  const outcome = await readLog(kind, bytes, (event) => {
    events.push(event);
  });
  return { events, ...outcome };
}

/**
 * The same without keeping the events: each is given to `onEvent` in its turn, for logs of any size.
 * @param onEvent may give a promise; the next part is read when it has resolved.
 */
export async function readLog(
  kind: LogKind,
  bytes: Bytes,
  onEvent: (event: PlainEvent) => Promise<void> | void,
): Promise<LogOutcome> {
  const reader = createLogReader(kind, 'full');
  const lines = createLineSplitter();
  const summary = createSummariser();
  const states: PlainState[] = [];
  const merge = createUpdateMerger();
  let state = initialLogState(kind);
  let details: JobDetails | null = null;

  const take = async (told: readonly LogEvent[]): Promise<void> => {
    for (const event of told) {
      state = foldLogState(kind, state, event);
      noteState(states, state, event.at);
      if (event.type === 'job-started' && event.details !== undefined) ({ details } = event);
      for (const merged of merge.add(event)) await onEvent(toPlain(merged));
    }
  };
  for await (const chunk of bytes) {
    lines.push(chunk, (line) => summary.line(line));
    await take(reader.push(chunk));
  }
  lines.flush((line) => summary.line(line));
  await take(reader.flush());
  for (const held of merge.end()) await onEvent(toPlain(held));
  return { final: finalOf(state, details), states, ...summary.result() };
}

/** An update tells of itself before it tells its version; one event for both. */
function createUpdateMerger() {
  let held: Extract<LogEvent, { type: 'updating' }> | null = null;
  const release = (): LogEvent[] => {
    const events = held === null ? [] : [held];
    held = null;
    return events;
  };
  return {
    add(event: LogEvent): readonly LogEvent[] {
      if (event.type === 'updating' && event.version === null) {
        const before = release();
        held = event;
        return before;
      }
      if (event.type === 'updating' && held !== null) {
        const at = held.at ?? event.at;
        held = null;
        return [{ ...event, at }];
      }
      return [...release(), event];
    },
    end: release,
  };
}

function noteState(states: PlainState[], state: LogState, at: Instant | null): void {
  const next: PlainState = {
    state: state.state,
    at: isoOrNull(at),
    ...(state.job === null ? {} : { job: hideSecretsInName(state.job) }),
    ...(state.reason === null ? {} : { reason: state.reason }),
  };
  const last = states.at(-1);
  if (last?.state === next.state && last.job === next.job && last.reason === next.reason) return;
  if (last === undefined && next.state === 'unknown') return;
  states.push(next);
  if (states.length > KEPT_STATES) states.shift();
}

function finalOf(state: LogState, details: JobDetails | null): LogOutcome['final'] {
  return {
    state: state.state,
    job: state.job === null ? null : hideSecretsInName(state.job),
    reason: state.reason,
    detail: state.detail === null ? null : hideSecretsInSentence(state.detail),
    version: state.version,
    target: state.target,
    lastAt: isoOrNull(state.lastAt),
    jobStartedAt: isoOrNull(state.jobStartedAt),
    advice: adviceFor(state),
    ...(details === null ? {} : { jobDetails: plainDetails(details) }),
  };
}

/** Instants among an event's own fields; all others are what they say. */
const INSTANTS: ReadonlySet<string> = new Set(['startedAt', 'validUntil']);
const SENTENCES: ReadonlySet<string> = new Set(['reason']);

/** The event as printed: `type` and `at` first, instants as ISO times, no secrets. */
function toPlain(event: LogEvent): PlainEvent {
  const { type, at, ...rest } = event;
  const plain: Record<string, PlainValue> = { type, at: isoOrNull(at) };
  const fields: readonly [string, string | number | boolean | null | JobDetails | undefined][] =
    Object.entries(rest);
  for (const [key, value] of fields) {
    // Of a service, "no process" is an answer.
    if (value === undefined || (value === null && type !== 'service') || (key === 'job' && value === '')) {
      continue;
    }
    plain[key] = plainValue(key, value);
  }
  return plain;
}

function plainValue(key: string, value: string | number | boolean | null | JobDetails): PlainValue {
  if (typeof value === 'number') return INSTANTS.has(key) ? isoOrNull(value) : value;
  if (typeof value === 'string') {
    return SENTENCES.has(key) ? hideSecretsInSentence(value) : hideSecretsInName(value);
  }
  return value === null || typeof value === 'boolean' ? value : plainDetails(value);
}

function plainDetails(details: JobDetails): PlainDetails {
  const clean = (text: string | null): string | null => (text === null ? null : hideSecretsInName(text));
  const url = jobUrl(details);
  return {
    jobId: clean(details.jobId),
    repository: clean(details.repository),
    workflow: clean(details.workflow),
    runId: clean(details.runId),
    runNumber: clean(details.runNumber),
    attempt: details.attempt,
    branch: clean(details.branch),
    commit: clean(details.commit),
    actor: clean(details.actor),
    event: clean(details.event),
    checkRunId: clean(details.checkRunId),
    serverUrl: clean(details.serverUrl),
    url: clean(url),
    steps: details.steps.map(hideSecretsInName),
  };
}

function isoOrNull(at: Instant | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
