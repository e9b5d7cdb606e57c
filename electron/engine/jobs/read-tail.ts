/** Reads the end of a file without reading the rest: what a 10 GB log says now costs as much as a small one. */
import { open } from 'node:fs/promises';
import { isMissing } from './file-errors.ts';

export interface Tail {
  /** Begins at a line's beginning. */
  readonly bytes: Uint8Array;
  /** Where `bytes` stands in the file. */
  readonly offset: number;
  readonly size: number;
}

const NEWLINE = 10;
const FIRST_STEP_BYTES = 64 * 1024;

/**
 * The last lines of `path`, at most `bytes` of them. Null if there is no such file; rejects if it cannot be read.
 * A single line longer than that gives no bytes.
 */
export async function readTail(path: string, bytes: number): Promise<Tail | null> {
  const handle = await open(path, 'r').catch((error: unknown) => {
    if (isMissing(error)) return null;
    throw error;
  });
  if (handle === null) return null;
  try {
    const { size } = await handle.stat();
    // One byte more: it tells whether the tail begins a line.
    const from = Math.max(0, size - bytes - 1);
    const buffer = Buffer.allocUnsafeSlow(size - from);
    let filled = 0;
    while (filled < buffer.length) {
      const { bytesRead } = await handle.read(buffer, filled, buffer.length - filled, from + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    const read = buffer.subarray(0, filled);
    if (from === 0) return { bytes: read, offset: 0, size };
    const newline = read.indexOf(NEWLINE);
    const skipped = newline < 0 ? read.length : newline + 1;
    return { bytes: read.subarray(skipped), offset: from + skipped, size };
  } finally {
    await handle.close();
  }
}

/**
 * Reads further back, in doubling steps, until `isEnough` is content with the tail, the whole file is read, or
 * `limitBytes` are. Gives the last tail read; null if there is no such file.
 */
export async function readTailUntil(
  path: string,
  limitBytes: number,
  isEnough: (tail: Tail) => boolean,
): Promise<Tail | null> {
  for (let bytes = Math.min(FIRST_STEP_BYTES, limitBytes); ; bytes = Math.min(bytes * 2, limitBytes)) {
    const tail = await readTail(path, bytes);
    if (tail === null || tail.offset === 0 || bytes >= limitBytes || isEnough(tail)) return tail;
  }
}
