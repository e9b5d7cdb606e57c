/**
 * The one truth: what the engine knows, as a view may see it. Everything that happens arrives as an event;
 * one function per slice turns events into state (design.md section 2).
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { RECENT_JOBS, type ViewState } from '../../../shared/contract.ts';
import type {
  Finding,
  GitHubAccess,
  Job,
  Machine,
  MachineFacts,
  MachineSample,
  Notice,
  Runner,
  RunnerId,
  Settings,
  Trail,
} from '../../../shared/domain.ts';
import type { Operation } from '../../../shared/operation.ts';
import { byNewest } from '../../../shared/job-time.ts';

export type EngineEvent =
  | { readonly type: 'looked' }
  | { readonly type: 'machine-known'; readonly facts: MachineFacts }
  | { readonly type: 'machine-sampled'; readonly sample: MachineSample; readonly trail: Trail }
  | { readonly type: 'runner-described'; readonly runner: Runner }
  | { readonly type: 'runner-gone'; readonly id: RunnerId }
  | { readonly type: 'jobs-known'; readonly runnerId: RunnerId; readonly jobs: readonly Job[] }
  | { readonly type: 'findings-made'; readonly findings: readonly Finding[] }
  | { readonly type: 'settings-changed'; readonly settings: Settings }
  | { readonly type: 'github-access'; readonly access: GitHubAccess }
  | { readonly type: 'notice-raised'; readonly notice: Notice }
  | { readonly type: 'notice-cleared'; readonly id: string }
  | { readonly type: 'operations-changed'; readonly operations: readonly Operation[] };

type Reducers = {
  readonly [S in keyof ViewState]: (slice: ViewState[S], event: EngineEvent) => ViewState[S];
};

function app(slice: ViewState['app'], event: EngineEvent): ViewState['app'] {
  return event.type === 'looked' && !slice.looked ? { ...slice, looked: true } : slice;
}

function machine(slice: Machine, event: EngineEvent): Machine {
  if (event.type === 'machine-known') return { ...slice, facts: event.facts };
  if (event.type === 'machine-sampled') return { ...slice, latest: event.sample, trail: event.trail };
  return slice;
}

function runners(slice: ViewState['runners'], event: EngineEvent): ViewState['runners'] {
  if (event.type === 'runner-described') return { ...slice, [event.runner.id]: event.runner };
  if (event.type !== 'runner-gone') return slice;
  return Object.fromEntries(Object.entries(slice).filter(([id]) => id !== event.id)) as ViewState['runners'];
}

function jobs(slice: ViewState['jobs'], event: EngineEvent): ViewState['jobs'] {
  if (event.type === 'runner-gone') return slice.filter((job) => job.runnerId !== event.id);
  if (event.type !== 'jobs-known') return slice;
  const others = slice.filter((job) => job.runnerId !== event.runnerId);
  return [...others, ...event.jobs].sort(byNewest).slice(0, RECENT_JOBS);
}

function findings(slice: ViewState['findings'], event: EngineEvent): ViewState['findings'] {
  if (event.type !== 'findings-made') return slice;
  return JSON.stringify(slice) === JSON.stringify(event.findings) ? slice : event.findings;
}

function settings(slice: Settings, event: EngineEvent): Settings {
  return event.type === 'settings-changed' ? event.settings : slice;
}

function github(slice: GitHubAccess, event: EngineEvent): GitHubAccess {
  if (event.type !== 'github-access') return slice;
  return JSON.stringify(slice) === JSON.stringify(event.access) ? slice : event.access;
}

function notices(slice: ViewState['notices'], event: EngineEvent): ViewState['notices'] {
  if (event.type === 'notice-raised') {
    return [...slice.filter((notice) => notice.id !== event.notice.id), event.notice];
  }
  if (event.type === 'notice-cleared' && slice.some((notice) => notice.id === event.id)) {
    return slice.filter((notice) => notice.id !== event.id);
  }
  return slice;
}

function operations(slice: ViewState['operations'], event: EngineEvent): ViewState['operations'] {
  return event.type === 'operations-changed' ? event.operations : slice;
}

const reducers: Reducers = {
  app,
  machine,
  runners,
  jobs,
  findings,
  settings,
  github,
  notices,
  operations,
};

/** Applies one event to every slice. The same object comes back when nothing changed. */
export function reduce(state: ViewState, event: EngineEvent): ViewState {
  const next: ViewState = {
    app: reducers.app(state.app, event),
    machine: reducers.machine(state.machine, event),
    runners: reducers.runners(state.runners, event),
    jobs: reducers.jobs(state.jobs, event),
    findings: reducers.findings(state.findings, event),
    settings: reducers.settings(state.settings, event),
    github: reducers.github(state.github, event),
    notices: reducers.notices(state.notices, event),
    operations: reducers.operations(state.operations, event),
  };
  const slices = Object.keys(next) as (keyof ViewState)[];
  return slices.every((slice) => next[slice] === state[slice]) ? state : next;
}

export interface EngineStore {
  get(): ViewState;
  dispatch(event: EngineEvent): void;
  /** Called after each change, with what is and what was. Gives the way to stop. */
  subscribe(listener: (state: ViewState, before: ViewState) => void): () => void;
}

/** The store, beginning with what is known before anything was looked at. */
export function createEngineStore(initial: ViewState): EngineStore {
  const store: StoreApi<ViewState> = createStore<ViewState>(() => initial);
  return {
    get: () => store.getState(),
    dispatch: (event) => {
      const next = reduce(store.getState(), event);
      if (next !== store.getState()) store.setState(next, true);
    },
    subscribe: (listener) => store.subscribe(listener),
  };
}
