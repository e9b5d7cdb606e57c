/** `ps -axww -o pid=,ppid=,pgid=,pcpu=,rss=,etime=,args=`: the whole process table in one run (macos.md 3.5). */
import type { Instant } from '../../../../../shared/domain.ts';
import type { ProcessRow } from '../../host.ts';

/** What to ask `ps` for, so that `parsePs` can read it. `args` must be last: it may hold anything. */
export const PS_COLUMNS = 'pid=,ppid=,pgid=,pcpu=,rss=,etime=,args=';

const ROW =
  /^\s*(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s+(\d{1,9}(?:[.,]\d+)?)\s+(\d{1,15})\s+((?:\d+-)?(?:\d+:)?\d+:\d+)(?:\s(.*))?$/;

/** Seconds of `[[dd-]hh:]mm:ss`; null for anything else. */
export function parseElapsed(text: string): number | null {
  const match = /^(?:(?:(\d{1,6})-)?(\d{1,2}):)?(\d{1,2}):(\d{1,2})$/.exec(text);
  if (match === null) return null;
  const [days, hours, minutes, seconds] = [match[1], match[2], match[3], match[4]].map((part) =>
    Number(part ?? 0),
  );
  return (days ?? 0) * 86_400 + (hours ?? 0) * 3_600 + (minutes ?? 0) * 60 + (seconds ?? 0);
}

/** One line; null where it is no row of this form. `now`: when ps read the table. */
export function parsePsLine(line: string, now: Instant): ProcessRow | null {
  const match = ROW.exec(line);
  const elapsed = match?.[6] === undefined ? null : parseElapsed(match[6]);
  if (match === null || elapsed === null) return null;
  return {
    pid: Number(match[1]),
    ppid: Number(match[2]),
    pgid: Number(match[3]),
    cpuPercent: Number((match[4] ?? '').replace(',', '.')),
    memoryBytes: Number(match[5]) * 1024,
    startedAt: now - elapsed * 1000,
    args: (match[7] ?? '').trim(),
  };
}

export interface PsTable {
  readonly rows: readonly ProcessRow[];
  /** Lines of which nobody can tell whether a runner's process lives: with them the table must not be trusted. */
  readonly unreadableRunnerLines: number;
}

/** The columns of a row up to its start, whatever `ps` wrote there: anything else continues the row before. */
const BEGINS_ROW = /^\s*\d{1,10}\s+\d{1,10}\s+\d{1,10}\s+[\d.,]*(?:\d|-)\s+(?:\d+|-)(?:\s|$)/;
const OF_A_RUNNER = /Runner\.(?:Listener|Worker)/;

/**
 * Reads the table. A row without a start is left out, as `ps` writes none for a process that just ended.
 * A command line may hold line breaks: what begins with no columns belongs to the row before.
 */
export function parsePs(output: string, now: Instant): PsTable {
  const rows: ProcessRow[] = [];
  let unreadableRunnerLines = 0;
  for (const lines of linesByRow(output)) {
    const [first = '', ...more] = lines;
    const row = parsePsLine(first, now);
    if (row !== null)
      rows.push(more.length === 0 ? row : { ...row, args: [row.args, ...more].join('\n').trim() });
    else if (OF_A_RUNNER.test(BEGINS_ROW.test(first) ? first : lines.join('\n'))) unreadableRunnerLines += 1;
  }
  return { rows, unreadableRunnerLines };
}

/** Each row's line with those that continue it; what stands before the first row is by itself. */
function linesByRow(output: string): readonly (readonly string[])[] {
  const groups: string[][] = [];
  for (const raw of output.split('\n')) {
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    const last = groups.at(-1);
    if (last === undefined || BEGINS_ROW.test(line)) groups.push([line]);
    else last.push(line);
  }
  return groups;
}

/** Elapsed time is in whole seconds, and `ps` itself takes a moment: two readings may differ by this much. */
export const START_TOLERANCE_MS = 2_000;

/** The same process: pid and, within the tolerance, start time. A pid alone may have been given out again. */
export function sameProcess(
  a: { readonly pid: number; readonly startedAt: Instant },
  b: { readonly pid: number; readonly startedAt: Instant },
): boolean {
  return a.pid === b.pid && Math.abs(a.startedAt - b.startedAt) <= START_TOLERANCE_MS;
}

/** Gives each process the start time at which it was first seen, so that it does not waver from tick to tick. */
export function createStartTimes(): (rows: readonly ProcessRow[]) => readonly ProcessRow[] {
  let known = new Map<number, ProcessRow>();
  return (rows) => {
    const steady = rows.map((row) => {
      const earlier = known.get(row.pid);
      return earlier !== undefined && sameProcess(earlier, row)
        ? { ...row, startedAt: earlier.startedAt }
        : row;
    });
    known = new Map(steady.map((row) => [row.pid, row]));
    return steady;
  };
}
