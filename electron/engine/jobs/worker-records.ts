/** Records of a Worker's `_diag` log to events: one job, its steps, its result (runner.md 7.4). */
import * as z from 'zod';
import type { Instant, JobResult } from '../../../shared/domain.ts';
import { asJobResult } from './console-timed.ts';
import { oneLine, parseJobMessage, pickFromJobMessage } from './job-message.ts';
import type { LogEvent } from './log-event.ts';
import type { DiagRecord } from './record.ts';

/** Kept of one message; of a larger one, the lines that can name the job. */
export const LONGEST_MESSAGE = 8 * 1024 * 1024;
/** A line that names the job or what it runs for is short. */
const LONGEST_NAMING_LINE = 512;
const HEARTBEAT_MS = 10_000;

const telemetry = z.object({
  action: z.string().nullish(),
  result: z.string().nullish(),
  startTime: z.string().nullish(),
  finishTime: z.string().nullish(),
});

interface Capture {
  readonly what: 'job-message' | 'telemetry' | 'step-name';
  readonly at: Instant;
  lines: string[];
  size: number;
  isCut: boolean;
}
interface RunningStep {
  readonly name: string;
  readonly at: Instant;
  result: JobResult | null;
  startedAt: Instant | null;
  endedAt: Instant | null;
}

export interface WorkerInterpreter {
  read(record: DiagRecord): readonly LogEvent[];
  /** A line without a record's beginning: it belongs to the record before. */
  continuation(line: string): readonly LogEvent[];
  /** At the end of the log: its last time, as a heartbeat, if nothing told it yet. */
  end(): readonly LogEvent[];
}

export function createWorkerInterpreter(): WorkerInterpreter {
  let capture: Capture | null = null;
  let job: string | null = null;
  let startedAt: Instant | null = null;
  let step: RunningStep | null = null;
  let result: JobResult | null = null;
  let completed = false;
  let seenAt: Instant | null = null;
  let toldAt: Instant = Number.NEGATIVE_INFINITY;

  const told = (events: readonly LogEvent[]): readonly LogEvent[] => {
    for (const { at } of events) if (at !== null) toldAt = Math.max(toldAt, at);
    return events;
  };
  /** A Worker that writes is a job that runs; once it completed, its last words are only its last words. */
  const heartbeat = (at: Instant, quietMs: number): readonly LogEvent[] => {
    if (at - toldAt <= quietMs) return [];
    return told([completed ? { type: 'heartbeat', at } : { type: 'heartbeat', at, of: 'job' }]);
  };
  const begin = (what: Capture['what'], at: Instant, first: string): void => {
    capture = { what, at, lines: [first], size: first.length, isCut: false };
  };
  const finish = (): readonly LogEvent[] => {
    const done = capture;
    capture = null;
    if (done === null) return [];
    switch (done.what) {
      case 'job-message':
        return jobStarted(done.at, done.lines);
      case 'telemetry':
        if (!done.isCut) takeTelemetry(done.lines.join('\n').replace(/\}\.\s*$/u, '}'));
        return [];
      case 'step-name':
        step = { name: stepName(done.lines), at: done.at, result: null, startedAt: null, endedAt: null };
        return [];
      default:
        return done.what satisfies never;
    }
  };
  const jobStarted = (at: Instant, lines: readonly string[]): readonly LogEvent[] => {
    const message = parseJobMessage(lines.join('\n')) ?? pickFromJobMessage(lines);
    if (message === null) return [];
    job = message.name ?? '';
    startedAt = at;
    completed = false;
    return [{ type: 'job-started', at, job, details: message.details }];
  };
  const takeTelemetry = (text: string): void => {
    const read = telemetry.safeParse(jsonOrNull(text));
    if (step === null || !read.success) return;
    if (read.data.action === 'setup_job' || read.data.action === 'complete_job') return;
    step.startedAt = timeOf(read.data.startTime) ?? step.startedAt;
    step.endedAt = timeOf(read.data.finishTime) ?? step.endedAt;
  };
  /** The JSON ends with a brace at the left edge (telemetry: `}.`); a record that follows ends it too. */
  const continuation = (line: string): readonly LogEvent[] => {
    if (capture === null) return [];
    keep(capture, line);
    return capture.what !== 'step-name' && /^\}\.?\s*$/u.test(line) ? told(finish()) : [];
  };
  const fromSteps = ({ at, message }: DiagRecord): readonly LogEvent[] => {
    if (message.startsWith(PROCESSING)) {
      // A name may have several lines: it ends where the next record begins.
      begin('step-name', at, message.slice(PROCESSING.length));
      return [];
    }
    if (step === null) return [];
    if (message.startsWith('Starting the step.')) {
      return [{ type: 'step', at, step: step.name, state: 'running', result: null }];
    }
    const own = /^Step result:\s*(\S*)\s*$/u.exec(message);
    if (own !== null) {
      // Written as nothing when the step succeeded.
      step.result = own[1] === '' ? 'Succeeded' : asJobResult(own[1] ?? '');
      step.startedAt = null;
      step.endedAt = null;
      return [];
    }
    const final = /(?:No need for updating|Update) job result with current step result '(\w*)'/u.exec(
      message,
    );
    return final === null ? [] : [stepCompleted(step, at, asJobResult(final[1] ?? ''))];
  };
  const stepCompleted = (done: RunningStep, at: Instant, word: JobResult | null): LogEvent => {
    step = null;
    const skipped = word === 'Skipped';
    return {
      type: 'step',
      at: done.endedAt ?? at,
      step: done.name,
      state: 'completed',
      result: word ?? done.result,
      ...(skipped ? {} : { startedAt: done.startedAt ?? done.at }),
    };
  };
  /** Another Worker process begins. A log that only goes on in a new file has no such line. */
  const forgetJob = (): void => {
    job = null;
    startedAt = null;
    step = null;
    result = null;
    completed = false;
  };
  const fromJob = ({ at, message }: DiagRecord): readonly LogEvent[] => {
    const total = /^Total job steps: (\d+)\./u.exec(message);
    if (total !== null) return [{ type: 'steps-announced', at, count: Number(total[1]) }];
    const ended = /^Job result after all job steps finish: (\w+)/u.exec(message);
    if (ended !== null) result = asJobResult(ended[1] ?? '');
    return [];
  };
  const fromWorker = ({ at, message }: DiagRecord): readonly LogEvent[] => {
    if (message.startsWith('Job message:')) {
      begin('job-message', at, message.slice('Job message:'.length));
      return [];
    }
    const version = /^Version: (\d+\.\d+\.\d+\S*)/u.exec(message);
    if (version !== null) {
      forgetJob();
      return [{ type: 'version', at, version: version[1] ?? '' }];
    }
    if (!message.startsWith('Job completed.')) return [];
    completed = true;
    if (result === null) return [{ type: 'stopped', at, reason: 'ended' }];
    const seconds = startedAt === null ? {} : { seconds: Math.round((at - startedAt) / 1000) };
    return [{ type: 'job-completed', at, job: job ?? '', result, ...seconds }];
  };
  const known = (record: DiagRecord): readonly LogEvent[] => {
    switch (record.source) {
      case 'Worker':
        return fromWorker(record);
      case 'JobRunner':
        return fromJob(record);
      case 'StepsRunner':
        return fromSteps(record);
      case 'ExecutionContext': {
        const opening = /^Publish step telemetry for current step (\{.*)$/su.exec(record.message);
        if (opening !== null) begin('telemetry', record.at, opening[1] ?? '');
        return [];
      }
      default:
        return [];
    }
  };
  return {
    continuation,
    read(record) {
      seenAt = record.at;
      // On stdout every line of a message has the record's prefix.
      if (capture !== null && record.process !== null && isJsonLine(record.message)) {
        return continuation(record.message);
      }
      const before = finish();
      const events = [...told(before), ...told(known(record))];
      return events.length > 0 ? events : heartbeat(record.at, HEARTBEAT_MS);
    },
    end() {
      const last = told(finish());
      return seenAt === null ? last : [...last, ...heartbeat(seenAt, 0)];
    },
  };
}

const PROCESSING = "Processing step: DisplayName='";

/** From the lines after the opening quote. */
function stepName(lines: readonly string[]): string {
  return oneLine(lines.join('\n').replace(/'\s*$/u, ''));
}

/** Bounded, and by lines: what names the job is kept, whatever its size. */
function keep(capture: Capture, line: string): void {
  capture.size += line.length + 1;
  if (capture.size <= LONGEST_MESSAGE) {
    capture.lines.push(line);
    return;
  }
  if (!capture.isCut) {
    capture.isCut = true;
    capture.lines = capture.lines.filter(mayName);
  }
  const kept = capture.lines.length * LONGEST_NAMING_LINE;
  if (kept < LONGEST_MESSAGE && mayName(line)) capture.lines.push(line);
}

function mayName(line: string): boolean {
  return line.length <= LONGEST_NAMING_LINE && /^ {2,10}["}\]{]/u.test(line);
}

function isJsonLine(message: string): boolean {
  return /^(?:\s+["{}\]\d]|\s*\{\s*$|\}\.?\s*$)/u.test(message);
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Telemetry that is cut or no JSON: the lines' own times are used instead.
    return null;
  }
}

function timeOf(text: string | null | undefined): Instant | null {
  const at = text === null || text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(at) ? null : at;
}
