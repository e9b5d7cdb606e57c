/** Records of a Worker's `_diag` log to events: one job, its steps, its result (runner.md 7.4). */
import * as z from 'zod';
import type { Instant, JobResult } from '../../../shared/domain.ts';
import { asJobResult } from './console-timed.ts';
import { parseJobMessage } from './job-message.ts';
import type { LogEvent } from './log-event.ts';
import type { DiagRecord } from './record.ts';

/** A larger message is not kept; the job is then known without its details. */
const LONGEST_JSON = 8 * 1024 * 1024;
const HEARTBEAT_MS = 10_000;

const telemetry = z.object({
  action: z.string().nullish(),
  result: z.string().nullish(),
  startTime: z.string().nullish(),
  finishTime: z.string().nullish(),
});

interface Capture {
  readonly what: 'job-message' | 'telemetry';
  readonly at: Instant;
  lines: string[];
  size: number;
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
    capture = { what, at, lines: [first], size: first.length };
  };
  const finish = (): readonly LogEvent[] => {
    const done = capture;
    capture = null;
    if (done === null || done.size > LONGEST_JSON) return [];
    const text = done.lines.join('\n');
    if (done.what === 'job-message') return jobStarted(done.at, text);
    takeTelemetry(text.replace(/\}\.\s*$/u, '}'));
    return [];
  };
  const jobStarted = (at: Instant, text: string): readonly LogEvent[] => {
    const message = parseJobMessage(text);
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
    capture.size += line.length + 1;
    if (capture.size > LONGEST_JSON) capture.lines = [];
    else capture.lines.push(line);
    return /^\}\.?\s*$/u.test(line) ? told(finish()) : [];
  };
  const fromSteps = ({ at, message }: DiagRecord): readonly LogEvent[] => {
    const processing = /^Processing step: DisplayName='(.*)'\s*$/su.exec(message);
    if (processing !== null) {
      step = { name: processing[1] ?? '', at, result: null, startedAt: null, endedAt: null };
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
    if (version !== null) return [{ type: 'version', at, version: version[1] ?? '' }];
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
