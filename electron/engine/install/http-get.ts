/** One GET, through redirects, to an address from which a package may come. No login, cookie or password is ever sent. */
import { get as plainGet, type IncomingMessage, type RequestOptions } from 'node:http';
import { get as secureGet } from 'node:https';
import type { Failure } from '../../../shared/contract.ts';
import { isCertificateProblem } from '../host/system-trust.ts';
import { badAddress, notTrusted, quiet, unreachable } from './problems.ts';

export type Got =
  | { readonly kind: 'answer'; readonly host: string; readonly answer: IncomingMessage }
  /** Another try may help. */
  | { readonly kind: 'broken'; readonly failure: Failure }
  | { readonly kind: 'refused'; readonly failure: Failure };

export interface GetOptions {
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly quietMs: number;
}

const MOST_REDIRECTS = 5;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** Never rejects. The answer's body is not read yet: whoever gets it reads it, or destroys it. */
export async function httpGet(address: string, options: GetOptions): Promise<Got> {
  let url = allowedAddress(address, null);
  for (let redirects = 0; redirects <= MOST_REDIRECTS && url !== null; redirects += 1) {
    const got = await askOnce(url, options);
    if (got.kind !== 'answer' || !REDIRECTS.has(got.answer.statusCode ?? 0)) return got;
    got.answer.destroy();
    url = allowedAddress(got.answer.headers.location ?? '', url);
  }
  return { kind: 'refused', failure: badAddress() };
}

/**
 * Plain http only to this very machine, as in the practice world, and never from https; null: it may not be asked.
 * `from`: where a redirect came from.
 */
export function allowedAddress(text: string, from: URL | null): URL | null {
  const url = text === '' ? null : URL.parse(text, from?.href);
  if (url === null) return null;
  const isLocal = url.protocol === 'http:' && isLoopback(url.hostname) && from?.protocol !== 'https:';
  if (url.protocol !== 'https:' && !isLocal) return null;
  url.username = '';
  url.password = '';
  return url;
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);

function askOnce(url: URL, { headers, signal, quietMs }: GetOptions): Promise<Got> {
  const host = url.hostname;
  return new Promise((resolve) => {
    let isQuiet = false;
    const options: RequestOptions = {
      // A connection of its own: the next try is not to begin on one that is half dead.
      agent: false,
      signal,
      headers: { 'user-agent': 'Trackside', accept: '*/*', 'accept-encoding': 'identity', ...headers },
    };
    const request = (url.protocol === 'https:' ? secureGet : plainGet)(url, options);
    const timer = setTimeout(() => {
      isQuiet = true;
      request.destroy();
    }, quietMs);
    request.on('response', (answer) => {
      clearTimeout(timer);
      // Whoever reads it is told by the reading; a later error has nobody else to go to.
      answer.on('error', () => undefined);
      resolve({ kind: 'answer', host, answer });
    });
    request.on('error', (error) => {
      clearTimeout(timer);
      resolve(
        isQuiet
          ? { kind: 'broken', failure: quiet(host, quietMs) }
          : isCertificateProblem(error)
            ? { kind: 'refused', failure: notTrusted(host) }
            : { kind: 'broken', failure: unreachable(host) },
      );
    });
  });
}
