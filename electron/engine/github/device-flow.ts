/** Signing in with a code (github.md 1.5): a code is shown, typed into a page of GitHub's, and a token comes back. */
import * as z from 'zod';
import { fail, ok, type Reply } from '../../../shared/contract.ts';
import type { DeviceFlow } from '../../../shared/set-up.ts';
import type { Keep } from './accounts.ts';
import type { GitHubApi, Outcome } from './api.ts';
import { failureOf } from './failure.ts';
import { oddAnswer, type Problem } from './problem.ts';
import type { Timers } from './timers.ts';

export interface DeviceFlows {
  /** Begins one, in place of another for the same host. It ends by itself when its code does. */
  start(host: string, keep: Keep): Promise<Reply<DeviceFlow>>;
  state(host: string): DeviceFlow;
  /** Gives it up; GitHub is not told, for there is no way to. */
  cancel(host: string): DeviceFlow;
  close(): void;
}

export interface DeviceFlowParts {
  readonly api: GitHubApi;
  readonly timers: Timers;
  /** Of the OAuth App; null: none is set. */
  readonly clientId: () => string | null;
  /** In place of every host's pages: a practice GitHub. */
  readonly githubApi: string | null;
  readonly canKeep: () => Promise<boolean>;
  /** Takes the token into use. */
  readonly accept: (host: string, token: string, keep: Keep) => Promise<Reply<unknown>>;
}

/** What the wizard needs: runners of repositories, and of organisations (github.md 1.1). */
const SCOPES = 'repo admin:org';
export const ASKS_FOR =
  'GitHub will ask you to allow “repo” (to manage the runners of your repositories) and “admin:org” (the same for organisations that you own).';

const GRANT = 'urn:ietf:params:oauth:grant-type:device_code';
const MAX_FLOWS = 8;
/** GitHub's own: how much longer to wait after `slow_down`; also kept after a failed question. */
const SLOWER_S = 5;

const codeSchema = z.object({
  device_code: z.string().min(1).max(256),
  user_code: z.string().regex(/^[A-Z0-9]{2,8}(?:-[A-Z0-9]{2,8})*$/),
  verification_uri: z.string().max(300),
  expires_in: z.number().min(1).max(86_400),
  interval: z.number().min(1).max(600).default(5),
});
const errorSchema = z.object({ error: z.string(), interval: z.number().min(1).max(600).optional() });
const tokenSchema = z.object({ access_token: z.string().regex(/^[\x21-\x7e]{10,1024}$/) });

interface Flow {
  readonly host: string;
  readonly keep: Keep;
  shown: DeviceFlow;
  /** Takes back the next question. */
  disarm: () => void;
}
interface Code {
  readonly clientId: string;
  readonly deviceCode: string;
  readonly until: number;
}

export function createDeviceFlows(parts: DeviceFlowParts): DeviceFlows {
  const { api, timers } = parts;
  const flows = new Map<string, Flow>();
  const lives = (flow: Flow): boolean => flows.get(flow.host) === flow;

  const ask = (host: string, path: string, body: Readonly<Record<string, string>>): Promise<Outcome> =>
    api.ask({
      base: parts.githubApi === null ? `https://${host}` : new URL(parts.githubApi).origin,
      path,
      method: 'POST',
      body,
      login: null,
      etag: null,
      host,
      subject: 'the sign-in',
    });

  const end = (flow: Flow, shown: DeviceFlow): void => {
    flow.disarm();
    flow.shown = shown;
  };
  const failed = (flow: Flow, message: string): void => end(flow, { kind: 'failed', message });

  function askLater(flow: Flow, code: Code, seconds: number, trouble: Problem | null): void {
    const wait = Math.min(seconds * 1000, Math.max(0, code.until - timers.now()));
    flow.disarm = timers.after(wait, () => {
      if (!lives(flow)) return;
      if (timers.now() >= code.until) failed(flow, [trouble?.message, EXPIRED].filter(Boolean).join(' '));
      else void exchange(flow, code, seconds);
    });
  }

  async function exchange(flow: Flow, code: Code, seconds: number): Promise<void> {
    const { host } = flow;
    const outcome = await ask(host, '/login/oauth/access_token', {
      client_id: code.clientId,
      device_code: code.deviceCode,
      grant_type: GRANT,
    });
    if (!lives(flow)) return;
    if (outcome.kind !== 'fresh') {
      const problem = outcome.kind === 'problem' ? outcome.problem : oddAnswer(host);
      return askLater(flow, code, seconds + SLOWER_S, problem);
    }
    const token = tokenSchema.safeParse(outcome.data);
    if (token.success) return await finish(flow, token.data.access_token);
    const error = errorSchema.safeParse(outcome.data);
    if (!error.success) return askLater(flow, code, seconds + SLOWER_S, oddAnswer(host));
    switch (error.data.error) {
      case 'authorization_pending':
        return askLater(flow, code, seconds, null);
      case 'slow_down':
        return askLater(flow, code, error.data.interval ?? seconds + SLOWER_S, null);
      default:
        return failed(flow, refusal(host, error.data.error));
    }
  }

  async function finish(flow: Flow, token: string): Promise<void> {
    const accepted = await parts.accept(flow.host, token, flow.keep);
    if (!lives(flow)) return;
    if (accepted.ok) end(flow, { kind: 'done' });
    else failed(flow, [accepted.message, accepted.hint].filter(Boolean).join(' '));
  }

  const cancel = (host: string): void => {
    flows.get(host)?.disarm();
    flows.delete(host);
  };
  const begin = (host: string, keep: Keep): Flow => {
    cancel(host);
    const [oldest] = flows.keys();
    if (flows.size >= MAX_FLOWS && oldest !== undefined) cancel(oldest);
    const flow: Flow = { host, keep, shown: { kind: 'none' }, disarm: () => undefined };
    flows.set(host, flow);
    return flow;
  };

  return {
    start: async (name, keep) => {
      const host = name.toLowerCase();
      const clientId = parts.clientId();
      if (clientId === null) return NO_CLIENT_ID;
      if (keep === 'keychain' && !(await parts.canKeep())) return NO_KEYCHAIN_FIRST;
      const flow = begin(host, keep);
      const outcome = await ask(host, '/login/device/code', { client_id: clientId, scope: SCOPES });
      if (!lives(flow)) return ok({ kind: 'none' });
      const read = outcome.kind === 'fresh' ? codeSchema.safeParse(outcome.data) : null;
      if (read?.success !== true) {
        cancel(host);
        return refusedStart(host, outcome, timers.now());
      }
      const { device_code, user_code, verification_uri, expires_in, interval } = read.data;
      const until = timers.now() + expires_in * 1000;
      flow.shown = {
        kind: 'waiting',
        userCode: user_code,
        page: pageOf(host, verification_uri, parts.githubApi),
        asksFor: ASKS_FOR,
        expiresAt: until,
      };
      askLater(flow, { clientId, deviceCode: device_code, until }, interval, null);
      return ok(flow.shown);
    },
    state: (host) => flows.get(host.toLowerCase())?.shown ?? { kind: 'none' },
    cancel: (host) => {
      cancel(host.toLowerCase());
      return { kind: 'none' };
    },
    close: () => {
      for (const host of flows.keys()) cancel(host);
    },
  };
}

/** GitHub's page for the code; never one of another host. */
function pageOf(host: string, said: string, githubApi: string | null): string {
  const page = URL.parse(said);
  const own = page?.protocol === 'https:' && page.host.toLowerCase() === host;
  const practice = githubApi !== null && page?.origin === new URL(githubApi).origin;
  return page !== null && (own || practice) ? page.href : `https://${host}/login/device`;
}

const NO_CLIENT_ID = fail(
  'not-supported-here',
  'Signing in with a code takes the client id of a GitHub OAuth App, and none is set.',
  'Set one in the settings, or give Trackside a token.',
);
const NO_KEYCHAIN_FIRST = fail(
  'no-keychain',
  'What GitHub would give cannot be kept: there is no keychain that Trackside could use here.',
  'Sign in for this session only; the login is then forgotten when Trackside ends.',
);
const EXPIRED = 'The code has expired. Start again to get a new one.';

function refusedStart(host: string, outcome: Outcome, now: number): Reply<never> {
  if (outcome.kind === 'fresh') {
    const error = errorSchema.safeParse(outcome.data);
    if (error.success) return fail('login-refused', refusal(host, error.data.error));
    return failureOf(oddAnswer(host), now);
  }
  if (outcome.kind === 'unchanged') return failureOf(oddAnswer(host), now);
  // GitHub says “Not Found”, not always in the form of its API, to a client id that it does not know.
  return outcome.status === 404
    ? fail('login-refused', refusal(host, 'incorrect_client_credentials'))
    : failureOf(outcome.problem, now);
}

/** GitHub's words for why there is no token, which come with status 200. */
function refusal(host: string, error: string): string {
  switch (error) {
    case 'expired_token':
      return EXPIRED;
    case 'access_denied':
      return 'The sign-in was refused in the browser. Start again if that was a mistake.';
    case 'incorrect_device_code':
      return `${host} does not know this code any more. Start again to get a new one.`;
    case 'incorrect_client_credentials':
      return `${host} does not know the client id that is set. Check it in the settings, or give Trackside a token.`;
    case 'unsupported_grant_type':
      return `${host} does not offer signing in with a code. Give Trackside a token instead.`;
    case 'device_flow_disabled':
      return 'The OAuth App of this client id does not allow signing in with a code. Turn on its device flow at GitHub, or give Trackside a token.';
    default:
      return `${host} refused the sign-in${/^[a-z_]{1,60}$/.test(error) ? ` (${error})` : ''}. Start again, or give Trackside a token.`;
  }
}
