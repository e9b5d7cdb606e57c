/** For tests: a clock that is moved by hand, a login, and a watch whose every word is kept. */
import type { GitHubAccess, GitHubAnswer, RunnerId, RunnerScope, Witness } from '../../../shared/domain.ts';
import type { Probe, SecretStore } from '../host/host.ts';
import { NO_SECRET_STORE } from '../host/no-secrets.ts';
import { createLogins } from './logins.ts';
import type { Timers } from './timers.ts';
import { createGitHubWatch, type GitHubWatch, type WatchedRunner } from './watch.ts';

export interface HandTimers extends Timers {
  /** Moves the clock on and calls what has become due, in order. */
  advance(ms: number): void;
  /** How many calls wait. */
  armed(): number;
}

export function handTimers(start = Date.UTC(2026, 10, 24)): HandTimers {
  let now = start;
  let waiting: { readonly at: number; readonly act: () => void }[] = [];
  return {
    now: () => now,
    armed: () => waiting.length,
    after: (ms, act) => {
      const entry = { at: now + ms, act };
      waiting.push(entry);
      return () => {
        waiting = waiting.filter((one) => one !== entry);
      };
    },
    advance: (ms) => {
      const until = now + ms;
      for (;;) {
        const next = waiting.filter((one) => one.at <= until).sort((a, b) => a.at - b.at)[0];
        if (next === undefined) break;
        waiting = waiting.filter((one) => one !== next);
        now = Math.max(now, next.at);
        next.act();
      }
      now = until;
    },
  };
}

export interface Bench {
  readonly watch: GitHubWatch;
  readonly timers: HandTimers;
  readonly login: { answer: Probe<string | null>; asked: number };
  readonly answers: { readonly id: RunnerId; readonly witness: Witness<GitHubAnswer> }[];
  readonly access: GitHubAccess[];
  /** The last thing said of a runner. */
  last(id: string): Witness<GitHubAnswer> | undefined;
}

export function createBench(options: {
  readonly githubApi: string;
  readonly token: string | null;
  readonly limitMs?: number;
  readonly secrets?: SecretStore;
}): Bench {
  const timers = handTimers();
  const login: Bench['login'] = { answer: { ok: true, value: options.token }, asked: 0 };
  const answers: Bench['answers'] = [];
  const access: GitHubAccess[] = [];
  const watch = createGitHubWatch({
    host: { now: () => timers.now() },
    logins: createLogins(
      {
        githubToken: () => {
          login.asked += 1;
          return Promise.resolve(login.answer);
        },
        secrets: options.secrets ?? NO_SECRET_STORE,
      },
      timers,
    ),
    githubApi: options.githubApi,
    timers,
    random: () => 0.5,
    limitMs: options.limitMs ?? 5_000,
    onAnswer: (id, witness) => void answers.push({ id, witness }),
    onAccess: (now) => void access.push(now),
  });
  return {
    watch,
    timers,
    login,
    answers,
    access,
    last: (id) => answers.findLast((one) => one.id === id)?.witness,
  };
}

export const ROCKET: Extract<RunnerScope, { kind: 'repository' }> = {
  kind: 'repository',
  host: 'github.com',
  owner: 'acme',
  repository: 'rocket',
};
export const runner = (
  id: string,
  agentId: number | null,
  name: string,
  scope: RunnerScope = ROCKET,
): WatchedRunner => ({ id: id as RunnerId, agentId, name, scope });
