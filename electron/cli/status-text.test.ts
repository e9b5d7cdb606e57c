import { describe, expect, it } from 'vitest';
import type { ViewState } from '../../shared/contract.ts';
import type { Job, JobId, MachineSample, Runner, RunnerId, Step } from '../../shared/domain.ts';
import { aRunner, emptyState, NOW, RUNNER_ID } from '../engine/testing/samples.ts';
import { hasUnknown, statusText } from './status-text.ts';

const GB = 1024 ** 3;
const SAMPLE: MachineSample = {
  at: NOW,
  cpu: { percent: 52, kinds: [] },
  memory: { totalBytes: 16 * GB, usedBytes: 9.3 * GB, pressure: 'normal', swapUsedBytes: 0 },
  disk: { totalBytes: 245e9, availableBytes: 71e9 },
  network: null,
  thermal: null,
};
const step = (name: string, change: Partial<Step> = {}): Step => ({
  name,
  state: 'completed',
  result: 'Succeeded',
  startedAt: NOW - 60_000,
  endedAt: NOW - 50_000,
  ...change,
});
const job = (change: Partial<Job> = {}): Job => ({
  id: 'job' as JobId,
  runnerId: RUNNER_ID,
  name: 'build (macos)',
  startedAt: NOW - 94_000,
  outcome: { kind: 'running' },
  repository: 'acme/rocket',
  workflow: 'CI',
  runId: '1',
  runNumber: '12',
  attempt: 2,
  branch: 'main',
  commit: null,
  actor: null,
  event: null,
  url: 'https://github.com/acme/rocket/actions/runs/1/job/2',
  steps: [],
  announcedSteps: null,
  usualSeconds: null,
  ...change,
});
const state = (runners: readonly Runner[], change: Partial<ViewState> = {}): ViewState => {
  const empty = emptyState();
  return {
    ...empty,
    app: { ...empty.app, looked: true },
    machine: { ...empty.machine, latest: SAMPLE },
    runners: Object.fromEntries(runners.map((runner) => [runner.id, runner])),
    ...change,
  };
};
const blockOf = (text: string, start: string): string =>
  text
    .trimEnd()
    .split('\n\n')
    .find((block) => block.startsWith(start)) ?? 'none';

describe('trackside status', () => {
  it('shows one runner, its job with its steps, the Mac and the last jobs', () => {
    const running = job({
      usualSeconds: 200,
      announcedSteps: 4,
      steps: [
        step('Checkout'),
        step('Test', { state: 'running', result: null, startedAt: NOW - 40_000, endedAt: null }),
        step('Upload', { state: 'pending', result: null, startedAt: null, endedAt: null }),
      ],
    });
    const runner: Runner = {
      ...aRunner(),
      version: '2.336.0',
      state: { kind: 'busy' },
      sentence: 'Running a job.',
      job: running,
    };
    const ended = job({
      name: 'lint',
      outcome: { kind: 'ended', result: 'Failed', endedAt: NOW - 2 * 86_400_000 },
      steps: [step('Check style', { result: 'Failed' })],
    });
    const lost = job({
      name: 'docs',
      branch: null,
      outcome: { kind: 'lost', noticedAt: NOW - 3 * 86_400_000 },
    });
    const text = statusText(state([runner], { jobs: [ended, lost] }), NOW);
    expect(blockOf(text, 'mac-mini')).toBe(
      [
        'mac-mini  v2.336.0',
        '  Building · Running a job.',
        '  acme / rocket · main  #12, attempt 2',
        '  build (macos)',
        '  1 min 34 s of about 3 min 20 s · ≈ 1 min 46 s left',
        '    ✓ Checkout · 10 s',
        '    ▸ Test · 40 s',
        '    ○ Upload, then 1 more',
        '  https://github.com/acme/rocket/actions/runs/1/job/2',
      ].join('\n'),
    );
    expect(blockOf(text, 'This Mac')).toBe(
      [
        'This Mac',
        '  CPU        52 %',
        '  Memory     9.3 of 16 GB · pressure normal · swap 0 bytes',
        '  Disk free  71 GB of 245 GB',
      ].join('\n'),
    );
    expect(blockOf(text, 'Earlier')).toBe(
      [
        'Earlier',
        '  ✗ lint · main · failed at “Check style” · Tuesday',
        '  ? docs · result unknown · Monday',
      ].join('\n'),
    );
    expect(hasUnknown(state([runner]))).toBe(false);
  });

  it('says what is unknown, since when and why, and ends with another status', () => {
    const runner: Runner = {
      ...aRunner(),
      state: { kind: 'unknown' },
      since: NOW - 2 * 86_400_000,
      sentence: 'Trackside cannot tell what it is doing right now; nothing has been changed.',
      witnesses: {
        ...aRunner().witnesses,
        processes: { kind: 'unknown', since: NOW, why: 'ps did not answer in time.' },
      },
    };
    const { machine } = emptyState();
    const unknown = state([runner], { machine });
    expect(statusText(unknown, NOW)).toBe(
      [
        'mac-mini',
        '  Unknown · Trackside cannot tell what it is doing right now; nothing has been changed.',
        '  Unknown since Tuesday. ps did not answer in time.',
        '',
        'This Mac',
        '  CPU        unknown',
        '  Memory     unknown',
        '  Disk free  unknown',
        '',
        'Earlier',
        '  No job has run here since Trackside started watching.',
        '',
      ].join('\n'),
    );
    expect(hasUnknown(unknown)).toBe(true);
  });

  it('says “no runner” only once it has looked', () => {
    const looked = state([]);
    const unlooked = { ...looked, app: { ...looked.app, looked: false } };
    expect(statusText(looked, NOW)).toMatch(/^No runner found on this Mac\.$/mu);
    expect(hasUnknown(looked)).toBe(false);
    expect(statusText(unlooked, NOW)).toMatch(/not known yet/u);
    expect(statusText(unlooked, NOW)).not.toMatch(/No runner/u);
    expect(hasUnknown(unlooked)).toBe(true);
  });

  it('sums up several runners, the busy ones first, and tells whose a job and a finding are', () => {
    const second: Runner = {
      ...aRunner(),
      id: 'fedcba9876543210' as RunnerId,
      name: 'mini-2',
      state: { kind: 'busy' },
      sentence: 'Running a job.',
      job: job({ repository: null, branch: null, runNumber: null, url: null }),
    };
    const text = statusText(
      state([aRunner(), second], {
        jobs: [job({ outcome: { kind: 'ended', result: 'Succeeded', endedAt: NOW - 2 * 86_400_000 } })],
        findings: [
          {
            id: '1',
            code: 'x',
            severity: 'info',
            runnerId: null,
            title: 'A note',
            detail: 'N.',
            evidence: [],
          },
          {
            id: '2',
            code: 'y',
            severity: 'critical',
            runnerId: RUNNER_ID,
            title: 'Two services',
            detail: 'Remove one.',
            evidence: [],
          },
        ],
      }),
      NOW,
    );
    expect(text.startsWith('2 runners: 1 building\n\nmini-2\n')).toBe(true);
    expect(text).toContain('  Repository not known yet\n');
    expect(text).toContain('build (macos) · main · mac-mini · ');
    expect(text.indexOf('Serious: Two services (mac-mini)\n  Remove one.')).toBeLessThan(
      text.indexOf('Note: A note'),
    );
  });
});
