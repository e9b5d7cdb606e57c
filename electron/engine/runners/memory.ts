/**
 * What no single look shows, only one look after another: how long launchd has been trying, how often it has
 * started the service anew. With it a state holds until there is evidence against it, and does not flap.
 */
import type { Instant, ProcessAnswer, ServiceAnswer, Witness } from '../../../shared/domain.ts';
import type { RunnerRecord } from './record.ts';

/** Starts of a service within this time belong together: a loop, if no session comes of them. */
export const LOOP_WINDOW_MS = 10 * 60_000;
/** More are counted as so many. */
const MAX_LAUNCHES = 8;

export interface Memory {
  /** When a listener was last seen alive. */
  readonly listenerSeenAt: Instant | null;
  /** Since when launchd has kept the service's program running, or meant to, without a listener. */
  readonly tryingSince: Instant | null;
  /** Since when the log has spoken of an update. */
  readonly updatingSince: Instant | null;
  /** When the log said that GitHub no longer knows the runner; a lower bound if that was before the first look. */
  readonly lostAt: Instant | null;
  /** launchd's count of starts for each label, as of the last answer. */
  readonly runs: Readonly<Record<string, number>>;
  readonly runsAt: Instant | null;
  /** Starts by launchd that no session has come of: the earliest moment that each may have been. */
  readonly launches: readonly Instant[];
}

export const NOTHING_REMEMBERED: Memory = {
  listenerSeenAt: null,
  tryingSince: null,
  updatingSince: null,
  lostAt: null,
  runs: {},
  runsAt: null,
  launches: [],
};

/** What is to be kept of this look; `record.state` and `record.memory` are still those of the last one. Pure. */
export function remember(record: RunnerRecord, now: Instant): Memory {
  const { memory, log } = record;
  return {
    listenerSeenAt: listenerSeenAt(record.processes) ?? memory.listenerSeenAt,
    tryingSince: tryingSince(record, now),
    updatingSince: log.state === 'updating' ? (memory.updatingSince ?? now) : null,
    lostAt: lostAt(record, now),
    ...launches(record, now),
  };
}

/** True: launchd has started it again and again, and it never came to listen. */
export function isLooping(memory: Memory, now: Instant): boolean {
  const last = memory.launches.at(-1);
  return memory.launches.length >= 2 && last !== undefined && now - last < LOOP_WINDOW_MS;
}

/** launchd has a process for it, or is about to. */
export function isTrying(service: ServiceAnswer): boolean {
  return (
    service.loaded &&
    (service.pid !== null || service.state === 'spawn scheduled' || service.state === 'xpcproxy')
  );
}

function listenerSeenAt(processes: Witness<ProcessAnswer>): Instant | null {
  return processes.kind === 'answered' && processes.answer.listeners.length > 0 ? processes.at : null;
}

function tryingSince(record: RunnerRecord, now: Instant): Instant | null {
  const { processes, launchd, pending, memory } = record;
  // A command begins anew; a witness that does not answer proves nothing either way.
  if (pending?.phase === 'acting') return null;
  if (processes.kind === 'answered' && processes.answer.listeners.length > 0) return null;
  if (launchd.kind !== 'answered') return memory.tryingSince;
  if (!launchd.answer.services.some(isTrying)) return null;
  return processes.kind === 'answered' ? (memory.tryingSince ?? now) : memory.tryingSince;
}

function lostAt(record: RunnerRecord, now: Instant): Instant | null {
  if (record.log.reason !== 'registration-lost') return null;
  if (record.memory.lostAt !== null) return record.memory.lostAt;
  // The line has no time of its own: at the first look it may be old, later it has just been written.
  return record.state.kind === 'unknown' ? record.log.lastAt : now;
}

function launches(record: RunnerRecord, now: Instant): Pick<Memory, 'runs' | 'runsAt' | 'launches'> {
  const { memory, launchd, log, pending } = record;
  if (launchd.kind !== 'answered') {
    return { runs: memory.runs, runsAt: memory.runsAt, launches: memory.launches };
  }
  const counts = launchd.answer.services.flatMap(({ label, runs }) => (runs === null ? [] : [[label, runs]]));
  const runs: Readonly<Record<string, number>> = Object.fromEntries(counts);
  // What a person starts is no loop.
  if (pending?.phase === 'acting') return { runs, runsAt: launchd.at, launches: [] };
  const rises = Object.entries(runs).reduce((sum, [label, count]) => {
    const before = memory.runs[label];
    return before === undefined ? sum : sum + Math.max(0, count - before);
  }, 0);
  const since = memory.runsAt ?? launchd.at;
  const recent = [...memory.launches, ...Array<Instant>(Math.min(rises, MAX_LAUNCHES)).fill(since)].filter(
    (at) => at > (log.onlineAt ?? -Infinity) && now - at < LOOP_WINDOW_MS,
  );
  return { runs, runsAt: launchd.at, launches: recent.slice(-MAX_LAUNCHES) };
}
