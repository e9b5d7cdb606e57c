/**
 * Joins the witnesses into one state, in the order of trust of design.md section 3:
 * processes, launchd, what the runner wrote, GitHub. What cannot be known is `unknown`.
 */
import type {
  Instant,
  LaunchdAnswer,
  OfflineReason,
  ProcessAnswer,
  RunnerState,
  ServiceAnswer,
} from '../../../shared/domain.ts';
import { WORKER_GRACE_MS } from '../jobs/grace.ts';
import type { LogState } from '../jobs/log-event.ts';
import { isLooping, isTrying } from './memory.ts';
import type { RunnerRecord } from './record.ts';

/** A listener that has not said "Listening for Jobs" after this long is not connected. */
export const CONNECT_LIMIT_MS = 60_000;
/** Until then a service may be without its listener; longer than a look at launchd is old, which may have ended it. */
export const START_LIMIT_MS = 90_000;
/** An update swaps files and starts anew within 31 s (actions/runner run-helper.sh); then it has failed. */
export const UPDATE_LIMIT_MS = 90_000;
/** The runner gives its download 900 s (runner.md 10.1); after that nobody can tell what it does. */
export const DOWNLOAD_LIMIT_MS = 15 * 60_000 + UPDATE_LIMIT_MS;
/** The broker listener gives up and restarts after ten failed polls; silent after this, it may be well. */
export const SILENT_RECOVERY_MS = 15 * 60_000;

const offline = (reason: OfflineReason, detail: string | null = null): RunnerState => ({
  kind: 'offline',
  reason,
  detail,
});

/** The state at `now` (ms, UTC). Pure: the same record and time give the same state. */
export function deriveState(record: RunnerRecord, now: Instant): RunnerState {
  // The processes come first: a folder that was moved or cannot be looked at ends no job.
  if (record.processes.kind !== 'answered') return { kind: 'unknown' };
  const seen = record.processes.answer;
  const waits = record.pending?.phase === 'waiting';
  if (seen.workers.length > 0) return waits ? { kind: 'draining' } : { kind: 'busy' };
  if (record.folderHangs) return { kind: 'unknown' };
  return seen.listeners.length > 0 ? withListener(record, seen, now) : withoutListener(record, now);
}

function withListener(record: RunnerRecord, seen: ProcessAnswer, now: Instant): RunnerState {
  const { log } = record;
  const listenerSince = Math.min(...seen.listeners.map((listener) => listener.startedAt));
  const stale = isStale(log, listenerSince);
  const connecting = connectingState(record, now - listenerSince < CONNECT_LIMIT_MS, now);
  if (record.logProblem !== null && stale) return { kind: 'unknown' };
  switch (log.state) {
    case 'idle':
      return stale ? connecting : { kind: 'idle' };
    case 'busy':
      return stale ? connecting : busyByLog(record, now);
    case 'reconnecting':
      return stale ? connecting : reconnecting(record, now);
    case 'conflict':
      return offline('session-conflict', log.detail);
    case 'updating':
      return stale ? connecting : downloading(record, now);
    case 'restarting':
    case 'connecting':
    case 'configuring':
    case 'stopped':
      return connecting;
    case 'running':
    case 'unknown':
      return byGitHub(record) ?? (connecting.kind === 'offline' ? { kind: 'unknown' } : connecting);
  }
}

/** A log that ends before this listener began tells of an earlier one (3 s: `ps` and log round apart). */
export function isStale(log: LogState, listenerSince: Instant): boolean {
  return log.lastAt === null || log.lastAt < listenerSince - 3_000;
}

/** The listener lives and has no session. One that was started again after crashes has to show first that it listens. */
function connectingState(record: RunnerRecord, young: boolean, now: Instant): RunnerState {
  if (record.log.reason === 'crash-looping') return { kind: 'crash-looping' };
  return young ? startingUnlessLooping(record, now) : offline('not-connected');
}

/** A start after crashes is one more of them until the runner has said that it listens. */
function startingUnlessLooping(record: RunnerRecord, now: Instant): RunnerState {
  const looped = record.state.kind === 'crash-looping' && (record.log.onlineAt ?? 0) < record.since;
  return looped || isLooping(record.memory, now) ? { kind: 'crash-looping' } : { kind: 'starting' };
}

function busyByLog(record: RunnerRecord, now: Instant): RunnerState {
  const startedAt = record.log.jobStartedAt ?? record.log.lastAt ?? now;
  if (now - startedAt > WORKER_GRACE_MS) return { kind: 'idle' };
  return record.pending?.phase === 'waiting' ? { kind: 'draining' } : { kind: 'busy' };
}

function downloading(record: RunnerRecord, now: Instant): RunnerState {
  return now - (record.memory.updatingSince ?? now) < DOWNLOAD_LIMIT_MS
    ? { kind: 'updating', version: record.log.target }
    : { kind: 'unknown' };
}

/** "Reconnected" is often never written (runner.md 6.3), so later evidence decides. */
function reconnecting(record: RunnerRecord, now: Instant): RunnerState {
  const since = record.log.lastAt ?? now;
  const heard = record.github;
  if (heard.kind === 'answered' && heard.at > since + 60_000 && heard.answer.status === 'online') {
    return { kind: 'idle' };
  }
  const usesBroker = record.configuration.kind === 'configured' && record.configuration.usesBroker;
  if (usesBroker && now - since > SILENT_RECOVERY_MS) return { kind: 'unknown' };
  return offline('reconnecting', record.log.detail);
}

function byGitHub(record: RunnerRecord): RunnerState | null {
  if (record.github.kind !== 'answered') return null;
  return record.github.answer.status === 'online' ? { kind: 'idle' } : null;
}

function withoutListener(record: RunnerRecord, now: Instant): RunnerState {
  const { configuration, launchd, log, pending } = record;
  if (configuration.kind === 'absent') return { kind: 'absent' };
  if (pending?.phase === 'acting') {
    return pending.command === 'stop' ? { kind: 'stopped', reason: 'by-person' } : { kind: 'starting' };
  }
  if (log.reason === 'registration-lost' && log.state === 'stopped' && !isRegisteredAnew(record)) {
    return { kind: 'lost-registration' };
  }
  if (configuration.kind === 'not-configured') {
    return log.reason === 'ephemeral-done' || log.reason === 'removed' || record.agents.length === 0
      ? { kind: 'absent' }
      : { kind: 'lost-registration' };
  }
  if (isSwapping(record, now)) return { kind: 'updating', version: log.target };
  if (record.agents.length === 0) return { kind: 'stopped', reason: stoppedByLog(record, 'no-service') };
  switch (launchd.kind) {
    case 'answered':
      return byLaunchd(record, launchd.answer, now);
    case 'unknown':
      return { kind: 'stopped', reason: 'unknown' };
    case 'not-asked':
      return { kind: 'unknown' };
  }
}

/** `.runner` was written after the log said that the registration is gone. */
function isRegisteredAnew({ configuration, memory }: RunnerRecord): boolean {
  return (
    configuration.kind === 'configured' &&
    configuration.writtenAt !== null &&
    memory.lostAt !== null &&
    configuration.writtenAt > memory.lostAt
  );
}

/** The listener has ended for its update, and its wrapper waits for the new files. */
function isSwapping({ log, memory }: RunnerRecord, now: Instant): boolean {
  // The lines of an update carry no time of their own.
  const since = Math.max(memory.listenerSeenAt ?? 0, log.lastAt ?? 0);
  return isForUpdate(log) && now - since < UPDATE_LIMIT_MS;
}

function isForUpdate(log: LogState): boolean {
  return log.state === 'updating' || (log.state === 'restarting' && log.target !== null);
}

function byLaunchd(record: RunnerRecord, launchd: LaunchdAnswer, now: Instant): RunnerState {
  if (!launchd.screenSession) return offline('no-screen-session');
  const loaded = launchd.services.filter((service) => service.loaded);
  const first = loaded[0];
  if (first === undefined) return { kind: 'stopped', reason: 'by-person' };
  if (cannotSpawn(first)) return offline('cannot-start', first.lastExit);
  // Loaded at the login, and told not to start by itself (`startsAtLoad`): nothing of it has ended, whatever the log says of before.
  if (loaded.every((one) => one.runs === 0 && !isTrying(one)))
    return { kind: 'stopped', reason: 'by-person' };
  if (record.log.reason === 'broken-installation') return offline('broken-installation', record.log.detail);
  if (record.log.reason === 'crash-looping') return { kind: 'crash-looping' };
  if (isLooping(record.memory, now)) return { kind: 'crash-looping' };
  if (loaded.some(isTrying)) return withoutItsListener(record, first, now);
  return { kind: 'stopped', reason: stoppedByLog(record, 'ended-by-itself') };
}

/** The wrapper (run.sh, RunnerService.js) lives or is about to, its listener does not: between two, or never coming. */
function withoutItsListener(record: RunnerRecord, service: ServiceAnswer, now: Instant): RunnerState {
  const quietSince = Math.max(record.memory.tryingSince ?? now, record.log.lastAt ?? 0);
  // An update that is still not through has had its time (isSwapping).
  return now - quietSince > START_LIMIT_MS || isForUpdate(record.log)
    ? offline('cannot-start', service.lastExit)
    : startingUnlessLooping(record, now);
}

function cannotSpawn(service: ServiceAnswer): boolean {
  if (service.state === 'spawn failed') return true;
  // While it runs, 78 (EX_CONFIG) tells of an earlier try.
  return service.pid === null && (service.lastExit?.startsWith('78') ?? false);
}

function stoppedByLog(
  record: RunnerRecord,
  otherwise: 'no-service' | 'ended-by-itself',
): Extract<RunnerState, { kind: 'stopped' }>['reason'] {
  switch (record.log.reason) {
    case 'session-conflict':
      return 'session-conflict';
    case 'version-deprecated':
      return 'version-deprecated';
    case 'crashed':
    case 'crash-looping':
    case 'broken-installation':
      return 'crashed';
    case 'by-person':
      return otherwise === 'no-service' ? 'by-person' : 'ended-by-itself';
    case 'registration-lost':
    case 'ephemeral-done':
    case 'not-configured':
    case 'removed':
    case 'config-failed':
    case 'start-failed':
    case 'ended':
    case 'connection':
    case null:
      return otherwise;
  }
}
