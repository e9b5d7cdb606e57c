/** The log of an ended job, behind an address that is good for one minute. */
import type { Answer, Ask } from './http.ts';
import { problem } from './http.ts';
import type { Job } from './model.ts';
import type { State } from './state.ts';

const MINUTE_MS = 60_000;
const STORES = new WeakMap<State, LogStore>();

interface LogStore {
  /** A fresh address for this job's log. */
  address(origin: string, job: Job): string;
  /** null: not one of these addresses. */
  serve(ask: Ask): Answer | null;
}

/** The log store of this world. */
export function jobLog(state: State): LogStore {
  const known = STORES.get(state);
  if (known !== undefined) return known;
  const store = createLogStore(state);
  STORES.set(state, store);
  return store;
}

function createLogStore(state: State): LogStore {
  const given = new Map<string, { readonly jobId: number; readonly until: number }>();
  return {
    address: (origin, job) => {
      const now = state.clock.now();
      for (const [key, held] of given) if (held.until < now) given.delete(key);
      const key = state.ids.guid();
      const until = now + state.clock.span(MINUTE_MS);
      given.set(key, { jobId: job.id, until });
      return `${origin}/_blob/logs/${key}?se=${encodeURIComponent(new Date(until).toISOString())}&sig=world`;
    },
    serve: (ask) => {
      const match = /^\/_blob\/logs\/([^/]+)$/.exec(ask.path);
      if (match === null) return null;
      // The store behind the real address takes its signature only, and refuses a second login.
      if (ask.headers.authorization !== undefined) return problem(400, 'InvalidAuthenticationInfo');
      const held = given.get(match[1] ?? '');
      const job = held === undefined ? undefined : state.jobs.get(held.jobId);
      if (held === undefined || job === undefined || held.until < state.clock.now()) {
        return problem(403, 'AuthenticationFailed');
      }
      return { kind: 'text', status: 200, type: 'text/plain; charset=utf-8', text: logText(job) };
    },
  };
}

function logText(job: Job): string {
  const line = (at: string | null, text: string): string =>
    `${at ?? new Date(job.createdAt).toISOString()} ${text}`;
  return `\uFEFF${job.steps
    .flatMap((step) => [
      line(step.started_at, `##[group]Run ${step.name}`),
      line(step.started_at, '##[endgroup]'),
      line(
        step.completed_at,
        step.conclusion === 'failure' ? '##[error]Process completed with exit code 1.' : 'done',
      ),
    ])
    .join('\n')}\n`;
}
