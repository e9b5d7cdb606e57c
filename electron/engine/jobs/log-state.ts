/** Where a log leaves the runner: one event after another, in the vocabulary of the logs themselves. */
import type { LogEvent, LogKind, LogReason, LogState, LogStateKind } from './log-event.ts';

/** Before the first event: nothing is known. */
export function initialLogState(_kind: LogKind): LogState {
  return {
    state: 'unknown',
    job: null,
    jobStartedAt: null,
    reason: null,
    detail: null,
    version: null,
    target: null,
    lastAt: null,
    onlineAt: null,
  };
}

/** The state after `event`. Pure. A Worker log speaks of one job only: its end leaves no runner state but `idle`. */
export function foldLogState(_kind: LogKind, state: LogState, event: LogEvent): LogState {
  const next = step(state, event);
  const lastAt = event.at === null ? state.lastAt : Math.max(event.at, state.lastAt ?? event.at);
  const online = next.state === 'idle' || next.state === 'busy';
  return { ...next, lastAt, onlineAt: online ? (event.at ?? state.onlineAt) : state.onlineAt };
}

function step(state: LogState, event: LogEvent): LogState {
  switch (event.type) {
    case 'configuring':
      return { ...without(state), state: 'configuring' };
    case 'configured':
      return { ...without(state), state: 'stopped', detail: 'The configuration is complete.' };
    case 'removed':
      return removed(state);
    case 'connecting':
    case 'connected':
      return connecting(state);
    case 'service-started':
      return { ...without(state), state: 'connecting' };
    case 'listener-started':
      return isFailing(state)
        ? { ...state, state: 'restarting' }
        : { ...without(state), state: 'connecting' };
    case 'version':
      return { ...state, version: event.version };
    case 'listening':
      return { ...without(state), state: 'idle' };
    case 'job-started':
      return {
        ...without(state),
        state: 'busy',
        job: event.job === '' ? null : event.job,
        jobStartedAt: event.at,
      };
    case 'worker-started':
      return state.state === 'busy' ? state : { ...without(state), state: 'busy', jobStartedAt: event.at };
    case 'job-completed':
      return jobCompleted(state);
    case 'step':
    case 'steps-announced':
      return busyIfRunning(state, event);
    case 'heartbeat':
      return heartbeat(state, event.of ?? null);
    case 'reconnecting':
      return { ...state, state: 'reconnecting', reason: 'connection', detail: event.reason };
    case 'reconnected':
      return backOnline(state);
    case 'conflict':
      return { ...without(state), state: 'conflict', reason: 'session-conflict', detail: event.reason };
    case 'updating':
      return updating(state, event.version);
    case 'update-failed':
      return { ...backOnline(state), detail: event.reason };
    case 'restarting':
      return restarting(state, event.reason);
    case 'deprecated':
      return { ...without(state), state: 'stopped', reason: 'version-deprecated', detail: event.reason };
    case 'registration-lost':
      return { ...without(state), state: 'stopped', reason: 'registration-lost', detail: event.reason };
    case 'crashed':
      return crashed(state, event.reason);
    case 'broken-installation':
      return { ...without(state), state: 'stopped', reason: 'broken-installation', detail: event.reason };
    case 'stopping':
      return stopping(state);
    case 'stopped':
      return stopped(state, asReason(event.reason));
    case 'error':
      return failed(state, event.reason);
    case 'check':
      return state;
    default:
      return event satisfies never;
  }
}

/** No job, no reason: what was said of them no longer holds. */
function without(state: LogState): LogState {
  return { ...state, job: null, jobStartedAt: null, reason: null, detail: null, target: null };
}

/** Seen before the session exists: never a way out of a conflict or an outage. */
function connecting(state: LogState): LogState {
  switch (state.state) {
    case 'unknown':
    case 'stopped':
      return { ...without(state), state: 'connecting' };
    case 'restarting':
      return { ...state, state: 'connecting' };
    case 'updating':
      return { ...without(state), state: 'connecting' };
    case 'configuring':
    case 'connecting':
    case 'idle':
    case 'busy':
    case 'reconnecting':
    case 'conflict':
      return state;
    default:
      return state.state satisfies never;
  }
}

function backOnline(state: LogState): LogState {
  const running = state.job !== null || state.jobStartedAt !== null;
  return { ...state, state: running ? 'busy' : 'idle', reason: null, detail: null, target: null };
}

/** A runner that was told to end while a job ran ends with that job. */
function jobCompleted(state: LogState): LogState {
  if (state.reason === 'by-person') return { ...without(state), state: 'stopped', reason: 'by-person' };
  return state.state === 'updating' || state.state === 'stopped'
    ? { ...state, job: null, jobStartedAt: null }
    : { ...without(state), state: 'idle' };
}

function busyIfRunning(state: LogState, event: LogEvent): LogState {
  const runs = event.type === 'step' && event.state === 'running';
  return runs && state.state === 'unknown' ? { ...state, state: 'busy' } : state;
}

function heartbeat(state: LogState, of: 'job' | 'poll' | null): LogState {
  const waits: readonly LogStateKind[] = ['unknown', 'connecting', 'reconnecting'];
  if (of === null || !waits.includes(state.state)) return state;
  return of === 'job' ? { ...state, state: 'busy', reason: null, detail: null } : backOnline(state);
}

/** The listener goes on polling, and its job goes on running, while it downloads. */
function updating(state: LogState, version: string | null): LogState {
  return {
    ...state,
    state: 'updating',
    reason: null,
    detail: version ?? (state.state === 'updating' ? state.detail : null),
    target: version ?? (state.state === 'updating' ? state.target : null),
  };
}

/** What made it restart stays the reason: a restart alone explains nothing. */
function restarting(state: LogState, reason: string | null): LogState {
  const kept = state.state === 'stopped' || state.state === 'restarting' ? state.reason : null;
  const detail = kept === null ? (state.state === 'updating' ? state.detail : reason) : state.detail;
  return { ...state, state: 'restarting', job: null, jobStartedAt: null, reason: kept, detail };
}

function isFailing(state: LogState): boolean {
  return (
    state.reason === 'crashed' || state.reason === 'crash-looping' || state.reason === 'broken-installation'
  );
}

/** A second crash with no session between is a loop. */
function crashed(state: LogState, reason: string): LogState {
  const again = state.reason === 'crashed' || state.reason === 'crash-looping';
  return {
    ...without(state),
    state: 'stopped',
    reason: again ? 'crash-looping' : 'crashed',
    detail: reason,
  };
}

/** A listener that removes its own registration was ephemeral; config.sh does it by a person's wish. */
function removed(state: LogState): LogState {
  if (state.reason === 'registration-lost') return { ...state, state: 'stopped' };
  const byPerson = state.state === 'unknown' || state.state === 'configuring' || state.state === 'stopped';
  return { ...without(state), state: 'stopped', reason: byPerson ? 'removed' : 'ephemeral-done' };
}

function stopping(state: LogState): LogState {
  if (state.state === 'busy') return { ...state, reason: 'by-person' };
  if (state.state === 'stopped' && state.reason !== null && state.reason !== 'ended') return state;
  return { ...without(state), state: 'stopped', reason: 'by-person' };
}

/** A bare "ended" never covers what is known better. */
function stopped(state: LogState, reason: LogReason): LogState {
  const known = state.reason ?? null;
  const better =
    state.state === 'stopped' || state.state === 'conflict' || known === 'by-person' ? known : null;
  if (reason === 'ended' && better !== null) {
    return { ...state, state: 'stopped', job: null, jobStartedAt: null, reason: better };
  }
  return {
    ...without(state),
    state: 'stopped',
    reason,
    detail: reason === better ? state.detail : lastError(state),
  };
}

/** The sentence of an error just before, which explains the stop. */
function lastError(state: LogState): string | null {
  return state.reason === null || state.reason === 'start-failed' ? state.detail : null;
}

function failed(state: LogState, sentence: string): LogState {
  if (state.state !== 'configuring') return { ...state, detail: sentence };
  return { ...without(state), state: 'stopped', reason: 'config-failed', detail: sentence };
}

const REASONS: Readonly<Record<LogReason, true>> = {
  'by-person': true,
  'session-conflict': true,
  'version-deprecated': true,
  'registration-lost': true,
  'ephemeral-done': true,
  crashed: true,
  'crash-looping': true,
  'broken-installation': true,
  'not-configured': true,
  removed: true,
  'config-failed': true,
  'start-failed': true,
  ended: true,
  connection: true,
};

function asReason(word: string): LogReason {
  return isReason(word) ? word : 'ended';
}

function isReason(word: string): word is LogReason {
  return Object.hasOwn(REASONS, word);
}
