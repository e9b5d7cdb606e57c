/**
 * Which processes belong to which runner: by path plus separator, never by substring, so that `/runner`
 * is not taken for `/runner-2` (design.md section 3). Command lines as in runner.md 7.6.
 */
import type { LaunchdAnswer, ProcessAnswer, ProcessSight, Witness } from '../../../shared/domain.ts';
import type { ProcessRow } from '../host/host.ts';
import { runsUnder } from './program-path.ts';

/** `bin` or, after a self-update, `bin.X.Y.Z`. */
const LISTENER = /^(\/.*?)\/bin(?:\.\d+(?:\.\d+)*)?\/Runner\.Listener run(?: |$)/;
const WORKER = /^(\/.*?)\/bin(?:\.\d+(?:\.\d+)*)?\/Runner\.Worker(?: |$)/;

/** The directory of a listener that runs (not configures), as its command line has it; null for any other. */
export function listenerDirectory(args: string): string | null {
  return LISTENER.exec(args)?.[1] ?? null;
}
/** The directory of a worker, as its command line has it; null for any other. */
export function workerDirectory(args: string): string | null {
  return WORKER.exec(args)?.[1] ?? null;
}

/** The processes that launchd keeps for the runner; whatever they run, it is the runner's. */
export function servicePids(launchd: Witness<LaunchdAnswer>): readonly number[] {
  if (launchd.kind !== 'answered') return [];
  return launchd.answer.services.flatMap(({ pid }) => (pid === null ? [] : [pid]));
}

const FIRST_PROCESS = 1;

function sightOf(row: ProcessRow, parents: ReadonlyMap<number, number>): ProcessSight {
  const ancestors: number[] = [];
  for (
    let pid = row.ppid;
    pid > FIRST_PROCESS && pid !== row.pid && !ancestors.includes(pid);
    pid = parents.get(pid) ?? FIRST_PROCESS
  ) {
    ancestors.push(pid);
  }
  return { pid: row.pid, startedAt: row.startedAt, ancestors };
}

/**
 * The runner's part of the process table.
 * @param spellings the directory's real path and every other path that leads to it.
 * @param services what launchd runs for it: counted with all that it started, but no evidence of a listener.
 */
export function processesOf(
  spellings: readonly string[],
  table: readonly ProcessRow[],
  services: readonly number[] = [],
): ProcessAnswer {
  const at = (path: string | null): boolean => path !== null && spellings.includes(path);
  const listeners = table.filter((row) => at(listenerDirectory(row.args)));
  const workers = table.filter((row) => at(workerDirectory(row.args)));
  const family = withDescendants(
    table,
    table.filter(
      (row) => services.includes(row.pid) || spellings.some((directory) => runsUnder(directory, row.args)),
    ),
  );
  const parents = new Map(table.map((row) => [row.pid, row.ppid]));
  const sight = (row: ProcessRow): ProcessSight => sightOf(row, parents);
  return {
    listeners: listeners.map(sight),
    // A worker that forks before it executes shows twice; both are told.
    workers: workers.map(sight),
    cpuPercent: Math.round(family.reduce((sum, row) => sum + row.cpuPercent, 0) * 10) / 10,
    memoryBytes: family.reduce((sum, row) => sum + row.memoryBytes, 0),
    processCount: family.length,
  };
}

function withDescendants(table: readonly ProcessRow[], roots: readonly ProcessRow[]): readonly ProcessRow[] {
  const children = Map.groupBy(table, (row) => row.ppid);
  const family = new Map(roots.map((row) => [row.pid, row]));
  const queue = [...roots];
  for (let row = queue.pop(); row !== undefined; row = queue.pop()) {
    for (const child of children.get(row.pid) ?? []) {
      if (family.has(child.pid)) continue;
      family.set(child.pid, child);
      queue.push(child);
    }
  }
  return [...family.values()];
}
