/**
 * Which job a log speaks of. A runner runs one job at a time; its console, its listener's log and its Worker logs
 * tell of the same one at slightly different times, and the logs are read in any order. Pure.
 */
import type { Instant } from '../../../shared/domain.ts';
import { type JobRecord, timeOf } from './job-record.ts';

/** A Worker log begins within this time after the console's line. */
const SAME_START_MS = 90_000;
/** Two logs of one listener tell the same line within this time. */
const SAME_LINE_MS = 3_000;
/** So exactly do they tell an end: another job of this name could not have run in between. */
const SAME_END_MS = 1_000;
/** The Worker and the console tell the same end within this time. */
const ABOUT_MS = 30_000;

type Records = readonly JobRecord[];

/** The console's line was told before, from the listener's other log or at an earlier reading. */
export function isToldStart(records: Records, name: string, at: Instant): boolean {
  return records.some(
    (one) =>
      one.fromConsole && one.name === name && Math.abs((one.startedAt ?? -Infinity) - at) <= SAME_LINE_MS,
  );
}

/** The job whose Worker log was read before the console's line of its start. */
export function workerFirst(records: Records, name: string, at: Instant): JobRecord | undefined {
  return nearest(
    records.filter(
      (one) =>
        !one.fromConsole && isSameName(one.name, name) && isSoonAfter(one.startedAt, at) && !isOver(one, at),
    ),
    (one) => one.startedAt,
    at,
  );
}

/** The job of which only the end is known and that began at `at`: no other job was in between. */
export function endFirst(records: Records, name: string, at: Instant): JobRecord | undefined {
  let next: JobRecord | undefined;
  for (const one of records) {
    if (timeOf(one) > at && (next === undefined || timeOf(one) < timeOf(next))) next = one;
  }
  return next !== undefined && next.startedAt === null && isSameName(next.name, name) ? next : undefined;
}

/** The job whose Worker log begins at `at`: the last start before it that has none yet. */
export function awaitingWorker(records: Records, name: string, at: Instant): JobRecord | undefined {
  return nearest(
    records.filter(
      (one) =>
        one.workerLogs.length === 0 &&
        isSameName(one.name, name) &&
        one.startedAt !== null &&
        isSoonAfter(at, one.startedAt) &&
        !isOver(one, at),
    ),
    (one) => one.startedAt,
    at,
  );
}

/** The console's line of this end was told before. */
export function isToldEnd(records: Records, name: string, at: Instant): boolean {
  return records.some(
    (one) =>
      one.name === name && one.outcome.kind === 'ended' && Math.abs(one.outcome.endedAt - at) <= SAME_END_MS,
  );
}

/** The last job of this name that had started by `at`, and that may have ended then: nothing is known against it. */
export function endingAt(records: Records, name: string, at: Instant): JobRecord | undefined {
  const last = nearest(
    records.filter((one) => isSameName(one.name, name) && one.startedAt !== null && one.startedAt <= at),
    (one) => one.startedAt,
    at,
  );
  if (last === undefined || last.startedAt === null) return undefined;
  if (last.outcome.kind === 'ended') return endsAbout(last, at) ? last : undefined;
  if (last.outcome.kind === 'running') return last;
  const { startedAt } = last;
  const isOvertaken = records.some((one) => one !== last && timeOf(one) > startedAt && timeOf(one) <= at);
  return isOvertaken ? undefined : last;
}

/** The job of which only the end is known, and that is the one whose Worker ended at `at`. */
export function startlessEnd(records: Records, name: string, at: Instant): JobRecord | undefined {
  return nearest(
    records.filter(
      (one) =>
        one.startedAt === null &&
        one.workerLogs.length === 0 &&
        isSameName(one.name, name) &&
        endsAbout(one, at),
    ),
    (one) => (one.outcome.kind === 'ended' ? one.outcome.endedAt : null),
    at,
  );
}

/** The job whose Worker log grew too large before this file was begun: the last one before it, if its Worker goes on. */
export function continuedBy(records: Records, file: string): JobRecord | undefined {
  const last = records
    .filter((one) => one.workerLogs.some((log) => log < file))
    .toSorted((a, b) => ((a.workerLogs.at(-1) ?? '') < (b.workerLogs.at(-1) ?? '') ? 1 : -1))[0];
  return last?.workerEndedAt === null ? last : undefined;
}

/** The Worker log masks secrets, also in a name; a log may give no name at all. */
export function isSameName(a: string, b: string): boolean {
  if (a === b || a === '' || b === '') return true;
  return fitsMask(a, b) || fitsMask(b, a);
}

function fitsMask(masked: string, name: string): boolean {
  const parts = masked.split('***');
  const [first = '', last = ''] = [parts[0], parts.at(-1)];
  return (
    parts.length > 1 &&
    name.length >= first.length + last.length &&
    name.startsWith(first) &&
    name.endsWith(last)
  );
}

function endsAbout({ outcome }: JobRecord, at: Instant): boolean {
  return outcome.kind === 'ended' && Math.abs(outcome.endedAt - at) <= ABOUT_MS;
}

/** Known to have ended before `at`. A lost one may run on: nobody knows. */
function isOver({ outcome }: JobRecord, at: Instant): boolean {
  return outcome.kind === 'ended' && outcome.endedAt < at - SAME_END_MS;
}

/** `later` is after `earlier` as a Worker is after its console line. */
function isSoonAfter(later: Instant | null, earlier: Instant): boolean {
  return later !== null && later >= earlier - SAME_LINE_MS && later < earlier + SAME_START_MS;
}

function nearest(
  records: Records,
  time: (record: JobRecord) => Instant | null,
  at: Instant,
): JobRecord | undefined {
  const distance = (one: JobRecord): number => Math.abs((time(one) ?? Infinity) - at);
  let found: JobRecord | undefined;
  for (const one of records) if (found === undefined || distance(one) < distance(found)) found = one;
  return found;
}
