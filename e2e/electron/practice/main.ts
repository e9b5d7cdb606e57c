/**
 * The real shell around an engine that a spec holds in its hands: `globalThis.practice`.
 * What the shell does with each state is then certain, with no machine behind it.
 */
import { join } from 'node:path';
import { fail, inputs, ok } from '../../../shared/contract.ts';
import type { Push, Reply, ViewState } from '../../../shared/contract.ts';
import type { Job, Notice, Runner } from '../../../shared/domain.ts';
import { isAllowedLink } from '../../../electron/engine/links.ts';
import type { Checked, Connection, ShellPort } from '../../../electron/engine/server.ts';
import type { EnginePort } from '../../../electron/shell/engine-port.ts';
import { runApp } from '../../../electron/shell/run-app.ts';
import { emptyState } from './states.ts';

export interface Practice {
  set(state: ViewState): void;
  endJob(job: Job, runner: Runner): void;
  push(push: Push): void;
  readonly notices: Record<string, Notice>;
  readonly requests: { readonly name: string; readonly input: unknown }[];
  readonly counts: { open: number; closed: number; started: number; stopped: number };
}

const { PRACTICE_STATE, PRACTICE_PAGES, PRACTICE_START_FAILS } = process.env;
let state: ViewState = PRACTICE_STATE === undefined ? emptyState() : JSON.parse(PRACTICE_STATE);
const changed = new Set<(state: ViewState) => void>();
const ended = new Set<(job: Job, runner: Runner) => void>();
const pushed = new Set<(push: Push) => void>();

const practice: Practice = {
  set: (next) => {
    state = next;
    for (const listener of changed) listener(state);
  },
  endJob: (job, runner) => {
    for (const listener of ended) listener(job, runner);
  },
  push: (push) => {
    for (const listener of pushed) listener(push);
  },
  notices: {},
  requests: [],
  counts: { open: 0, closed: 0, started: 0, stopped: 0 },
};
Object.assign(globalThis, { practice });

function connect(shell: ShellPort): Connection {
  practice.counts.open += 1;
  const own = new Set<(push: Push) => void>();
  return {
    request: (name, input) => answer(shell, name, input),
    onPush: (listener) => {
      own.add(listener);
      pushed.add(listener);
      return () => pushed.delete(listener);
    },
    close: () => {
      practice.counts.closed += 1;
      for (const listener of own) pushed.delete(listener);
    },
  };
}

async function answer(shell: ShellPort, name: string, input: unknown): Promise<Reply<unknown>> {
  practice.requests.push({ name, input });
  if (!Object.hasOwn(inputs, name)) return fail('unknown-call', 'No such call.');
  const call = Object.entries(inputs).find(([known]) => known === name);
  if (call === undefined || !call[1].safeParse(input).success) return fail('bad-request', 'Not understood.');
  if (name === 'settings.update') {
    practice.set({ ...state, settings: { ...state.settings, ...Object(input) } });
  }
  if (name === 'app.openWizard') return shell.openWizard(input as Checked<'app.openWizard'>);
  if (name === 'app.quit') return shell.quit();
  return name === 'state.subscribe' ? ok({ rev: 1, state }) : ok(null);
}

const engine: EnginePort = {
  start: async () => {
    practice.counts.started += 1;
    if (PRACTICE_START_FAILS !== undefined) {
      throw Object.assign(new Error('refused'), { code: PRACTICE_START_FAILS });
    }
  },
  stop: async () => {
    practice.counts.stopped += 1;
  },
  state: () => state,
  onChange: (listener) => {
    changed.add(listener);
    return () => changed.delete(listener);
  },
  onJobEnded: (listener) => {
    ended.add(listener);
    return () => ended.delete(listener);
  },
  notice: (notice) => {
    if ('remove' in notice) delete practice.notices[notice.remove];
    else practice.notices[notice.id] = notice;
  },
  connect,
  allowsLink: (url) =>
    isAllowedLink(url, { scopes: Object.values(state.runners).map(({ scope }) => scope), visited: [] }),
};

runApp(() => engine, {
  preload: join(import.meta.dirname, 'preload.cjs'),
  pages: PRACTICE_PAGES ?? join(import.meta.dirname, 'pages'),
  icons: join(import.meta.dirname, 'icons'),
});
