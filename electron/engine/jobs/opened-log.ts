/**
 * One log file that is open: read by offset, in bounded memory, whatever becomes of its name meanwhile.
 * Notices when its content becomes another one.
 */
import { type FileHandle, open, stat } from 'node:fs/promises';
import { isMissing } from './file-errors.ts';

/** Where one stood in a file, and what stood before that. */
export interface Position {
  readonly identity: string;
  readonly offset: number;
  readonly before: Buffer;
  /** A tail's first, partial line is still being passed over. */
  readonly skipsPartialLine: boolean;
}

export interface ReadListener {
  /** The first offset to read when the content is another one. */
  readonly firstOffset: (size: number) => number;
  /** `chunk` is only valid during the call. */
  readonly onChunk: (chunk: Uint8Array, offset: number) => void;
  readonly onTruncated: () => void;
  readonly isStopped: () => boolean;
}

export interface OpenedLog {
  /** Device and inode. */
  readonly identity: string;
  readonly offset: number;
  readonly position: Position;
  /** Begins at `offset`; where that is inside the file, at the next line's beginning. */
  begin(offset: number): void;
  /** Goes on at `position`; false when that is not where this file stands. */
  resume(position: Position): Promise<boolean>;
  /** Reads to the end of what is there. Gives how many bytes that were. */
  readNew(listener: ReadListener): Promise<number>;
  close(): Promise<void>;
}

const CHUNK_BYTES = 1024 * 1024;
/** Read again before each new part: if they differ, the content is another one, whatever its size. */
const OVERLAP_BYTES = 32;
const NEWLINE = 10;

/** The file at `path` and its size; null when there is none. Rejects when it cannot be opened. */
export async function openLog(
  path: string,
): Promise<{ readonly log: OpenedLog; readonly size: number } | null> {
  const handle = await open(path, 'r').catch(nullIfMissing);
  if (handle === null) return null;
  try {
    const info = await handle.stat();
    return { log: createOpenedLog(handle, `${info.dev}:${info.ino}`), size: info.size };
  } catch (error) {
    await closeQuietly(handle);
    throw error;
  }
}

/** Which file `path` leads to; null when there is none. */
export async function identityAt(path: string): Promise<string | null> {
  const info = await stat(path).catch(nullIfMissing);
  return info === null ? null : `${info.dev}:${info.ino}`;
}

function createOpenedLog(handle: FileHandle, identity: string): OpenedLog {
  let offset = 0;
  let before: Buffer = Buffer.alloc(0);
  let skipsPartialLine = false;

  const begin = (at: number): void => {
    offset = at;
    before = Buffer.alloc(0);
    skipsPartialLine = at > 0;
  };
  const remember = (chunk: Buffer): void => {
    const last = chunk.length >= OVERLAP_BYTES ? chunk : Buffer.concat([before, chunk]);
    before = Buffer.from(last.subarray(-OVERLAP_BYTES));
  };
  /** True when the bytes before `position` are those that were read there. */
  const isContentOf = async (
    position: Pick<Position, 'offset' | 'before'>,
    space: Buffer,
  ): Promise<boolean> => {
    const { length } = position.before;
    if (length === 0) return true;
    const { bytesRead } = await handle.read(space, 0, length, position.offset - length);
    return bytesRead === length && space.subarray(0, length).equals(position.before);
  };
  const deliver = (chunk: Buffer, at: number, listener: ReadListener): void => {
    offset = at + chunk.length;
    remember(chunk);
    const from = skipsPartialLine ? chunk.indexOf(NEWLINE) + 1 : 0;
    if (skipsPartialLine && from === 0) return;
    skipsPartialLine = false;
    if (from < chunk.length) listener.onChunk(chunk.subarray(from), at + from);
  };
  return {
    identity,
    get offset() {
      return offset;
    },
    get position() {
      return { identity, offset, before, skipsPartialLine };
    },
    begin,
    async resume(position) {
      const { size } = await handle.stat();
      if (position.identity !== identity || size < position.offset) return false;
      if (!(await isContentOf(position, Buffer.alloc(OVERLAP_BYTES)))) return false;
      offset = position.offset;
      before = position.before;
      skipsPartialLine = position.skipsPartialLine;
      return true;
    },
    /** Reads ahead of the listener, so that reading and understanding go on side by side. */
    async readNew(listener) {
      const { size } = await handle.stat();
      if (size === offset) return 0;
      let [buffer, next] = buffersFor(size - offset);
      if (size < offset || !(await isContentOf({ offset, before }, buffer))) {
        begin(listener.firstOffset(size));
        listener.onTruncated();
      }
      let read = 0;
      let reading = handle.read(buffer, 0, buffer.length, offset);
      for (;;) {
        const { bytesRead } = await reading;
        if (bytesRead === 0 || listener.isStopped()) return read;
        read += bytesRead;
        const at = offset;
        reading = handle.read(next, 0, next.length, at + bytesRead);
        deliver(buffer.subarray(0, bytesRead), at, listener);
        [buffer, next] = [next, buffer];
      }
    },
    close: () => closeQuietly(handle),
  };
}

/** A handle that was only read from has nothing to lose by a failed close. */
async function closeQuietly(handle: FileHandle): Promise<void> {
  await handle.close().catch(() => undefined);
}

function nullIfMissing(error: unknown): null {
  if (isMissing(error)) return null;
  throw error;
}

function buffersFor(bytes: number): [Buffer, Buffer] {
  const size = Math.min(CHUNK_BYTES, Math.max(4096, bytes));
  return [Buffer.allocUnsafeSlow(size), Buffer.allocUnsafeSlow(size)];
}
