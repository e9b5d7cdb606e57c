/** From what the engine holds of a runner to what a view shows of it. */
import type { Instant, LogAnswer, Runner, RunnerState, Witness } from '../../../shared/domain.ts';
import { actionsFor } from './actions.ts';
import { deriveState } from './derive-state.ts';
import { remember } from './memory.ts';
import type { RunnerRecord } from './record.ts';
import { type NextLogin, sentenceFor } from './sentences.ts';

const same = (a: RunnerState, b: RunnerState): boolean => JSON.stringify(a) === JSON.stringify(b);

/** The record with its state as of `now`, and since when it is so. */
export function settle(record: RunnerRecord, now: Instant): RunnerRecord {
  const seen = { ...record, memory: remember(record, now) };
  const state = deriveState(seen, now);
  if (same(state, record.state)) return seen;
  return { ...seen, state, since: state.kind === record.state.kind ? record.since : now };
}

function logWitness(record: RunnerRecord, now: Instant): Witness<LogAnswer> {
  if (record.logProblem !== null) {
    return { kind: 'unknown', since: record.logProblem.since, why: record.logProblem.why };
  }
  const { state, reason, lastAt } = record.log;
  if (state === 'unknown') return { kind: 'not-asked', why: 'No log says anything of it yet.' };
  return { kind: 'answered', at: lastAt ?? now, answer: { state, reason, lastLineAt: lastAt } };
}

/** One service that is not disabled is enough to start the runner again, unless it waits to be started. */
function nextLogin({ agents, launchd }: RunnerRecord): NextLogin {
  const starting = agents.filter(({ startsAtLoad }) => startsAtLoad).map(({ label }) => label);
  if (starting.length === 0) return 'stays-stopped';
  if (launchd.kind !== 'answered') return 'unknown';
  const services = launchd.answer.services.filter(({ label }) => starting.includes(label));
  if (services.some(({ disabled }) => disabled === false)) return 'starts';
  return services.some(({ disabled }) => disabled === null) ? 'unknown' : 'stays-stopped';
}

/** What a view shows of it. `record` must be settled. */
export function describeRunner(record: RunnerRecord, now: Instant): Runner {
  const { configuration } = record;
  const configured = configuration.kind === 'configured' ? configuration : null;
  const github = record.github.kind === 'answered' ? record.github.answer : null;
  const fallback = record.directory.split('/').at(-1) ?? 'runner';
  return {
    id: record.id,
    name: configured?.name ?? record.lastName ?? fallback,
    directory: record.displayDirectory,
    scope: configured?.scope ?? { kind: 'unknown' },
    url: configured?.url ?? null,
    version: record.log.version ?? configured?.version ?? github?.version ?? null,
    ephemeral: configured?.ephemeral ?? false,
    labels: github?.labels ?? null,
    state: record.state,
    since: record.since,
    sentence: sentenceFor(record.state, record.pending, nextLogin(record)),
    job: record.job,
    witnesses: {
      processes: record.processes,
      launchd: record.launchd,
      logs: logWitness(record, now),
      github: record.github,
    },
    actions: actionsFor(record, record.state, now),
    pending: record.pending,
    lastProblem: record.lastProblem,
    named: record.named,
  };
}
