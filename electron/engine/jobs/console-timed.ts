/** The listener's console lines that carry their own time: `yyyy-MM-dd HH:mm:ssZ: …` (actions/runner, JobDispatcher). */
import { JOB_RESULTS, type Instant, type JobResult } from '../../../shared/domain.ts';
import type { LogEvent } from './log-event.ts';
import { UTC_LENGTH, utcOf } from './record-time.ts';

const RUNNING = 'Running job: ';
const JOB = 'Job ';
const COMPLETED = ' completed with result: ';
const CONNECT_ERROR = 'Runner connect error: ';
/** Also in the form that a pager cut: any beginning of it at the line's end. */
const RETRYING = '. Retrying until reconnected.';
const SHORTEST_CUT = '. Retrying'.length;

export interface TimedLine {
  readonly at: Instant;
  /** Null: a timed line that says nothing known. */
  readonly event: LogEvent | null;
}

/** Takes a clean line; null if it carries no time at its start. */
export function readTimedLine(line: string): TimedLine | null {
  const text = line.trimStart();
  if (!text.startsWith(': ', UTC_LENGTH)) return null;
  const at = utcOf(text);
  return at === null ? null : { at, event: timedEvent(at, text.slice(UTC_LENGTH + 2)) };
}

function timedEvent(at: Instant, text: string): LogEvent | null {
  if (text.trimEnd() === 'Listening for Jobs') return { type: 'listening', at };
  if (text.trimEnd() === 'Runner reconnected.') return { type: 'reconnected', at };
  if (text.startsWith(RUNNING)) return { type: 'job-started', at, job: text.slice(RUNNING.length) };
  if (text.startsWith(CONNECT_ERROR)) return connectError(at, text.slice(CONNECT_ERROR.length));
  return text.startsWith(JOB) ? completed(at, text) : null;
}

/** Split at the last occurrence: a job's name may hold the very words. */
function completed(at: Instant, text: string): LogEvent | null {
  const split = text.lastIndexOf(COMPLETED);
  if (split < JOB.length) return null;
  const result = asJobResult(text.slice(split + COMPLETED.length).trimEnd());
  return result === null ? null : { type: 'job-completed', at, job: text.slice(JOB.length, split), result };
}

/** One of the runner's six words, else null. */
export function asJobResult(word: string): JobResult | null {
  return JOB_RESULTS.find((result) => result === word) ?? null;
}

function connectError(at: Instant, text: string): LogEvent {
  const reason = withoutRetrying(text);
  return isConflict(reason) ? conflict(at, reason) : { type: 'reconnecting', at, reason };
}

function withoutRetrying(text: string): string {
  const whole = text.trimEnd();
  if (whole.endsWith(RETRYING)) return whole.slice(0, -RETRYING.length);
  const cut = whole.lastIndexOf('. Retrying');
  const rest = cut < 0 ? '' : whole.slice(cut).replace(/>$/u, '');
  return rest.length >= SHORTEST_CUT && RETRYING.startsWith(rest) ? whole.slice(0, cut) : whole;
}

/** The server's refusal because another listener holds the session, in either of its wordings. */
export function isConflict(text: string): boolean {
  return /already has an active session|session for this runner already exists/u.test(text);
}

/** The event of that refusal, with the runner's name where it holds it. */
export function conflict(at: Instant | null, reason: string): LogEvent {
  const runner = /\bThe actions runner (.+) already has an active session/u.exec(reason)?.[1];
  return { type: 'conflict', at, reason, ...(runner === undefined ? {} : { runner }) };
}
