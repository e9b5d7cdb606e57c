/**
 * Whether a config.sh still works in a runner's folder. It runs in a group of its own and outlives a Trackside that
 * crashed, so what the folder holds is final only when none is left.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { fail, ok, type Reply } from '../../../shared/contract.ts';
import type { Host, Probe, ProcessRow } from '../host/host.ts';
import { realDirectory } from '../runners/find.ts';

const FIRST_PROCESS = 1;
const LOOK_MS = 250;

/** `/bin/bash DIRECTORY/config.sh …`, as `configureRunner` starts it; by a person perhaps `DIRECTORY/config.sh`. */
function runsConfigScript(directory: string, args: string): boolean {
  const script = `${directory}/config.sh`;
  const from = args.indexOf(script);
  if (from === -1) return false;
  const before = args.slice(0, from);
  const after = args.slice(from + script.length);
  return /^(?:\S*\/)?(?:ba|z|da|k)?sh (?:-\S+ )*$|^$/.test(before) && /^(?: |$)/.test(after);
}

const LISTENER = /^(\S.*?)\/bin(?:\.\d+(?:\.\d+)*)?\/Runner\.Listener (?:configure|remove)(?: |$)/i;
/** config.sh calls its listener by a path that does not name the folder (runner.md 3.1). */
const NAMELESS_LISTENER = /^\.\/bin(?:\.\d+(?:\.\d+)*)?\/Runner\.Listener (?:configure|remove)(?: |$)/i;

/**
 * The processes that configure or remove the runner of one of `directories` (its spellings). A listener that has lost its
 * config.sh does not say whose it is; it counts, for taking it for nobody's could make two registrations.
 */
export function configuringRows(
  directories: readonly string[],
  table: readonly ProcessRow[],
): readonly ProcessRow[] {
  const rows = new Map(table.map((row) => [row.pid, row]));
  const scripts = new Set(
    table
      .filter(({ args }) => directories.some((directory) => runsConfigScript(directory, args)))
      .map(({ pid }) => pid),
  );
  return table.filter((row) => {
    if (scripts.has(row.pid)) return true;
    const named = LISTENER.exec(row.args)?.[1];
    if (named !== undefined && named.startsWith('/')) return directories.includes(named);
    if (!NAMELESS_LISTENER.test(row.args)) return false;
    return scripts.has(row.ppid) || row.ppid <= FIRST_PROCESS || !rows.has(row.ppid);
  });
}

/** Those of this very directory; a failed probe says why. */
export async function configuringProcesses(
  host: Pick<Host, 'processes'>,
  directory: string,
): Promise<Probe<readonly ProcessRow[]>> {
  const spellings = [...new Set([directory, await realDirectory(directory)])];
  const table = await host.processes();
  return table.ok ? { ok: true, value: configuringRows(spellings, table.value) } : table;
}

/**
 * Waits until none is left. Fails with `timed-out` where one still works at the limit, `cannot-read` where the process
 * table cannot be had by then, `cancelled` when the signal fires. Ends nothing.
 */
export async function untilNotConfiguring(
  host: Pick<Host, 'processes' | 'monotonic'>,
  directory: string,
  signal: AbortSignal,
  limitMs: number,
): Promise<Reply<null>> {
  const end = host.monotonic() + limitMs;
  for (;;) {
    if (signal.aborted) return cancelled();
    const seen = await configuringProcesses(host, directory);
    if (seen.ok && seen.value.length === 0) return ok(null);
    if (host.monotonic() + LOOK_MS > end) {
      return seen.ok
        ? fail(
            'timed-out',
            'An earlier config.sh still works in the runner’s folder.',
            'Wait a minute, then try again; if it stays so, end it in Activity Monitor.',
          )
        : fail('cannot-read', seen.why, 'Try again in a moment.');
    }
    await delay(LOOK_MS, undefined, { signal }).catch(() => undefined); // aborted: seen above
  }
}

export const cancelled = (): ReturnType<typeof fail> =>
  fail('cancelled', 'It was cancelled before the runner was configured.');
