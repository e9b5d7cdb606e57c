/** The practice GitHub's memory and its clock. */
import { type Ids } from './ids.ts';
import type {
  Agent,
  Instant,
  Job,
  Label,
  Repository,
  Run,
  RunnerRelease,
  ScopeRef,
  Session,
} from './model.ts';
export interface Clock {
  now(): Instant;
  /** How long a real span lasts here: divided by the world's speed. */
  span(ms: number): number;
  /** Runs `act` after `span(ms)`; gives the way to take it back. */
  after(ms: number, act: () => void): () => void;
  close(): void;
}
export declare function createClock(now: () => Instant, speed: number): Clock;
/** `lagMs`: GitHub tells `busy` so much later than it is true; `never`: it says false all the time (github.md 2.11). */
export type BusyView =
  | {
      readonly kind: 'lag';
      readonly ms: number;
    }
  | {
      readonly kind: 'never';
    };
export interface State {
  readonly ids: Ids;
  readonly clock: Clock;
  readonly agents: Map<number, Agent>;
  readonly sessions: Map<string, Session>;
  readonly jobs: Map<number, Job>;
  readonly runs: Map<number, Run>;
  /** By `owner/name` in lower case. */
  readonly repositories: Map<string, Repository>;
  /** Registration and removal tokens, one hour each. */
  readonly runnerTokens: Map<
    string,
    {
      readonly scope: ScopeRef;
      readonly use: 'register' | 'remove';
      readonly until: Instant;
    }
  >;
  readonly workflowIds: Map<string, number>;
  readonly labels: Map<string, Label>;
  readonly releases: RunnerRelease[];
  /** Versions that may no longer take jobs, and since when. */
  readonly deprecated: Map<string, Instant>;
  /** Below this version nothing may register (github.md 6.2). */
  minimumVersion: string;
  busyView: BusyView;
  /** Told after each change. */
  readonly listeners: Set<() => void>;
  changed(): void;
}
/** @param clock owned by the caller, who closes it. */
export declare function createState(seed: number, clock: Clock): State;
export declare const SILENCE_MS = 60000;
/** The living session of an agent, or null: silent for a minute means offline. */
export declare function liveSession(state: State, agentId: number): Session | null;
/** What GitHub says of `busy`, which may lag or be wrong. */
export declare function shownBusy(state: State, agent: Agent): boolean;
export declare function agentsOf(state: State, scope: ScopeRef): Agent[];
export declare function ensureRepository(
  state: State,
  fullName: string,
  details?: {
    readonly visibility?: 'private' | 'public';
    readonly ownerKind?: 'User' | 'Organization';
  },
): Repository;
/** The label with that name, whose id stays the same. */
export declare function labelOf(state: State, name: string): Label;
/** -1, 0 or 1: three-part versions compared by number. */
export declare function compareVersions(a: string, b: string): number;
