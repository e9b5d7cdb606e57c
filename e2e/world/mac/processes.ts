/** The process table of the machine that the world runs on, titled as it would be on a Mac. */
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A stand-in is started as `[title, <this folder>/….ts, …]`: a Mac would show the title only. */
export const WORLD_FOLDER = `${dirname(dirname(fileURLToPath(import.meta.url)))}/`;

/** The variable by which every process of one world is known; its value is the world's root. */
export const WORLD_MARK = 'WORLD_ROOT';

export interface ProcessEntry {
  readonly pid: number;
  readonly ppid: number;
  readonly pgid: number;
  readonly uid: number;
  readonly state: string;
  readonly nice: number;
  /** Percent of one core, a decaying average. */
  readonly cpuPercent: number;
  readonly cpuSeconds: number;
  readonly residentKiB: number;
  readonly virtualKiB: number;
  readonly startedAt: number;
  readonly comm: string;
  readonly args: string;
}

/** Linux counts processor time in hundredths of a second for every program, on every architecture (proc(5)). */
const TICKS_PER_SECOND = 100;
const PAGE_KIB = 4;
const PS_LIMIT_MS = 10_000;
const MEGABYTE = 1024 * 1024;
/** ps on a Mac forgets the load of a minute ago; so do we. */
const HALF_LIFE_SECONDS = 20;

interface CpuMemory {
  readonly startTicks: number;
  /** Whose world's mark it carries; null: nobody's. */
  readonly world: string | null;
  readonly ticks: number;
  readonly at: number;
  readonly percent: number;
}

/**
 * Gives a reader of `/proc` that remembers each process's load between two readings. Linux only.
 * What belongs to the world of another root is left out: several may run on one machine, as several Macs.
 */
export function createProcessTable(root: string): () => readonly ProcessEntry[] {
  let memory = new Map<number, CpuMemory>();
  const bootedAt = bootTime();
  return () => {
    const now = Date.now();
    const next = new Map<number, CpuMemory>();
    const entries: ProcessEntry[] = [];
    for (const name of readdirSync('/proc')) {
      if (!/^\d+$/.test(name)) continue;
      const raw = readRaw(Number(name));
      if (raw === null) continue;
      const startedAt = bootedAt + (raw.startTicks / TICKS_PER_SECOND) * 1000;
      const percent = load(memory.get(raw.pid), raw, now, startedAt);
      next.set(raw.pid, percent);
      if (percent.world !== null && percent.world !== root) continue;
      entries.push({
        pid: raw.pid,
        ppid: raw.ppid,
        pgid: raw.pgid,
        uid: raw.uid,
        state: raw.state,
        nice: raw.nice,
        cpuPercent: percent.percent,
        cpuSeconds: raw.ticks / TICKS_PER_SECOND,
        residentKiB: raw.residentPages * PAGE_KIB,
        virtualKiB: raw.virtualKiB,
        startedAt,
        comm: raw.argv[0] ?? `(${raw.comm})`,
        args: raw.argv.length === 0 ? `(${raw.comm})` : titled(raw.argv),
      });
    }
    memory = next;
    return entries;
  };
}

/** The command line as a Mac's ps would show it: cut before the first argument that lies in the world's folder. */
export function titled(argv: readonly string[]): string {
  const cut = argv.findIndex((argument, index) => index > 0 && argument.startsWith(WORLD_FOLDER));
  return (cut === -1 ? argv : argv.slice(0, cut)).join(' ');
}

interface Raw {
  readonly pid: number;
  readonly ppid: number;
  readonly pgid: number;
  readonly uid: number;
  readonly state: string;
  readonly nice: number;
  readonly comm: string;
  readonly ticks: number;
  readonly startTicks: number;
  readonly virtualKiB: number;
  readonly residentPages: number;
  readonly argv: readonly string[];
}

/** Null: the process is gone, or is a thread of the kernel, which a Mac does not list. */
function readRaw(pid: number): Raw | null {
  const stat = readProc(pid, 'stat')?.toString('latin1');
  if (stat === undefined) return null;
  // The name may hold anything, brackets and spaces too; the last bracket ends it (proc(5)).
  const end = stat.lastIndexOf(')');
  const fields = stat.slice(end + 2).split(' ');
  const number = (index: number): number => Number(fields[index - 3] ?? 0);
  const ppid = number(4);
  if (pid === 2 || ppid === 2) return null;
  const status = readProc(pid, 'status')?.toString('latin1') ?? '';
  const line = readProc(pid, 'cmdline')?.toString('utf8') ?? '';
  return {
    pid,
    ppid,
    pgid: number(5),
    uid: Number(/^Uid:\t(\d+)/m.exec(status)?.[1] ?? 0),
    state: fields[0] ?? '?',
    nice: number(19),
    comm: stat.slice(stat.indexOf('(') + 1, end),
    ticks: number(14) + number(15),
    startTicks: number(22),
    virtualKiB: Math.round(number(23) / 1024),
    residentPages: number(24),
    argv: line === '' ? [] : line.replace(/\0+$/, '').split('\0'),
  };
}

function readProc(pid: number, name: string): Buffer | undefined {
  try {
    return readFileSync(`/proc/${pid}/${name}`);
  } catch {
    // The process ended since the folder was listed, or is another user's.
    return undefined;
  }
}

function load(before: CpuMemory | undefined, raw: Raw, at: number, startedAt: number): CpuMemory {
  const { ticks, startTicks } = raw;
  if (before === undefined || before.startTicks !== startTicks) {
    const seconds = Math.max(0.01, (at - startedAt) / 1000);
    return {
      startTicks,
      ticks,
      at,
      percent: (100 * ticks) / TICKS_PER_SECOND / seconds,
      world: worldOf(raw.pid),
    };
  }
  const seconds = (at - before.at) / 1000;
  // Two readings close together say nothing: a tick is ten milliseconds.
  if (seconds < 0.2) return before;
  const recent = (100 * (ticks - before.ticks)) / TICKS_PER_SECOND / seconds;
  const kept = 0.5 ** (seconds / HALF_LIFE_SECONDS);
  // Asked again while there is none: a process that has just been forked gets its environment with its program.
  const world = before.world ?? worldOf(raw.pid);
  return { startTicks, ticks, at, percent: before.percent * kept + recent * (1 - kept), world };
}

function worldOf(pid: number): string | null {
  const entries = readProc(pid, 'environ')?.toString('utf8').split('\0') ?? [];
  return entries.find((entry) => entry.startsWith(`${WORLD_MARK}=`))?.slice(WORLD_MARK.length + 1) ?? null;
}

function bootTime(): number {
  const seconds = /^btime (\d+)$/m.exec(readFileSync('/proc/stat', 'latin1'))?.[1];
  const uptime = Number(readFileSync('/proc/uptime', 'latin1').split(' ')[0]);
  // `btime` is in whole seconds; the uptime gives the fraction.
  return Number.isFinite(uptime) ? Date.now() - uptime * 1000 : Number(seconds) * 1000;
}

/**
 * Every process that carries the world's mark in its environment. On a Mac the system hides the environment of its own
 * programs (bash, sleep …) from ps; those are reached through their process group or end with their parent.
 */
export function markedProcesses(root: string): readonly number[] {
  const mark = `${WORLD_MARK}=${root}`;
  if (process.platform !== 'linux') return markedByPs(mark);
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter(
      (pid) =>
        pid !== process.pid &&
        (readProc(pid, 'environ')?.toString('utf8').split('\0').includes(mark) ?? false),
    );
}

function realPs(...args: readonly string[]): string {
  return spawnSync('/bin/ps', args, { encoding: 'utf8', timeout: PS_LIMIT_MS, maxBuffer: 64 * MEGABYTE })
    .stdout;
}

/** The children of a process, their children, and so on: for systems that hide a process's environment. */
export function descendants(pid: number): readonly number[] {
  const parents = realPs('-axo', 'pid=,ppid=')
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const found = [pid];
  // The list grows while it is walked: each one found is asked for its children in turn.
  for (const parent of found) {
    for (const [child, of] of parents) if (of === parent && child !== undefined) found.push(child);
  }
  return found.slice(1);
}

function markedByPs(mark: string): readonly number[] {
  return realPs('-axeww', '-o', 'pid=,command=')
    .split('\n')
    .filter((line) => `${line} `.includes(` ${mark} `))
    .map((line) => Number.parseInt(line, 10))
    .filter((pid) => pid > 1 && pid !== process.pid);
}
