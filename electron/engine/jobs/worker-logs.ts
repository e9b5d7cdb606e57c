/** Follows a runner's Worker logs, one after another: one per job, and one more where a log grew too large. */
import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing, messageOf } from './file-errors.ts';
import { type Follower, followLog } from './follow.ts';
import type { LogEvent } from './log-event.ts';
import { createLogReader } from './log-reader.ts';

/** Worker logs that are read at most at one look, the newest: those of the past, and those that have come. */
const KEPT_LOGS = 12;
/** The runner begins a new file beyond 8 MB (runner.md 7.1). Of a larger one only head and tail are read. */
const LARGE_BYTES = 64 * 1024 * 1024;
/** Holds the job message, which is 8 MB at most as far as it is kept. */
const HEAD_BYTES = 9 * 1024 * 1024;
const TAIL_BYTES = 4 * 1024 * 1024;
const CHUNK_BYTES = 1024 * 1024;
const NEWLINE = 10;

export interface WorkerLogs {
  /** Reads what came to the log that is followed, then each newer one of `files`, and follows the last. */
  follow(files: readonly string[]): Promise<void>;
  catchUp(): Promise<void>;
  /** The name of the log that is followed. */
  readonly file: string | null;
  close(): void;
}

/**
 * @param folder `_diag`.
 * @param tell told of the events of one file.
 */
export function createWorkerLogs(
  folder: string,
  tell: (file: string, events: readonly LogEvent[]) => void,
  onProblem: (why: string | null) => void,
): WorkerLogs {
  let followed: { readonly file: string; readonly follower: Follower } | null = null;
  // One reader for all: a step that runs when a log goes on in a new file ends there.
  let reader = createLogReader('worker-diag');
  let closed = false;

  /** The last lines of a log that is no longer the newest. */
  const leave = async (): Promise<void> => {
    const old = followed;
    if (old === null) return;
    await old.follower.catchUp();
    if (!closed) tell(old.file, reader.flush());
    old.follower.close();
    onProblem(null);
    followed = null;
  };
  const attach = async (file: string): Promise<void> => {
    const path = join(folder, file);
    const isLarge = await isLargerThan(path, LARGE_BYTES);
    if (isLarge) {
      await readHeadOf(path, (chunk) => tell(file, reader.push(chunk)), onProblem);
      // What stands between head and tail is not known: no step is joined across it.
      reader = createLogReader('worker-diag');
    }
    const follower = await followLog(path, {
      from: isLarge ? { tailBytes: TAIL_BYTES } : 'start',
      onChunk: (chunk) => tell(file, reader.push(chunk)),
      onReset: () => reader.reset(),
      onProblem,
    });
    followed = { file, follower };
    await follower.catchUp();
    if (closed) follower.close();
  };
  return {
    get file() {
      return followed?.file ?? null;
    },
    async follow(files) {
      const last = followed?.file ?? '';
      for (const file of files.filter((name) => name > last).slice(-KEPT_LOGS)) {
        if (closed) return;
        await leave();
        await attach(file);
      }
    },
    catchUp: async () => followed?.follower.catchUp(),
    close() {
      closed = true;
      followed?.follower.close();
    },
  };
}

async function isLargerThan(path: string, bytes: number): Promise<boolean> {
  // Whoever follows it says why it cannot be read.
  return stat(path).then(
    ({ size }) => size > bytes,
    () => false,
  );
}

/** Whole lines only. */
async function readHeadOf(
  path: string,
  onChunk: (chunk: Uint8Array) => void,
  onProblem: (why: string | null) => void,
): Promise<void> {
  try {
    const handle = await open(path, 'r');
    try {
      const buffer = Buffer.alloc(CHUNK_BYTES);
      for (let offset = 0; offset < HEAD_BYTES;) {
        const { bytesRead } = await handle.read(buffer, 0, buffer.length, offset);
        if (bytesRead === 0) return;
        offset += bytesRead;
        const end = offset < HEAD_BYTES ? bytesRead : buffer.lastIndexOf(NEWLINE) + 1;
        onChunk(buffer.subarray(0, end));
      }
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (!isMissing(error)) onProblem(`The log cannot be read: ${messageOf(error)}.`);
  }
}
