import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type {
  LaunchdAnswer,
  ProcessAnswer,
  RunnerStateKind,
  ServiceAnswer,
  Witness,
} from '../../../shared/domain.ts';
import { WORKER_GRACE_MS } from '../jobs/grace.ts';
import type { LogReason, LogState, LogStateKind } from '../jobs/log-event.ts';
import { createLogReader } from '../jobs/log-reader.ts';
import { foldLogState, initialLogState } from '../jobs/log-state.ts';
import { AGENT, aProcess, aRecord, NO_PROCESSES, NOW } from '../testing/samples.ts';
import { actionsFor } from './actions.ts';
import { CONNECT_LIMIT_MS, deriveState, SILENT_RECOVERY_MS, UPDATE_LIMIT_MS } from './derive-state.ts';
import { settle } from './describe.ts';
import { NOTHING_REMEMBERED } from './memory.ts';
import type { RunnerRecord } from './record.ts';

const answered = <T>(answer: T): Witness<T> => ({ kind: 'answered', at: NOW, answer });
const listener = (ageMs: number): Witness<ProcessAnswer> =>
  answered({ ...NO_PROCESSES, listeners: [aProcess(100, NOW - ageMs)], processCount: 1 });
const withWorker = (): Witness<ProcessAnswer> =>
  answered({
    ...NO_PROCESSES,
    listeners: [aProcess(100, NOW - 3_600_000)],
    workers: [aProcess(101, NOW - 5_000, [100])],
  });
const log = (change: Partial<LogState>): LogState => ({ ...initialLogState('runner-console'), ...change });
const service = (change: Partial<ServiceAnswer>): ServiceAnswer => ({
  label: AGENT.label,
  kind: 'official',
  loaded: true,
  pid: null,
  state: 'not running',
  lastExit: '0',
  runs: 1,
  disabled: false,
  ...change,
});
const launchd = (...services: ServiceAnswer[]): Witness<LaunchdAnswer> =>
  answered({ screenSession: true, services });
const kind = (change: Partial<RunnerRecord>, now = NOW): string => deriveState(aRecord(change), now).kind;

const states = fc.constantFrom<LogStateKind>(
  'unknown',
  'configuring',
  'connecting',
  'idle',
  'busy',
  'reconnecting',
  'conflict',
  'updating',
  'restarting',
  'stopped',
);

describe('the state of a runner', () => {
  it('is busy while a Worker lives, whatever the log, launchd or GitHub say', () => {
    const logs: LogStateKind[] = [
      'unknown',
      'idle',
      'stopped',
      'reconnecting',
      'conflict',
      'updating',
      'connecting',
    ];
    for (const state of logs) {
      const record = {
        processes: withWorker(),
        log: log({ state, lastAt: NOW }),
        launchd: launchd(),
        github: answered({ status: 'offline' as const, busy: false, labels: [], version: null }),
      };
      expect(kind(record)).toBe('busy');
    }
  });

  it('is draining while a stop waits for the job', () => {
    const pending = { command: 'stop', when: 'after-job', phase: 'waiting', since: NOW } as const;
    expect(kind({ processes: withWorker(), pending })).toBe('draining');
  });

  it('is unknown when the process table cannot be had, never stopped', () => {
    const states = fc.constantFrom<LogStateKind>('idle', 'stopped', 'busy', 'unknown', 'conflict');
    fc.assert(
      fc.property(states, fc.boolean(), (state, loaded) => {
        const record = {
          processes: { kind: 'unknown', since: NOW, why: 'ps did not answer' } as const,
          log: log({ state, lastAt: NOW }),
          launchd: launchd(service({ loaded })),
        };
        expect(kind(record)).toBe('unknown');
      }),
    );
  });

  it('is idle when its listener lives and has said that it listens', () => {
    expect(kind({ processes: listener(600_000), log: log({ state: 'idle', lastAt: NOW - 590_000 }) })).toBe(
      'idle',
    );
  });

  it('does not take an earlier listener’s “Listening for Jobs” for this one’s', () => {
    const earlier = log({ state: 'idle', lastAt: NOW - 3_600_000 });
    expect(kind({ processes: listener(10_000), log: earlier })).toBe('starting');
    expect(deriveState(aRecord({ processes: listener(CONNECT_LIMIT_MS + 1), log: earlier }), NOW)).toEqual({
      kind: 'offline',
      reason: 'not-connected',
      detail: null,
    });
  });

  it('is busy from the log’s “Running job” on, before the Worker is seen', () => {
    const running = log({ state: 'busy', job: 'build', jobStartedAt: NOW, lastAt: NOW });
    expect(kind({ processes: listener(600_000), log: running })).toBe('busy');
    expect(kind({ processes: listener(600_000), log: running }, NOW + WORKER_GRACE_MS + 1)).toBe('idle');
  });

  it('believes neither side for ever after a connect error: later evidence decides, else it is unknown', () => {
    const lost = { processes: listener(3_600_000), log: log({ state: 'reconnecting', lastAt: NOW }) };
    expect(kind(lost, NOW + 60_000)).toBe('offline');
    const heard = {
      kind: 'answered',
      at: NOW + 120_000,
      answer: { status: 'online', busy: false, labels: [], version: null },
    } as const;
    expect(kind({ ...lost, github: heard }, NOW + 130_000)).toBe('idle');
    expect(kind(lost, NOW + SILENT_RECOVERY_MS + 1)).toBe('unknown');
  });

  it('knows the difference between loaded and running', () => {
    expect(deriveState(aRecord({ launchd: launchd(service({})) }), NOW)).toEqual({
      kind: 'stopped',
      reason: 'ended-by-itself',
    });
    expect(deriveState(aRecord({ launchd: launchd(service({ loaded: false })) }), NOW)).toEqual({
      kind: 'stopped',
      reason: 'by-person',
    });
    // Its service does not start at login: loaded, and never run since.
    expect(
      deriveState(
        aRecord({
          launchd: launchd(service({ runs: 0 })),
          log: log({ state: 'stopped', reason: 'crash-looping' }),
        }),
        NOW,
      ),
    ).toEqual({
      kind: 'stopped',
      reason: 'by-person',
    });
    expect(kind({ launchd: launchd(service({ state: 'spawn scheduled' })) })).toBe('starting');
    expect(kind({ launchd: launchd(service({ state: 'spawn failed', lastExit: '78: EX_CONFIG' })) })).toBe(
      'offline',
    );
  });

  it('says that nobody is logged in at the screen', () => {
    const nobody = answered({ screenSession: false, services: [service({ loaded: false })] });
    expect(deriveState(aRecord({ launchd: nobody }), NOW)).toMatchObject({
      kind: 'offline',
      reason: 'no-screen-session',
    });
  });

  it('keeps “updating” over the swap of the files, but not for ever', () => {
    const updating = {
      log: log({ state: 'updating', version: '2.336.0', target: '2.338.0', lastAt: NOW }),
      launchd: launchd(service({ pid: 5 })),
    };
    // Of the two versions, the one that it updates itself to.
    expect(deriveState(aRecord(updating), NOW)).toEqual({ kind: 'updating', version: '2.338.0' });
    const downloading = { ...updating, processes: listener(3_600_000) };
    expect(deriveState(aRecord(downloading), NOW)).toEqual({ kind: 'updating', version: '2.338.0' });
    expect(kind(updating, NOW + 10_000)).toBe('updating');
    expect(kind(updating, NOW + UPDATE_LIMIT_MS + 1)).not.toBe('updating');
  });

  it('names why it has stopped, from its last words', () => {
    const words: [LogReason, string][] = [
      ['registration-lost', 'lost-registration'],
      ['session-conflict', 'stopped'],
      ['version-deprecated', 'stopped'],
      ['crash-looping', 'crash-looping'],
    ];
    for (const [reason, expected] of words) {
      expect(kind({ log: log({ state: 'stopped', reason }), launchd: launchd(service({})) })).toBe(expected);
    }
  });

  it('is lost-registration when `.runner` is gone while a service stays', () => {
    expect(kind({ configuration: { kind: 'not-configured' }, launchd: launchd(service({})) })).toBe(
      'lost-registration',
    );
    expect(kind({ configuration: { kind: 'not-configured' }, agents: [] })).toBe('absent');
  });

  it('never ends in idle or stopped while a Worker lives (any record)', () => {
    const configurations = fc.constantFrom<RunnerRecord['configuration']>(
      aRecord().configuration,
      { kind: 'not-configured' },
      { kind: 'unreadable', why: 'It is empty.' },
      { kind: 'absent' },
    );
    const agents = fc.constantFrom<RunnerRecord['agents']>([], [AGENT], [AGENT, AGENT]);
    const anything = fc.record({ state: states, loaded: fc.boolean(), age: fc.nat(10_000_000) });
    fc.assert(
      fc.property(anything, configurations, agents, ({ state, loaded, age }, configuration, services) => {
        const record = {
          configuration,
          agents: services,
          processes: withWorker(),
          log: log({ state, lastAt: NOW - age }),
          launchd: launchd(service({ loaded })),
        };
        expect(['busy', 'draining']).toContain(kind(record));
        expect(kind({ ...record, processes: { kind: 'unknown', since: NOW, why: '' } })).toBe('unknown');
        expect(kind({ ...record, processes: listener(600_000) })).not.toMatch(/absent|stopped|lost/);
      }),
    );
  });

  it('is not absent while a listener lives, though its folder was moved away', () => {
    const moved = { configuration: { kind: 'absent' }, log: log({ state: 'idle', lastAt: NOW }) } as const;
    expect(kind({ ...moved, processes: listener(60_000) })).toBe('idle');
    expect(kind({ ...moved, processes: withWorker() })).toBe('busy');
    expect(kind(moved)).toBe('absent');
  });

  it('without a service tells from its last words why it does not run, and blames no launchd', () => {
    const words: [LogReason | null, string][] = [
      [null, 'no-service'],
      ['crashed', 'crashed'],
      ['session-conflict', 'session-conflict'],
      ['version-deprecated', 'version-deprecated'],
      ['by-person', 'by-person'],
    ];
    for (const [reason, expected] of words) {
      const record = aRecord({
        agents: [],
        launchd: { kind: 'not-asked', why: 'No launchd service belongs to this runner.' },
        log: log({ state: 'stopped', reason }),
      });
      expect(deriveState(record, NOW)).toEqual({ kind: 'stopped', reason: expected });
    }
  });

  it('is stopped for a reason unknown only when launchd did not answer; not asked yet is unknown', () => {
    expect(deriveState(aRecord({ launchd: { kind: 'unknown', since: NOW, why: '' } }), NOW)).toEqual({
      kind: 'stopped',
      reason: 'unknown',
    });
    expect(kind({ launchd: { kind: 'not-asked', why: '' } })).toBe('unknown');
  });

  it('names the version that it updates itself to, as the console has it, not the old one', () => {
    const reader = createLogReader('runner-console');
    const lines = [
      "Current runner version: '2.336.0'",
      `${new Date(NOW - 3_600_000).toISOString().slice(0, 19).replace('T', ' ')}Z: Listening for Jobs`,
      'Runner update in progress, do not shutdown runner.',
      'Downloading 2.337.0 runner',
    ];
    const told = reader
      .push(Buffer.from(`${lines.join('\n')}\n`))
      .reduce(
        (state, event) => foldLogState('runner-console', state, event),
        initialLogState('runner-console'),
      );
    expect(deriveState(aRecord({ processes: listener(3_610_000), log: told }), NOW)).toEqual({
      kind: 'updating',
      version: '2.337.0',
    });
    const swapped = foldLogState('runner-console', told, { type: 'restarting', at: null, reason: 'update' });
    const memory = { ...NOTHING_REMEMBERED, listenerSeenAt: NOW };
    const between = aRecord({ log: swapped, memory, launchd: launchd(service({ pid: 5 })) });
    expect(deriveState(between, NOW + 20_000)).toEqual({ kind: 'updating', version: '2.337.0' });
  });

  it('does not take an update that an earlier listener wrote about for this one’s', () => {
    const earlier = log({ state: 'updating', target: '2.337.0', lastAt: NOW - 3_600_000 });
    expect(kind({ processes: listener(10_000), log: earlier })).toBe('starting');
  });

  it('is stopped and may be started once it has been registered again after GitHub forgot it', () => {
    const lost = { state: 'stopped', reason: 'registration-lost', lastAt: NOW } as const;
    const before = aRecord({ log: log(lost), launchd: launchd(service({ loaded: false })) });
    const configured = aRecord().configuration as Extract<
      RunnerRecord['configuration'],
      { kind: 'configured' }
    >;
    const at = (writtenAt: number): RunnerRecord =>
      settle({ ...before, configuration: { ...configured, writtenAt } }, NOW);
    expect(at(NOW - 60_000).state.kind).toBe('lost-registration');
    const again = at(NOW + 60_000);
    expect(again.state).toEqual({ kind: 'stopped', reason: 'by-person' });
    expect(actionsFor(again, again.state, NOW).map(({ command }) => command)).toEqual(['start']);
  });

  it('reaches each kind of design.md section 3 but paused', () => {
    const stop = { command: 'stop', when: 'after-job', phase: 'waiting', since: NOW } as const;
    const lastWords = (reason: LogReason): LogState => log({ state: 'stopped', reason, lastAt: NOW });
    const ways: Readonly<Record<Exclude<RunnerStateKind, 'paused'>, Partial<RunnerRecord>>> = {
      absent: { configuration: { kind: 'absent' } },
      stopped: { launchd: launchd(service({ loaded: false })) },
      starting: { processes: listener(1_000) },
      offline: { processes: listener(600_000), log: log({ state: 'reconnecting', lastAt: NOW }) },
      idle: { processes: listener(600_000), log: log({ state: 'idle', lastAt: NOW }) },
      busy: { processes: withWorker() },
      draining: { processes: withWorker(), pending: stop },
      updating: { processes: listener(600_000), log: log({ state: 'updating', lastAt: NOW }) },
      'lost-registration': { log: lastWords('registration-lost') },
      'crash-looping': { log: lastWords('crash-looping'), launchd: launchd(service({ pid: 50 })) },
      unknown: { processes: { kind: 'unknown', since: NOW, why: '' } },
    };
    for (const [expected, record] of Object.entries(ways)) expect(kind(record)).toBe(expected);
  });

  it('is crash-looping while the listener that was started again has not said that it listens', () => {
    for (const state of ['restarting', 'connecting'] as const) {
      const looping = log({ state, reason: 'crash-looping', lastAt: NOW });
      expect(kind({ processes: listener(1_000), log: looping })).toBe('crash-looping');
    }
  });

  it('never says paused: nothing can pause a runner yet', () => {
    const commands = fc.constantFrom<RunnerRecord['pending']>(
      null,
      { command: 'stop', when: 'after-job', phase: 'waiting', since: NOW },
      { command: 'stop', when: 'if-idle', phase: 'acting', since: NOW },
    );
    const processes = fc.constantFrom(withWorker(), listener(1_000), answered(NO_PROCESSES));
    fc.assert(
      fc.property(states, commands, processes, (state, pending, seen) => {
        expect(kind({ log: log({ state, lastAt: NOW }), pending, processes: seen })).not.toBe('paused');
      }),
    );
  });
});
