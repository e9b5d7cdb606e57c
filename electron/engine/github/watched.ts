/** One scope that is asked for, and what is known of it. */
import type { GitHubAnswer, Instant, RunnerId, RunnerScope, Witness } from '../../../shared/domain.ts';
import type { ScopeStanding } from './access.ts';
import { scopeKey, type KnownScope } from './address.ts';
import type { Rate } from './api.ts';
import type { Last } from './pacing.ts';
import { inWords, type Problem } from './problem.ts';
import { emptyMemory, findListed, type ListedRunner, type ListMemory } from './runner-list.ts';

/** A runner as this part needs to know it. */
export interface WatchedRunner {
  readonly id: RunnerId;
  /** GitHub's number of it, from `.runner`; null where it is not known. */
  readonly agentId: number | null;
  readonly name: string;
  readonly scope: RunnerScope;
}

/** A scope, and how it stands with it. */
export interface Watched {
  readonly scope: KnownScope;
  runners: readonly WatchedRunner[];
  readonly memory: ListMemory;
  last: Last;
  /** 0..1, drawn anew at each question. */
  chance: number;
  lastAt: Instant;
  rate: Rate | null;
  /** Since when there is no good answer; null while there is one. */
  unknownSince: Instant | null;
  listed: readonly ListedRunner[] | null;
  trouble: string | null;
}

const NO_LOGIN = 'There is no GitHub login on this Mac.';

export const newWatched = (scope: KnownScope, runners: readonly WatchedRunner[]): Watched => ({
  scope,
  runners,
  memory: emptyMemory(),
  last: { kind: 'never' },
  chance: 0.5,
  lastAt: 0,
  rate: null,
  unknownSince: null,
  listed: null,
  trouble: null,
});

/** Runners by scope; those of unknown scope are left out. */
export function groupByScope(
  runners: readonly WatchedRunner[],
): Map<string, { readonly scope: KnownScope; readonly runners: WatchedRunner[] }> {
  const groups = new Map<string, { readonly scope: KnownScope; readonly runners: WatchedRunner[] }>();
  for (const runner of runners) {
    if (runner.scope.kind === 'unknown') continue;
    const key = scopeKey(runner.scope);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { scope: runner.scope, runners: [runner] });
    else group.runners.push(runner);
  }
  return groups;
}

export function standing(watched: Watched): ScopeStanding {
  switch (watched.last.kind) {
    case 'never':
      return { kind: 'not-yet' };
    case 'no-login':
      return { kind: 'no-login' };
    case 'answered':
      return { kind: 'ok', remaining: watched.rate?.remaining ?? null };
    case 'problem':
      return { kind: 'trouble', message: watched.trouble ?? '', retryAt: watched.last.retryAt };
  }
}

/** What GitHub says of one runner, or why it says nothing. */
export function witnessOf(watched: Watched, runner: WatchedRunner): Witness<GitHubAnswer> {
  switch (watched.last.kind) {
    case 'never':
      return { kind: 'not-asked', why: 'GitHub has not been asked yet.' };
    case 'no-login':
      return { kind: 'not-asked', why: NO_LOGIN };
    case 'problem':
      return { kind: 'unknown', since: watched.unknownSince ?? watched.lastAt, why: watched.trouble ?? '' };
    case 'answered': {
      const found = findListed(watched.listed ?? [], runner);
      if (found === null) {
        return { kind: 'unknown', since: watched.lastAt, why: 'GitHub does not list this runner.' };
      }
      const { status, busy, labels, version } = found;
      return { kind: 'answered', at: watched.lastAt, answer: { status, busy, labels, version } };
    }
  }
}

/** GitHub answered with its list. */
export function settleList(watched: Watched, runners: readonly ListedRunner[]): void {
  watched.last = { kind: 'answered' };
  watched.listed = runners;
  watched.unknownSince = null;
  watched.trouble = null;
}
/** Nobody is logged in: nothing is known, and that is no trouble. */
export function settleNoLogin(watched: Watched): void {
  watched.last = { kind: 'no-login' };
  watched.listed = null;
  watched.unknownSince = null;
  watched.trouble = null;
}
/** It did not work; `now` is when. */
export function settleProblem(watched: Watched, problem: Problem, now: Instant): void {
  const failures = watched.last.kind === 'problem' ? watched.last.failures + 1 : 1;
  watched.last = { kind: 'problem', problem: problem.kind, failures, retryAt: problem.retryAt };
  watched.listed = null;
  watched.unknownSince ??= now;
  watched.trouble = inWords(problem);
}
