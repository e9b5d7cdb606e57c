/**
 * Which login is used for a host: a token that a person gave, kept in the keychain or held until Trackside ends, else
 * the one of GitHub's own tool. A kept token is read anew each time; that of `gh` is remembered for a minute at most.
 */
import { createHash } from 'node:crypto';
import { fail, ok, type Reply } from '../../../shared/contract.ts';
import type { LoginWay } from '../../../shared/set-up.ts';
import type { Host, Probe } from '../host/host.ts';
import type { Timers } from './timers.ts';

export interface Login {
  readonly way: LoginWay;
  readonly token: string;
  /** Stands for the token where it must be told from another; the token cannot be had from it. */
  readonly mark: string;
}
export interface LoginLook {
  /** `value: null`: there is none. */
  readonly login: Probe<Login | null>;
  /** Why a kept token cannot be used, a sentence; another login may be used meanwhile. Null: nothing. */
  readonly keptTrouble: string | null;
}

export interface Logins {
  get(host: string): Promise<Probe<Login | null>>;
  /** The same, and how it stands with a kept token. */
  look(host: string): Promise<LoginLook>;
  /** GitHub refused it: the next `get` asks for it anew. */
  drop(host: string): void;
  /** Takes a token into use. Failure `no-keychain`: it could not be kept, and is not used either. */
  use(host: string, token: string, keep: 'keychain' | 'session'): Promise<Reply<null>>;
  /** Forgets a token that was given, kept or held. Failure `no-keychain`: the kept one is still there. */
  forget(host: string): Promise<Reply<null>>;
  /** Whether a token can be kept here. */
  canKeep(): Promise<boolean>;
  /** Forgets what `gh` said, not what a person gave. */
  clear(): void;
  /** Forgets everything that is held in memory. */
  close(): void;
}

export type LoginHost = Pick<Host, 'githubToken' | 'secrets'>;

const MEMORY_MS = 60_000;
const MAX_HOSTS = 16;

export const NO_KEYCHAIN = fail(
  'no-keychain',
  'The token cannot be kept: there is no keychain that Trackside could use here.',
  'Use it for this session only; it is then forgotten when Trackside ends.',
);

export function createLogins(host: LoginHost, timers: Timers): Logins {
  const remembered = new Map<string, { readonly token: string; readonly forget: () => void }>();
  const session = new Map<string, string>();

  const hold = (name: string, token: string): void => {
    session.delete(name);
    const [oldest] = session.keys();
    if (session.size >= MAX_HOSTS && oldest !== undefined) session.delete(oldest);
    session.set(name, token);
  };
  const drop = (name: string): void => {
    remembered.get(key(name))?.forget();
    remembered.delete(key(name));
  };
  const fromGh = async (name: string): Promise<Probe<Login | null>> => {
    const known = remembered.get(key(name));
    if (known !== undefined) return { ok: true, value: loginOf('gh', known.token) };
    const asked = await host.githubToken(name);
    if (!asked.ok) return asked;
    if (asked.value === null || asked.value === '') return { ok: true, value: null };
    drop(name);
    const forget = timers.after(MEMORY_MS, () => remembered.delete(key(name)));
    remembered.set(key(name), { token: asked.value, forget });
    return { ok: true, value: loginOf('gh', asked.value) };
  };
  const look = async (name: string): Promise<LoginLook> => {
    const held = session.get(key(name));
    if (held !== undefined) {
      return { login: { ok: true, value: loginOf('session-token', held) }, keptTrouble: null };
    }
    const kept = await host.secrets.get(secretName(name));
    if (kept.ok && kept.value !== null) {
      return { login: { ok: true, value: loginOf('kept-token', kept.value) }, keptTrouble: null };
    }
    const login = await fromGh(name);
    if (kept.ok) return { login, keptTrouble: null };
    // A token was given, so that “no login” would be wrong.
    const nothing = login.ok && login.value === null;
    return { login: nothing ? kept : login, keptTrouble: kept.why };
  };

  return {
    look,
    get: async (name) => (await look(name)).login,
    drop,
    use: async (name, token, keep) => {
      switch (keep) {
        case 'session':
          hold(key(name), token);
          return ok(null);
        case 'keychain': {
          if (!(await host.secrets.available())) return NO_KEYCHAIN;
          const kept = await host.secrets.set(secretName(name), token);
          if (!kept.ok) return fail('no-keychain', kept.why, NO_KEYCHAIN.hint);
          session.delete(key(name));
          return ok(null);
        }
      }
    },
    forget: async (name) => {
      session.delete(key(name));
      const removed = await host.secrets.remove(secretName(name));
      return removed.ok ? ok(null) : fail('no-keychain', removed.why, 'Try again.');
    },
    canKeep: () => host.secrets.available(),
    clear: () => {
      for (const name of remembered.keys()) drop(name);
    },
    close: () => {
      for (const name of remembered.keys()) drop(name);
      session.clear();
    },
  };
}

/** Names of hosts do not depend on letter case. */
const key = (host: string): string => host.toLowerCase();
const secretName = (host: string): string => `github-token:${key(host)}`;

const loginOf = (way: LoginWay, token: string): Login => ({
  way,
  token,
  mark: createHash('sha256').update(token).digest('hex'),
});
