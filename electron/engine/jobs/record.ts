/**
 * One record of a `_diag` log: `[yyyy-MM-dd HH:mm:ssZ LEVL Source] message` (actions/runner, HostTraceListener),
 * or the copy of it that goes to stdout as `[RUNNER …]` / `[WORKER …]`.
 */
import type { Instant } from '../../../shared/domain.ts';
import { UTC_LENGTH, utcOf } from './record-time.ts';

export type RecordLevel = 'INFO' | 'WARN' | 'ERR' | 'VERB' | 'CRIT';

export interface DiagRecord {
  /** Who wrote it, where the line says so (the copy on stdout). */
  readonly process: 'RUNNER' | 'WORKER' | null;
  readonly at: Instant;
  readonly level: RecordLevel;
  readonly source: string;
  /** As written: leading spaces are kept. */
  readonly message: string;
}

const LEVELS: Readonly<Record<string, RecordLevel>> = {
  INFO: 'INFO',
  WARN: 'WARN',
  'ERR ': 'ERR',
  VERB: 'VERB',
  CRIT: 'CRIT',
};
const RECORD =
  /^\[(?:(RUNNER|WORKER) )?(\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ) (INFO|WARN|ERR |VERB|CRIT) ([^\]]+)\] ?(.*)$/su;

/** Takes one line without its line end; null for what belongs to the record before it. */
export function parseRecord(line: string): DiagRecord | null {
  const match = RECORD.exec(line);
  if (match === null) return null;
  const [, process, time = '', level = '', source = '', message = ''] = match;
  const at = parseUtc(time);
  const known = LEVELS[level];
  if (at === null || known === undefined) return null;
  return {
    process: process === 'RUNNER' || process === 'WORKER' ? process : null,
    at,
    level: known,
    source,
    message,
  };
}

/** `2026-08-20 07:00:05Z` (.NET's "u" format) as an instant; null for anything else. */
export function parseUtc(text: string): Instant | null {
  return text.length === UTC_LENGTH ? utcOf(text) : null;
}
