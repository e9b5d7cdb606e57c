/** The log files of a runner's `_diag` folder (runner.md 7.1). */
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isFolder, isMissing, messageOf } from './file-errors.ts';

const WORKER_LOG = /^Worker_\d{8}-\d{6}-utc\.log$/;
const LISTENER_LOG = /^Runner_\d{8}-\d{6}-utc\.log$/;
/** Listener logs whose beginning is looked at: every command of Runner.Listener opens one (runner.md 0.9). */
const LOOKED_AT = 8;
const HEAD_BYTES = 64 * 1024;

export interface DiagFiles {
  /** Names, oldest first: they are times. */
  readonly workers: readonly string[];
  readonly listeners: readonly string[];
  /** Why the folder cannot be read. An absent one holds nothing. */
  readonly problem: string | null;
}

/** True for the name of a log of this kind. */
export function isDiagLog(kind: 'runner-diag' | 'worker-diag', name: string): boolean {
  return (kind === 'worker-diag' ? WORKER_LOG : LISTENER_LOG).test(name);
}

/** What `folder` holds. Never rejects. */
export async function diagFiles(folder: string): Promise<DiagFiles> {
  try {
    const names = (await readdir(folder)).sort();
    return {
      workers: names.filter((name) => WORKER_LOG.test(name)),
      listeners: names.filter((name) => LISTENER_LOG.test(name)),
      problem: null,
    };
  } catch (error) {
    const problem = isMissing(error) ? null : `The runner's own logs cannot be read: ${messageOf(error)}.`;
    return { workers: [], listeners: [], problem };
  }
}

/** The path of the newest `_diag` log of a kind; null when there is none. */
export async function newestDiagLog(
  folder: string,
  kind: 'runner-diag' | 'worker-diag',
): Promise<string | null> {
  const files = await diagFiles(folder);
  const name =
    kind === 'worker-diag' ? files.workers.at(-1) : (await newestRunLog(folder, files.listeners))?.name;
  return name === undefined ? null : join(folder, name);
}

export interface RunLog {
  readonly name: string;
  /** It has a beginning; otherwise it goes on where the one before grew too large. */
  readonly hasHead: boolean;
}

/** The newest log of a listener that runs; one that cannot be read may be it. Never rejects. */
export async function newestRunLog(folder: string, files: readonly string[]): Promise<RunLog | null> {
  for (const name of files.toReversed().slice(0, LOOKED_AT)) {
    const head = await readHead(join(folder, name));
    if (head === null) return { name, hasHead: true };
    const isOther = head.includes("Command '") && !head.includes("Command 'run': 'True'");
    if (!isOther && head !== '') return { name, hasHead: head.includes("Command '") };
  }
  return null;
}

/** `''` for what is empty, gone since, or no file; null where it cannot be read: whoever follows it says why. */
async function readHead(path: string): Promise<string | null> {
  try {
    const handle = await open(path, 'r');
    try {
      const buffer = Buffer.alloc(HEAD_BYTES);
      const { bytesRead } = await handle.read(buffer, 0, HEAD_BYTES, 0);
      return buffer.toString('utf8', 0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    return isMissing(error) || isFolder(error) ? '' : null;
  }
}
