import { describe, expect, it } from 'vitest';
import type { AgentPlist } from '../host/host.ts';
import { AGENT, aProcess, aRecord, aService, NO_PROCESSES, NOW } from '../testing/samples.ts';
import type { ServiceAnswer } from '../../../shared/domain.ts';
import { chooseAgent, runningAgent, runsOutsideServices } from './choose-agent.ts';
import type { RunnerRecord } from './record.ts';

const HAND_MADE: AgentPlist = {
  ...AGENT,
  label: 'com.exzosframer.runner',
  program: ['/bin/bash', '/Users/me/actions-runner/run.sh'],
};
const OTHER: AgentPlist = {
  ...AGENT,
  label: 'com.exzosframer.other',
  program: ['/Users/me/actions-runner/x'],
};

function record(services: readonly ServiceAnswer[], parents: readonly number[] | null): RunnerRecord {
  return aRecord({
    agents: [OTHER, AGENT, HAND_MADE],
    launchd: { kind: 'answered', at: NOW, answer: { screenSession: true, services } },
    processes: {
      kind: 'answered',
      at: NOW,
      answer: {
        ...NO_PROCESSES,
        listeners: parents === null ? [] : [aProcess(100, NOW, parents)],
      },
    },
  });
}
const official = aService({ pid: 50 });
const handMade = aService({ label: HAND_MADE.label, pid: 60 });

describe('of two services for one directory, the one that counts', () => {
  it('is the one that has the listener, though both are loaded and have a process', () => {
    expect(chooseAgent(record([official, handMade], [61, 60]))).toBe(HAND_MADE);
    expect(chooseAgent(record([official, handMade], [51, 50]))).toBe(AGENT);
  });

  it('is the one that launchd runs itself, without a script around it', () => {
    expect(runningAgent(record([official, { ...handMade, pid: 100 }], []))).toBe(HAND_MADE);
  });

  it('else is the one with a process, the loaded one, the official one', () => {
    const dead = { ...official, pid: null };
    expect(chooseAgent(record([dead, handMade], null))).toBe(HAND_MADE);
    expect(
      chooseAgent(
        record(
          [
            { ...handMade, pid: null },
            { ...official, loaded: false, pid: null },
          ],
          null,
        ),
      ),
    ).toBe(HAND_MADE);
    expect(chooseAgent(record([], null))).toBe(AGENT);
  });

  it('else is the one that runs the runner’s own script', () => {
    expect(chooseAgent({ ...record([], null), agents: [OTHER, HAND_MADE] })).toBe(HAND_MADE);
    expect(chooseAgent({ ...record([], null), agents: [OTHER] })).toBe(OTHER);
    expect(chooseAgent({ ...record([], null), agents: [] })).toBeNull();
  });

  it('is none where the listener was started by hand, and that is not said of what launchd did not tell', () => {
    expect(runsOutsideServices(record([official], [70]))).toBe(true);
    expect(runsOutsideServices(record([official], [50]))).toBe(false);
    expect(runsOutsideServices(record([official], null))).toBe(false);
    const silent = { ...record([], [70]), launchd: { kind: 'unknown', since: NOW, why: '' } } as const;
    expect(runsOutsideServices(silent)).toBe(false);
  });
});
