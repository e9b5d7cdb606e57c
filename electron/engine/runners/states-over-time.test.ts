/** States as a person sees them one look after another: they hold until there is evidence, and `since` with them. */
import { describe, expect, it } from 'vitest';
import type { LaunchdAnswer, ProcessAnswer, ServiceAnswer, Witness } from '../../../shared/domain.ts';
import type { LogState } from '../jobs/log-event.ts';
import { AGENT, aProcess, aRecord, NO_PROCESSES, NOW } from '../testing/samples.ts';
import { actionsFor } from './actions.ts';
import { CONNECT_LIMIT_MS, DOWNLOAD_LIMIT_MS, SILENT_RECOVERY_MS, START_LIMIT_MS } from './derive-state.ts';
import { settle } from './describe.ts';
import type { RunnerRecord } from './record.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

interface Look {
  readonly at: number;
  readonly listenerSince?: number;
  readonly service?: Partial<ServiceAnswer>;
  readonly log?: Partial<LogState>;
}

/** A runner whose witnesses a test moves; keeps every state that it had, with since when. */
function watched(first: Partial<RunnerRecord> = {}) {
  let record = aRecord(first);
  const seen: { at: number; kind: string; since: number }[] = [];
  return {
    record: () => record,
    look: ({ at, listenerSince, service, log }: Look): RunnerRecord => {
      const now = NOW + at;
      const listeners = listenerSince === undefined ? [] : [aProcess(100, NOW + listenerSince)];
      const processes: Witness<ProcessAnswer> = {
        kind: 'answered',
        at: now,
        answer: { ...NO_PROCESSES, listeners },
      };
      const launchd: Witness<LaunchdAnswer> = {
        kind: 'answered',
        at: now,
        answer: { screenSession: true, services: [{ ...LOADED, ...service }] },
      };
      record = settle({ ...record, processes, launchd, log: { ...record.log, ...log } }, now);
      seen.push({ at, kind: record.state.kind, since: record.since - NOW });
      return record;
    },
    /** The kinds in turn, each once for as long as it held. */
    course: () => seen.filter((one, index) => one.kind !== seen[index - 1]?.kind).map((one) => one.kind),
    seen,
  };
}

const LOADED: ServiceAnswer = {
  label: AGENT.label,
  kind: 'official',
  loaded: true,
  pid: null,
  state: 'not running',
  lastExit: '0',
  runs: 1,
  disabled: false,
};

describe('a service whose wrapper lives without a listener', () => {
  it('is starting, then cannot start, and stays so', () => {
    const runner = watched();
    for (let at = 0; at <= 20 * MINUTE; at += 15 * SECOND) {
      runner.look({ at, service: { pid: 50, state: 'running' } });
    }
    expect(runner.course()).toEqual(['starting', 'offline']);
    expect(runner.record().state).toMatchObject({ reason: 'cannot-start' });
    expect(runner.seen.at(-1)?.since).toBe(START_LIMIT_MS + 15 * SECOND);
  });

  it('gets its time anew after it was up', () => {
    const runner = watched();
    const service = { pid: 50, state: 'running' };
    runner.look({ at: 0, service });
    runner.look({ at: 60 * MINUTE, service, listenerSince: 0, log: { state: 'idle', lastAt: NOW } });
    runner.look({ at: 61 * MINUTE, service, log: { state: 'restarting' } });
    expect(runner.record().state.kind).toBe('starting');
  });
});

describe('a service that launchd is about to start', () => {
  it('is not starting for ever', () => {
    const runner = watched();
    for (let at = 0; at <= 5 * MINUTE; at += 15 * SECOND) {
      runner.look({ at, service: { state: 'spawn scheduled', lastExit: '1' } });
    }
    expect(runner.course()).toEqual(['starting', 'offline']);
    expect(runner.record().state).toMatchObject({ reason: 'cannot-start', detail: '1' });
  });

  it('is crash-looping once launchd has started it twice and it never listened, until it does', () => {
    const runner = watched();
    for (let at = 0; at <= 10 * MINUTE; at += 30 * SECOND) {
      const up = (at / (30 * SECOND)) % 2 === 1;
      const runs = 1 + Math.floor(at / MINUTE);
      runner.look({
        at,
        ...(up ? { listenerSince: at - SECOND } : {}),
        service: {
          runs,
          lastExit: '1',
          ...(up ? { pid: 60, state: 'running' } : { state: 'spawn scheduled' }),
        },
        log: { state: 'connecting' },
      });
    }
    expect(runner.course()).toEqual(['starting', 'crash-looping']);
    expect(runner.seen.at(-1)?.since).toBe(2 * MINUTE);
    const at = 11 * MINUTE;
    const listening = { state: 'idle', lastAt: NOW + at, onlineAt: NOW + at } as const;
    const service = { runs: 12, pid: 61, state: 'running' };
    runner.look({ at, listenerSince: at - SECOND, service, log: listening });
    expect(runner.record().state.kind).toBe('idle');
    runner.look({ at: at + MINUTE, service, log: { state: 'connecting' } });
    expect(runner.record().state.kind).toBe('starting');
  });

  it('is no loop when a person starts it twice', () => {
    const runner = watched();
    runner.look({ at: 0 });
    const started = watched({
      ...runner.record(),
      pending: { command: 'start', when: 'if-idle', phase: 'acting', since: NOW },
    });
    for (const runs of [2, 3]) started.look({ at: runs * MINUTE, service: { runs, pid: 60 } });
    const after = watched({ ...started.record(), pending: null });
    after.look({ at: 4 * MINUTE, service: { runs: 3, pid: 60, state: 'running' } });
    expect(after.record().state.kind).toBe('starting');
  });
});

describe('a listener that the service’s wrapper starts again after crashes', () => {
  it('stays crash-looping until it listens, and since when', () => {
    const runner = watched();
    const service = { pid: 50, state: 'running' };
    const looping = { reason: 'crash-looping', lastAt: NOW - 60 * MINUTE } as const;
    for (let at = 0; at <= 5 * MINUTE; at += 5 * SECOND) {
      const up = (at / (5 * SECOND)) % 2 === 1;
      runner.look({
        at,
        ...(up ? { listenerSince: at - 2 * SECOND } : {}),
        service,
        log: { ...looping, state: up ? 'restarting' : 'stopped' },
      });
    }
    expect(runner.course()).toEqual(['crash-looping']);
    expect(runner.seen.at(-1)?.since).toBe(0);
    // Its own log, read when the console is silent, knows nothing of the crashes before.
    const connecting = { state: 'connecting', reason: null, lastAt: NOW + 6 * MINUTE } as const;
    runner.look({ at: 6 * MINUTE, listenerSince: 6 * MINUTE, service, log: connecting });
    expect(runner.record().state.kind).toBe('crash-looping');
    const at = 6 * MINUTE + 5 * SECOND;
    const listening = { state: 'idle', lastAt: NOW + at, onlineAt: NOW + at } as const;
    runner.look({ at, listenerSince: 6 * MINUTE, service, log: listening });
    expect(runner.record().state.kind).toBe('idle');
  });
});

describe('an update', () => {
  const updating = { state: 'updating', target: '2.337.0', lastAt: NOW } as const;
  const offered = (record: RunnerRecord, at: number): readonly string[] =>
    actionsFor(record, record.state, NOW + at).map(({ command }) => command);

  it('that hangs while its listener lives is unknown in the end, with a way out before', () => {
    const runner = watched();
    const service = { pid: 50, state: 'running' };
    const offers = new Map<number, readonly string[]>();
    for (let at = 0; at <= DOWNLOAD_LIMIT_MS + 5 * MINUTE; at += 30 * SECOND) {
      runner.look({ at, listenerSince: -SECOND, service, log: updating });
      offers.set(at, offered(runner.record(), at));
    }
    expect(runner.course()).toEqual(['updating', 'unknown']);
    expect(offers.get(0)).toEqual([]);
    expect(offers.get(2 * MINUTE)).toEqual(['stop', 'restart']);
    expect(offers.get(DOWNLOAD_LIMIT_MS + 90 * SECOND)).toEqual(['stop', 'restart']);
  });

  it('goes on over the swap, which begins when the listener ends, and then has failed', () => {
    const runner = watched();
    const service = { pid: 50, state: 'running' };
    runner.look({
      at: 0,
      listenerSince: -60 * MINUTE,
      service,
      log: { ...updating, lastAt: NOW - 50 * MINUTE },
    });
    runner.look({ at: 5 * MINUTE, listenerSince: -60 * MINUTE, service });
    runner.look({ at: 5 * MINUTE + 20 * SECOND, service, log: { state: 'restarting' } });
    expect(runner.record().state).toEqual({ kind: 'updating', version: '2.337.0' });
    for (let at = 6 * MINUTE; at < 15 * MINUTE; at += 30 * SECOND) runner.look({ at, service });
    expect(runner.course()).toEqual(['updating', 'offline']);
  });
});

describe('a connection that was lost', () => {
  it('leads to unknown where nobody can tell whether it is back, and then offers what is safe', () => {
    const runner = watched();
    const service = { pid: 50, state: 'running' };
    for (let at = 0; at <= SILENT_RECOVERY_MS + MINUTE; at += MINUTE) {
      runner.look({ at, listenerSince: -MINUTE, service, log: { state: 'reconnecting', lastAt: NOW } });
    }
    expect(runner.course()).toEqual(['offline', 'unknown']);
    const offers = actionsFor(runner.record(), runner.record().state, NOW);
    expect(offers.map(({ command }) => command)).toEqual(['stop', 'restart']);
  });

  it('offers nothing where the process table cannot be had', () => {
    const record = aRecord({ processes: { kind: 'unknown', since: NOW, why: '' } });
    expect(actionsFor(record, { kind: 'unknown' }, NOW)).toEqual([]);
  });
});

describe('a registration that is lost', () => {
  it('while Trackside watches stays lost though `.runner` is younger than the last line with a time', () => {
    const configuration = {
      ...aRecord().configuration,
      writtenAt: NOW - MINUTE,
    } as RunnerRecord['configuration'];
    const runner = watched({ configuration });
    const service = { pid: 50, state: 'running' };
    runner.look({
      at: 0,
      listenerSince: -SECOND,
      service,
      log: { state: 'connecting', lastAt: NOW - 60 * MINUTE },
    });
    runner.look({ at: MINUTE, log: { state: 'stopped', reason: 'registration-lost' } });
    runner.look({ at: 2 * MINUTE });
    expect(runner.course()).toEqual(['starting', 'lost-registration']);
  });
});

it('a listener that never connects is starting, then offline, with one `since` each', () => {
  const runner = watched();
  const service = { pid: 50, state: 'running' };
  for (let at = 0; at <= 10 * MINUTE; at += 15 * SECOND) {
    runner.look({ at, listenerSince: 0, service, log: { state: 'connecting', lastAt: NOW } });
  }
  expect(runner.course()).toEqual(['starting', 'offline']);
  expect(runner.seen.at(-1)?.since).toBe(CONNECT_LIMIT_MS);
});
