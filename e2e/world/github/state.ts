/** The practice GitHub's memory and its clock. */
import { createIds, type Ids } from './ids.ts';
import type {
  Agent,
  Instant,
  Job,
  Label,
  Organization,
  Repository,
  Role,
  Run,
  RunnerRelease,
  ScopeRef,
  Session,
} from './model.ts';
import { scopeKey } from './model.ts';
import { ensureOrganization } from './organizations.ts';

export interface Clock {
  now(): Instant;
  /** How long a real span lasts here: divided by the world's speed. */
  span(ms: number): number;
  /** Runs `act` after `span(ms)`; gives the way to take it back. */
  after(ms: number, act: () => void): () => void;
  close(): void;
}

export function createClock(now: () => Instant, speed: number): Clock {
  const timers = new Set<NodeJS.Timeout>();
  const span = (ms: number): number => ms / speed;
  return {
    now,
    span,
    after: (ms, act) => {
      const timer = setTimeout(() => {
        timers.delete(timer);
        act();
      }, span(ms));
      timer.unref();
      timers.add(timer);
      return () => {
        timers.delete(timer);
        clearTimeout(timer);
      };
    },
    close: () => {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}

/** `lagMs`: GitHub tells `busy` so much later than it is true; `never`: it says false all the time (github.md 2.11). */
export type BusyView = { readonly kind: 'lag'; readonly ms: number } | { readonly kind: 'never' };

export interface State {
  readonly ids: Ids;
  readonly clock: Clock;
  readonly agents: Map<number, Agent>;
  readonly sessions: Map<string, Session>;
  readonly jobs: Map<number, Job>;
  /** By run, in the order queued, all attempts. */
  readonly jobsByRun: Map<number, Job[]>;
  readonly runs: Map<number, Run>;
  /** By `owner/name` in lower case. */
  readonly repositories: Map<string, Repository>;
  /** By name in lower case. */
  readonly organizations: Map<string, Organization>;
  /** Registration and removal tokens, one hour each. */
  readonly runnerTokens: Map<
    string,
    { readonly scope: ScopeRef; readonly use: 'register' | 'remove'; readonly until: Instant }
  >;
  readonly workflowIds: Map<string, number>;
  readonly labels: Map<string, Label>;
  readonly releases: RunnerRelease[];
  /** Versions that may no longer take jobs, and since when. */
  readonly deprecated: Map<string, Instant>;
  /** Below this version nothing may register (github.md 6.2). */
  minimumVersion: string;
  busyView: BusyView;
  /** Of an archive that is downloaded; null: as fast as it goes. */
  bytesPerSecond: number | null;
  /** Told after each change. */
  readonly listeners: Set<() => void>;
  changed(): void;
}

/** @param clock owned by the caller, who closes it. */
export function createState(seed: number, clock: Clock): State {
  const listeners = new Set<() => void>();
  return {
    ids: createIds(seed),
    clock,
    agents: new Map(),
    sessions: new Map(),
    jobs: new Map(),
    jobsByRun: new Map(),
    runs: new Map(),
    repositories: new Map(),
    organizations: new Map(),
    runnerTokens: new Map(),
    workflowIds: new Map(),
    labels: new Map(),
    releases: [],
    deprecated: new Map(),
    minimumVersion: '2.329.0',
    busyView: { kind: 'lag', ms: 0 },
    bytesPerSecond: null,
    listeners,
    changed: () => {
      for (const listener of listeners) listener();
    },
  };
}

export const SILENCE_MS = 60_000;

/** The living session of an agent, or null: silent for a minute means offline. */
export function liveSession(state: State, agentId: number): Session | null {
  const limit = state.clock.now() - state.clock.span(SILENCE_MS);
  for (const session of state.sessions.values()) {
    if (session.agentId === agentId && (session.wake !== null || session.lastSeen >= limit)) return session;
  }
  return null;
}

/** What GitHub says of `busy`, which may lag or be wrong. */
export function shownBusy(state: State, agent: Agent): boolean {
  const truth = agent.jobId !== null;
  if (state.busyView.kind === 'never') return false;
  const age = state.clock.now() - agent.jobChangedAt;
  return age < state.clock.span(state.busyView.ms) ? !truth : truth;
}

export function agentsOf(state: State, scope: ScopeRef): Agent[] {
  const key = scopeKey(scope);
  return [...state.agents.values()].filter((agent) => scopeKey(agent.scope) === key);
}

export interface RepositoryDetails {
  readonly visibility?: Repository['visibility'];
  /** Only counts when it is made; an organisation of its owner's name is then made, too. */
  readonly ownerKind?: 'User' | 'Organization';
  readonly archived?: boolean;
  readonly actions?: Repository['actions'];
  /** Left out: everyone administers it, as far as their token says so. */
  readonly role?: Role;
}

export function ensureRepository(
  state: State,
  fullName: string,
  details: RepositoryDetails = {},
): Repository {
  const [owner = '', name = ''] = fullName.split('/');
  if (owner === '' || name === '') throw new Error(`A repository is owner/name, not ${fullName}`);
  const known = state.repositories.get(fullName.toLowerCase());
  if (known !== undefined) {
    known.visibility = details.visibility ?? known.visibility;
    known.archived = details.archived ?? known.archived;
    known.actions = details.actions ?? known.actions;
    known.role = details.role ?? known.role;
    return known;
  }
  const repository: Repository = {
    id: state.ids.next('repository'),
    owner,
    name,
    ownerKind: details.ownerKind ?? 'Organization',
    visibility: details.visibility ?? 'private',
    archived: details.archived ?? false,
    actions: details.actions ?? 'enabled',
    role: details.role ?? 'admin',
    createdAt: state.clock.now(),
    nextRunNumber: 1,
  };
  state.repositories.set(fullName.toLowerCase(), repository);
  if (repository.ownerKind === 'Organization') ensureOrganization(state, owner);
  return repository;
}

const READ_ONLY = new Set(['self-hosted', 'macos', 'linux', 'windows', 'arm64', 'x64', 'arm']);

/** The label with that name, whose id stays the same. */
export function labelOf(state: State, name: string): Label {
  const key = name.toLowerCase();
  const known = state.labels.get(key);
  if (known !== undefined && known.name === name) return known;
  const label: Label = {
    id: known?.id ?? state.ids.next('label'),
    name,
    type: READ_ONLY.has(key) ? 'read-only' : 'custom',
  };
  state.labels.set(key, label);
  return label;
}

/** -1, 0 or 1: three-part versions compared by number. */
export function compareVersions(a: string, b: string): number {
  const parts = (version: string): number[] =>
    version.split('.').map((part) => Number.parseInt(part, 10) || 0);
  const left = parts(a);
  const right = parts(b);
  for (const index of [0, 1, 2]) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return Math.sign(difference);
  }
  return 0;
}
