import { describe, expect, it } from 'vitest';
import type { Operation, OperationId, StepState } from '../../shared/operation.ts';
import { NOW } from '../engine/testing/samples.ts';
import { endLines, openOperationLines } from './operation-text.ts';
import { progressEvents, progressLine } from './progress.ts';

const PENDING: StepState = { kind: 'pending' };
const running = (done: number, total: number | null = 100e6, note: string | null = null): StepState => ({
  kind: 'running',
  since: NOW,
  progress: { done, total, unit: 'bytes' },
  note,
});
const doneAt = (at: number): StepState => ({ kind: 'done', at, note: null });
const aStep = (id: string, title: string): Operation['plan']['steps'][number] => ({
  id,
  title,
  detail: null,
  files: [],
  commands: [],
  usualSeconds: 10,
  cancel: 'any-time',
  undoing: null,
});
const operation = (steps: readonly StepState[], change: Partial<Operation> = {}): Operation => ({
  id: '0123456789abcdef' as OperationId,
  kind: 'set-up',
  plan: {
    title: 'Set up mini',
    needs: [],
    warnings: [],
    confirmation: { kind: 'button', label: 'Set it up' },
    steps: [aStep('download', 'Download the runner'), aStep('register', 'Register it')],
  },
  steps,
  state: { kind: 'running' },
  createdAt: NOW,
  startedAt: NOW,
  runnerId: null,
  problem: null,
  leftBehind: [],
  result: [],
  log: [],
  offers: [],
  resumed: 0,
  ...change,
});
const lines = (before: Operation | null, now: Operation): readonly (string | null)[] =>
  progressEvents(before, now).map(progressLine);

describe('the progress of an operation', () => {
  it('tells of each step that begins and ends, and how long it took', () => {
    const begun = operation([running(0), PENDING]);
    expect(lines(null, begun)).toEqual(['▸ 1/2 Download the runner']);
    expect(lines(begun, operation([doneAt(NOW + 12_400), running(0)]))).toEqual([
      '✓ Download the runner · 12 s',
      '▸ 2/2 Register it',
    ]);
    // What comes and goes between two looks is told by its end.
    expect(lines(null, operation([doneAt(NOW), { kind: 'left', at: NOW, why: 'GitHub is away.' }]))).toEqual([
      '✓ Download the runner',
      '! Register it · left out: GitHub is away.',
    ]);
    expect(lines(begun, begun)).toEqual([]);
  });

  it('tells of bytes at each tenth, or at each 16 MB where nobody knows the whole', () => {
    const at = (done: number, total: number | null = 100e6): Operation =>
      operation([running(done, total), PENDING]);
    expect(lines(at(1e6), at(9e6))).toEqual([]);
    expect(lines(at(9e6), at(11e6))).toEqual(['    11 MB of 100 MB']);
    expect(progressEvents(at(9e6), at(50e6))).toMatchObject([
      { type: 'progress', step: 'download', percent: 25 },
    ]);
    expect(lines(at(15e6, null), at(17e6, null))).toEqual(['    17 MB']);
  });

  it('tells what a step waits for, once', () => {
    const waits = operation([running(0, 100e6, 'Waits for a job.'), PENDING]);
    expect(lines(operation([running(0), PENDING]), waits)).toEqual(['    Waits for a job.']);
    expect(lines(waits, waits)).toEqual([]);
  });

  it('tells of what fails and of what is taken back', () => {
    const failed = operation([{ kind: 'failed', at: NOW, message: 'No room.' }, PENDING]);
    expect(lines(operation([running(0), PENDING]), failed)).toEqual(['✗ Download the runner · No room.']);
    const back = operation([{ kind: 'undoing', since: NOW, note: null }, PENDING], {
      state: { kind: 'undoing' },
    });
    expect(lines(failed, back)).toEqual(['↶ Taking back: Download the runner']);
    expect(lines(back, operation([{ kind: 'undone', at: NOW }, PENDING]))).toEqual([
      '  Taken back: Download the runner',
    ]);
    expect(lines(back, operation([{ kind: 'stays', at: NOW, why: 'The disk is gone.' }, PENDING]))).toEqual([
      '! Stays behind: Download the runner · The disk is gone.',
    ]);
  });

  it('has the lines of the log for scripts, each once, also when the engine has dropped old ones', () => {
    const log = (from: number, to: number): Operation =>
      operation([PENDING, PENDING], {
        log: Array.from({ length: to - from }, (_, index) => ({ at: NOW, text: `line ${from + index}` })),
      });
    const texts = (before: Operation | null, now: Operation): readonly string[] =>
      progressEvents(before, now).flatMap((event) => (event.type === 'log' ? [event.text] : []));
    expect(texts(null, log(0, 2))).toEqual(['line 0', 'line 1']);
    expect(texts(log(0, 2), log(1, 4))).toEqual(['line 2', 'line 3']);
    expect(texts(log(0, 2), log(9, 10))).toEqual(['line 9']);
    expect(lines(null, log(0, 2))).toEqual([null, null]);
  });
});

describe('what status says of operations', () => {
  it('is how far one is and what it does, or that it waits', () => {
    expect(openOperationLines(operation([running(48e6, 97e6), PENDING]))).toEqual([
      'Set up mini · Under way · 25 %',
      '  ▸ Download the runner · 48 MB of 97 MB',
    ]);
    const problem = { code: 'no-room', message: 'The disk is full.', hint: null };
    expect(openOperationLines(operation([PENDING, PENDING], { state: { kind: 'held' }, problem }))).toEqual([
      'Set up mini · Stopped in the middle',
      '  The disk is full.',
      '  Open it in Trackside to go on or to take it back.',
    ]);
    const undoing: StepState = { kind: 'undoing', since: NOW, note: null };
    expect(openOperationLines(operation([undoing, PENDING], { state: { kind: 'undoing' } }))).toEqual([
      'Set up mini · Taking back what was done',
      '  ↶ Download the runner',
    ]);
  });

  it('is nothing of one that has ended', () => {
    const ended = operation([PENDING, PENDING], { state: { kind: 'succeeded', at: NOW + 95_000 } });
    expect(openOperationLines(ended)).toEqual([]);
    expect(endLines(ended)).toEqual(['Done in 1 min 35 s.']);
  });
});
