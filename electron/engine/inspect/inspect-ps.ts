/**
 * How a `ps` output is read, for bug reports: our own columns, or whichever the heading names, or `pid etime args`,
 * or bare command lines. Times are told as elapsed seconds, since nobody knows when the file was made.
 */
import { parseElapsed, parsePsLine } from '../host/macos/parse/ps.ts';
import { listenerDirectory, workerDirectory } from '../runners/processes.ts';
import { hideSecrets } from '../hide-secrets.ts';

interface InspectedProcess {
  readonly pid: number | null;
  readonly ppid: number | null;
  readonly pgid: number | null;
  readonly cpuPercent: number | null;
  readonly memoryBytes: number | null;
  readonly elapsedSeconds: number | null;
  readonly args: string;
  /** A runner's process, and whose. */
  readonly runner: { readonly role: 'listener' | 'worker'; readonly directory: string } | null;
}

/** `unread`: lines that are no row. */
export function inspectPs(text: string): {
  readonly columns: readonly string[] | null;
  readonly processes: readonly InspectedProcess[];
  readonly unread: number;
} {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const first = lines[0] ?? '';
  const columns = headings(first);
  const read = columns === null ? readPlainLine : (line: string) => readByHeadings(line, columns);
  const processes = (columns === null ? lines : lines.slice(1)).map(read);
  return {
    columns,
    processes: processes.filter((row) => row !== null),
    unread: processes.filter((row) => row === null).length,
  };
}

/** A heading is a line of words without digits among which a command column stands last. */
function headings(line: string): readonly string[] | null {
  const words = line.trim().split(/\s+/);
  const last = words.at(-1) ?? '';
  return /^(?:COMMAND|COMM|ARGS|CMD|UCOMM)$/.test(last) && words.every((word) => /^%?[A-Z]+$/.test(word))
    ? words
    : null;
}

function readPlainLine(line: string): InspectedProcess | null {
  const row = parsePsLine(line, 0);
  if (row !== null) {
    const { startedAt, args, ...rest } = row;
    return { ...rest, elapsedSeconds: 0 - startedAt / 1000, ...command(args) };
  }
  const short = /^\s*(\d+)\s+((?:\d+-)?(?:\d+:)?\d+:\d+)\s+(\S.*)$/.exec(line);
  if (short?.[2] !== undefined && short[3] !== undefined) {
    return {
      ...NOTHING,
      pid: Number(short[1]),
      elapsedSeconds: parseElapsed(short[2]),
      ...command(short[3]),
    };
  }
  return /^\s*[/[(]/.test(line) ? { ...NOTHING, ...command(line.trim()) } : null;
}

const NOTHING = {
  pid: null,
  ppid: null,
  pgid: null,
  cpuPercent: null,
  memoryBytes: null,
  elapsedSeconds: null,
} as const;

/** Every column but the last is one word, except `lstart`, which no heading tells from `start`. */
function readByHeadings(line: string, columns: readonly string[]): InspectedProcess | null {
  const words = line.trim().split(/\s+/);
  if (words.length < columns.length) return null;
  const value = (...names: string[]): string | null => {
    const index = columns.findIndex((column) => names.includes(column));
    return index === -1 || index === columns.length - 1 ? null : (words[index] ?? null);
  };
  const pid = value('PID');
  if (pid !== null && !/^\d+$/.test(pid)) return null;
  const memory = decimal(value('RSS'));
  const elapsed = value('ELAPSED', 'ETIME');
  const rest = new RegExp(`^\\s*(?:\\S+\\s+){${columns.length - 1}}(.*)$`).exec(line)?.[1] ?? '';
  return {
    pid: decimal(pid),
    ppid: decimal(value('PPID')),
    pgid: decimal(value('PGID')),
    cpuPercent: decimal(value('%CPU', 'PCPU', 'CPU')),
    memoryBytes: memory === null ? null : memory * 1024,
    elapsedSeconds: elapsed === null ? null : parseElapsed(elapsed),
    ...command(rest),
  };
}

function decimal(word: string | null): number | null {
  return word !== null && /^\d+(?:[.,]\d+)?$/.test(word) ? Number(word.replace(',', '.')) : null;
}

function command(args: string): Pick<InspectedProcess, 'args' | 'runner'> {
  const listener = listenerDirectory(args);
  const worker = workerDirectory(args);
  const shown = hideSecrets(args);
  if (listener !== null) return { args: shown, runner: { role: 'listener', directory: listener } };
  return { args: shown, runner: worker === null ? null : { role: 'worker', directory: worker } };
}
