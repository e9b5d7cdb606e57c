/**
 * Follows one log file as it grows: told by the file system, read by offset, in bounded memory, through truncation,
 * rotation, deletion and reappearance. Bytes only; what they mean is the reader's concern.
 */
import { messageOf } from './file-errors.ts';
import { identityAt, openLog, type OpenedLog, type Position } from './opened-log.ts';
import { watchPath } from './watch-path.ts';

export type ResetReason = 'truncated' | 'replaced' | 'appeared';
/** Where to begin, also in what takes this content's place. A tail begins at a line's beginning. */
export type FollowFrom = 'start' | { readonly tailBytes: number };

export interface FollowOptions {
  readonly from: FollowFrom;
  /** `chunk` is only valid during the call; `offset` is where it stands in the file. Must not throw. */
  readonly onChunk: (chunk: Uint8Array, offset: number) => void;
  /** What follows is another content. */
  readonly onReset: (why: ResetReason) => void;
  /** The path no longer leads to the file that is read. What its writer still writes there is read on. */
  readonly onMoved?: () => void;
  /** A sentence when the file cannot be read, once; null when it can again. An absent file is no problem. */
  readonly onProblem: (why: string | null) => void;
}

export interface Follower {
  /** Where the reading stands in the file that the path leads to. */
  readonly offset: number;
  /** Resolves when everything that stood in the file at the call has been given to `onChunk`. */
  catchUp(): Promise<void>;
  /** No call of any listener after this. */
  close(): void;
}

/** A safety net for file systems that do not tell. */
const SLOW_LOOK_MS = 10_000;
/** A file that has lost its name is let go when its successor has grown so often without it growing. */
const SUCCESSOR_GROWTHS = 2;

/** Begins to follow `path`, which may be absent, and reads nothing yet but its size. Never rejects for the file's sake. */
export async function followLog(path: string, options: FollowOptions): Promise<Follower> {
  const file = createFollowedFile(path, options);
  await file.begin();
  let closed = false;
  let dirty = false;
  let running: Promise<void> | null = null;

  const pump = async (): Promise<void> => {
    for (;;) {
      if (!dirty || closed) {
        // In the same step as the check: a wish that comes after it starts a new pump.
        running = null;
        if (closed) file.close();
        return;
      }
      dirty = false;
      await file.readNew();
      // What came before the new watch has to be looked for.
      if (watched.renew() === 'renewed') dirty = true;
    }
  };
  const kick = (): Promise<void> => {
    dirty = true;
    running ??= pump();
    return running;
  };
  const look = (): void => {
    if (!closed) void kick();
  };
  const watched = watchPath(path, look);
  const timer = setInterval(look, SLOW_LOOK_MS);
  timer.unref();
  // What came between the first look and the watch.
  look();
  return {
    get offset() {
      return file.offset;
    },
    catchUp: () => (closed ? Promise.resolve() : kick()),
    close() {
      if (closed) return;
      closed = true;
      file.stop();
      clearInterval(timer);
      watched.close();
      if (running === null) file.close();
    },
  };
}

interface FollowedFile {
  readonly offset: number;
  begin(): Promise<void>;
  /** Reads to the end of what is there now, also across a change of the file. Never rejects. */
  readNew(): Promise<void>;
  /** No more calls of the listeners. */
  stop(): void;
  close(): void;
}

function createFollowedFile(path: string, options: FollowOptions): FollowedFile {
  /** What the path leads to. */
  let present: OpenedLog | null = null;
  /** What it led to before: the runner that was started with it still writes there (launchd keeps it open). */
  let earlier: OpenedLog | null = null;
  let successorGrowths = 0;
  /** Where a file stood that could not be read for a moment. */
  let remembered: Position | null = null;
  /** Whose bytes the listener was given last. */
  let speaker: OpenedLog | null = null;
  let stopped = false;
  let problem: string | null = null;

  const tellProblem = (why: string | null): void => {
    if (stopped || why === problem) return;
    problem = why;
    options.onProblem(why);
  };
  const tellUnreadable = (error: unknown): void =>
    tellProblem(`The log cannot be read: ${messageOf(error)}.`);
  const reset = (why: ResetReason): void => {
    if (!stopped) options.onReset(why);
  };
  const start = (size: number): number => firstOffset(options.from, size);

  const speak = (log: OpenedLog): void => {
    if (speaker === log) return;
    if (speaker !== null) reset('replaced');
    speaker = log;
  };
  const readNew = (log: OpenedLog): Promise<number> =>
    log.readNew({
      firstOffset: start,
      isStopped: () => stopped,
      onTruncated: () => {
        if (speaker === log) reset('truncated');
      },
      onChunk: (chunk, at) => {
        if (stopped) return;
        speak(log);
        options.onChunk(chunk, at);
      },
    });
  const dropEarlier = async (): Promise<void> => {
    const old = earlier;
    earlier = null;
    await old?.close();
  };
  const readEarlier = async (): Promise<void> => {
    if (earlier === null) return;
    try {
      if ((await readNew(earlier)) > 0) successorGrowths = 0;
    } catch (error) {
      tellUnreadable(error);
      await dropEarlier();
    }
  };
  const readPresent = async (log: OpenedLog): Promise<void> => {
    try {
      if ((await readNew(log)) > 0) successorGrowths++;
    } catch (error) {
      remembered = log.position;
      present = null;
      await log.close();
      throw error;
    }
    if (successorGrowths < SUCCESSOR_GROWTHS || earlier === null) return;
    await readEarlier();
    if (successorGrowths >= SUCCESSOR_GROWTHS) await dropEarlier();
  };
  /** @returns null when the path leads nowhere. */
  const openPresent = async (): Promise<OpenedLog | null> => {
    const opened = await openLog(path);
    if (opened === null) return null;
    const { log, size } = opened;
    if (earlier?.identity === log.identity) {
      // It has its name back.
      await log.close();
      [present, earlier] = [earlier, null];
      return present;
    }
    present = log;
    successorGrowths = 0;
    const before = remembered;
    remembered = null;
    if (before !== null && (await log.resume(before))) {
      if (speaker?.identity === log.identity) speaker = log;
    } else {
      log.begin(start(size));
      if (speaker === null && earlier === null) {
        reset('appeared');
        speaker = log;
      }
    }
    return log;
  };
  /** @returns true when the path leads elsewhere than to `log`. */
  const hasMoved = async (log: OpenedLog): Promise<boolean> => {
    if ((await identityAt(path)) === log.identity) return false;
    // It is read on as the earlier one: also what was written between the last read and the renaming.
    await dropEarlier();
    [earlier, present] = [log, null];
    if (!stopped) options.onMoved?.();
    return true;
  };

  return {
    get offset() {
      return (present ?? earlier)?.offset ?? 0;
    },
    async begin() {
      try {
        const opened = await openLog(path);
        if (opened === null) return;
        present = opened.log;
        present.begin(start(opened.size));
        speaker = present;
      } catch (error) {
        tellUnreadable(error);
      }
    },
    async readNew() {
      try {
        for (;;) {
          await readEarlier();
          const log: OpenedLog | null = present ?? (await openPresent());
          if (log !== null) await readPresent(log);
          if (stopped) return;
          if (log === null || !(await hasMoved(log))) break;
        }
        tellProblem(null);
      } catch (error) {
        tellUnreadable(error);
      }
    },
    stop() {
      stopped = true;
    },
    close() {
      void present?.close();
      void earlier?.close();
    },
  };
}

/** One byte before a tail, so that a tail that happens to begin a line loses nothing. */
function firstOffset(from: FollowFrom, size: number): number {
  return from === 'start' ? 0 : Math.max(0, size - from.tailBytes - 1);
}
