/** The primary rate limit: so many counted requests in an hour, per person (github.md 2.7). */
import { problem, type Answer } from './http.ts';
import type { Caller } from './access.ts';
import type { Clock } from './state.ts';

const HOUR_MS = 3_600_000;

interface Window {
  limit: number;
  used: number;
  /** When it starts anew. */
  reset: number;
}
export interface Limits {
  headers(caller: Caller): Record<string, string>;
  /** One counted request; false when there is none left. */
  take(caller: Caller): boolean;
  refusal(caller: Caller): Answer;
  /** The body of GET /rate_limit. */
  overview(caller: Caller): unknown;
  /** Sets what a person has left; `login` null: who comes without a token. */
  set(login: string | null, change: { readonly limit?: number; readonly remaining: number }): void;
}

export function createLimits(clock: Clock): Limits {
  const windows = new Map<string, Window>();
  const windowOf = (caller: Caller): Window => open(caller.kind === 'known' ? caller.token.login : null);
  const open = (login: string | null): Window => {
    const key = login ?? '';
    const now = clock.now();
    const known = windows.get(key);
    if (known !== undefined && known.reset > now) return known;
    const limit = known?.limit ?? (login === null ? 60 : 5000);
    const fresh = { limit, used: 0, reset: now + clock.span(HOUR_MS) };
    windows.set(key, fresh);
    return fresh;
  };
  const seconds = (at: number): number => Math.ceil(at / 1000);
  const rate = (window: Window) => ({
    limit: window.limit,
    remaining: Math.max(0, window.limit - window.used),
    reset: seconds(window.reset),
    used: window.used,
  });
  return {
    headers: (caller) => {
      const { limit, remaining, reset, used } = rate(windowOf(caller));
      return {
        'x-ratelimit-limit': String(limit),
        'x-ratelimit-remaining': String(remaining),
        'x-ratelimit-reset': String(reset),
        'x-ratelimit-used': String(used),
        'x-ratelimit-resource': 'core',
      };
    },
    take: (caller) => {
      const window = windowOf(caller);
      if (window.used >= window.limit) return false;
      window.used += 1;
      return true;
    },
    refusal: (caller) =>
      problem(
        403,
        caller.kind === 'known'
          ? 'API rate limit exceeded for user ID 1. If you reach out to GitHub Support for help, please include the request ID.'
          : 'API rate limit exceeded for 127.0.0.1.',
      ),
    overview: (caller) => {
      const core = rate(windowOf(caller));
      const search = { ...core, limit: 30, remaining: 30, used: 0 };
      return { resources: { core, search, graphql: { ...core } }, rate: core };
    },
    set: (login, change) => {
      const window = open(login);
      window.limit = change.limit ?? window.limit;
      window.used = window.limit - change.remaining;
    },
  };
}
