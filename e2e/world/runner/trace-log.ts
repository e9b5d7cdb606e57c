/** One log below `_diag`, in the runner's own form (runner.md 7.1, 7.2). */
import { appendFileSync, mkdirSync, readdirSync, statSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileStamp, stamp } from './pace.ts';

export type Level = 'INFO' | 'WARN' | 'ERR' | 'VERB' | 'CRIT';

export interface TraceLog {
  /** The file that is being written now. */
  readonly path: () => string;
  /** `[time LEVL Source] message`; further lines of the message follow without a prefix. */
  write(level: Level, source: string, message: string): void;
  info(source: string, message: string): void;
}

const day = 24 * 60 * 60 * 1000;

function positive(text: string | undefined, otherwise: number): number {
  const value = Number(text);
  return Number.isFinite(value) && value > 0 ? value : otherwise;
}

/** Old logs of the same kind go when a new one is made, after 30 days or RUNNER_/WORKER_LOGRETENTION. */
function dropOld(directory: string, prefix: string, days: number): void {
  const before = Date.now() - days * day;
  for (const name of readdirSync(directory)) {
    if (!name.startsWith(`${prefix}_`) || !name.endsWith('.log')) continue;
    const path = join(directory, name);
    if (statSync(path).mtimeMs < before) unlinkSync(path);
  }
}

/** A record as ACTIONS_RUNNER_PRINT_LOG_TO_STDOUT shows it: `[RUNNER time LEVL Source] ` before each of its lines. */
export function printedRecord(
  kind: string,
  at: string,
  level: Level,
  source: string,
  message: string,
): string {
  const prefix = `[${kind} ${at} ${level.padEnd(4)} ${source}] `;
  return `${message
    .split('\n')
    .map((line) => prefix + line)
    .join('\n')}\n`;
}

/**
 * Opens `_diag/<prefix>_<utc>-utc.log`. A new file follows beyond 8 MB, or RUNNER_LOGSIZE / WORKER_LOGSIZE megabytes.
 * Throws what the file system throws.
 */
export function openTraceLog(
  directory: string,
  prefix: string,
  environment: NodeJS.ProcessEnv = process.env,
): TraceLog {
  const kind = prefix.toUpperCase();
  const limit = positive(environment[`${kind}_LOGSIZE`], 8) * 1024 * 1024;
  const retention = positive(environment[`${kind}_LOGRETENTION`], 30);
  mkdirSync(directory, { recursive: true });
  const next = (): string => {
    dropOld(directory, prefix, retention);
    const path = join(directory, `${prefix}_${fileStamp()}-utc.log`);
    appendFileSync(path, '');
    return path;
  };
  let path = next();
  let size = statSync(path).size;
  const write = (level: Level, source: string, message: string): void => {
    const line = `[${stamp()} ${level.padEnd(4)} ${source}] ${message}\n`;
    if (size > limit) {
      path = next();
      size = statSync(path).size;
    }
    appendFileSync(path, line);
    size += Buffer.byteLength(line);
    if (environment['ACTIONS_RUNNER_PRINT_LOG_TO_STDOUT'] === '1') {
      process.stdout.write(printedRecord(kind, stamp(), level, source, message));
    }
  };
  return { path: () => path, write, info: (source, message) => write('INFO', source, message) };
}
