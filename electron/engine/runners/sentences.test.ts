import { describe, expect, it } from 'vitest';
import type { OfflineReason, RunnerState, StoppedReason } from '../../../shared/domain.ts';
import { AGENT, aRecord, NOW } from '../testing/samples.ts';
import { describeRunner } from './describe.ts';
import type { RunnerRecord } from './record.ts';
import { sentenceFor } from './sentences.ts';

const OFFLINE: Readonly<Record<OfflineReason, true>> = {
  reconnecting: true,
  'not-connected': true,
  'session-conflict': true,
  'no-screen-session': true,
  'cannot-start': true,
  'broken-installation': true,
};
const STOPPED: Readonly<Record<StoppedReason, true>> = {
  'by-person': true,
  'ended-by-itself': true,
  'session-conflict': true,
  'version-deprecated': true,
  'no-service': true,
  crashed: true,
  unknown: true,
};
const keysOf = <Key extends string>(record: Readonly<Record<Key, true>>): readonly Key[] =>
  Object.keys(record) as Key[];

/** Nothing to do in these: all is well, or it is under way by the person's own wish. */
const WELL: readonly RunnerState[] = [{ kind: 'idle' }, { kind: 'busy' }, { kind: 'draining' }];
/** In these the sentence says what to do, after a semicolon. */
const TO_DO: readonly RunnerState[] = [
  { kind: 'absent' },
  { kind: 'starting' },
  { kind: 'paused' },
  { kind: 'updating', version: null },
  { kind: 'updating', version: '2.337.0' },
  { kind: 'lost-registration' },
  { kind: 'crash-looping' },
  { kind: 'unknown' },
  ...keysOf(OFFLINE).map((reason): RunnerState => ({ kind: 'offline', reason, detail: null })),
  ...keysOf(STOPPED).map((reason): RunnerState => ({ kind: 'stopped', reason })),
];

describe('the sentence of a state', () => {
  it('is one, ends in a full stop, and says what to do', () => {
    for (const state of [...WELL, ...TO_DO]) {
      const sentence = sentenceFor(state, null);
      expect(sentence).toMatch(/^[A-Z][^.!?]*(?:\d\.\d[^.!?]*)*\.$/);
    }
    for (const state of TO_DO) expect(sentenceFor(state, null)).toMatch(/[;,] \S+/);
  });

  it('is a different one for each', () => {
    const all = [...WELL, ...TO_DO].map((state) => sentenceFor(state, null));
    expect(new Set(all).size).toBe(all.length);
  });

  it('names the version of an update', () => {
    expect(sentenceFor({ kind: 'updating', version: '2.337.0' }, null)).toContain('to 2.337.0;');
  });

  it('says what is under way', () => {
    const pending = { when: 'if-idle', phase: 'acting', since: NOW } as const;
    expect(sentenceFor({ kind: 'idle' }, { ...pending, command: 'stop' })).toMatch(/^Stopping;.*\.$/);
    expect(sentenceFor({ kind: 'stopped', reason: 'by-person' }, { ...pending, command: 'stop' })).toMatch(
      /^Stopping;.*\.$/,
    );
    expect(sentenceFor({ kind: 'idle' }, { ...pending, command: 'restart' })).toMatch(/^Restarting;.*\.$/);
    expect(sentenceFor({ kind: 'draining' }, { ...pending, phase: 'waiting', command: 'restart' })).toContain(
      'restarting',
    );
  });

  it('promises that a runner stays stopped only where its service does not start at login', () => {
    const stopped = (disabled: boolean | null, startsAtLoad = true): string => {
      const service = { label: 'a', kind: 'official', loaded: false, pid: null, state: null } as const;
      const record: RunnerRecord = {
        ...aRecord(),
        state: { kind: 'stopped', reason: 'by-person' },
        agents: [{ ...AGENT, label: 'a', startsAtLoad }],
        launchd: {
          kind: 'answered',
          at: NOW,
          answer: {
            screenSession: true,
            services: [{ ...service, lastExit: null, runs: null, disabled }],
          },
        },
      };
      return describeRunner(record, NOW).sentence;
    };
    expect(stopped(true)).toBe('Stopped; it takes no jobs until you start it.');
    expect(stopped(false)).toContain('macOS may start it at the next login');
    expect(stopped(null)).toContain('launchd did not say');
    // A service that does not start by itself keeps that promise without it.
    expect(stopped(false, false)).toBe('Stopped; it takes no jobs until you start it.');
  });
});
