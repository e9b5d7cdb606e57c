/**
 * Reader of a listener's `_diag/Runner_*.log`. Works on bytes: it looks for what matters
 * and decodes only those, because these logs are large and nearly all of them is the noise of polling.
 */
import type { Instant } from '../../../shared/domain.ts';
import { asBuffer, cleanLine } from './lines.ts';
import type { Life, LogEvent, LogReader } from './log-event.ts';
import { bytesStartWith, createNeedleFinder } from './needles.ts';
import { parseRecord } from './record.ts';
import { utcAt } from './record-time.ts';
import {
  createRunnerInterpreter,
  HEARTBEAT_MS,
  RUNNER_NEEDLES,
  RUNNER_NOISE,
  RUNNER_NEEDLES_AND_LIFE,
} from './runner-records.ts';

const NEWLINE = 10;
const BRACKET = 0x5b;
/** A longer record keeps its beginning. */
const LONGEST_LINE = 64 * 1024;
/** In a larger part, only its last sign of life is of interest: it is the past that is read. */
const LIVE_BYTES = 64 * 1024;
/** How many of the last lines are looked at for the time of the last record. */
const LOOK_BACK_LINES = 64;
const LOOK_BACK_BYTES = 4 * 1024;
/** `[yyyy-MM-dd HH:mm:ssZ LEVL ` */
const SOURCE_AT = 27;
const RENEWED = Buffer.from('JobDispatcher] Successfully renew job');

/** How a record begins, also in its copy on stdout. */
const PREFIXES = ['[RUNNER ', '['];
const JOB_LIFE = ['] Successfully renew job', '] Received job status event. JobState: Busy'];
const POLL_LIFE = ['] BrokerMigration message received'];
const FREE_LIFE = ['] Received job status event. JobState: Online'];

const needlesAndLife = createNeedleFinder(RUNNER_NEEDLES_AND_LIFE, RUNNER_NOISE);
const needlesOfPast = createNeedleFinder(RUNNER_NEEDLES, RUNNER_NOISE);

export function createRunnerDiagReader(): LogReader {
  let interpreter = createRunnerInterpreter();
  let partial: Buffer = Buffer.alloc(0);
  let skipping = false;
  let toldAt: Instant = Number.NEGATIVE_INFINITY;

  const readLine = (bytes: Buffer, from: number, to: number, events: LogEvent[]): void => {
    if (isRenewal(bytes, from, to)) {
      const at = utcAt(bytes, from + 1);
      if (at !== null)
        events.push(...interpreter.renewed(at, requestAt(bytes, from + SOURCE_AT + RENEWED.length)));
      return;
    }
    const end = bytes[to - 1] === 13 ? to - 1 : to;
    const record = parseRecord(cleanLine(bytes.toString('utf8', from, Math.min(end, from + LONGEST_LINE))));
    if (record !== null) events.push(...interpreter.read(record));
  };
  /** Whole lines only: `end` is just behind a line end, or the end of a last line. */
  const readLines = (bytes: Buffer, from: number, end: number, events: LogEvent[]): void => {
    const needles = end - from > LIVE_BYTES ? needlesOfPast : needlesAndLife;
    let done = from;
    for (const found of needles.findAll(bytes, from, end)) {
      if (found < done) continue;
      const start = lineStart(bytes, found, from);
      const newline = bytes.indexOf(NEWLINE, found);
      done = newline < 0 || newline > end ? end : newline + 1;
      readLine(bytes, start, newline < 0 ? end : Math.min(newline, end), events);
    }
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
      }
      readLines(bytes, firstEnd, lastEnd + 1, events);
      skipping = false;
      partial = Buffer.from(bytes.subarray(lastEnd + 1, lastEnd + 1 + LONGEST_LINE));
      lastLines = join(
        lastLines,
        bytes.subarray(Math.max(0, lastEnd + 1 - LOOK_BACK_BYTES), lastEnd + 1),
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

function lineStart(bytes: Buffer, at: number, from: number): number {
  let start = at;
  while (start > from && bytes[start - 1] !== NEWLINE) start--;
  return start;
}

/** Renewals are the most frequent record that matters: told by their bytes. */
function isRenewal(bytes: Buffer, from: number, to: number): boolean {
  const source = from + SOURCE_AT;
  return bytes[from] === BRACKET && source + RENEWED.length <= to && bytesStartWith(bytes, source, RENEWED);
}

/** The number behind ` request `, of a renewal of the older flow. */
function requestAt(bytes: Buffer, at: number): number | null {
  const digits = /^ request (\d{1,15}),/u.exec(bytes.toString('latin1', at, at + 32))?.[1];
  return digits === undefined ? null : Number(digits);
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
