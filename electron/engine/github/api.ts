/** One request to GitHub's API through @octokit/rest: with a time limit, a size limit, and errors as values. */
import type { Instant } from '../../../shared/domain.ts';
import { oddAnswer, problemOf, timedOut, unreachable, type Problem } from './problem.ts';
import type { Octokit } from '@octokit/rest';

export interface Rate {
  readonly limit: number;
  readonly remaining: number;
}
export type Outcome =
  | {
      readonly kind: 'fresh';
      readonly data: unknown;
      readonly etag: string | null;
      /** There is another page behind this one. */
      readonly more: boolean;
      readonly rate: Rate | null;
    }
  /** 304: what was there before still holds; it cost nothing. */
  | { readonly kind: 'unchanged'; readonly rate: Rate | null }
  | { readonly kind: 'problem'; readonly problem: Problem; readonly rate: Rate | null };

export interface Question {
  readonly base: string;
  /** Path with its query, escaped. */
  readonly path: string;
  /** Sent with this request only; never kept here. */
  readonly token: string;
  readonly etag: string | null;
  /** For the words of an error: whose GitHub, and what was asked for. */
  readonly host: string;
  readonly subject: string;
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

/** @param limitMs how long one request may take; 10 s where not given. */
export function createGitHubApi(options: {
  readonly now: () => Instant;
  readonly limitMs?: number;
}): GitHubApi {
  const limitMs = options.limitMs ?? LIMIT_SECONDS * 1000;
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
      request: { fetch: limitedFetch },
    });
    if (clients.size >= MAX_HOSTS) clients.clear();
    clients.set(base, client);
    return client;
  };

  return {
    ask: async (question) => {
      const client = await clientOf(question.base);
      const time = AbortSignal.timeout(limitMs);
      try {
        const answer = await client.request(`GET ${question.path}`, {
          headers: {
            accept: 'application/vnd.github+json',
            'x-github-api-version': '2022-11-28',
            authorization: `Bearer ${question.token}`,
            ...(question.etag === null ? {} : { 'if-none-match': question.etag }),
          },
          request: { signal: AbortSignal.any([time, closing.signal]) },
        });
        if (time.aborted) return failed(timedOut(question.host, Math.round(limitMs / 1000)));
        return fresh(question, answer.data, answer.headers);
      } catch (error) {
        if (time.aborted) return failed(timedOut(question.host, Math.round(limitMs / 1000)));
        return fromError(question, error, options.now());
      }
    },
    close: () => closing.abort(),
  };
}

type Headers = Readonly<Record<string, string | number | undefined>>;
const failed = (problem: Problem, rate: Rate | null = null): Outcome => ({ kind: 'problem', problem, rate });

function fresh(question: Question, data: unknown, headers: Headers): Outcome {
  const type = headers['content-type'];
  const isJson = typeof type === 'string' && /[/+]json\b/.test(type);
  if (!isJson || typeof data === 'string') return failed(oddAnswer(question.host));
  return {
    kind: 'fresh',
    data,
    etag: typeof headers['etag'] === 'string' ? headers['etag'] : null,
    more: typeof headers['link'] === 'string' && headers['link'].includes('rel="next"'),
    rate: rateOf(headers),
  };
}

/** Octokit throws for every status from 300 on, and for every request that got no answer. */
function fromError(question: Question, error: unknown, now: Instant): Outcome {
  const answer = answerOf(error);
  if (answer === null) return failed(unreachable(question.host));
  const rate = rateOf(answer.headers);
  if (answer.status === 304) return { kind: 'unchanged', rate };
  const said = messageOf(answer.data);
  if (said === null && answer.status < 500 && answer.status !== 429) return failed(oddAnswer(question.host));
  return failed(problemOf({ ...answer, said }, question.subject, question.host, now), rate);
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

/** fetch(), but an answer larger than MAX_BYTES is an error: nothing may grow without a bound. */
async function limitedFetch(...request: Parameters<typeof fetch>): Promise<Response> {
  const response = await fetch(...request);
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
