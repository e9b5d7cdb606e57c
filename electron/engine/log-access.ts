/**
 * Logs as a view reads them: pulled in pieces, from the end or onwards, never pushed (design.md section 2).
 * Tokens are masked on the way; the file itself is never changed.
 */
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { fail, ok, type Output, type Reply } from '../../shared/contract.ts';
import { redactPart } from './redact.ts';

/** Open logs per view; a view that wants more has to close one. */
const MAX_OPEN = 8;
/**
 * So much around a piece is read with it, so that a token is seen whole wherever the pieces part.
 * Longer than any token or header that a server takes.
 */
const MARGIN = 16 * 1024;
const NEWLINE = 0x0a;

type Direction = 'forward' | 'backward';

interface OpenLog {
  readonly handle: FileHandle;
  /** Where the next piece backwards ends, and where the next forwards begins. */
  start: number;
  end: number;
  /** Pieces are read one after the other, so that no byte is given twice. */
  reading: Promise<unknown>;
}

export interface LogAccess {
  open(path: string): Promise<Reply<Output<'log.open'>>>;
  read(id: string, maxBytes: number, direction: Direction): Promise<Reply<Output<'log.read'>>>;
  close(id: string): Promise<Reply<null>>;
  closeAll(): void;
}

const UNKNOWN = fail('not-found', 'This log is not open any more.', 'Open it again.');
const UNREADABLE = fail('cannot-read', 'This log is not there, or cannot be read.');

export function createLogAccess(): LogAccess {
  const logs = new Map<string, OpenLog>();
  let opening = 0;
  let closed = false;

  async function openLog(path: string): Promise<Reply<Output<'log.open'>>> {
    // Without O_NONBLOCK, opening a named pipe would wait for somebody to write into it.
    const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch(() => null);
    if (handle === null) return UNREADABLE;
    const stat = await handle.stat().catch(() => null);
    if (closed || stat === null || !stat.isFile()) {
      await handle.close();
      return UNREADABLE;
    }
    const id = randomUUID();
    logs.set(id, { handle, start: stat.size, end: stat.size, reading: Promise.resolve() });
    return ok({ id, size: stat.size });
  }

  async function read(
    log: OpenLog,
    maxBytes: number,
    direction: Direction,
  ): Promise<Reply<Output<'log.read'>>> {
    try {
      return ok(direction === 'forward' ? await forward(log, maxBytes) : await backward(log, maxBytes));
    } catch {
      return UNREADABLE; // the disk, or the log was closed meanwhile
    }
  }

  return {
    open: async (path) => {
      if (logs.size + opening >= MAX_OPEN) {
        return fail('not-allowed', 'Too many logs are open.', 'Close one first.');
      }
      opening += 1;
      try {
        return await openLog(path);
      } finally {
        opening -= 1;
      }
    },
    read: async (id, maxBytes, direction) => {
      const log = logs.get(id);
      if (log === undefined) return UNKNOWN;
      const piece = log.reading.then(() => read(log, maxBytes, direction));
      log.reading = piece;
      return await piece;
    },
    close: async (id) => {
      const log = logs.get(id);
      if (log === undefined) return UNKNOWN;
      logs.delete(id);
      await log.handle.close();
      return ok(null);
    },
    closeAll: () => {
      closed = true;
      for (const log of logs.values()) void log.handle.close();
      logs.clear();
    },
  };
}

/** What was written since, whole lines only, unless one line is longer than a piece. */
async function forward(log: OpenLog, maxBytes: number): Promise<Output<'log.read'>> {
  const { size } = await log.handle.stat();
  // Truncated in place: what is there now is new, and nothing is left of what was before.
  if (size < log.end) log.start = log.end = 0;
  const from = log.end;
  const window = await windowAround(log.handle, from, Math.min(size, from + maxBytes));
  const to = endOfPiece(window, maxBytes);
  log.end = window.offset + to;
  return { text: masked(window.bytes, window.from, to), end: log.end >= size || to === window.from };
}

/** What stands before, from the beginning of a line on, unless one line is longer than a piece. */
async function backward(log: OpenLog, maxBytes: number): Promise<Output<'log.read'>> {
  const { size } = await log.handle.stat();
  // Truncated in place: what is there now is read from its end, as when it was opened.
  if (size < log.end) log.start = log.end = size;
  const window = await windowAround(log.handle, Math.max(0, log.start - maxBytes), log.start);
  const from = window.offset + window.from === 0 ? window.from : startOfPiece(window);
  log.start = window.offset + from;
  return { text: masked(window.bytes, from, window.to), end: log.start === 0 };
}

/** A stretch of the file, from `from` to `to` in `bytes`, with what stands around it. */
interface Window {
  readonly bytes: Buffer;
  /** Where in the file `bytes` begins. */
  readonly offset: number;
  readonly from: number;
  readonly to: number;
}

async function windowAround(handle: FileHandle, from: number, to: number): Promise<Window> {
  const offset = Math.max(0, from - MARGIN);
  const buffer = Buffer.alloc(to + MARGIN - offset);
  const { bytesRead } = await handle.read(buffer, 0, buffer.length, offset);
  const bytes = buffer.subarray(0, bytesRead);
  return {
    bytes,
    offset,
    // It may have become shorter since it was asked for its size.
    from: Math.min(from - offset, bytesRead),
    to: Math.min(to - offset, bytesRead),
  };
}

function endOfPiece({ bytes, from, to }: Window, maxBytes: number): number {
  const line = bytes.subarray(from, to).lastIndexOf(NEWLINE);
  if (line !== -1) return from + line + 1;
  // A line that is being written may end in half a token: it waits until more of it is there.
  const seenOn = bytes.length - to >= MARGIN || bytes.indexOf(NEWLINE, to) !== -1;
  return to - from < maxBytes || !seenOn ? from : characterStart(bytes, to, -1);
}

function startOfPiece({ bytes, from, to }: Window): number {
  const line = bytes.subarray(from, to).indexOf(NEWLINE);
  return line === -1 || from + line + 1 >= to ? characterStart(bytes, from, 1) : from + line + 1;
}

/** The nearest place that is not inside a UTF-8 character; where there is none so near, it is not UTF-8. */
function characterStart(bytes: Buffer, at: number, step: 1 | -1): number {
  for (let moved = 0; moved <= 3; moved += 1) {
    const byte = bytes[at + moved * step];
    if (byte === undefined || (byte & 0xc0) !== 0x80) return at + moved * step;
  }
  return at;
}

/** The text of one part, without the tokens of the whole. `from` and `to` are not inside a character. */
function masked(bytes: Buffer, from: number, to: number): string {
  const before = bytes.toString('utf8', 0, from);
  const part = bytes.toString('utf8', from, to);
  return redactPart(before + part + bytes.toString('utf8', to), before.length, before.length + part.length);
}
