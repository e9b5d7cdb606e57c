/**
 * Bytes to lines: `\n`, `\r\n` and bare `\r`, over chunks that cut anywhere. A line is decoded only when it is
 * whole, so that a character is never torn; bytes that are no UTF-8 become U+FFFD.
 */

/** A longer line keeps its beginning: memory stays bounded whatever a program prints. */
const LONGEST_LINE = 64 * 1024;
const NEWLINE = 10;

export interface LineSplitter {
  /** Gives each whole line of `chunk`, without its line end and as clean text. */
  push(chunk: Uint8Array, onLine: (line: string) => void): void;
  /** Gives the line that has no end yet, if any. */
  flush(onLine: (line: string) => void): void;
  reset(): void;
}

/** @param longest bytes kept of one line. */
export function createLineSplitter(longest: number = LONGEST_LINE): LineSplitter {
  let held: Buffer[] = [];
  let heldBytes = 0;

  const hold = (part: Buffer): void => {
    const room = longest - heldBytes;
    if (room <= 0 || part.length === 0) return;
    // Copied: the caller may use its chunk again for the next read.
    const kept = Buffer.from(part.subarray(0, room));
    held.push(kept);
    heldBytes += kept.length;
  };
  const release = (onLine: (line: string) => void): void => {
    const line = held.length === 1 && held[0] !== undefined ? held[0] : Buffer.concat(held);
    held = [];
    heldBytes = 0;
    emitLine(line, onLine);
  };
  return {
    push(chunk, onLine) {
      const bytes = asBuffer(chunk);
      let from = 0;
      for (;;) {
        const end = bytes.indexOf(NEWLINE, from);
        if (end < 0) break;
        if (heldBytes === 0) emitLine(bytes.subarray(from, Math.min(end, from + longest)), onLine);
        else {
          hold(bytes.subarray(from, end));
          release(onLine);
        }
        from = end + 1;
      }
      hold(bytes.subarray(from));
    },
    flush(onLine) {
      if (heldBytes > 0) release(onLine);
    },
    reset() {
      held = [];
      heldBytes = 0;
    },
  };
}

/** The same memory as a Buffer. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function emitLine(bytes: Buffer, onLine: (line: string) => void): void {
  const text = bytes.toString('utf8');
  if (!text.includes('\r')) return onLine(cleanLine(text));
  // A bare \r is a program writing over its own line: each state of it is a line here.
  for (const part of text.replace(/\r+$/u, '').split('\r')) onLine(cleanLine(part));
}

const ESCAPE = String.fromCodePoint(27);
const BELL = String.fromCodePoint(7);
const COLOURS = new RegExp(
  `${ESCAPE}(?:\\[[0-9;:?<=>]*[ -/]*[@-~]|\\][^${BELL}${ESCAPE}]*(?:${BELL}|${ESCAPE}\\\\)|[@-Z\\\\^_])`,
  'gu',
);

/** Without a byte order mark in front and without terminal control sequences. */
export function cleanLine(text: string): string {
  const bare = text.startsWith('\uFEFF') ? text.slice(1) : text;
  return bare.includes(ESCAPE) ? bare.replace(COLOURS, '') : bare;
}
