import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Job, JobResult } from '../../../shared/domain.ts';
import { NOW, RUNNER_ID } from '../testing/samples.ts';
import { createJobTracker, KEPT_JOBS } from './job-tracker.ts';
import { WORKER_GRACE_MS } from './grace.ts';
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
  tracker.live(NOW);
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
    tracker.onNoWorker(NOW + 5 * SECOND, NOW + 5 * SECOND + WORKER_GRACE_MS);
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

  it('that ended before the start are history: neither shown as running nor told', () => {
    const ended: Job[] = [];
    const tracker = createJobTracker(RUNNER_ID, (job) => ended.push(job));
    const yesterday = NOW - 86_400 * SECOND;
    tracker.onWorkerLog(LOG, message('build', yesterday), NOW);
    tracker.onWorkerLog(LOG, completed('build', 'Failed', yesterday + 60 * SECOND), NOW);
    tracker.live(NOW);
    expect(tracker.current()).toBeNull();
    expect(tracker.ended()[0]?.outcome).toEqual({
      kind: 'ended',
      result: 'Failed',
      endedAt: yesterday + 60 * SECOND,
    });
    tracker.onNoWorker(NOW, NOW + 60 * SECOND);
    tracker.onWorkerLog(LOG, message('build', yesterday), NOW + 61 * SECOND);
    tracker.onWorkerLog(LOG, completed('build', 'Failed', yesterday + 60 * SECOND), NOW + 61 * SECOND);
    expect(tracker.ended()).toHaveLength(1);
    expect(ended).toEqual([]);
  });

  it('are told though their logs are read anew, of another service, just before they end', () => {
    const { tracker, ended } = track();
    tracker.onConsole(started('build', NOW + 10 * SECOND), NOW);
    tracker.onWorkerLog(LOG, message('build', NOW + 10 * SECOND), NOW);
    tracker.onWorkerLog(LOG, completed('build', 'Failed', NOW + 20 * SECOND), NOW);
    tracker.live(NOW + 60 * SECOND);
    tracker.onConsole(completed('build', 'Failed', NOW + 21 * SECOND), NOW + 61 * SECOND);
    expect(ended).toMatchObject([{ outcome: { kind: 'ended', result: 'Failed' } }]);
  });

  it('of a log that is found only later are history at once', () => {
    const { tracker, ended } = track();
    tracker.onWorkerLog(LOG, message('build', NOW - 3600 * SECOND), NOW);
    tracker.onWorkerLog(LOG, completed('build', 'Failed', NOW - 3000 * SECOND), NOW);
    expect(tracker.current()).toBeNull();
    expect(tracker.ended()).toHaveLength(1);
    expect(ended).toEqual([]);
  });

  it('that were lost before the start are not told as just lost; those that ran on are', () => {
    const ended: Job[] = [];
    const tracker = createJobTracker(RUNNER_ID, (job) => ended.push(job));
    tracker.onConsole(started('build', NOW - 3600 * SECOND), NOW);
    tracker.live(NOW);
    tracker.onNoWorker(NOW + 2 * SECOND, NOW + 60 * SECOND);
    expect(tracker.ended()[0]?.outcome.kind).toBe('lost');
    expect(ended).toEqual([]);
    const other = createJobTracker(RUNNER_ID, (job) => ended.push(job));
    other.onConsole(started('build', NOW - 3600 * SECOND), NOW);
    other.live(NOW);
    other.onNoWorker(NOW + 600 * SECOND, NOW + 660 * SECOND);
    expect(ended.map(({ outcome }) => outcome.kind)).toEqual(['lost']);
  });

  it('of one name, short and close together, each keep their own run, link and steps', () => {
    const { tracker } = track();
    for (const index of [0, 1, 2]) {
      const at = NOW + index * 30 * SECOND;
      tracker.onConsole(started('lint', at), at);
      tracker.onConsole(completed('lint', index === 1 ? 'Failed' : 'Succeeded', at + 20 * SECOND), at);
    }
    // The second is 16 s late: nearer to the third's start than to its own.
    for (const [run, late] of [
      ['200', 46],
      ['100', 1],
      ['300', 61],
    ] as const) {
      const at = NOW + late * SECOND;
      const told = { ...details, runId: run, checkRunId: `${run}1` };
      tracker.onWorkerLog(run, { type: 'job-started', job: 'lint', at, details: told }, at);
      tracker.onWorkerLog(run, step(`step of ${run}`, 'running', at), at);
    }
    expect(
      tracker.ended().map(({ runId, url, steps }) => [runId, url, steps.map(({ name }) => name)]),
    ).toEqual(
      ['300', '200', '100'].map((run) => [
        run,
        `https://github.com/acme/rocket/actions/runs/${run}/job/${run}1`,
        [`step of ${run}`],
      ]),
    );
  });

  it('go on in a second Worker log when the first has grown too large', () => {
    const { tracker } = track();
    tracker.onConsole(started('build'), NOW);
    tracker.onWorkerLog('Worker_1', message('build', NOW + SECOND), NOW);
    tracker.onWorkerLog('Worker_1', step('Run tests', 'running', NOW + 2 * SECOND), NOW);
    tracker.onWorkerLog('Worker_2', step('Run tests', 'completed', NOW + 900 * SECOND, 'Succeeded'), NOW);
    tracker.onWorkerLog('Worker_2', step('Deploy', 'running', NOW + 900 * SECOND), NOW);
    expect(tracker.current()?.steps.map(({ name, state }) => `${name}: ${state}`)).toEqual([
      'Run tests: completed',
      'Deploy: running',
    ]);
    const end = NOW + 1000 * SECOND;
    tracker.onWorkerLog('Worker_2', completed('', 'Succeeded', end), end);
    tracker.onNoWorker(end, end + 60 * SECOND);
    expect(tracker.ended()).toMatchObject([
      { name: 'build', outcome: { result: 'Succeeded', endedAt: end } },
    ]);
  });

  it('do not take another process’s Worker log for their own', () => {
    const { tracker } = track();
    tracker.onConsole(started('build'), NOW);
    tracker.onWorkerLog('Worker_1', message('build', NOW), NOW);
    tracker.onWorkerLog('Worker_2', { type: 'version', version: '2.336.0', at: NOW + SECOND }, NOW);
    tracker.onWorkerLog('Worker_2', step('Not mine', 'running', NOW + 2 * SECOND), NOW);
    expect(tracker.current()?.steps.map(({ name }) => name)).toEqual(['Run tests', 'Deploy']);
  });

  it('whose Worker comes late are not lost for it', () => {
    const { tracker, ended } = track();
    tracker.onConsole(started('build'), NOW);
    tracker.onNoWorker(NOW - 60 * SECOND, NOW + 25 * SECOND);
    expect(tracker.current()).not.toBeNull();
    tracker.onNoWorker(NOW - 60 * SECOND, NOW + 31 * SECOND);
    expect(tracker.current()).toBeNull();
    tracker.onWorkerLog(LOG, message('build', NOW + 33 * SECOND), NOW + 33 * SECOND);
    expect(tracker.current()).toMatchObject({ name: 'build', startedAt: NOW, runNumber: '7' });
    tracker.onConsole(completed('build', 'Succeeded', NOW + 600 * SECOND), NOW + 600 * SECOND);
    expect(tracker.ended()).toHaveLength(1);
    expect(ended.map(({ outcome }) => outcome.kind)).toEqual(['lost', 'ended']);
    expect(ended[0]?.id).toBe(ended[1]?.id);
  });

  it('are not lost while their Worker writes', () => {
    const { tracker } = track();
    tracker.onConsole(started('build'), NOW);
    tracker.onWorkerLog(LOG, message('build', NOW), NOW);
    tracker.onWorkerLog(LOG, { type: 'heartbeat', of: 'job', at: NOW + 60 * SECOND }, NOW + 60 * SECOND);
    tracker.onNoWorker(NOW, NOW + 70 * SECOND);
    expect(tracker.current()).not.toBeNull();
  });

  it('that seemed lost end when the console tells it late, as the same job', () => {
    const { tracker } = track();
    tracker.onConsole(started('build'), NOW);
    tracker.onNoWorker(NOW + 5 * SECOND, NOW + 60 * SECOND);
    tracker.onConsole(completed('build', 'Failed', NOW + 80 * SECOND), NOW + 80 * SECOND);
    expect(tracker.ended()).toMatchObject([{ startedAt: NOW, outcome: { kind: 'ended', result: 'Failed' } }]);
  });

  it('that were lost do not take a later job’s end for theirs', () => {
    const { tracker } = track();
    tracker.onConsole(started('build'), NOW);
    tracker.onConsole(started('lint', NOW + 100 * SECOND), NOW + 100 * SECOND);
    tracker.onConsole(completed('lint', 'Succeeded', NOW + 110 * SECOND), NOW + 110 * SECOND);
    tracker.onConsole(completed('build', 'Failed', NOW + 500 * SECOND), NOW + 500 * SECOND);
    expect(tracker.ended().map(({ name, outcome }) => [name, outcome.kind])).toEqual([
      ['build', 'ended'],
      ['lint', 'ended'],
      ['build', 'lost'],
    ]);
  });

  it('of the past, known by their Worker logs alone, count for “usually”', () => {
    const { tracker } = track();
    tracker.onConsole(started('now', NOW), NOW);
    tracker.onConsole(completed('now', 'Succeeded', NOW + 60 * SECOND), NOW);
    for (const [index, seconds] of [100, 300, 200].entries()) {
      const at = NOW - (10 - index) * 3600 * SECOND;
      tracker.onWorkerLog(`log ${index}`, message('build', at), NOW);
      tracker.onWorkerLog(`log ${index}`, completed('build', 'Succeeded', at + seconds * SECOND), NOW);
    }
    tracker.onConsole(started('build', NOW + 100 * SECOND), NOW);
    expect(tracker.current()?.usualSeconds).toBe(200);
  });

  it('of which only the end was read have an unknown start, not a duration of 0 s', () => {
    const { tracker } = track();
    tracker.onConsole(completed('build', 'Succeeded', NOW), NOW);
    expect(tracker.ended()).toMatchObject([{ name: 'build', startedAt: null }]);
  });

  it('of which only the end was read are joined with the Worker log that ends then', () => {
    const { tracker, ended } = track();
    tracker.onConsole(completed('build', 'Failed', NOW), NOW);
    const at = NOW - 300 * SECOND;
    tracker.onWorkerLog(LOG, message('build', at), NOW);
    tracker.onWorkerLog(LOG, completed('build', 'Failed', NOW - SECOND), NOW);
    tracker.live(NOW);
    expect(tracker.current()).toBeNull();
    expect(tracker.ended()).toMatchObject([
      { name: 'build', startedAt: at, runNumber: '7', outcome: { kind: 'ended', endedAt: NOW } },
    ]);
    expect(ended).toHaveLength(1);
  });

  it('told again from an older log are history, and do not end the one that runs', () => {
    const { tracker, ended } = track();
    const old = NOW - 7200 * SECOND;
    tracker.onWorkerLog(LOG, message('build', NOW), NOW);
    tracker.onConsole(started('build', old), NOW);
    tracker.onConsole(completed('build', 'Failed', old + 60 * SECOND), NOW);
    expect(tracker.current()).toMatchObject({ name: 'build', startedAt: NOW });
    expect(tracker.ended()).toMatchObject([{ startedAt: old, outcome: { kind: 'ended', result: 'Failed' } }]);
    expect(ended).toEqual([]);
  });

  it('are known by a name with a secret in it, which the Worker log masks', () => {
    const { tracker, ended } = track();
    tracker.onConsole(started('deploy prod to eu'), NOW);
    tracker.onWorkerLog(LOG, message('deploy *** to eu', NOW + SECOND), NOW);
    expect(tracker.current()).toMatchObject({ name: 'deploy prod to eu', runNumber: '7' });
    expect(ended).toEqual([]);
  });
});
