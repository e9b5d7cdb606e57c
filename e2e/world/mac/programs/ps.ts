/** ps, BSD semantics: keywords, headers, selection, and status 1 when nobody is found (macos.md 3.5). */
import { userInfo } from 'node:os';
import type { ProcessEntry } from '../processes.ts';
import { failed } from './answer.ts';
import type { Program } from './answer.ts';

interface Keyword {
  readonly header: string;
  readonly align: 'left' | 'right';
  readonly value: (entry: ProcessEntry, now: number) => string;
}

/** A service without ProcessType shows 20, an ordinary process 31 (macos.md 2.3); the world knows only the latter. */
const ORDINARY_PRIORITY = 31;

const number = (header: string, value: Keyword['value']): Keyword => ({ header, align: 'right', value });
const words = (header: string, value: Keyword['value']): Keyword => ({ header, align: 'left', value });

const COMMAND = words('ARGS', ({ args }) => args);
const CPU = number('%CPU', ({ cpuPercent }) => cpuPercent.toFixed(1));

const KEYWORDS: ReadonlyMap<string, Keyword> = new Map([
  ['pid', number('PID', ({ pid }) => String(pid))],
  ['ppid', number('PPID', ({ ppid }) => String(ppid))],
  ['pgid', number('PGID', ({ pgid }) => String(pgid))],
  ['uid', number('UID', ({ uid }) => String(uid))],
  ['user', words('USER', ({ uid }) => userName(uid))],
  ['pcpu', CPU],
  ['%cpu', CPU],
  ['rss', number('RSS', ({ residentKiB }) => String(residentKiB))],
  ['vsz', number('VSZ', ({ virtualKiB }) => String(virtualKiB))],
  ['pri', number('PRI', () => String(ORDINARY_PRIORITY))],
  ['nice', number('NI', ({ nice }) => String(nice))],
  ['ni', number('NI', ({ nice }) => String(nice))],
  ['state', words('STAT', ({ state }) => macState(state))],
  ['stat', words('STAT', ({ state }) => macState(state))],
  ['tty', words('TTY', () => '??')],
  ['etime', number('ELAPSED', ({ startedAt }, now) => elapsed((now - startedAt) / 1000))],
  ['time', number('TIME', ({ cpuSeconds }) => cpuTime(cpuSeconds))],
  ['lstart', words('STARTED', ({ startedAt }) => longStart(startedAt))],
  ['comm', words('COMM', ({ comm }) => comm)],
  ['ucomm', words('UCOMM', ({ comm }) => comm.split('/').at(-1) ?? comm)],
  ['args', COMMAND],
  ['command', { ...COMMAND, header: 'COMMAND' }],
]);

interface Column {
  readonly keyword: Keyword;
  readonly header: string;
}
interface Request {
  readonly columns: readonly Column[];
  readonly pids: ReadonlySet<number> | null;
  readonly users: ReadonlySet<number> | null;
  readonly everybody: 'yes' | 'no';
  readonly order: 'pid' | 'cpu' | 'memory';
}
type Reading =
  | { readonly kind: 'request'; readonly request: Request }
  | { readonly kind: 'complaint'; readonly text: string };

/** `table`: all processes; `uid`: whose are listed without `-x` and `-a`. */
export function createPs(options: {
  readonly table: () => readonly ProcessEntry[];
  readonly uid: number;
}): Program {
  return ({ args }) => {
    const reading = readArguments(args);
    if (reading.kind === 'complaint') return failed(1, reading.text);
    const { request } = reading;
    const now = Date.now();
    const chosen = options
      .table()
      .filter((entry) => selected(entry, request, options.uid))
      .sort(orderOf(request.order));
    const stdout = layOut(request.columns, chosen, now);
    // Nobody found: an empty table and status 1.
    return { status: chosen.length === 0 ? 1 : 0, stdout, stderr: '' };
  };
}

/** Letters may stand together (`-axww`); `-o`, `-p` and `-u` take the rest of the word, or the next one. */
function readArguments(args: readonly string[]): Reading {
  const columns: Column[] = [];
  const problems: string[] = [];
  let pids: Set<number> | null = null;
  let users: Set<number> | null = null;
  let everybody: 'yes' | 'no' = 'no';
  let order: Request['order'] = 'pid';
  const rest = [...args];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const letters = word.startsWith('-') ? word.slice(1) : word;
    for (let index = 0; index < letters.length; index += 1) {
      const letter = letters[index];
      if (letter === 'o' || letter === 'p' || letter === 'u' || letter === 'U') {
        const value = letters.slice(index + 1) || rest.shift();
        if (value === undefined) return usage(`option requires an argument -- ${letter}`);
        if (letter === 'o') addColumns(value, columns, problems);
        else if (letter === 'p') pids = new Set([...(pids ?? []), ...numbers(value)]);
        else users = new Set([...(users ?? []), ...numbers(value)]);
        break;
      }
      if (letter === 'A' || letter === 'e' || letter === 'a' || letter === 'x') everybody = 'yes';
      else if (letter === 'r') order = 'cpu';
      else if (letter === 'm') order = 'memory';
      else if (letter !== 'w' && letter !== 'c') return usage(`illegal option -- ${letter ?? ''}`);
    }
  }
  if (problems.length > 0) return { kind: 'complaint', text: problems.join('') };
  const shown = columns.length > 0 ? columns : defaultColumns();
  return { kind: 'request', request: { columns: shown, pids, users, everybody, order } };
}

function addColumns(list: string, columns: Column[], problems: string[]): void {
  for (const item of list.split(/[ ,]+/).filter((part) => part !== '')) {
    const [name = '', header] = item.split('=', 2);
    const keyword = KEYWORDS.get(name.toLowerCase());
    if (keyword === undefined) problems.push(`ps: ${name}: keyword not found\n`);
    else columns.push({ keyword, header: header ?? keyword.header });
  }
}

function defaultColumns(): readonly Column[] {
  return ['pid', 'tty', 'time', 'command'].flatMap((name) => {
    const keyword = KEYWORDS.get(name);
    return keyword === undefined ? [] : [{ keyword, header: keyword.header }];
  });
}

function usage(problem: string): Reading {
  return { kind: 'complaint', text: `ps: ${problem}\nusage: ps [-AaCcEefhjlMmrSTvwXx] [-O fmt | -o fmt]\n` };
}

function selected(entry: ProcessEntry, request: Request, uid: number): boolean {
  if (request.pids !== null) return request.pids.has(entry.pid);
  if (request.users !== null) return request.users.has(entry.uid);
  return request.everybody === 'yes' || entry.uid === uid;
}

function orderOf(order: Request['order']): (a: ProcessEntry, b: ProcessEntry) => number {
  switch (order) {
    case 'pid':
      return (a, b) => a.pid - b.pid;
    case 'cpu':
      return (a, b) => b.cpuPercent - a.cpuPercent;
    case 'memory':
      return (a, b) => b.residentKiB - a.residentKiB;
  }
}

function layOut(columns: readonly Column[], entries: readonly ProcessEntry[], now: number): string {
  const headers = columns.map(({ header }) => header);
  const rows = entries.map((entry) => columns.map(({ keyword }) => keyword.value(entry, now)));
  const widths = headers.map((header, index) =>
    rows.reduce((width, row) => Math.max(width, row[index]?.length ?? 0), header.length),
  );
  const line = (cells: readonly string[]): string =>
    cells.map((cell, index) => pad(cell, index, columns, widths)).join(' ');
  // With every header empty there is no header line.
  const head = headers.some((header) => header !== '') ? [line(headers)] : [];
  return [...head, ...rows.map(line)].map((text) => `${text}\n`).join('');
}

function pad(cell: string, index: number, columns: readonly Column[], widths: readonly number[]): string {
  const width = widths[index] ?? 0;
  if (columns[index]?.keyword.align === 'right') return cell.padStart(width);
  return index === columns.length - 1 ? cell : cell.padEnd(width);
}

/** `[[dd-]hh:]mm:ss`. */
export function elapsed(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (value: number): string => String(value).padStart(2, '0');
  const [days, hours, minutes] = [
    Math.floor(whole / 86_400),
    Math.floor(whole / 3_600) % 24,
    Math.floor(whole / 60) % 60,
  ];
  const tail = `${two(minutes)}:${two(whole % 60)}`;
  if (days > 0) return `${two(days)}-${two(hours)}:${tail}`;
  return hours > 0 ? `${two(hours)}:${tail}` : tail;
}

function cpuTime(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${(seconds % 60).toFixed(2).padStart(5, '0')}`;
}

/** `Sat Oct  3 09:37:05 2026`, in UTC: the app asks with `TZ=UTC`. */
function longStart(at: number): string {
  const date = new Date(at);
  const part = (options: Intl.DateTimeFormatOptions): string =>
    date.toLocaleString('en-US', { timeZone: 'UTC', ...options });
  const day = String(date.getUTCDate()).padStart(2);
  const time = date.toISOString().slice(11, 19);
  return `${part({ weekday: 'short' })} ${part({ month: 'short' })} ${day} ${time} ${date.getUTCFullYear()}`;
}

/** Linux's letters for those of a Mac: D is U there, t and X have none. */
function macState(state: string): string {
  return state === 'D' ? 'U' : state === 't' ? 'T' : state;
}

function numbers(list: string): readonly number[] {
  return list
    .split(/[ ,]+/)
    .filter((part) => /^\d{1,10}$/.test(part))
    .map(Number);
}

const own = userInfo();
function userName(uid: number): string {
  if (uid === own.uid) return own.username;
  return uid === 0 ? 'root' : String(uid);
}
