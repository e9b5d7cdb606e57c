/** One reader per kind of log; all give the same events. */
import { createConsoleReader } from './console.ts';
import type { LogKind, LogReader } from './log-event.ts';
import { createRunnerDiagReader } from './runner-diag.ts';
import { createWorkerDiagReader } from './worker-diag.ts';

/** Gives a reader that has read nothing yet. */
export function createLogReader(kind: LogKind): LogReader {
  switch (kind) {
    case 'runner-console':
      return createConsoleReader();
    case 'runner-diag':
      return createRunnerDiagReader();
    case 'worker-diag':
      return createWorkerDiagReader();
    default:
      return kind satisfies never;
  }
}
