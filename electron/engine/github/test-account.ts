/** For tests: everything of GitHub but the watching, on a practice GitHub, with a keychain and a `gh` held in the hand. */
import { fail, type Failure, type Reply } from '../../../shared/contract.ts';
import type { Host, Probe, SecretStore } from '../host/host.ts';
import { createGitHub, type GitHub } from './github.ts';
import { handTimers, type HandTimers } from './test-bench.ts';

/** A keychain in memory. `broken`: what it says instead of an answer. */
export interface TestKeychain extends SecretStore {
  readonly entries: Map<string, string>;
  there: 'yes' | 'no';
  broken: string | null;
  reads: number;
}

export function testKeychain(): TestKeychain {
  const entries = new Map<string, string>();
  const answer = <T>(value: T): Probe<T> =>
    keychain.broken === null ? { ok: true, value } : { ok: false, why: keychain.broken };
  const keychain: TestKeychain = {
    entries,
    there: 'yes',
    broken: null,
    reads: 0,
    available: async () => keychain.there === 'yes',
    get: async (name) => {
      keychain.reads += 1;
      const value = entries.get(name) ?? null;
      return value === null ? { ok: true, value } : answer(value);
    },
    set: async (name, value) => {
      const done = answer(null);
      if (done.ok) entries.set(name, value);
      return done;
    },
    remove: async (name) => {
      const done = answer(null);
      if (done.ok) entries.delete(name);
      return done;
    },
  };
  return keychain;
}

export interface AccountBench {
  readonly github: GitHub;
  readonly timers: HandTimers;
  readonly keychain: TestKeychain;
  /** What `gh` says; `installed: 'no'`: it is not there. */
  readonly gh: { token: Probe<string | null>; installed: 'yes' | 'no'; asked: number };
  readonly settings: { clientId: string | null };
  /** Hosts whose login has changed. */
  readonly changed: string[];
}

export function createAccountBench(options: {
  readonly githubApi: string | null;
  readonly gh?: string | null;
  readonly limitMs?: number;
  readonly timers?: HandTimers;
}): AccountBench {
  const timers = options.timers ?? handTimers();
  const keychain = testKeychain();
  const gh: AccountBench['gh'] = {
    token: { ok: true, value: options.gh ?? null },
    installed: 'yes',
    asked: 0,
  };
  const settings = { clientId: null as string | null };
  const changed: string[] = [];
  const tool: Host['tool'] = async () =>
    gh.installed === 'no'
      ? { kind: 'not-found' }
      : { kind: 'exited', status: 0, stdout: 'gh version 2.80.0\n', stderr: '' };
  const github = createGitHub({
    host: {
      githubToken: async () => {
        gh.asked += 1;
        return gh.token;
      },
      secrets: keychain,
      tool,
      now: () => timers.now(),
      monotonic: () => timers.now(),
    },
    githubApi: options.githubApi,
    clientId: () => settings.clientId,
    onLogin: (host) => void changed.push(host),
    timers,
    limitMs: options.limitMs ?? 5_000,
  });
  return { github, timers, keychain, gh, settings, changed };
}

/** The value of a reply that must be a success. */
export function good<T>(reply: Reply<T>): T {
  if (!reply.ok) throw new Error(`${reply.code}: ${reply.message}`);
  return reply.value;
}
/** The failure of a reply that must be one. */
export const bad = (reply: Reply<unknown>): Failure =>
  reply.ok ? fail('internal', 'It succeeded, which it must not.') : reply;
