/** One program of a step: its output line by line, and the three blows of a cancel (runner.md 4.3). */
import { spawn } from 'node:child_process';
import type { Pace } from './pace.ts';
import { spanText } from './pace.ts';
import type { TraceLog } from './trace-log.ts';

export interface StepProgram {
  readonly file: string;
  /** As one text, split at blanks: the runner does not quote the script's path (runner.md 2.5). */
  readonly args: string;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

const afterInterrupt = 7500;
const afterTerminate = 2500;

/** Runs `program` and gives its exit code. When `cancel` fires: SIGINT, 7.5 s later SIGTERM, 2.5 s later a kill. */
export function runStepProgram(
  program: StepProgram,
  log: TraceLog,
  pace: Pace,
  cancel: AbortSignal,
  onLine: (line: string) => void,
): Promise<number> {
  const started = Date.now();
  const source = 'ProcessInvokerWrapper';
  return new Promise((resolve) => {
    for (const line of [
      'Starting process:',
      `  File name: '${program.file}'`,
      `  Arguments: '${program.args}'`,
      `  Working directory: '${program.cwd}'`,
      "  Require exit code zero: 'False'",
      "  Encoding web name:  ; code page: ''",
      "  Force kill process on cancellation: 'False'",
      "  Redirected STDIN: 'False'",
      "  Persist current code page: 'False'",
      "  Keep redirected STDIN open: 'False'",
      "  High priority process: 'False'",
    ]) {
      log.info(source, line);
    }
    const child = spawn(program.file, program.args.split(' '), {
      cwd: program.cwd,
      env: program.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    log.info(source, `Process started with process id ${child.pid ?? 0}, waiting for process exit.`);
    for (const stream of [child.stdout, child.stderr]) readLines(stream, onLine);
    const timers: NodeJS.Timeout[] = [];
    const later = (milliseconds: number, blow: () => void): void => {
      timers.push(setTimeout(blow, pace.scaled(milliseconds)));
    };
    const onCancel = (): void => {
      log.info(source, `Sending SIGINT to process ${child.pid ?? 0}.`);
      child.kill('SIGINT');
      later(afterInterrupt, () => {
        log.info(source, `Process did not honor SIGINT signal within 7.5 seconds. Sending SIGTERM.`);
        child.kill('SIGTERM');
      });
      later(afterInterrupt + afterTerminate, () => {
        log.info(source, `Process did not honor SIGTERM signal within 2.5 seconds. Kill it.`);
        child.kill('SIGKILL');
      });
    };
    if (cancel.aborted) onCancel();
    else cancel.addEventListener('abort', onCancel, { once: true });
    let settled: 'no' | 'yes' = 'no';
    const settle = (code: number): void => {
      if (settled === 'yes') return;
      settled = 'yes';
      cancel.removeEventListener('abort', onCancel);
      for (const timer of timers) clearTimeout(timer);
      // A descendant may hold the pipes open for ever; what it says after the step's end belongs to nobody.
      child.stdout.destroy();
      child.stderr.destroy();
      log.info(source, 'STDOUT/STDERR stream read finished.');
      log.info(source, 'STDOUT/STDERR stream read finished.');
      log.info(
        source,
        `Finished process ${child.pid ?? 0} with exit code ${code}, and elapsed time ${spanText(Date.now() - started)}.`,
      );
      resolve(code);
    };
    child.on('error', (error) => {
      onLine(`##[error]${error.message}`);
      settle(127);
    });
    child.on('exit', (code, signal) => {
      const number = code ?? (signal === 'SIGINT' ? 130 : signal === 'SIGTERM' ? 143 : 137);
      // Output that is on its way gets a moment; a pipe that a descendant keeps open does not hold the job up.
      const timer = setTimeout(() => settle(number), 250);
      child.once('close', () => {
        clearTimeout(timer);
        settle(number);
      });
    });
  });
}

function readLines(stream: NodeJS.ReadableStream, onLine: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split(/\r?\n/);
    // A line without end is cut rather than kept without bound.
    rest = (lines.pop() ?? '').slice(-65_536);
    for (const line of lines) onLine(line);
  });
  stream.on('end', () => {
    if (rest !== '') onLine(rest);
  });
}
