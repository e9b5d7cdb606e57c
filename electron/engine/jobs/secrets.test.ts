import { describe, expect, it } from 'vitest';
import { inspectText } from '../testing/log-samples.ts';
import { createLogReader } from './log-reader.ts';
import { foldLogState, initialLogState } from './log-state.ts';

const TOKEN = `ghp_${'x'.repeat(36)}`;
const REGISTRATION = `AABF${'X'.repeat(25)}`;
const SECRET = /xxxx|XXXX|hunter2/u;

const SENTENCES = [
  `2026-08-20 07:00:05Z: Runner connect error: bad Authorization: Bearer ${TOKEN} at https://u:hunter2@h/. Retrying until reconnected.`,
  `2026-08-20 07:00:05Z: Runner connect error: no answer from https://u:hunter2@h/. Retrying until reconnected.`,
  `An error occurred: --token ${REGISTRATION} is not valid`,
  'An error occurred: the password: hunter2 is wrong',
  'Runner update failed: GET https://h/x?sig=hunter2 gave 403',
  `Failed to create session. {"access_token":"${TOKEN}"}`,
];

describe('no secret leaves a log', () => {
  it.each(SENTENCES)('in an event or the end of the inspection: %s', async (sentence) => {
    const log = await inspectText(`${sentence}\n`);
    expect(log.events).toHaveLength(1);
    expect(JSON.stringify(log)).not.toMatch(SECRET);
    expect(log.events[0]?.['reason']).toContain('***');
  });

  it.each(SENTENCES)('in the detail that a view shows: %s', (sentence) => {
    const reader = createLogReader('runner-console');
    const state = reader
      .push(Buffer.from(`${sentence}\n`))
      .reduce(
        (before, event) => foldLogState('runner-console', before, event),
        initialLogState('runner-console'),
      );
    expect(state.detail).toContain('***');
    expect(state.detail).not.toMatch(SECRET);
  });

  it('in names, in the job’s details, or in what the records hold', async () => {
    const names = await inspectText(
      [
        `2026-08-20 07:00:05Z: Running job: deploy with ${TOKEN}`,
        `[WORKER 2026-08-20 07:00:06Z INFO StepsRunner] Processing step: DisplayName='Run x --token ${REGISTRATION}'`,
        '[WORKER 2026-08-20 07:00:06Z INFO StepsRunner] Starting the step.',
        `[RUNNER 2026-08-20 07:00:06Z INFO Listener] PASSWORD=hunter2`,
        '',
      ].join('\n'),
    );
    expect(names.final.job).toBe('deploy with ***');
    expect(names.events.map(({ step }) => step)).toContain('Run x --token ***');
    expect(JSON.stringify(names)).not.toMatch(SECRET);
    const message = {
      jobId: '1',
      jobDisplayName: 'b',
      contextData: { github: { d: [{ k: 'ref_name', v: TOKEN }] } },
    };
    const worker = await inspectText(
      `[2026-08-20 07:00:05Z INFO Worker] Job message:\n ${JSON.stringify(message, null, 2)}\n`,
      'worker-diag',
    );
    expect(worker.final.jobDetails?.branch).toBe('***');
    expect(JSON.stringify(worker)).not.toMatch(SECRET);
  });

  it('and names that only speak of secrets stay as they are', async () => {
    for (const name of [
      'auth: unit tests',
      'secret scan',
      'renew token / test (1, 2)',
      'check password rules',
    ]) {
      expect((await inspectText(`2026-08-20 07:00:05Z: Running job: ${name}\n`)).final.job).toBe(name);
    }
  });
});
