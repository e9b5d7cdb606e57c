/** Sends a file, or the part of it that was asked for (RFC 9110, sections 13.1.5 and 14), and spoils it on demand. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { PassThrough, Transform, type TransformCallback } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { empty, type Answer, type Ask } from './http.ts';

export type FileAnswer = Extract<Answer, { readonly kind: 'file' }>;

/** What may happen to a file on its way. */
export type Spoil =
  /** The connection ends after so many bytes of the answer. */
  | { readonly kind: 'cut'; readonly afterBytes: number }
  /** The answer ends properly, but so many bytes too early, and says so of its length. */
  | { readonly kind: 'short'; readonly bytes: number }
  /** As many bytes as there should be, some of them others. */
  | { readonly kind: 'wrong-bytes' };

/** How a file goes over the line. */
export interface Line {
  readonly spoil: Spoil | null;
  /** No more than so many bytes in a second; null: as fast as it goes. */
  readonly bytesPerSecond: number | null;
}

/** Every so many bytes one is another. */
const WRONG_EVERY = 1000;

/** Rejects when the file cannot be read. */
export async function fileAnswer(path: string, etag: string, ask: Ask): Promise<Answer> {
  const { size } = await stat(path);
  const whole: FileAnswer = { kind: 'file', status: 200, path, size, etag, start: 0, end: size };
  const condition = ask.headers['if-range'];
  const range = ask.headers.range;
  if (range === undefined || (condition !== undefined && condition !== etag)) return whole;
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(range) ?? [];
  // Also what is not understood, or asks for several parts at once, gets the whole.
  if (first === '' && last === '') return whole;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size : Math.min(size, Number(last) + 1);
  return start >= end
    ? empty(416, { 'content-range': `bytes */${String(size)}` })
    : { ...whole, status: 206, start, end };
}

/** Never rejects: the reader may go away in the middle. */
export async function sendFile(
  { status, path, size, etag, start, end }: FileAnswer,
  headers: Readonly<Record<string, string>>,
  { spoil, bytesPerSecond }: Line,
  response: ServerResponse,
): Promise<void> {
  const total = spoil?.kind === 'short' ? Math.max(0, size - spoil.bytes) : size;
  const stop = Math.min(end, total);
  if (start >= stop) {
    response.writeHead(416, { ...headers, 'content-range': `bytes */${String(total)}` }).end();
    return;
  }
  response.writeHead(status, {
    ...headers,
    'content-type': 'application/octet-stream',
    'content-length': String(stop - start),
    'accept-ranges': 'bytes',
    etag,
    ...(status === 206
      ? { 'content-range': `bytes ${String(start)}-${String(stop - 1)}/${String(total)}` }
      : {}),
  });
  try {
    if (spoil?.kind === 'cut')
      await sendSome(path, start, Math.min(stop, start + spoil.afterBytes), bytesPerSecond, response);
    else {
      const bytes = createReadStream(path, { start, end: stop - 1 });
      const right = spoil?.kind === 'wrong-bytes' ? wrongBytes(start) : new PassThrough();
      await pipeline(bytes, right, paced(bytesPerSecond), response);
    }
  } catch {
    response.destroy();
  }
}

/** The bytes up to, not including, `stop`, and no proper end. */
async function sendSome(
  path: string,
  start: number,
  stop: number,
  bytesPerSecond: number | null,
  response: ServerResponse,
): Promise<void> {
  if (stop > start) {
    const bytes = createReadStream(path, { start, end: stop - 1 });
    await pipeline(bytes, paced(bytesPerSecond), response, { end: false });
  } else response.flushHeaders();
  // What was sent is to arrive: a reset would take it back.
  response.socket?.destroySoon();
}

/** Holds each piece back until its time has come. */
function paced(bytesPerSecond: number | null): Transform {
  if (bytesPerSecond === null) return new PassThrough();
  const begun = performance.now();
  let passed = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done: TransformCallback) {
      passed += chunk.length;
      const due = begun + (passed / bytesPerSecond) * 1000;
      setTimeout(() => done(null, chunk), Math.max(0, due - performance.now()));
    },
  });
}

/** `start`: where in the file its first byte stands, so that a part is as wrong as the whole. */
function wrongBytes(start: number): Transform {
  let at = start;
  return new Transform({
    transform(chunk: Buffer, _encoding, done: TransformCallback) {
      const wrong = Buffer.from(chunk);
      for (
        let index = (WRONG_EVERY - (at % WRONG_EVERY)) % WRONG_EVERY;
        index < wrong.length;
        index += WRONG_EVERY
      ) {
        // Not the first of all, by which an archive is known as one.
        if (at + index > 0) wrong[index] = (wrong[index] ?? 0) ^ 0xff;
      }
      at += chunk.length;
      done(null, wrong);
    },
  });
}
