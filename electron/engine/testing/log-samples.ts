/** The collected logs, which are no part of the project, and what the inspection makes of them. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspectLog, type LogInspection, type PlainState } from '../jobs/inspect-log.ts';
import type { LogKind } from '../jobs/log-event.ts';
import { parseRecord } from '../jobs/record.ts';

const SAMPLES = join(import.meta.dirname, '../../../../shared/samples/runner-logs');

export const CONSOLE: LogKind = 'runner-console';
export const DIAG: LogKind = 'runner-diag';
export const WORKER: LogKind = 'worker-diag';
/** False: tests of the samples say that they skip. */
export const haveSamples = existsSync(SAMPLES);

export const bytesOf = (name: string): Buffer => readFileSync(join(SAMPLES, `${name}.log`));
export const inspect = (name: string, kind: LogKind = CONSOLE): Promise<LogInspection> =>
  inspectLog(kind, [bytesOf(name)]);
/** The same of a text of one's own. */
export const inspectText = (text: string, kind: LogKind = CONSOLE): Promise<LogInspection> =>
  inspectLog(kind, [Buffer.from(text)]);
export const recordsOf = (name: string) =>
  bytesOf(name).toString('utf8').trimEnd().split('\n').map(parseRecord);

/** The states that a log goes through, each once in a row: `idle`, `busy(build)`. */
export function statesOf({ states }: LogInspection): readonly string[] {
  const named = states.map(({ state, job }: PlainState) => (job === undefined ? state : `${state}(${job})`));
  return named.filter((word, index) => word !== named[index - 1]);
}
export const asText = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? `${value}` : 'none';
/** `name result seconds` of each job that ended. */
export const jobsOf = (log: LogInspection): readonly string[] =>
  log.events
    .filter(({ type }) => type === 'job-completed')
    .map((event) => `${asText(event['job'])} ${asText(event['result'])} ${asText(event['seconds'])}`);
export const timesOf = (log: LogInspection, type: string): readonly unknown[] =>
  log.events.filter((event) => event['type'] === type).map((event) => event['at']);
export const typesOf = (log: LogInspection): readonly unknown[] => log.events.map(({ type }) => type);
