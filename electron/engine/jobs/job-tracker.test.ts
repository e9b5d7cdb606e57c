import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Job, JobResult } from '../../../shared/domain.ts';
import { NOW, RUNNER_ID } from '../testing/samples.ts';
import { createJobTracker, KEPT_JOBS, median } from './job-tracker.ts';
import type { JobDetails, LogEvent } from './log-event.ts';

const SECOND = 1000;
const LOG = 'Worker_20260820-090001-utc.log';
const details: JobDetails = {
  jobId: '11111111-2222-3333-4444-555555555555',
  repository: 'acme/rocket',
  workflow: 'CI',
  runId: '42',
  runNumber: '7',
  attempt: 1,
  branch: 'main',
  commit: 'abc',
  actor: 'ada',
  event: 'push',
  checkRunId: '99',
  serverUrl: 'https://github.com',
  steps: ['Run tests', 'Deploy'],
};
const started = (job: string, at = NOW): LogEvent => ({ type: 'job-started', job, at });
const completed = (job: string, result: JobResult, at: number): LogEvent => ({
  type: 'job-completed',
  job,
  result,
  at,
});
const message = (job: string, at: number): LogEvent => ({ type: 'job-started', job, at, details });
const step = (
  name: string,
  state: 'running' | 'completed',
  at: number,
  result: JobResult | null = null,
): LogEvent => ({
  type: 'step',
  step: name,
  state,
  result,
  at,
});

function track() {
  const ended: Job[] = [];
  const tracker = createJobTracker(RUNNER_ID, (job) => ended.push(job));
  tracker.live();
  return { tracker, ended };
}

describe('the jobs of a runner', () => {
  it('join the console’s name and time with the Worker log’s details', () => {
    const { tracker } = track();
    tracker.onConsole(started('build'), NOW);
    tracker.onWorkerLog(LOG, message('build', NOW + SECOND), NOW + SECOND);
    expect(tracker.current()).toMatchObject({
      name: 'build',
      startedAt: NOW,
      repository: 'acme/rocket',
      runNumber: '7',
      branch: 'main',
      url: 'https://github.com/acme/rocket/actions/runs/42/job/99',
      outcome: { kind: 'running' },
    });
  });

  it('show the steps that are done, the one that runs and those to come', () => {
    const { tracker } = track();
    tracker.onConsole(started('build'), NOW);
    tracker.onWorkerLog(LOG, message('build', NOW), NOW);
    tracker.onWorkerLog(LOG, step('Set up job', 'running', NOW), NOW);
    tracker.onWorkerLog(LOG, step('Set up job', 'completed', NOW + 2 * SECOND, 'Succeeded'), NOW);
    tracker.onWorkerLog(LOG, step('Run tests', 'running', NOW + 2 * SECOND), NOW);
    expect(tracker.current()?.steps.map(({ name, state }) => [name, state])).toEqual([
      ['Set up job', 'completed'],
      ['Run tests', 'running'],
      ['Deploy', 'pending'],
    ]);
  });

  it('end once, with the console’s result, and are told once', () => {
    const { tracker, ended } = track();
    tracker.onConsole(started('build'), NOW);
    tracker.onConsole(completed('build', 'Failed', NOW + 60 * SECOND), NOW + 60 * SECOND);
    tracker.onConsole(completed('build', 'Failed', NOW + 60 * SECOND), NOW + 60 * SECOND);
    expect(tracker.current()).toBeNull();
    expect(ended).toHaveLength(1);
    expect(ended[0]?.outcome).toEqual({ kind: 'ended', result: 'Failed', endedAt: NOW + 60 * SECOND });
  });

  it('are not doubled by the listener’s other log telling the same lines', () => {
    const { tracker, ended } = track();
    for (let log = 0; log < 2; log += 1) tracker.onConsole(started('build', NOW + log * SECOND), NOW);
    for (let log = 0; log < 2; log += 1)
      tracker.onConsole(completed('build', 'Succeeded', NOW + 9 * SECOND), NOW);
    tracker.onConsole(started('build', NOW), NOW + 10 * SECOND);
    expect(ended).toHaveLength(1);
    expect(tracker.current()).toBeNull();
  });

  it('take the Worker’s own result when the console never tells one', () => {
    const { tracker } = track();
    tracker.onConsole(started('build'), NOW);
    tracker.onWorkerLog(LOG, message('build', NOW), NOW);
    tracker.onWorkerLog(LOG, completed('build', 'Succeeded', NOW + 20 * SECOND), NOW + 20 * SECOND);
    expect(tracker.current()?.outcome.kind).toBe('running');
    tracker.onNoWorker(NOW + 20 * SECOND, NOW + 40 * SECOND);
    expect(tracker.ended()[0]?.outcome).toEqual({
      kind: 'ended',
      result: 'Succeeded',
      endedAt: NOW + 20 * SECOND,
    });
  });

  it('are lost, not succeeded, when they vanish without a word', () => {
    const { tracker } = track();
    tracker.onConsole(started('build'), NOW);
    tracker.onNoWorker(NOW + 5 * SECOND, NOW + 6 * SECOND);
    expect(tracker.current()).not.toBeNull();
    tracker.onNoWorker(NOW + 5 * SECOND, NOW + 30 * SECOND);
    expect(tracker.ended()[0]?.outcome.kind).toBe('lost');
  });

  it('keep what an old Worker log tells of a job that the console no longer shows', () => {
    const { tracker } = track();
    tracker.onConsole(started('now', NOW), NOW);
    tracker.onWorkerLog('old', message('yesterday', NOW - 86_400_000), NOW);
    tracker.onWorkerLog('old', step('Run tests', 'running', NOW - 86_399_000), NOW);
    tracker.onWorkerLog('old', step('Run tests', 'completed', NOW - 86_390_000, 'Failed'), NOW);
    tracker.onWorkerLog('old', completed('yesterday', 'Failed', NOW - 86_380_000), NOW);
    expect(tracker.current()?.name).toBe('now');
    expect(tracker.ended()[0]).toMatchObject({
      name: 'yesterday',
      outcome: { kind: 'ended', result: 'Failed' },
    });
    expect(tracker.ended()[0]?.steps[0]).toMatchObject({ name: 'Run tests', result: 'Failed' });
  });

  it('do not take another repository’s job of the same name for this one', () => {
    const { tracker } = track();
    const run = (number: number, repository: string, seconds: number): void => {
      const at = NOW + number * 1000 * SECOND;
      const end = at + seconds * SECOND;
      tracker.onConsole(started('build', at), at);
      tracker.onWorkerLog(
        `Worker_${number}.log`,
        { type: 'job-started', job: 'build', at, details: { ...details, repository } },
        at,
      );
      tracker.onConsole(completed('build', 'Succeeded', end), end);
    };
    for (const number of [0, 2, 4]) run(number, 'acme/rocket', 60);
    for (const number of [1, 3, 5]) run(number, 'acme/satellite', 600);
    run(6, 'acme/rocket', 60);
    expect(tracker.ended()[0]).toMatchObject({ repository: 'acme/rocket', usualSeconds: 60 });
    run(7, 'acme/satellite', 600);
    expect(tracker.ended()[0]).toMatchObject({ repository: 'acme/satellite', usualSeconds: 600 });
  });

  it('know how long a job usually takes from three successes on, by the median', () => {
    const { tracker } = track();
    const run = (index: number, seconds: number, result: JobResult): void => {
      tracker.onConsole(started('build', NOW + index * 1000 * SECOND), NOW);
      tracker.onConsole(completed('build', result, NOW + index * 1000 * SECOND + seconds * SECOND), NOW);
    };
    run(0, 100, 'Succeeded');
    run(1, 5, 'Failed');
    run(2, 120, 'Succeeded');
    tracker.onConsole(started('build', NOW + 3000 * SECOND), NOW);
    expect(tracker.current()?.usualSeconds).toBeNull();
    tracker.onConsole(completed('build', 'Succeeded', NOW + 3200 * SECOND), NOW);
    tracker.onConsole(started('build', NOW + 4000 * SECOND), NOW);
    expect(tracker.current()?.usualSeconds).toBe(120);
  });

  it('are bounded: ten thousand in a day keep the newest', () => {
    const { tracker, ended } = track();
    for (let index = 0; index < 10_000; index += 1) {
      const at = NOW + index * 8 * SECOND;
      tracker.onConsole(started(`job ${index % 700}`, at), at);
      tracker.onConsole(completed(`job ${index % 700}`, 'Succeeded', at + 5 * SECOND), at + 5 * SECOND);
    }
    expect(tracker.ended()).toHaveLength(KEPT_JOBS);
    expect(tracker.ended()[0]?.startedAt).toBe(NOW + 9_999 * 8 * SECOND);
    expect(ended).toHaveLength(10_000);
  });

  it('never lose one: every start ends exactly once, in any order of witnesses', () => {
    const action = fc.record({
      gap: fc.integer({ min: 10, max: 200 }),
      completes: fc.boolean(),
      worker: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(action, { minLength: 1, maxLength: 30 }), (jobs) => {
        const { tracker, ended } = track();
        let at = NOW;
        for (const [index, job] of jobs.entries()) {
          const name = `job ${index}`;
          tracker.onConsole(started(name, at), at);
          if (job.worker) tracker.onWorkerLog(`log ${index}`, message(name, at + SECOND), at + SECOND);
          at += job.gap * SECOND;
          if (job.completes) tracker.onConsole(completed(name, 'Succeeded', at), at);
          at += SECOND;
        }
        tracker.onNoWorker(at, at + 60 * SECOND);
        expect(tracker.current()).toBeNull();
        expect(ended.map(({ name }) => name).sort()).toEqual(jobs.map((_, index) => `job ${index}`).sort());
        for (const [index, job] of jobs.entries())
          expect(ended.find(({ name }) => name === `job ${index}`)?.outcome.kind).toBe(
            job.completes ? 'ended' : 'lost',
          );
      }),
    );
  });
});

describe('median', () => {
  it('is the middle, or the mean of the middle two', () => {
    expect(median([5, 1, 3])).toBe(3);
    expect(median([4, 1, 3, 2])).toBe(2.5);
  });
});
