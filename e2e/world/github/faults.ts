/** What goes wrong on demand. The first fault that matches a request is used. */
import { DOWNLOADS } from './archives.ts';
import { problem, type Answer, type Ask } from './http.ts';
import type { Spoil } from './send-file.ts';

/** `path`: the start of a path, or a pattern; left out: all of the REST API. `times`: then it is over. */
export type Fault = { readonly path?: string | RegExp; readonly times?: number } & (
  | { readonly kind: 'slow'; readonly ms: number }
  | { readonly kind: 'failing'; readonly status: 500 | 502 | 503 | 504 }
  | { readonly kind: 'primary-limit'; readonly seconds: number }
  | { readonly kind: 'secondary-limit'; readonly retryAfter: number; readonly status?: 403 | 429 }
  | { readonly kind: 'sso'; readonly organization: string }
  | { readonly kind: 'missing-permission'; readonly accepted: string }
  | { readonly kind: 'bad-credentials' }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'html'; readonly status: number }
  /** What GitHub tells whose clock is more than five minutes off. */
  | { readonly kind: 'clock-skew' }
  | { readonly kind: 'hang' }
  | { readonly kind: 'reset' }
  /** To archives alone, and left out, `path` is where they are. */
  | Spoil
);

/** What is to be done instead of the usual answer. */
export type Effect =
  | { readonly kind: 'answer'; readonly answer: Answer }
  | { readonly kind: 'wait'; readonly ms: number }
  /** The usual answer, but for what happens to the file on its way. */
  | { readonly kind: 'spoil'; readonly spoil: Spoil }
  | { readonly kind: 'hang' }
  | { readonly kind: 'reset' };

export interface Faults {
  /** Gives the way to take it back. */
  add(fault: Fault): () => void;
  clear(): void;
  effect(ask: Ask, now: number): Effect | null;
}

const SPOILS: ReadonlySet<Fault['kind']> = new Set(['cut', 'short', 'wrong-bytes'] satisfies Spoil['kind'][]);

const matches = (fault: Fault, path: string): boolean => {
  if (fault.path === undefined)
    return SPOILS.has(fault.kind) ? path.startsWith(DOWNLOADS) : !path.startsWith('/_');
  return typeof fault.path === 'string' ? path.startsWith(fault.path) : fault.path.test(path);
};

export function createFaults(): Faults {
  let standing: { readonly fault: Fault; left: number }[] = [];
  return {
    add: (fault) => {
      const entry = { fault, left: fault.times ?? Infinity };
      standing.push(entry);
      return () => {
        standing = standing.filter((one) => one !== entry);
      };
    },
    clear: () => {
      standing = [];
    },
    effect: (ask, now) => {
      const entry = standing.find((one) => one.left > 0 && matches(one.fault, ask.path));
      if (entry === undefined) return null;
      entry.left -= 1;
      return effectOf(entry.fault, now);
    },
  };
}

function effectOf(fault: Fault, now: number): Effect {
  const answer = (value: Answer): Effect => ({ kind: 'answer', answer: value });
  switch (fault.kind) {
    case 'slow':
      return { kind: 'wait', ms: fault.ms };
    case 'hang':
    case 'reset':
      return { kind: fault.kind };
    case 'cut':
    case 'short':
    case 'wrong-bytes':
      return { kind: 'spoil', spoil: fault };
    case 'failing':
      return answer(problem(fault.status, 'Server Error'));
    case 'bad-credentials':
      return answer(problem(401, 'Bad credentials'));
    case 'not-found':
      return answer(problem(404, 'Not Found'));
    case 'primary-limit':
      return answer(
        problem(403, 'API rate limit exceeded for user ID 1.', {
          'x-ratelimit-remaining': '0',
          'x-ratelimit-reset': String(Math.ceil(now / 1000) + fault.seconds),
        }),
      );
    case 'secondary-limit':
      return answer(
        problem(
          fault.status ?? 429,
          'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
          {
            'retry-after': String(fault.retryAfter),
          },
        ),
      );
    case 'sso':
      return answer(
        problem(
          403,
          'Resource protected by organization SAML enforcement. You must grant your OAuth token access to this organization.',
          {
            'x-github-sso': `required; url=https://github.com/orgs/${fault.organization}/sso?authorization_request=AAAAAAAAAAAAAAAA`,
          },
        ),
      );
    case 'missing-permission':
      return answer(
        problem(403, 'Resource not accessible by personal access token', {
          'x-accepted-github-permissions': fault.accepted,
        }),
      );
    case 'clock-skew':
      return answer(
        problem(
          400,
          'The bearer token expired on 11/25/2026 09:36:04. Current server time is 11/25/2026 10:01:04.',
        ),
      );
    case 'html':
      return answer({
        kind: 'text',
        status: fault.status,
        type: 'text/html; charset=utf-8',
        text: '<!DOCTYPE html>\n<html><head><title>Unicorn! &middot; GitHub</title></head><body><p>This page is taking too long to load.</p></body></html>\n',
      });
  }
}
