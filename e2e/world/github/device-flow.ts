/** Signing in with a code (github.md 1.5). Errors come with status 200. */
import { json, problem, text, type Answer, type Ask } from './http.ts';
import type { Ids } from './ids.ts';
import type { Clock } from './state.ts';

const GRANT = 'urn:ietf:params:oauth:grant-type:device_code';
const LIFE_S = 900;
const LETTERS = 'BCDFGHJKLMNPQRSTVWXZ';

interface Pending {
  readonly deviceCode: string;
  readonly userCode: string;
  readonly scope: string;
  readonly until: number;
  interval: number;
  askedAt: number | null;
  decision: 'open' | 'approved' | 'denied';
}
export interface DeviceFlow {
  /** null: the path is none of these. */
  serve(ask: Ask): Answer | null;
  /** Those that were given out to be exchanged for a token, also the ones that are used up. */
  codes(): readonly string[];
  /** What the person does in the browser; null: with the newest code. False: there is no such code. */
  decide(userCode: string | null, decision: 'approved' | 'denied'): boolean;
}

/** @param mint makes the token of an approved sign-in. */
export function createDeviceFlow(
  clock: Clock,
  ids: Ids,
  mint: (scopes: readonly string[]) => string,
): DeviceFlow {
  const waiting = new Map<string, Pending>();
  const codes: string[] = [];
  const refuse = (error: string, more: Record<string, unknown> = {}): Answer =>
    json(200, {
      error,
      error_description: error.replaceAll('_', ' '),
      error_uri: 'https://docs.github.com',
      ...more,
    });

  const start = (ask: Ask): Answer => {
    if ((text(ask.body, 'client_id') ?? '') === '') return problem(404, 'Not Found');
    const now = clock.now();
    for (const [code, entry] of waiting) if (entry.until < now) waiting.delete(code);
    const entry: Pending = {
      deviceCode: ids.text(40, '0123456789abcdef'),
      userCode: `${ids.text(4, LETTERS)}-${ids.text(4, LETTERS)}`,
      scope: text(ask.body, 'scope') ?? '',
      until: now + clock.span(LIFE_S * 1000),
      interval: 5,
      askedAt: null,
      decision: 'open',
    };
    waiting.set(entry.deviceCode, entry);
    codes.push(entry.deviceCode);
    return json(200, {
      device_code: entry.deviceCode,
      user_code: entry.userCode,
      verification_uri: `${ask.origin}/login/device`,
      expires_in: LIFE_S,
      interval: entry.interval,
    });
  };

  const exchange = (ask: Ask): Answer => {
    if ((text(ask.body, 'client_id') ?? '') === '') return refuse('incorrect_client_credentials');
    if (text(ask.body, 'grant_type') !== GRANT) return refuse('unsupported_grant_type');
    const entry = waiting.get(text(ask.body, 'device_code') ?? '');
    if (entry === undefined) return refuse('incorrect_device_code');
    const now = clock.now();
    if (entry.until < now) return refuse('expired_token');
    const early = entry.askedAt !== null && now - entry.askedAt < clock.span(entry.interval * 1000);
    entry.askedAt = now;
    if (early) {
      entry.interval += 5;
      return refuse('slow_down', { interval: entry.interval });
    }
    switch (entry.decision) {
      case 'open':
        return refuse('authorization_pending');
      case 'denied':
        return refuse('access_denied');
      case 'approved': {
        waiting.delete(entry.deviceCode);
        const scopes = entry.scope.split(/[ ,]+/).filter((scope) => scope !== '');
        return json(200, { access_token: mint(scopes), token_type: 'bearer', scope: scopes.join(',') });
      }
    }
  };

  return {
    serve: (ask) => {
      if (ask.method !== 'POST') return null;
      if (ask.path === '/login/device/code') return start(ask);
      return ask.path === '/login/oauth/access_token' ? exchange(ask) : null;
    },
    codes: () => codes,
    decide: (userCode, decision) => {
      const entry = [...waiting.values()].findLast((one) => userCode === null || one.userCode === userCode);
      if (entry !== undefined) entry.decision = decision;
      return entry !== undefined;
    },
  };
}
