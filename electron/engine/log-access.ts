/**
 * Logs as a view reads them: pulled in pieces, from the end or onwards, never pushed (design.md section 2).
 * Tokens are masked on the way; the file itself is never changed.
 */
import { type FileHandle, open } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { fail, ok, type Output, type Reply } from '../../shared/contract.ts';
import { redact } from './redact.ts';

/** Open logs per view; a view that wants more has to close one. */
const MAX_OPEN = 8;
/** Lines longer than this are cut for the view, so that one line cannot fill it. */
const NEWLINE = 0x0a;

interface OpenLog {
  readonly handle: FileHandle;
  /** Where the next piece backwards ends, and where the next forwards begins. */
  start: number;
  end: number;
}

export interface LogAccess {
  open(path: string): Promise<Reply<Output<'log.open'>>>;
  read(id: string, maxBytes: number, direction: 'forward' | 'backward'): Promise<Reply<Output<'log.read'>>>;
  close(id: string): Promise<Reply<null>>;
  closeAll(): void;
}

const UNKNOWN = fail('not-found', 'This log is not open any more.', 'Open it again.');

export function createLogAccess(): LogAccess {
  const logs = new Map<string, OpenLog>();

  /** Whole lines only, unless one line is longer than a piece. */
  async function piece(log: OpenLog, from: number, length: number): Promise<Buffer> {
    const buffer = Buffer.alloc(length);
    const { bytesRead } = await log.handle.read(buffer, 0, length, from);
    return buffer.subarray(0, bytesRead);
  }

  async function forward(log: OpenLog, maxBytes: number): Promise<Output<'log.read'>> {
    const { size } = await log.handle.stat();
    // Truncated in place: what is there now is new.
    if (size < log.end) log.end = 0;
    const bytes = await piece(log, log.end, Math.min(maxBytes, size - log.end));
    const cut = bytes.lastIndexOf(NEWLINE) + 1;
    const taken = cut > 0 || bytes.length < maxBytes ? bytes.subarray(0, cut) : bytes;
    log.end += taken.length;
    return { text: redact(taken.toString('utf8')), end: log.end >= size || taken.length === 0 };
  }

  async function backward(log: OpenLog, maxBytes: number): Promise<Output<'log.read'>> {
    const from = Math.max(0, log.start - maxBytes);
    const bytes = await piece(log, from, log.start - from);
    const cut = from === 0 ? 0 : bytes.indexOf(NEWLINE) + 1;
    const taken = cut > 0 && cut < bytes.length ? bytes.subarray(cut) : bytes;
    log.start -= taken.length;
    return { text: redact(taken.toString('utf8')), end: log.start === 0 };
  }

  return {
    open: async (path) => {
      if (logs.size >= MAX_OPEN) return fail('not-allowed', 'Too many logs are open.', 'Close one first.');
      const handle = await open(path, 'r').catch(() => null);
      if (handle === null) return fail('cannot-read', 'This log is not there, or cannot be read.');
      const { size } = await handle.stat();
      const id = randomUUID();
      logs.set(id, { handle, start: size, end: size });
      return ok({ id, size });
    },
    read: async (id, maxBytes, direction) => {
      const log = logs.get(id);
      if (log === undefined) return UNKNOWN;
      return ok(direction === 'forward' ? await forward(log, maxBytes) : await backward(log, maxBytes));
    },
    close: async (id) => {
      const log = logs.get(id);
      if (log === undefined) return UNKNOWN;
      logs.delete(id);
      await log.handle.close();
      return ok(null);
    },
    closeAll: () => {
      for (const log of logs.values()) void log.handle.close();
      logs.clear();
    },
  };
}
