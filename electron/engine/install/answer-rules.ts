/** What an answer to a question for (the rest of) a package means (RFC 9110, sections 13.1.5, 14.4 and 15.5.17). */
import type { IncomingHttpHeaders } from 'node:http';
import type { Failure } from '../../../shared/contract.ts';
import { oddAnswer, otherSize, refused, serverTrouble, webPage } from './problems.ts';

export interface AnswerHead {
  readonly host: string;
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
}

/** What was asked for. */
export interface Wanted {
  /** From this byte on. */
  readonly from: number;
  /** As GitHub said; null: it did not. */
  readonly sizeBytes: number | null;
  /** Of what has come so far, if a server told it. */
  readonly etag: string | null;
}

export type Meaning =
  /** The bytes follow. `begins`: at the first, or where the others ended. */
  | {
      readonly kind: 'bytes';
      readonly begins: 'anew' | 'there';
      readonly total: number | null;
      readonly etag: string | null;
    }
  /** There are no more: all have come. */
  | { readonly kind: 'complete' }
  /** What has come so far belongs to something else. */
  | { readonly kind: 'start-over'; readonly failure: Failure }
  /** Another try may help, after so long if the server said so. */
  | { readonly kind: 'broken'; readonly failure: Failure; readonly afterMs: number | null }
  | { readonly kind: 'refused'; readonly failure: Failure };

const LONGEST_WAIT_MS = 30_000;

export function meaningOf(head: AnswerHead, wanted: Wanted): Meaning {
  const { host, status, headers } = head;
  switch (status) {
    case 200:
      return bytes(head, wanted, 'anew', lengthOf(headers));
    case 206:
      return rest(head, wanted);
    case 416:
      return beyond(head, wanted);
    case 408:
    case 429:
      return { kind: 'broken', failure: serverTrouble(host, status), afterMs: retryAfter(headers) };
    default:
      return status >= 500
        ? { kind: 'broken', failure: serverTrouble(host, status), afterMs: retryAfter(headers) }
        : { kind: 'refused', failure: refused(host, status) };
  }
}

function bytes(
  { host, headers }: AnswerHead,
  { sizeBytes }: Wanted,
  begins: 'anew' | 'there',
  total: number | null,
): Meaning {
  if (/^text\/html|^application\/xhtml/i.test(headers['content-type'] ?? '')) {
    return { kind: 'refused', failure: webPage(host) };
  }
  if (sizeBytes !== null && total !== null && total !== sizeBytes) {
    return { kind: 'refused', failure: otherSize(host) };
  }
  return { kind: 'bytes', begins, total: sizeBytes ?? total, etag: strongTag(headers) };
}

function rest(head: AnswerHead, wanted: Wanted): Meaning {
  const [, from, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(head.headers['content-range'] ?? '') ?? [];
  const tag = strongTag(head.headers);
  if (from === undefined || wanted.from === 0) return { kind: 'refused', failure: oddAnswer(head.host) };
  if (Number(from) !== wanted.from || (tag !== null && wanted.etag !== null && tag !== wanted.etag)) {
    return { kind: 'start-over', failure: oddAnswer(head.host) };
  }
  return bytes(head, wanted, 'there', total === undefined || total === '*' ? null : Number(total));
}

function beyond({ host, headers }: AnswerHead, { from, sizeBytes }: Wanted): Meaning {
  const [, total] = /^bytes \*\/(\d+)$/.exec(headers['content-range'] ?? '') ?? [];
  if (from === 0) return { kind: 'refused', failure: refused(host, 416) };
  return total !== undefined && Number(total) === from && (sizeBytes ?? from) === from
    ? { kind: 'complete' }
    : { kind: 'start-over', failure: oddAnswer(host) };
}

const lengthOf = (headers: IncomingHttpHeaders): number | null =>
  /^\d+$/.test(headers['content-length'] ?? '') ? Number(headers['content-length']) : null;

/** A weak one does not vouch for the same bytes. */
const strongTag = ({ etag }: IncomingHttpHeaders): string | null =>
  etag !== undefined && etag.startsWith('"') ? etag : null;

function retryAfter(headers: IncomingHttpHeaders): number | null {
  const seconds = headers['retry-after'] ?? '';
  return /^\d+$/.test(seconds) ? Math.min(LONGEST_WAIT_MS, Number(seconds) * 1000) : null;
}
