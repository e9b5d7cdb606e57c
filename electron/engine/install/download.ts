/** Brings the bytes of a package, over as many connections as it takes: what broke off goes on where it ended. */
import type { IncomingMessage } from 'node:http';
import { ok, type Failure, type Reply } from '../../../shared/contract.ts';
import { piecesOf } from './answer-pieces.ts';
import { meaningOf } from './answer-rules.ts';
import { httpGet } from './http-get.ts';
import type { UnpackLimits } from './limits.ts';
import { brokeOff, cancelled, otherSize, quiet } from './problems.ts';

/** Who uses the bytes. */
export interface Taker {
  /** Bytes taken so far. */
  length(): number;
  /** Told before the first bytes, and again when it turns out otherwise. */
  expect(total: number | null): void;
  take(chunk: Buffer): Promise<void>;
  /** What was taken is to be forgotten: the bytes come from the first one again. */
  startOver(): Promise<void>;
}

export interface DownloadOptions {
  readonly url: string;
  readonly sizeBytes: number | null;
  readonly signal: AbortSignal;
  readonly limits: Pick<UnpackLimits, 'quietMs' | 'tries' | 'pauseMs' | 'archiveBytes'>;
}

/** `one-answer`: the bytes came in one go. `pieces`: they were put together, here or before. */
export interface Downloaded {
  readonly from: 'one-answer' | 'pieces';
}

type Try =
  | { readonly kind: 'complete' }
  | { readonly kind: 'again'; readonly failure: Failure; readonly afterMs: number | null }
  | { readonly kind: 'over'; readonly failure: Failure };

/** So much more than ever before is progress, after which the tries are counted anew. */
const PROGRESS_BYTES = 1024 * 1024;
const LONGEST_PAUSE_MS = 30_000;

/**
 * Failures: `unreachable`, `timed-out`, `odd-answer`, `cancelled` (whoever aborted the signal knows why). Rejects only
 * with what the taker rejects with.
 */
export async function download(options: DownloadOptions, taker: Taker): Promise<Reply<Downloaded>> {
  const { limits, signal } = options;
  const known: Known = { total: options.sizeBytes, etag: null, from: 'pieces' };
  let furthest = taker.length();
  let fruitless = 0;
  for (;;) {
    const one = await tryOnce(options, taker, known);
    if (signal.aborted) return cancelled();
    switch (one.kind) {
      case 'complete':
        return ok({ from: known.from });
      case 'over':
        return one.failure;
      case 'again':
        break;
    }
    fruitless = taker.length() >= furthest + PROGRESS_BYTES ? 1 : fruitless + 1;
    furthest = Math.max(furthest, taker.length());
    if (fruitless >= limits.tries) return one.failure;
    await pause(one.afterMs ?? Math.min(LONGEST_PAUSE_MS, limits.pauseMs * 2 ** (fruitless - 1)), signal);
    if (signal.aborted) return cancelled();
  }
}

interface Known {
  total: number | null;
  etag: string | null;
  from: Downloaded['from'];
}

async function tryOnce(options: DownloadOptions, taker: Taker, known: Known): Promise<Try> {
  const from = taker.length();
  if (from > 0 && from === known.total) return { kind: 'complete' };
  const got = await httpGet(options.url, {
    headers: rangeHeaders(from, known.etag),
    signal: options.signal,
    quietMs: options.limits.quietMs,
  });
  if (got.kind === 'broken') return { kind: 'again', failure: got.failure, afterMs: null };
  if (got.kind === 'refused') return { kind: 'over', failure: got.failure };
  try {
    return await useAnswer(got.host, got.answer, options, taker, known);
  } finally {
    got.answer.destroy();
  }
}

function rangeHeaders(from: number, etag: string | null): Readonly<Record<string, string>> {
  if (from === 0) return {};
  const range = { range: `bytes=${String(from)}-` };
  return etag === null ? range : { ...range, 'if-range': etag };
}

async function useAnswer(
  host: string,
  answer: IncomingMessage,
  options: DownloadOptions,
  taker: Taker,
  known: Known,
): Promise<Try> {
  const from = taker.length();
  const meaning = meaningOf(
    { host, status: answer.statusCode ?? 0, headers: answer.headers },
    { from, sizeBytes: options.sizeBytes, etag: known.etag },
  );
  switch (meaning.kind) {
    case 'complete':
      return meaning;
    case 'refused':
      return { kind: 'over', failure: meaning.failure };
    case 'broken':
      return { kind: 'again', failure: meaning.failure, afterMs: meaning.afterMs };
    case 'start-over':
      await forget(taker, known);
      return { kind: 'again', failure: meaning.failure, afterMs: 0 };
    case 'bytes':
      if (meaning.begins === 'anew' && from > 0) await forget(taker, known);
      known.total = meaning.total;
      known.etag = meaning.etag;
      known.from = meaning.begins === 'anew' ? 'one-answer' : 'pieces';
      taker.expect(meaning.total);
      return await readBody(host, answer, options, taker, meaning.total);
  }
}

async function forget(taker: Taker, known: Known): Promise<void> {
  await taker.startOver();
  known.etag = null;
}

/** Time counts only while the other side is waited for, not while the disk is. */
async function readBody(
  host: string,
  answer: IncomingMessage,
  { signal, limits: { quietMs, archiveBytes } }: DownloadOptions,
  taker: Taker,
  total: number | null,
): Promise<Try> {
  const most = Math.min(total ?? archiveBytes, archiveBytes);
  const state = { waits: false, isQuiet: false };
  const timer = setTimeout(() => {
    if (!state.waits) return;
    state.isQuiet = true;
    answer.destroy();
  }, quietMs);
  const next = piecesOf(answer);
  try {
    for (;;) {
      timer.refresh();
      state.waits = true;
      const piece = await next();
      state.waits = false;
      if (signal.aborted) return { kind: 'over', failure: cancelled() };
      if (piece === null) break;
      if (taker.length() + piece.length > most) return { kind: 'over', failure: otherSize(host) };
      await taker.take(piece);
    }
  } finally {
    clearTimeout(timer);
  }
  if (state.isQuiet) return { kind: 'again', failure: quiet(host, quietMs), afterMs: null };
  if (answer.complete && (total === null || taker.length() === total)) return { kind: 'complete' };
  return { kind: 'again', failure: brokeOff(host), afterMs: null };
}

const pause = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
  });
