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
import type { LogState } from '../jobs/log-event.ts';
import type { RunnerRecord } from './record.ts';

/** A listener that has not said "Listening for Jobs" after this long is not connected. */
export const CONNECT_LIMIT_MS = 60_000;
/** How long the log's "Running job" stands alone before a Worker must have been seen. */
export const WORKER_GRACE_MS = 20_000;
/** An update swaps files and starts anew within 31 s (actions/runner run-helper.sh); then it has failed. */
export const UPDATE_LIMIT_MS = 90_000;
/** The broker listener gives up and restarts after ten failed polls; silent after this, it may be well. */
export const SILENT_RECOVERY_MS = 15 * 60_000;

const offline = (reason: OfflineReason, detail: string | null = null): RunnerState => ({
  kind: 'offline',
  reason,
  detail,
});

/** The state at `now` (ms, UTC). Pure: the same record and time give the same state. */
export function deriveState(record: RunnerRecord, now: Instant): RunnerState {
  if (record.configuration.kind === 'absent') return { kind: 'absent' };
  if (record.processes.kind !== 'answered') return { kind: 'unknown' };
  const seen = record.processes.answer;
  const waits = record.pending?.phase === 'waiting';
  if (seen.workers.length > 0) return waits ? { kind: 'draining' } : { kind: 'busy' };
  return seen.listeners.length > 0 ? withListener(record, seen, now) : withoutListener(record, now);
}

function withListener(record: RunnerRecord, seen: ProcessAnswer, now: Instant): RunnerState {
  const { log } = record;
  const listenerSince = Math.min(...seen.listeners.map((listener) => listener.startedAt));
  const stale = isStale(log, listenerSince);
  const young = now - listenerSince < CONNECT_LIMIT_MS;
  if (record.logProblem !== null && stale) return { kind: 'unknown' };
  switch (log.state) {
    case 'idle':
      return stale ? connecting(young) : { kind: 'idle' };
    case 'busy':
      return busyByLog(record, stale, young, now);
    case 'reconnecting':
      return stale ? connecting(young) : reconnecting(record, now);
    case 'conflict':
      return offline('session-conflict', log.detail);
    case 'updating':
      return { kind: 'updating', version: log.version };
    case 'restarting':
    case 'connecting':
    case 'configuring':
    case 'stopped':
      return connecting(young);
    case 'unknown':
      return byGitHub(record) ?? (young ? { kind: 'starting' } : { kind: 'unknown' });
  }
}

/** A log that ends before this listener began tells of an earlier one (3 s: `ps` and log round apart). */
export function isStale(log: LogState, listenerSince: Instant): boolean {
  return log.lastAt === null || log.lastAt < listenerSince - 3_000;
}

function connecting(young: boolean): RunnerState {
  return young ? { kind: 'starting' } : offline('not-connected');
}

function busyByLog(record: RunnerRecord, stale: boolean, young: boolean, now: Instant): RunnerState {
  if (stale) return connecting(young);
  const startedAt = record.log.jobStartedAt ?? record.log.lastAt ?? now;
  if (now - startedAt > WORKER_GRACE_MS) return { kind: 'idle' };
  return record.pending?.phase === 'waiting' ? { kind: 'draining' } : { kind: 'busy' };
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
  const { log, pending } = record;
  if (pending?.phase === 'acting') {
    return pending.command === 'stop' ? { kind: 'stopped', reason: 'by-person' } : { kind: 'starting' };
  }
  if (log.reason === 'registration-lost' && log.state === 'stopped') return { kind: 'lost-registration' };
  if (record.configuration.kind === 'not-configured') {
    return log.reason === 'ephemeral-done' || log.reason === 'removed' || record.agents.length === 0
      ? { kind: 'absent' }
      : { kind: 'lost-registration' };
  }
  if (log.state === 'updating' && now - (log.lastAt ?? 0) < UPDATE_LIMIT_MS) {
    return { kind: 'updating', version: log.version };
  }
  if (record.launchd.kind !== 'answered') return { kind: 'stopped', reason: 'unknown' };
  return byLaunchd(record, record.launchd.answer, now);
}

function byLaunchd(record: RunnerRecord, launchd: LaunchdAnswer, now: Instant): RunnerState {
  if (record.agents.length === 0) return { kind: 'stopped', reason: stoppedByLog(record, 'no-service') };
  if (!launchd.screenSession) return offline('no-screen-session');
  const loaded = launchd.services.filter((service) => service.loaded);
  const first = loaded[0];
  if (first === undefined) return { kind: 'stopped', reason: 'by-person' };
  if (cannotSpawn(first)) return offline('cannot-start', first.lastExit);
  if (record.log.reason === 'broken-installation') return offline('broken-installation', record.log.detail);
  if (record.log.reason === 'crash-looping') return { kind: 'crash-looping' };
  if (loaded.some((service) => service.pid !== null)) return wrapperAlive(record, now);
  if (first.state === 'spawn scheduled' || first.state === 'xpcproxy') return { kind: 'starting' };
  return { kind: 'stopped', reason: stoppedByLog(record, 'ended-by-itself') };
}

/** The wrapper (run.sh, RunnerService.js) lives, its listener does not: between two, or never coming. */
function wrapperAlive(record: RunnerRecord, now: Instant): RunnerState {
  const quiet = now - Math.max(record.since, record.log.lastAt ?? 0);
  return record.state.kind === 'starting' && quiet > CONNECT_LIMIT_MS
    ? offline('cannot-start')
    : { kind: 'starting' };
}

function cannotSpawn(service: ServiceAnswer): boolean {
  return service.state === 'spawn failed' || (service.lastExit?.startsWith('78') ?? false);
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
