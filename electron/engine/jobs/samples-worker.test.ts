/** Statements of EXPECTED.md about the Worker’s log, on the collected logs themselves (not part of the project). */
import { describe, expect, it } from 'vitest';
import { WORKER, asText, haveSamples, inspect } from '../testing/log-samples.ts';

describe.skipIf(!haveSamples)('the sample logs: the Worker’s log', () => {
  it('52: a Worker log from the middle of its message', async () => {
    const log = await inspect('52-windows-worker-checkout-failed', WORKER);
    const ended = log.events.filter(({ type, state }) => type === 'step' && state === 'completed');
    expect(ended.map(({ step, result }) => `${asText(step)}: ${asText(result)}`)).toEqual([
      'Run actions/checkout@v4: Failed',
      'Evaluate schedule freshness: Skipped',
      'Install dependencies in WSL workspace: Skipped',
      'Start smoke gate and detached production: Skipped',
      'Report skipped stale schedule: Skipped',
      'Post Run actions/checkout@v4: Succeeded',
    ]);
    expect(ended[0]).toMatchObject({ at: '2026-04-10T17:17:22.644Z' });
    expect(log.events).toContainEqual(expect.objectContaining({ type: 'steps-announced', count: 5 }));
    expect(log.events.at(-1)).toEqual({
      type: 'job-completed',
      at: '2026-04-10T17:17:27.000Z',
      result: 'Failed',
    });
    expect(log.final.job).toBeNull();
  });
  it('54: a Worker log of a running job', async () => {
    const log = await inspect('54-windows-worker-running', WORKER);
    expect(log.final).toMatchObject({
      state: 'busy',
      job: 'start-night-batch',
      lastAt: '2026-04-11T14:44:59.000Z',
    });
    expect(log.final.jobDetails).toMatchObject({
      jobId: 'bb36004c-73c3-8774-da65-cab6e0af6809',
      runId: '24920240712',
      runNumber: '8',
      attempt: 1,
      checkRunId: '70010212379',
      repository: 'octo-dev/sample-repo',
      workflow: 'Night Batch Self Hosted',
      branch: 'main',
      commit: 'bf071ce77d8d60dcdb97c818118881767d95318f',
      actor: 'octo-dev',
      event: 'workflow_dispatch',
      serverUrl: 'https://github.com',
      url: 'https://github.com/octo-dev/sample-repo/actions/runs/24920240712/job/70010212379',
    });
    expect(log.final.jobDetails?.steps.slice(0, 4)).toEqual([
      'Run actions/checkout@v4',
      'Evaluate schedule freshness',
      'Install dependencies in WSL workspace',
      'Run smoke gate and foreground production',
    ]);
    expect(log.final.jobDetails?.steps).toHaveLength(8);
    expect(log.events).toContainEqual(expect.objectContaining({ type: 'steps-announced', count: 8 }));
    const steps = log.events.filter(({ type }) => type === 'step');
    const completed = steps.filter(({ state }) => state === 'completed');
    expect(completed.map(({ result }) => result)).toEqual(['Succeeded', 'Succeeded', 'Succeeded']);
    expect(
      completed.map(({ startedAt, at }) => `${asText(startedAt).slice(11, 19)} ${asText(at).slice(11, 19)}`),
    ).toEqual(['14:43:49 14:43:53', '14:43:53 14:43:53', '14:43:53 14:44:08']);
    expect(steps.at(-1)).toMatchObject({
      step: 'Run smoke gate and foreground production',
      state: 'running',
      at: '2026-04-11T14:44:08.000Z',
    });
  });
});
