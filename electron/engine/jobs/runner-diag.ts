/**
 * Reader of a listener's `_diag/Runner_*.log`. Works on bytes: it looks for what matters
 * and decodes only those, because these logs are large and nearly all of them is the noise of polling.
 */
import type { Instant } from '../../../shared/domain.ts';
import { asBuffer, cleanLine } from './lines.ts';
import type { Life, LogEvent, LogReader, PastDetail } from './log-event.ts';
import { createRecordScan, type RecordScan } from './record-scan.ts';
import { utcAt } from './record-time.ts';
import {
  ADDRESS,
  AFTER_RENEWALS,
  createRunnerInterpreter,
  HEARTBEAT_MS,
  LISTENER_RECORDS,
  RUNNER_RECORDS,
} from './runner-records.ts';

const NEWLINE = 10;
const CARRIAGE_RETURN = 13;
/** A longer record keeps its beginning. */
const LONGEST_LINE = 64 * 1024;
/** In a larger part, only its last sign of life is of interest: it is the past that is read. */
const LIVE_BYTES = 64 * 1024;
/** How many of the last lines are looked at for the time of the last record. */
const LOOK_BACK_LINES = 64;
const LOOK_BACK_BYTES = 4 * 1024;
/** From a record's time to its source: `yyyy-MM-dd HH:mm:ssZ LEVL `. */
const TIME_TO_SOURCE = 26;

/** How a record begins, also in its copy on stdout. */
const STDOUT_PREFIX = '[RUNNER ';
const STDOUT_MARK = 0x52;
const PREFIXES = [STDOUT_PREFIX, '['];
const COMPLETED = Buffer.from(' completed with result: ');
const JOB_LIFE = ['] Successfully renew job', '] Received job status event. JobState: Busy'];
const POLL_LIFE = ['] BrokerMigration message received'];
const FREE_LIFE = ['] Received job status event. JobState: Online'];

let shared: RecordScan | null = null;
/** One for all readers: it keeps nothing between two calls. Made when the first log is read. */
function recordScan(): RecordScan {
  shared ??= createRecordScan(RUNNER_RECORDS);
  return shared;
}

/** @param past how much of a long past is told (log-reader.ts). */
export function createRunnerDiagReader(past: PastDetail): LogReader {
  let interpreter = createRunnerInterpreter();
  let partial: Buffer = Buffer.alloc(0);
  let skipping = false;
  let toldAt: Instant = Number.NEGATIVE_INFINITY;

  const readRecord = (bytes: Buffer, pattern: number, start: number, stop: number): readonly LogEvent[] => {
    const source = RUNNER_RECORDS[pattern]?.source ?? '';
    const timeAt = start + (bytes[start + 1] === STDOUT_MARK ? STDOUT_PREFIX.length : 1);
    const at = utcAt(bytes, timeAt);
    if (at === null) return [];
    const messageAt = timeAt + TIME_TO_SOURCE + source.length + 2;
    const end = Math.min(bytes[stop - 1] === CARRIAGE_RETURN ? stop - 1 : stop, messageAt + LONGEST_LINE);
    return interpreter.read({ at, source, message: cleanLine(bytes.toString('utf8', messageAt, end)) });
  };
  /** Whole lines only: `end` is just behind a line end, or the end of a last line. */
  const readLines = (bytes: Buffer, from: number, end: number, events: LogEvent[]): void => {
    if (past === 'full' || end - from <= LIVE_BYTES) return readAll(bytes, from, end, 0, events);
    // Its first lines hold the version, or name it, if any do.
    const head = interpreter.knowsVersion ? from : bytes.indexOf(NEWLINE, from + LIVE_BYTES) + 1;
    readAll(bytes, from, head, AFTER_RENEWALS, events);
    readPast(bytes, head, end, events);
  };
  const readAll = (bytes: Buffer, from: number, end: number, least: number, events: LogEvent[]): void => {
    recordScan().scan(bytes, from, end, least, (pattern, start, stop) => {
      if (pattern === ADDRESS && interpreter.knowsVersion) return;
      for (const event of readRecord(bytes, pattern, start, stop)) events.push(event);
    });
  };
  /** A Worker's records are only looked at for a job whose start is unknown, and for what still runs at the end. */
  const readPast = (bytes: Buffer, from: number, end: number, events: LogEvent[]): void => {
    const found: number[] = [];
    recordScan().scan(bytes, from, end, LISTENER_RECORDS, (...record) => found.push(...record));
    let since = from;
    for (let index = 0; index < found.length; index += 3) {
      const [pattern = 0, start = 0, stop = 0] = [found[index], found[index + 1], found[index + 2]];
      if (!interpreter.knowsJob && bytes.subarray(start, stop).includes(COMPLETED)) {
        readAll(bytes, since, start, AFTER_RENEWALS, events);
      }
      for (const event of readRecord(bytes, pattern, start, stop)) events.push(event);
      since = Math.min(stop + 1, end);
    }
    readAll(bytes, since, end, AFTER_RENEWALS, events);
  };
  /** Any record shows that the listener lives; told at most every ten seconds, and at the end of the log. */
  const lifeSign = (bytes: Buffer, quietMs: number, events: LogEvent[]): void => {
    for (const event of events) if (event.at !== null) toldAt = Math.max(toldAt, event.at);
    const at = lastRecordAt(bytes);
    if (at === null || at - toldAt <= quietMs) return;
    toldAt = at;
    const of = lastLife(bytes);
    events.push(of === null ? { type: 'heartbeat', at } : { type: 'heartbeat', at, of });
  };
  let lastLines: Buffer = Buffer.alloc(0);

  return {
    push(chunk) {
      const events: LogEvent[] = [];
      const bytes = asBuffer(chunk);
      const lastEnd = bytes.lastIndexOf(NEWLINE);
      if (lastEnd < 0) {
        if (!skipping) partial = join(partial, bytes);
        if (partial.length > LONGEST_LINE) skipping = true;
        return events;
      }
      const firstEnd = partial.length > 0 || skipping ? bytes.indexOf(NEWLINE) + 1 : 0;
      if (firstEnd > 0) {
        const line = join(partial, bytes.subarray(0, firstEnd));
        readLines(line, 0, line.length, events);
        lastLines = join(lastLines, line.subarray(-LOOK_BACK_BYTES));
      }
      readLines(bytes, firstEnd, lastEnd + 1, events);
      skipping = false;
      partial = Buffer.from(bytes.subarray(lastEnd + 1, lastEnd + 1 + LONGEST_LINE));
      lastLines = join(
        lastLines,
        bytes.subarray(Math.max(firstEnd, lastEnd + 1 - LOOK_BACK_BYTES), lastEnd + 1),
      ).subarray(-LOOK_BACK_BYTES);
      lifeSign(lastLines, HEARTBEAT_MS, events);
      return events;
    },
    flush() {
      const events: LogEvent[] = [];
      readLines(partial, 0, partial.length, events);
      const all = join(lastLines, partial);
      lifeSign(all, 0, events);
      partial = Buffer.alloc(0);
      skipping = false;
      return events;
    },
    reset() {
      partial = Buffer.alloc(0);
      lastLines = Buffer.alloc(0);
      skipping = false;
      interpreter = createRunnerInterpreter();
      toldAt = Number.NEGATIVE_INFINITY;
    },
  };
}

function join(head: Buffer, tail: Buffer): Buffer {
  return head.length === 0 ? Buffer.from(tail) : Buffer.concat([head, tail]);
}

/** The time of the last record in `bytes`; null where none begins in its last lines. */
function lastRecordAt(bytes: Buffer): Instant | null {
  let stop = bytes.length;
  for (let lines = 0; lines < LOOK_BACK_LINES && stop > 0; lines++) {
    const from = stop < 2 ? 0 : bytes.lastIndexOf(NEWLINE, stop - 2) + 1;
    const prefix = PREFIXES.find((each) => bytes.toString('latin1', from, from + each.length) === each);
    const at = prefix === undefined ? null : utcAt(bytes, from + prefix.length);
    if (at !== null) return at;
    stop = from;
  }
  return null;
}

/** What the last record that tells of life tells of; null: none does. */
function lastLife(bytes: Buffer): Life | null {
  const last = (marks: readonly string[]): number =>
    Math.max(...marks.map((mark) => bytes.lastIndexOf(mark)));
  const [job, poll, free] = [last(JOB_LIFE), last(POLL_LIFE), last(FREE_LIFE)];
  const latest = Math.max(job, poll, free);
  if (latest < 0) return null;
  if (latest === job) return 'job';
  return latest === poll ? 'poll' : 'free';
}
