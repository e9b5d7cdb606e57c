/**
 * Follows one log file as it grows: told by the file system, read by offset, in bounded memory, through truncation,
 * rotation, deletion and reappearance. Bytes only; what they mean is the reader's concern.
 */
import { type FileHandle, open, stat } from 'node:fs/promises';
import { messageOf, isMissing } from './file-errors.ts';
import { watchPath } from './watch-path.ts';

export type ResetReason = 'truncated' | 'replaced' | 'deleted' | 'appeared';
/** Where to begin. A tail begins at a line's beginning; an offset is taken as it is. */
export type FollowFrom = 'start' | { readonly tailBytes: number } | { readonly offset: number };

export interface FollowOptions {
  readonly from: FollowFrom;
  /** `chunk` is only valid during the call; `offset` is where it stands in the file. Must not throw. */
  readonly onChunk: (chunk: Uint8Array, offset: number) => void;
  /** What follows is another content: it is read from its beginning. */
  readonly onReset: (why: ResetReason) => void;
  /** A sentence when the file cannot be read, once; null when it can again. An absent file is no problem. */
  readonly onProblem: (why: string | null) => void;
}

export interface Follower {
  /** Bytes read so far of the present file. */
  readonly offset: number;
  /** Resolves when everything that stood in the file at the call has been given to `onChunk`. */
  catchUp(): Promise<void>;
  /** No call of any listener after this. */
  close(): void;
}

const CHUNK_BYTES = 1024 * 1024;
/** Read again before each new part: if they differ, the content is another one, whatever its size. */
const OVERLAP_BYTES = 32;
/** A safety net for file systems that do not tell. */
const SLOW_LOOK_MS = 10_000;
const NEWLINE = 10;

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
      watched.renew();
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
  let handle: FileHandle | null = null;
  let identity = '';
  let offset = 0;
  let before: Buffer = Buffer.alloc(0);
  let skipsPartialLine = false;
  let stopped = false;
  let problem: string | null = null;

  const tellProblem = (why: string | null): void => {
    if (stopped || why === problem) return;
    problem = why;
    options.onProblem(why);
  };
  const rewind = (why: ResetReason): void => {
    offset = 0;
    before = Buffer.alloc(0);
    skipsPartialLine = false;
    if (!stopped) options.onReset(why);
  };
  const closeHandle = async (): Promise<void> => {
    const old = handle;
    handle = null;
    // A handle that was only read from has nothing to lose by a failed close.
    await old?.close().catch(() => undefined);
  };
  /** @returns the size, or null when there is no such file. */
  const openFile = async (): Promise<number | null> => {
    try {
      const opened = await open(path, 'r');
      handle = opened;
      const info = await opened.stat();
      identity = `${info.dev}:${info.ino}`;
      tellProblem(null);
      return info.size;
    } catch (error) {
      await closeHandle();
      tellProblem(isMissing(error) ? null : `The log cannot be read: ${messageOf(error)}.`);
      return null;
    }
  };
  const deliver = (chunk: Buffer, at: number): void => {
    offset = at + chunk.length;
    remember(chunk);
    const from = skipsPartialLine ? chunk.indexOf(NEWLINE) + 1 : 0;
    if (skipsPartialLine && from === 0) return;
    skipsPartialLine = false;
    if (from < chunk.length && !stopped) options.onChunk(chunk.subarray(from), at + from);
  };
  const remember = (chunk: Buffer): void => {
    const last = chunk.length >= OVERLAP_BYTES ? chunk : Buffer.concat([before, chunk]);
    before = Buffer.from(last.subarray(-OVERLAP_BYTES));
  };
  /** True: the bytes before the offset are still the same. */
  const isSameContent = async (opened: FileHandle, first: Buffer): Promise<boolean> => {
    const { bytesRead } = await opened.read(first, 0, before.length, offset - before.length);
    return bytesRead === before.length && first.subarray(0, bytesRead).equals(before);
  };
  /** Reads ahead of the listener, so that reading and understanding go on side by side. */
  const readToEnd = async (opened: FileHandle): Promise<void> => {
    const { size } = await opened.stat();
    if (size === offset) return;
    let [buffer, next] = buffersFor(size - offset);
    if (before.length > 0 && !(await isSameContent(opened, buffer))) rewind('truncated');
    let reading = opened.read(buffer, 0, buffer.length, offset);
    for (;;) {
      const { bytesRead } = await reading;
      if (bytesRead === 0 || stopped) return;
      const at = offset;
      reading = opened.read(next, 0, next.length, at + bytesRead);
      deliver(buffer.subarray(0, bytesRead), at);
      [buffer, next] = [next, buffer];
    }
  };
  /** `same`, or what became of the path meanwhile. */
  const fate = async (): Promise<'same' | 'replaced' | 'deleted'> => {
    try {
      const info = await stat(path);
      return `${info.dev}:${info.ino}` === identity ? 'same' : 'replaced';
    } catch (error) {
      if (isMissing(error)) return 'deleted';
      throw error;
    }
  };
  /** @returns true when there is another file to read. */
  const turnToNext = async (): Promise<boolean> => {
    const became = await fate();
    if (became === 'same') return false;
    await closeHandle();
    if ((await openFile()) === null) {
      rewind('deleted');
      return false;
    }
    rewind('replaced');
    return true;
  };

  return {
    get offset() {
      return offset;
    },
    async begin() {
      const size = await openFile();
      if (size === null) return;
      offset = firstOffset(options.from, size);
      skipsPartialLine = typeof options.from === 'object' && 'tailBytes' in options.from && offset > 0;
    },
    async readNew() {
      try {
        if (handle === null) {
          if ((await openFile()) === null) return;
          rewind('appeared');
        }
        for (;;) {
          if (handle !== null) await readToEnd(handle);
          if (stopped || !(await turnToNext())) return;
        }
      } catch (error) {
        await closeHandle();
        rewind('deleted');
        tellProblem(`The log cannot be read: ${messageOf(error)}.`);
      }
    },
    stop() {
      stopped = true;
    },
    close() {
      void closeHandle();
    },
  };
}

/** One byte before a tail, so that a tail that happens to begin a line loses nothing. */
function firstOffset(from: FollowFrom, size: number): number {
  if (from === 'start') return 0;
  if ('offset' in from) return Math.min(from.offset, size);
  return Math.max(0, size - from.tailBytes - 1);
}

function buffersFor(bytes: number): [Buffer, Buffer] {
  const size = Math.min(CHUNK_BYTES, Math.max(4096, bytes));
  return [Buffer.allocUnsafeSlow(size), Buffer.allocUnsafeSlow(size)];
}
