import { describe, expect, it } from 'vitest';
import type { Runner, RunnerId } from '../../../shared/domain.ts';
import { aRunner, NO_PROCESSES, NOW, RUNNER_ID } from '../testing/samples.ts';
import { createRunnerTrails } from './runner-trails.ts';
import { BUCKET_SECONDS, HOUR_BUCKETS } from './series.ts';

const BUCKET = BUCKET_SECONDS * 1000;

function using(cpuPercent: number, memoryBytes: number): Runner {
  const answer = { ...NO_PROCESSES, cpuPercent, memoryBytes };
  const runner = aRunner();
  return {
    ...runner,
    witnesses: { ...runner.witnesses, processes: { kind: 'answered', at: NOW, answer } },
  };
}
const only = (runner: Runner): Readonly<Record<RunnerId, Runner>> => ({ [runner.id]: runner });

function setup() {
  let steady = 1000 * BUCKET;
  const trails = createRunnerTrails(() => ({ steady, wall: NOW }));
  return { trails, pass: (ms: number) => (steady += ms) };
}

describe('the last hour of a runner', () => {
  it('tells the CPU and memory of all its processes, a look at the process table each', () => {
    const { trails, pass } = setup();
    trails.see(only(using(80, 100)), 0);
    trails.see(only(using(120, 300)), 0);
    pass(BUCKET);
    trails.see(only(using(10, 50)), 0);
    expect(trails.last(RUNNER_ID, 3)).toEqual({
      of: 'runner',
      endsAt: NOW,
      stepSeconds: BUCKET_SECONDS,
      cpuPercent: [null, 100, 10],
      memoryBytes: [null, 300, 50],
    });
  });

  it('takes a runner that is told anew for another reason for no new reading', () => {
    const { trails, pass } = setup();
    const runner = using(80, 100);
    trails.see(only(runner), 0);
    pass(BUCKET);
    trails.see(only({ ...runner, sentence: 'Something else.' }), 0);
    expect(trails.last(RUNNER_ID, 2).cpuPercent).toEqual([80, null]);
  });

  it('is unknown, not zero, while the process table gives no answer', () => {
    const { trails } = setup();
    const runner = using(80, 100);
    const processes = { kind: 'unknown', since: NOW, why: 'ps did not answer.' } as const;
    trails.see(only({ ...runner, witnesses: { ...runner.witnesses, processes } }), 0);
    expect(trails.last(RUNNER_ID, 1)).toMatchObject({ cpuPercent: [null], memoryBytes: [null] });
  });

  it('goes with the runner', () => {
    const { trails } = setup();
    trails.see(only(using(80, 100)), 0);
    trails.see({}, 0);
    expect(trails.last(RUNNER_ID, 1).cpuPercent).toEqual([null]);
    trails.see(only(using(30, 100)), 0);
    expect(trails.last(RUNNER_ID, 1).cpuPercent).toEqual([30]);
  });

  it('is an hour and no more', () => {
    const { trails, pass } = setup();
    for (let look = 0; look < 3 * HOUR_BUCKETS; look += 1) {
      trails.see(only(using(look, 1)), 0);
      pass(BUCKET);
    }
    const known = trails.last(RUNNER_ID, 3 * HOUR_BUCKETS).cpuPercent.filter((value) => value !== null);
    expect(known).toHaveLength(HOUR_BUCKETS);
  });
});
