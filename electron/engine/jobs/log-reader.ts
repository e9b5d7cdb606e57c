/** One reader per kind of log; all give the same events. */
import { createConsoleReader } from './console.ts';
import type { LogEvent, LogKind, LogReader, PastDetail } from './log-event.ts';
import { createRunnerDiagReader } from './runner-diag.ts';
import { createWorkerDiagReader } from './worker-diag.ts';

const NEWLINE = 10;

/** Gives a reader that has read nothing yet. What it reads at `flush` from a line without end is marked as partial. */
export function createLogReader(kind: LogKind, past: PastDetail = 'brief'): LogReader {
  const reader = readerOf(kind, past);
  let endsInLine = false;
  return {
    push(chunk) {
      if (chunk.length > 0) endsInLine = chunk.at(-1) !== NEWLINE;
      return reader.push(chunk);
    },
    flush() {
      const events = reader.flush();
      return endsInLine ? events.map(asPartial) : events;
    },
    reset() {
      endsInLine = false;
      reader.reset();
    },
  };
}

/** A job's message is read at its closing brace, and a life sign from whole records: both are complete. */
function asPartial(event: LogEvent): LogEvent {
  const whole = event.type === 'heartbeat' || (event.type === 'job-started' && event.details !== undefined);
  return whole ? event : { ...event, partial: true };
}

function readerOf(kind: LogKind, past: PastDetail): LogReader {
  switch (kind) {
    case 'runner-console':
      return createConsoleReader();
    case 'runner-diag':
      return createRunnerDiagReader(past);
    case 'worker-diag':
      return createWorkerDiagReader();
    default:
      return kind satisfies never;
  }
}
