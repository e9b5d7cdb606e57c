import { describe, expect, it } from 'vitest';
import type { ProcessAnswer, RunnerState, ServiceAnswer, Witness } from '../../../shared/domain.ts';
import type { RunnerRecord } from '../runners/record.ts';
import { AGENT, aProcess, aRecord, NO_PROCESSES, NOW } from '../testing/samples.ts';
import { makeFindings } from './findings.ts';

const MINUTE = 60_000;
const answered = <T>(answer: T, at = NOW): Witness<T> => ({ kind: 'answered', at, answer });
const processes = (listeners: number, workers: number): Witness<ProcessAnswer> => {
  const some = (count: number): ProcessAnswer['listeners'] =>
    Array.from({ length: count }, (_none, index) => aProcess(100 + index));
  return answered({ ...NO_PROCESSES, listeners: some(listeners), workers: some(workers) });
};
const launchd = (change: Partial<ServiceAnswer>): RunnerRecord['launchd'] =>
  answered({
    screenSession: true,
    services: [
      {
        label: AGENT.label,
        kind: 'official',
        loaded: true,
        pid: null,
        state: 'not running',
        lastExit: '1',
        runs: 2,
        disabled: false,
        ...change,
      },
    ],
  });
const github = (status: 'online' | 'offline', at: number): RunnerRecord['github'] =>
  answered({ status, busy: false, labels: [], version: null }, at);

const IDLE: RunnerState = { kind: 'idle' };
const BUSY: RunnerState = { kind: 'busy' };
const STOPPED: RunnerState = { kind: 'stopped', reason: 'ended-by-itself' };
const SINCE = NOW - 10 * MINUTE;

const NOTICED: readonly (readonly [string, Partial<RunnerRecord>, string, string])[] = [
  [
    'two services for one runner',
    { agents: [AGENT, { ...AGENT, label: 'com.example.runner' }] },
    'two-services',
    'com.example.runner',
  ],
  [
    'a service that is loaded and does not run',
    { state: STOPPED, launchd: launchd({}) },
    'loaded-but-dead',
    `${AGENT.label}: not running, last exit 1, on at the next login`,
  ],
  [
    'the same, where launchd did not say whether it is disabled',
    { state: STOPPED, launchd: launchd({ disabled: null }) },
    'loaded-but-dead',
    `${AGENT.label}: not running, last exit 1, at the next login unknown`,
  ],
  [
    'a listener that someone started in a terminal',
    { state: IDLE, processes: processes(1, 0), launchd: launchd({ loaded: false }) },
    'runs-by-hand',
    AGENT.label,
  ],
  [
    'a Worker whose listener is gone',
    { state: BUSY, processes: processes(0, 1), launchd: launchd({ pid: 50 }) },
    'worker-without-listener',
    'Runner.Worker, process 100',
  ],
  [
    'a .runner that cannot be read',
    { configuration: { kind: 'unreadable', why: 'Its .runner file is empty.' } },
    'unreadable-settings',
    'Its .runner file is empty.',
  ],
  [
    'logs that cannot be read',
    { logProblem: { since: NOW, why: 'macOS does not let Trackside read it.' } },
    'unreadable-logs',
    'macOS does not let Trackside read it.',
  ],
  [
    'GitHub, which sees offline what listens here',
    {
      state: IDLE,
      since: SINCE,
      processes: processes(1, 0),
      launchd: launchd({ pid: 50 }),
      github: github('offline', NOW),
    },
    'github-differs',
    'GitHub: offline',
  ],
  [
    'GitHub, which sees online what is stopped here',
    { state: STOPPED, since: SINCE, github: github('online', NOW) },
    'github-differs',
    'GitHub: online',
  ],
];

const NOT_NOTICED: readonly (readonly [string, Partial<RunnerRecord>])[] = [
  ['a runner that listens', { state: IDLE, processes: processes(1, 0), launchd: launchd({ pid: 50 }) }],
  ['a service that runs', { state: STOPPED, launchd: launchd({ pid: 50 }) }],
  ['a service that waits to be started', { state: STOPPED, launchd: launchd({ runs: 0 }) }],
  ['a service that is not loaded', { state: STOPPED, launchd: launchd({ loaded: false }) }],
  ['a job with its listener', { state: BUSY, processes: processes(1, 1), launchd: launchd({ pid: 50 }) }],
  ['a process table that cannot be had', { processes: { kind: 'unknown', since: NOW, why: '' } }],
  [
    'a listener by hand where no service belongs to the runner',
    { agents: [], processes: processes(1, 0), launchd: { kind: 'not-asked', why: '' } },
  ],
  [
    'an answer of GitHub from before the runner came up',
    { state: IDLE, since: SINCE, github: github('offline', SINCE - MINUTE) },
  ],
  ['GitHub’s usual lag', { state: IDLE, since: SINCE, github: github('offline', SINCE + MINUTE) }],
  ['GitHub and a runner that starts', { state: { kind: 'starting' }, github: github('offline', NOW) }],
];

describe('Trackside notices', () => {
  it.each(NOTICED)('%s', (_what, change, code, evidence) => {
    const [finding, ...others] = makeFindings([aRecord(change)], []);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ code, runnerId: aRecord().id });
    expect(finding?.evidence).toContain(evidence);
    expect(finding?.detail).toMatch(/\.$/);
  });

  it('a launch agent that cannot be read, by its name and not by its path', () => {
    const agent = { path: '/Users/me/Library/LaunchAgents/broken.plist', unreadable: 'It is not a plist.' };
    const findings = makeFindings([aRecord()], [agent]);
    expect(findings).toMatchObject([
      { code: 'unreadable-agent', runnerId: null, evidence: ['broken.plist', 'It is not a plist.'] },
    ]);
  });

  it('the worst first', () => {
    const record = aRecord({
      agents: [AGENT, AGENT],
      processes: processes(1, 0),
      launchd: launchd({ loaded: false }),
    });
    expect(makeFindings([record], []).map(({ severity }) => severity)).toEqual(['warning', 'info']);
  });
});

describe('Trackside does not make a finding of', () => {
  it.each(NOT_NOTICED)('%s', (_what, change) => {
    expect(makeFindings([aRecord(change)], [])).toEqual([]);
  });
});
