import { describe, expect, it } from 'vitest';
import type { Operation, OperationId, OperationState, PlanStep, StepState } from './operation.ts';
import { isStuckGoingBack, operationsToShow, stepNow } from './operation-view.ts';
import { wordsOfChoice } from './words.ts';

const aStep = (id: string): PlanStep => ({
  id,
  title: id,
  detail: null,
  files: [],
  commands: [],
  usualSeconds: null,
  cancel: 'before',
  undoing: null,
});
const anOperation = (state: OperationState, more: Partial<Operation> = {}): Operation => ({
  id: '00000000000000aa' as OperationId,
  kind: 'set-up',
  plan: {
    title: 'Set up mini',
    needs: [],
    warnings: [],
    confirmation: { kind: 'button', label: 'Set it up' },
    steps: [aStep('download'), aStep('register')],
  },
  steps: [],
  state,
  createdAt: 0,
  startedAt: 0,
  runnerId: null,
  problem: null,
  leftBehind: [],
  result: [],
  log: [],
  offers: [],
  resumed: 0,
  ...more,
});

const now = (...steps: StepState[]): string | null =>
  stepNow(anOperation({ kind: 'running' }, { steps }))?.step.id ?? null;
const done: StepState = { kind: 'done', at: 1, note: null };
const pending: StepState = { kind: 'pending' };

describe('the step that an operation is in', () => {
  it('is the one that something happens in', () => {
    expect(now(done, { kind: 'running', since: 1, progress: null, note: null })).toBe('register');
    expect(now({ kind: 'undoing', since: 1, note: null }, { kind: 'failed', at: 1, message: 'No.' })).toBe(
      'download',
    );
  });

  it('is else the one at which it stopped', () => {
    expect(now(done, { kind: 'failed', at: 1, message: 'No.' })).toBe('register');
    expect(now({ kind: 'stays', at: 1, why: 'No.' }, { kind: 'undone', at: 1 })).toBe('download');
  });

  it('is none before the first and after the last', () => {
    expect([now(pending, pending), now(done, done), now()]).toEqual([null, null, null]);
  });
});

describe('one that waits for a person', () => {
  it('is stuck going back only where something was being taken back', () => {
    const steps: readonly StepState[] = [done, { kind: 'undoing', since: 1, note: null }];
    const held = anOperation({ kind: 'held' }, { steps });
    expect(isStuckGoingBack(held)).toBe(true);
    expect(wordsOfChoice(held, 'leave').label).toBe('Leave it there');
    expect(isStuckGoingBack({ ...held, state: { kind: 'undoing' } })).toBe(false);
    const forward = anOperation(
      { kind: 'held' },
      { steps: [done, { kind: 'failed', at: 1, message: 'No.' }] },
    );
    expect(isStuckGoingBack(forward)).toBe(false);
    expect(wordsOfChoice(forward, 'leave').label).toBe('Leave it out');
  });
});

describe('the operations to show', () => {
  it('are those that go on, then those that wait, then the ended ones, the newest first; no bare plan', () => {
    const states: readonly (readonly [OperationState, number])[] = [
      [{ kind: 'succeeded', at: 9 }, 1],
      [{ kind: 'planned' }, 2],
      [{ kind: 'failed', at: 9 }, 3],
      [{ kind: 'failed', at: 9 }, 4],
      [{ kind: 'held' }, 5],
      [{ kind: 'running' }, 6],
    ];
    const operations = states.map(([state, createdAt]) => anOperation(state, { createdAt }));
    expect(operationsToShow(operations).map(({ createdAt }) => createdAt)).toEqual([6, 5, 4, 3, 1]);
  });

  it('are without those that the person cancelled and of which nothing stays', () => {
    const problem = { code: 'cancelled', message: 'You cancelled it.', hint: null };
    const cancelled = anOperation({ kind: 'undone', at: 9 }, { problem });
    expect(operationsToShow([cancelled])).toEqual([]);
    expect(operationsToShow([{ ...cancelled, leftBehind: ['The folder.'] }])).toHaveLength(1);
    expect(
      operationsToShow([
        anOperation({ kind: 'undone', at: 9 }, { problem: { ...problem, code: 'no-room' } }),
      ]),
    ).toHaveLength(1);
  });
});
