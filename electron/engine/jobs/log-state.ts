/** Where a log leaves the runner: one event after another, in the vocabulary of the logs themselves. */
import type { Instant } from '../../../shared/domain.ts';
import type { Life, LogEvent, LogKind, LogReason, LogState } from './log-event.ts';

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
      return { ...(event.atStart === true ? startedAnew(state) : state), version: event.version };
    case 'listening':
      return { ...without(state), state: 'idle' };
    case 'job-started':
      return {
        ...running(state, event.at),
        // A name that may be cut is no name.
        job: event.job === '' || event.partial === true ? null : event.job,
      };
    case 'worker-started':
      return state.state === 'busy' ? state : running(state, event.at);
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
      return updateFailed(state, event.reason);
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
    case 'service':
      return byService(state, event);
    case 'service-installed':
      return { ...without(state), state: 'stopped', detail: 'The service is installed.' };
    case 'check':
    case 'update-script':
    case 'low-disk':
    case 'hook':
    case 'workspace':
      return state;
    default:
      return event satisfies never;
  }
}

/** No job, no reason, no update: what was said of them no longer holds. */
function without(state: LogState): LogState {
  return { ...state, job: null, jobStartedAt: null, reason: null, detail: null, target: null };
}

/** An update that goes on meanwhile waits for the job. */
function running(state: LogState, at: Instant | null): LogState {
  return { ...without(state), state: 'busy', jobStartedAt: at, target: state.target };
}

/** The listener says its version only when it begins: what ran before is gone, whatever the log last said of it. */
function startedAnew(state: LogState): LogState {
  switch (state.state) {
    case 'idle':
    case 'busy':
    case 'reconnecting':
    case 'running':
      return { ...without(state), state: 'connecting' };
    case 'unknown':
    case 'stopped':
    case 'restarting':
    case 'updating':
    case 'configuring':
    case 'connecting':
    case 'conflict':
      return connecting(state);
    default:
      return state.state satisfies never;
  }
}

/** launchd's word. What failed in the same command remains what it is, whatever ran before. */
function byService(state: LogState, event: Extract<LogEvent, { type: 'service' }>): LogState {
  if (event.other === true || event.start === 'failed') return state;
  if (event.running) return { ...without(state), state: 'running' };
  const detail = event.loaded
    ? `The service is loaded but nothing runs; last exit ${event.lastExit ?? 'unknown'}.`
    : null;
  return { ...without(state), state: 'stopped', reason: 'ended', detail };
}

/** Seen before the session exists: never a way out of a conflict or an outage. */
function connecting(state: LogState): LogState {
  switch (state.state) {
    case 'unknown':
    case 'stopped':
    case 'running':
    case 'updating':
      return { ...without(state), state: 'connecting' };
    case 'restarting':
      return { ...state, state: 'connecting', target: null };
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
  const runs = state.job !== null || state.jobStartedAt !== null;
  return { ...state, state: runs ? 'busy' : 'idle', reason: null, detail: null, target: null };
}

/**
 * A runner that was told to end while a job ran ends with that job, an update that waited for it goes on. A job
 * ends without the network too: that is no sign of being online (EXPECTED.md, rule 3).
 */
function jobCompleted(state: LogState): LogState {
  if (state.reason === 'by-person') return { ...without(state), state: 'stopped', reason: 'by-person' };
  switch (state.state) {
    case 'updating':
    case 'stopped':
    case 'reconnecting':
      return { ...state, job: null, jobStartedAt: null };
    default:
      return state.target === null
        ? { ...without(state), state: 'idle' }
        : { ...without(state), state: 'updating', detail: state.target, target: state.target };
  }
}

/** The old version goes on: online if it was, and no more than that. */
function updateFailed(state: LogState, reason: string): LogState {
  const before = { ...state, target: null };
  switch (state.state) {
    case 'updating':
      return { ...backOnline(before), detail: reason };
    case 'reconnecting':
    case 'conflict':
    case 'stopped':
      return before;
    default:
      return { ...before, detail: reason };
  }
}

function busyIfRunning(state: LogState, event: LogEvent): LogState {
  const runs = event.type === 'step' && event.state === 'running';
  return runs && state.state === 'unknown' ? { ...state, state: 'busy' } : state;
}

/** Only GitHub's own answer ends an outage: a job's lease and the listener's word that it is free do not. */
function heartbeat(state: LogState, of: Life | null): LogState {
  const waits = state.state === 'unknown' || state.state === 'connecting';
  if (state.state === 'reconnecting' && of === 'poll') return backOnline(state);
  if (of === null || !waits) return state;
  return of === 'job' ? { ...state, state: 'busy', reason: null, detail: null } : backOnline(state);
}

/** The listener goes on polling, and its job goes on running, while it downloads. */
function updating(state: LogState, version: string | null): LogState {
  return {
    ...state,
    state: 'updating',
    reason: null,
    detail: version ?? state.target,
    target: version ?? state.target,
  };
}

/** What made it restart stays the reason, and the sentence said before it: a restart alone explains nothing. */
function restarting(state: LogState, reason: string | null): LogState {
  const kept = state.state === 'stopped' || state.state === 'restarting' ? state.reason : null;
  const forUpdate = state.state === 'updating' || state.state === 'restarting';
  return {
    ...without(state),
    state: 'restarting',
    reason: kept,
    detail: state.detail ?? reason,
    target: forUpdate ? state.target : null,
  };
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
