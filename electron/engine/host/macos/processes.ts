/** The process table, and signals to processes that are still the ones that were meant (macos.md 3.5). */
import type { Host, Probe, ProcessRow } from '../host.ts';
import { createFreshGuard } from '../overlap-guard.ts';
import { whyNoAnswer } from '../run-program.ts';
import { PS_COLUMNS, createStartTimes, parsePs, sameProcess } from './parse/ps.ts';
import type { RunTool } from '../tool.ts';

const PROBE_MS = 10_000;

export interface Processes {
  readonly processes: Host['processes'];
  readonly signal: Host['signal'];
}

/** `kill` is process.kill; tests give their own where the system's answer cannot be brought about. */
export function createProcesses(
  run: RunTool,
  kill: (pid: number, signal: 'SIGINT') => void = process.kill.bind(process),
): Processes {
  const steady = createStartTimes();
  // Whether a Worker lives, or a pid is still that process, must not be an answer from before the question.
  const fresh = createFreshGuard();
  const readTable = (args: readonly string[]): Promise<Probe<readonly ProcessRow[]>> =>
    fresh(args.join('\0'), () => runPs(run, args));
  return {
    processes: async () => {
      const table = await readTable(['-axww', '-o', PS_COLUMNS]);
      // An empty table is impossible: this very program has a row.
      if (table.ok && table.value.length === 0) return notUnderstood();
      return table.ok ? { ok: true, value: steady(table.value) } : table;
    },
    signal: async (target, signal) => {
      if (!Number.isInteger(target.pid) || target.pid <= 1) {
        return { ok: false, why: 'That is not a process that may be signalled.' };
      }
      const table = await readTable(['-ww', '-o', PS_COLUMNS, '-p', String(target.pid)]);
      if (!table.ok) return table;
      // Another start time: the pid was given out again, and the process that was meant is gone.
      if (!table.value.some((row) => sameProcess(row, target))) return { ok: true, value: 'gone' };
      return send(() => kill(target.pid, signal));
    },
  };
}

/** Takes the time when ps starts, not when it was asked for: who waits for another run would seem to be too old. */
async function runPs(run: RunTool, args: readonly string[]): Promise<Probe<readonly ProcessRow[]>> {
  const before = Date.now();
  const result = await run('ps', args, { timeoutMs: PROBE_MS, sharing: 'never' });
  if (result.kind !== 'exited') return { ok: false, why: whyNoAnswer('ps', result) };
  // A pid that does not exist: nothing printed, status 1.
  if (result.status === 1 && result.stdout.trim() === '') return { ok: true, value: [] };
  if (result.status !== 0) return { ok: false, why: whyNoAnswer('ps', result) };
  // ps read the clock somewhere between start and end of its run.
  const table = parsePs(result.stdout, Math.round((before + Date.now()) / 2));
  if (table.unreadableRunnerLines > 0) return notUnderstood();
  return { ok: true, value: table.rows };
}

function notUnderstood<T>(): Probe<T> {
  return { ok: false, why: 'ps printed a process table that Trackside does not understand.' };
}

function send(kill: () => void): Probe<'sent' | 'gone'> {
  try {
    kill();
    return { ok: true, value: 'sent' };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'ESRCH') return { ok: true, value: 'gone' };
    if (code === 'EPERM') return { ok: false, why: 'The process belongs to another user of this Mac.' };
    return { ok: false, why: 'The signal could not be sent.' };
  }
}
