/**
 * GitHub's own view of this Mac's runners, when we may ask for it, and quietly nothing when not.
 * One question per scope, however many runners it has; conditional, paced, in series.
 */
import type { GitHubAccess, GitHubAnswer, Instant, RunnerId, Witness } from '../../../shared/domain.ts';
import type { Host } from '../host/host.ts';
import type { Attention } from '../pace.ts';
import { createGitHubApi } from './api.ts';
import { accessOf } from './access.ts';
import { scopeKey } from './address.ts';
import type { Logins } from './logins.ts';
import { waitAfter } from './pacing.ts';
import { noLogin, type Problem } from './problem.ts';
import { askRunners } from './runner-list.ts';
import { createSeries } from './series.ts';
import { systemTimers, type Timers } from './timers.ts';
import {
  groupByScope,
  newWatched,
  settleList,
  settleNoLogin,
  settleProblem,
  standing,
  witnessOf,
  type Watched,
  type WatchedRunner,
} from './watched.ts';

export type { WatchedRunner } from './watched.ts';

export interface GitHubWatchOptions {
  readonly host: Pick<Host, 'now'>;
  /** The same as everywhere else, so that a runner of a host with a kept token is watched, too. */
  readonly logins: Pick<Logins, 'get' | 'drop' | 'clear'>;
  /** The REST API to use for every host instead of GitHub's own: a practice GitHub. */
  readonly githubApi: string | null;
  readonly timers?: Timers;
  /** 0..1; for the jitter of waiting times. */
  readonly random?: () => number;
  /** How long one request may take, ms. */
  readonly limitMs?: number;
  /** A runner's new answer, or why there is none. */
  readonly onAnswer: (runnerId: RunnerId, witness: Witness<GitHubAnswer>) => void;
  readonly onAccess: (access: GitHubAccess) => void;
}

export interface GitHubWatch {
  /** Which runners there are now; those of new scopes are asked for at once. */
  setRunners(runners: readonly WatchedRunner[]): void;
  setAttention(attention: Attention): void;
  /** Whether to ask at all; `off` forgets what was known. */
  setAsking(asking: 'on' | 'off'): void;
  /** Asks every scope now, unless GitHub told us to wait; resolves when all have been asked. */
  askNow(): Promise<void>;
  close(): void;
}

const TURNED_OFF = 'Asking GitHub is turned off.';
const NO_SCOPE = 'It is not known where this runner is registered.';

/** Starts nothing by itself: the first `setRunners` does. */
export function createGitHubWatch(options: GitHubWatchOptions): GitHubWatch {
  const timers = options.timers ?? systemTimers(() => options.host.now());
  const random = options.random ?? Math.random;
  const api = createGitHubApi({
    now: () => timers.now(),
    ...(options.limitMs === undefined ? {} : { limitMs: options.limitMs }),
  });
  const { logins } = options;
  const series = createSeries();
  const scopes = new Map<string, Watched>();
  let attention: Attention = 'idle';
  let asking: 'on' | 'off' = 'on';
  let closed = false;
  let told = '';
  let rounds = 0;
  let seen = new Map<RunnerId, string>();
  let disarm = (): void => undefined;

  const tellAccess = (): void => {
    const access = accessOf(asking, [...scopes.values()].map(standing));
    const text = JSON.stringify(access);
    if (access === null || text === told) return;
    told = text;
    options.onAccess(access);
  };
  const tellRunner = (runner: WatchedRunner): void => {
    const watched = runner.scope.kind === 'unknown' ? undefined : scopes.get(scopeKey(runner.scope));
    if (asking === 'off') options.onAnswer(runner.id, { kind: 'not-asked', why: TURNED_OFF });
    else if (watched === undefined) options.onAnswer(runner.id, { kind: 'not-asked', why: NO_SCOPE });
    else options.onAnswer(runner.id, witnessOf(watched, runner));
  };

  /** GitHub counts by person, so that a limit met by one scope holds for all of that host. */
  const heldUntil = new Map<string, Instant>();
  const heldOver = (watched: Watched): Instant => heldUntil.get(watched.scope.host) ?? 0;
  const dueAt = (watched: Watched): Instant => {
    const { last, lastAt, rate, chance } = watched;
    const due =
      last.kind === 'never' ? timers.now() : lastAt + waitAfter(last, lastAt, attention, rate, chance);
    return Math.max(due, heldOver(watched));
  };
  const meet = (watched: Watched, problem: Problem): void => {
    const { host } = watched.scope;
    if (problem.kind === 'login-refused') logins.drop(host);
    if (problem.retryAt !== null) heldUntil.set(host, problem.retryAt);
    settleProblem(watched, problem, timers.now());
  };
  const plan = (): void => {
    disarm();
    if (closed || rounds > 0 || asking === 'off' || scopes.size === 0) return;
    const next = Math.min(...[...scopes.values()].map(dueAt));
    disarm = timers.after(Math.max(0, next - timers.now()), () => void round(isDue));
  };
  /** Asks those scopes that `wanted` still names when their turn comes, then plans the next round. */
  const round = async (wanted: (watched: Watched) => boolean): Promise<void> => {
    rounds += 1;
    try {
      for (const watched of scopes.values()) {
        await series.run(async () => {
          if (wanted(watched)) await ask(watched);
        });
      }
    } finally {
      rounds -= 1;
      plan();
    }
  };
  const isDue = (watched: Watched): boolean => dueAt(watched) <= timers.now();

  const ask = async (watched: Watched): Promise<void> => {
    const isOurs = (): boolean =>
      !closed && asking === 'on' && scopes.get(scopeKey(watched.scope)) === watched;
    if (!isOurs()) return;
    const login = await logins.get(watched.scope.host);
    if (!isOurs()) return;
    watched.chance = random();
    watched.lastAt = timers.now();
    if (!login.ok) meet(watched, noLogin(login.why));
    else if (login.value === null) settleNoLogin(watched);
    else {
      const question = { scope: watched.scope, login: login.value, githubApi: options.githubApi };
      const list = await askRunners(api, question, watched.memory);
      if (!isOurs()) return;
      watched.lastAt = timers.now();
      watched.rate = list.rate ?? watched.rate;
      if (list.kind === 'list') settleList(watched, list.runners);
      else meet(watched, list.problem);
    }
    for (const runner of watched.runners) tellRunner(runner);
    tellAccess();
  };

  return {
    setRunners: (runners) => {
      const groups = groupByScope(runners);
      for (const key of scopes.keys()) if (!groups.has(key)) scopes.delete(key);
      for (const [key, group] of groups) {
        const known = scopes.get(key);
        if (known === undefined) scopes.set(key, newWatched(group.scope, group.runners));
        else known.runners = group.runners;
      }
      const before = seen;
      seen = new Map(runners.map((runner) => [runner.id, JSON.stringify(runner)]));
      for (const runner of runners) if (before.get(runner.id) !== seen.get(runner.id)) tellRunner(runner);
      tellAccess();
      plan();
    },
    setAttention: (next) => {
      if (next === attention) return;
      attention = next;
      plan();
    },
    setAsking: (next) => {
      if (next === asking) return;
      asking = next;
      logins.clear();
      for (const [key, watched] of scopes) {
        const anew = newWatched(watched.scope, watched.runners);
        scopes.set(key, anew);
        for (const runner of anew.runners) tellRunner(runner);
      }
      tellAccess();
      plan();
    },
    askNow: () => round((watched) => heldOver(watched) <= timers.now()),
    close: () => {
      closed = true;
      disarm();
      api.close();
    },
  };
}
