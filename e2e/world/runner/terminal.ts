/** The listener's console, and the copies of it that its log keeps (runner.md 7.2). */
import { writeSync } from 'node:fs';
import type { TraceLog } from './trace-log.ts';

export interface Terminal {
  /** A line on standard output, copied to the log. */
  line(text?: string): void;
  /** Text without a line end on standard output: a prompt. */
  write(text: string): void;
  /** A line on standard error, copied to the log. */
  error(text: string): void;
  /** A section's title: `\n# title\n\n`. Not copied. */
  section(title: string): void;
  /** `√ text`. Not copied. */
  success(text: string): void;
}

/** Writes all of `text`; a reader that went away is no reason to end, one that is slow is waited for. */
function put(descriptor: 1 | 2, text: string): void {
  let rest = Buffer.from(text);
  const until = Date.now() + 5000;
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(descriptor, rest));
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : null;
      if (code === 'EAGAIN' && Date.now() < until) continue;
      // EPIPE and the like: nobody reads this console any more, and the runner goes on.
      return;
    }
  }
}

/** Takes the log that gets the copies. */
export function createTerminal(log: TraceLog): Terminal {
  return {
    line(text = '') {
      log.info('Terminal', `WRITE LINE: ${text}`);
      put(1, `${text}\n`);
    },
    write(text) {
      log.info('Terminal', `WRITE: ${text}`);
      put(1, text);
    },
    error(text) {
      log.write('ERR', 'Terminal', `WRITE ERROR: ${text}`);
      put(2, `${text}\n`);
    },
    section: (title) => put(1, `\n# ${title}\n\n`),
    success: (text) => put(1, `√ ${text}\n`),
  };
}
