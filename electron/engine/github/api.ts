/** One request to GitHub's API through @octokit/rest: with a time limit, a size limit, and errors as values. */
import type { Instant } from '../../../shared/domain.ts';
import { isCertificateProblem, trustThisMac } from '../host/system-trust.ts';
import type { Login } from './logins.ts';
import { notTrusted, oddAnswer, problemOf, timedOut, unreachable, type Problem } from './problem.ts';
import type { Octokit } from '@octokit/rest';

export interface Rate {
  readonly limit: number;
  readonly remaining: number;
}
/** What a classic token or an OAuth login may do; null where GitHub does not say (github.md 1.4). */
export type Scopes = readonly string[] | null;
export type LeftOut = 'nothing' | 'single-sign-on';
export type Outcome =
  | {
      readonly kind: 'fresh';
      readonly data: unknown;
      readonly etag: string | null;
      /** There is another page behind this one. */
      readonly more: boolean;
      readonly rate: Rate | null;
      readonly scopes: Scopes;
      /** `single-sign-on`: what is behind one that this login is not authorized for was left out. */
      readonly leftOut: LeftOut;
    }
  /** 304: what was there before still holds; it cost nothing. */
  | { readonly kind: 'unchanged'; readonly rate: Rate | null }
  | {
      readonly kind: 'problem';
      readonly problem: Problem;
      readonly rate: Rate | null;
      /** Of the answer, if there was one; to tell one refusal from another, not to be shown. */
      readonly status: number | null;
      readonly said: string | null;
      readonly scopes: Scopes;
    };

export interface Question {
  readonly base: string;
  /** Path with its query, escaped. */
  readonly path: string;
  /** Left out: GET. A POST is sent once, whatever comes of it: its answer may have been lost after it took effect. */
  readonly method?: 'GET' | 'POST' | 'DELETE';
  /** Sent as JSON. */
  readonly body?: Readonly<Record<string, string>>;
  /** Its token is sent with this request only; never kept here. Null: asked without a login. */
  readonly login: Login | null;
  readonly etag: string | null;
  /** For the words of an error: whose GitHub, and what was asked for. */
  readonly host: string;
  readonly subject: string;
  readonly deed?: string;
}

export interface GitHubApi {
  /** Never rejects. */
  ask(question: Question): Promise<Outcome>;
  /** Ends what is under way. */
  close(): void;
}

const LIMIT_SECONDS = 10;
const MAX_BYTES = 8 * 1024 * 1024;
const MAX_HOSTS = 8;

/**
 * @param options.limitMs how long one request may take; 10 s where not given.
 * @param options.trust asked when a certificate is not known: whether more of them are trusted from now on.
 */
export function createGitHubApi(options: {
  readonly now: () => Instant;
  readonly limitMs?: number;
  readonly trust?: () => 'added' | 'nothing-new';
}): GitHubApi {
  const limitMs = options.limitMs ?? LIMIT_SECONDS * 1000;
  const trust = options.trust ?? trustThisMac;
  const closing = new AbortController();
  const clients = new Map<string, Octokit>();

  const clientOf = async (base: string): Promise<Octokit> => {
    const known = clients.get(base);
    if (known !== undefined) return known;
    // Heavy, and not needed without a login: loaded at the first question.
    const { Octokit } = await import('@octokit/rest');
    const silent = (): void => undefined;
    const client = new Octokit({
      baseUrl: base,
      userAgent: 'Trackside',
      log: { debug: silent, info: silent, warn: silent, error: silent },
      request: { fetch: (...request: FetchOf) => limitedFetch(trust, request) },
    });
    if (clients.size >= MAX_HOSTS) clients.clear();
    clients.set(base, client);
    return client;
  };

  return {
    ask: async (question) => {
      const client = await clientOf(question.base);
      const time = AbortSignal.timeout(limitMs);
      const tooLate = (): Outcome => failed(timedOut(question.host, Math.round(limitMs / 1000)));
      try {
        const answer = await client.request(`${question.method ?? 'GET'} ${question.path}`, {
          ...(question.body === undefined ? {} : { data: question.body }),
          headers: headersOf(question),
          request: { signal: AbortSignal.any([time, closing.signal]) },
        });
        return time.aborted ? tooLate() : fresh(question, answer);
      } catch (error) {
        return time.aborted ? tooLate() : fromError(question, error, options.now());
      }
    },
    close: () => closing.abort(),
  };
}

type Headers = Readonly<Record<string, string | number | undefined>>;
/** Without an answer: nothing is known but the problem. */
const failed = (problem: Problem): Extract<Outcome, { kind: 'problem' }> => ({
  kind: 'problem',
  problem,
  rate: null,
  status: null,
  said: null,
  scopes: null,
});

/** The sign-in with a code is no REST: it wants plain JSON (github.md 1.5). */
const headersOf = ({ login, etag, path }: Question): Record<string, string> => ({
  accept: path.startsWith('/login/') ? 'application/json' : 'application/vnd.github+json',
  'x-github-api-version': '2022-11-28',
  ...(login === null ? {} : { authorization: `Bearer ${login.token}` }),
  ...(etag === null ? {} : { 'if-none-match': etag }),
});

function fresh(
  question: Question,
  answer: { readonly status: number; readonly data: unknown; readonly headers: Headers },
): Outcome {
  const { status, data, headers } = answer;
  const type = headers['content-type'];
  const isJson = typeof type === 'string' && /[/+]json\b/.test(type);
  const isEmpty = status === 204;
  if (!isEmpty && (!isJson || typeof data === 'string')) {
    return { ...failed(oddAnswer(question.host)), rate: rateOf(headers), status };
  }
  return {
    kind: 'fresh',
    data: isEmpty ? null : data,
    etag: typeof headers['etag'] === 'string' ? headers['etag'] : null,
    more: typeof headers['link'] === 'string' && headers['link'].includes('rel="next"'),
    rate: rateOf(headers),
    scopes: scopesOf(question, headers),
    leftOut: String(headers['x-github-sso'] ?? '').startsWith('partial-results')
      ? 'single-sign-on'
      : 'nothing',
  };
}

/** Tokens without scopes: fine-grained ones and those of GitHub Apps, whatever the header says (github.md 1.1). */
const WITHOUT_SCOPES = /^(?:github_pat_|ghu_|ghs_)/;
function scopesOf({ login }: Question, headers: Headers): Scopes {
  const header = headers['x-oauth-scopes'];
  if (header === undefined || login === null || WITHOUT_SCOPES.test(login.token)) return null;
  return String(header)
    .split(',')
    .map((scope) => scope.trim())
    .filter((scope) => scope !== '');
}

/** Octokit throws for every status from 300 on, and for every request that got no answer. */
function fromError(question: Question, error: unknown, now: Instant): Outcome {
  const answer = answerOf(error);
  if (answer === null) {
    return failed(isCertificateProblem(error) ? notTrusted(question.host) : unreachable(question.host));
  }
  const rate = rateOf(answer.headers);
  if (answer.status === 304) return { kind: 'unchanged', rate };
  const said = messageOf(answer.data);
  const { status } = answer;
  const { subject, deed, host, login } = question;
  const asked = { subject, host, ...(deed === undefined ? {} : { deed }) };
  const problem =
    said === null && status < 500 && status !== 429
      ? oddAnswer(host)
      : problemOf({ ...answer, said }, { ...asked, way: login?.way ?? null }, now);
  return { kind: 'problem', problem, rate, status, said, scopes: scopesOf(question, answer.headers) };
}

interface Thrown {
  readonly status: number;
  readonly headers: Headers;
  readonly data: unknown;
}
function answerOf(error: unknown): Thrown | null {
  const response = property(error, 'response');
  const status = property(response, 'status');
  const headers = property(response, 'headers');
  if (typeof status !== 'number' || typeof headers !== 'object' || headers === null) return null;
  return { status, headers: headers as Headers, data: property(response, 'data') };
}
const property = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
const messageOf = (data: unknown): string | null => {
  const message = property(data, 'message');
  return typeof message === 'string' ? message : null;
};

function rateOf(headers: Headers): Rate | null {
  const limit = Number(headers['x-ratelimit-limit'] ?? Number.NaN);
  const remaining = Number(headers['x-ratelimit-remaining'] ?? Number.NaN);
  return Number.isFinite(limit) && Number.isFinite(remaining) && limit > 0 ? { limit, remaining } : null;
}

type FetchOf = Parameters<typeof fetch>;

/** fetch(), but an answer larger than MAX_BYTES is an error: nothing may grow without a bound. */
async function limitedFetch(trust: () => 'added' | 'nothing-new', request: FetchOf): Promise<Response> {
  const response = await fetch(...request).catch(async (error: unknown) => {
    if (!isCertificateProblem(error) || trust() === 'nothing-new') throw error;
    // Nothing of it was sent, so that also what must be sent only once may be sent now.
    return await fetch(...request);
  });
  if (response.body === null) return response;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    size += chunk.length;
    if (size > MAX_BYTES) throw new Error('The answer is larger than allowed.');
    chunks.push(chunk);
  }
  const { status, statusText, headers } = response;
  const bytes = Buffer.concat(chunks);
  return new Response(bytes.length === 0 ? null : bytes, { status, statusText, headers });
}
