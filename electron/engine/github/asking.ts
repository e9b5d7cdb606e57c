/** A question to GitHub on a person's behalf: with the login of its host, its answer checked, errors as failures. */
import type * as z from 'zod';
import { fail, ok, type Failure, type Reply } from '../../../shared/contract.ts';
import type { Instant } from '../../../shared/domain.ts';
import { redact } from '../redact.ts';
import { apiBase } from './address.ts';
import type { GitHubApi, LeftOut, Scopes } from './api.ts';
import { failureOf } from './failure.ts';
import type { Login, Logins } from './logins.ts';
import { oddAnswer, type Problem } from './problem.ts';

export type Answered<T> =
  | {
      readonly ok: true;
      readonly data: T;
      readonly more: boolean;
      readonly scopes: Scopes;
      readonly leftOut: LeftOut;
    }
  | {
      readonly ok: false;
      readonly failure: Failure;
      readonly problem: Problem;
      readonly status: number | null;
      readonly said: string | null;
    };

export interface Request<T> {
  readonly host: string;
  /** What is asked for, as a person writes it. */
  readonly subject: string;
  /** What is to be done there, after “may not”; for the words of a refusal. */
  readonly deed?: string;
  readonly path: string;
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly schema: z.ZodType<T>;
}

export interface Asking {
  /** Failure `login-needed`: nobody is logged in at this host, or that could not be found out. */
  loginOf(host: string): Promise<Reply<Login>>;
  /** @param login null: without one. */
  ask<T>(request: Request<T>, login: Login | null): Promise<Answered<T>>;
  readonly api: GitHubApi;
  readonly githubApi: string | null;
  failureOf(problem: Problem): Failure;
}

export interface AskingParts {
  readonly api: GitHubApi;
  readonly logins: Pick<Logins, 'get' | 'drop'>;
  readonly githubApi: string | null;
  readonly now: () => Instant;
}

export function createAsking({ api, logins, githubApi, now }: AskingParts): Asking {
  const refused = <T>(
    problem: Problem,
    status: number | null = null,
    said: string | null = null,
  ): Answered<T> => ({ ok: false, failure: failureOf(problem, now()), problem, status, said });
  return {
    api,
    githubApi,
    failureOf: (problem) => failureOf(problem, now()),
    loginOf: async (host) => {
      const login = await logins.get(host);
      if (!login.ok) {
        return fail(
          'login-needed',
          `Whether there is a login for ${host} could not be found out: ${redact(login.why)}`,
          'Try again, or give Trackside a token.',
        );
      }
      return login.value === null ? loginNeeded(host) : ok(login.value);
    },
    ask: async ({ host, subject, deed, path, method, schema }, login) => {
      const base = apiBase(host, githubApi);
      const outcome = await api.ask({
        base,
        path,
        host,
        subject,
        login,
        etag: null,
        ...(method === undefined ? {} : { method }),
        ...(deed === undefined ? {} : { deed }),
      });
      switch (outcome.kind) {
        case 'unchanged': // without an ETag: not GitHub's way
          return refused(oddAnswer(host));
        case 'problem':
          if (outcome.problem.kind === 'login-refused' && login !== null) logins.drop(host);
          return refused(outcome.problem, outcome.status, outcome.said);
        case 'fresh': {
          const read = schema.safeParse(outcome.data);
          if (!read.success) return refused(oddAnswer(host));
          const { more, scopes, leftOut } = outcome;
          return { ok: true, data: read.data, more, scopes, leftOut };
        }
      }
    },
  };
}

export const loginNeeded = (host: string): Failure =>
  fail(
    'login-needed',
    `There is no login for ${host}.`,
    'Sign in with “gh auth login”, or give Trackside a token.',
  );

export interface Pages<T> {
  readonly items: readonly T[];
  /** `cut`: there are more than are asked for. */
  readonly extent: 'all' | 'cut';
  readonly leftOut: LeftOut;
}

/** All pages up to a bound. `path` has its query already; `read` takes a page's items out of its answer. */
export async function askPages<T, Item>(
  asking: Asking,
  request: Request<T>,
  login: Login,
  limits: { readonly perPage: number; readonly pages: number },
  read: (data: T) => readonly Item[],
): Promise<Pages<Item> | Extract<Answered<T>, { ok: false }>> {
  const items: Item[] = [];
  let leftOut: LeftOut = 'nothing';
  const sign = request.path.includes('?') ? '&' : '?';
  for (let number = 1; number <= limits.pages; number += 1) {
    const path = `${request.path}${sign}per_page=${String(limits.perPage)}&page=${String(number)}`;
    const answer = await asking.ask({ ...request, path }, login);
    if (!answer.ok) return answer;
    items.push(...read(answer.data));
    if (answer.leftOut !== 'nothing') ({ leftOut } = answer);
    if (!answer.more) return { items, extent: 'all', leftOut };
  }
  return { items, extent: 'cut', leftOut };
}
