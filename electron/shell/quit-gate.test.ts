import { beforeEach, describe, expect, it } from 'vitest';
import { anOperation } from '../../e2e/electron/practice/states.ts';
import type { Operation } from '../../shared/operation.ts';
import { createQuitGate } from './quit-gate.ts';
import type { QuitGate } from './quit-gate.ts';

const running = anOperation({ kind: 'running' });

let operations: Operation[] = [];
let now = 0;
let asked: string[] = [];
let quits = 0;
let answer: (how: 'quit' | 'stay') => void = () => undefined;
let refuse: () => void = () => undefined;
let gate: QuitGate;
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

beforeEach(() => {
  [operations, now, asked, quits] = [[running], 0, [], 0];
  gate = createQuitGate({
    operations: () => operations,
    ask: (operation) => {
      asked.push(operation.plan.title);
      return new Promise((resolve, reject) => {
        answer = resolve;
        refuse = () => reject(new Error('no window'));
      });
    },
    // As Electron: the gate is asked again.
    quit: () => {
      quits += 1;
      gate.mayQuit();
    },
    now: () => now,
  });
});

describe('quitting', () => {
  it.each(['planned', 'held'] as const)('needs no word while an operation is only %s', (kind) => {
    operations = [anOperation({ kind })];
    expect(gate.mayQuit()).toBe('yes');
    expect([asked, gate.isQuitting()]).toEqual([[], true]);
  });

  it('is asked about once while one is under way, and done when the person says so', async () => {
    expect([gate.mayQuit(), gate.mayQuit()]).toEqual(['no', 'no']);
    expect([asked, gate.isQuitting()]).toEqual([['Set up mini-a for octo/app'], false]);
    answer('quit');
    await settled();
    expect([quits, gate.isQuitting(), asked.length]).toEqual([1, true, 1]);
  });

  it('is not done when the person keeps it running, and is asked about the next time', async () => {
    operations = [anOperation({ kind: 'undoing' })];
    gate.mayQuit();
    answer('stay');
    await settled();
    expect([quits, gate.isQuitting()]).toEqual([0, false]);
    expect([gate.mayQuit(), asked.length]).toEqual(['no', 2]);
  });

  it('goes without a question when the operation ends while it is put; the late answer changes nothing', async () => {
    gate.mayQuit();
    operations = [anOperation({ kind: 'succeeded', at: 1 })];
    expect(gate.mayQuit()).toBe('yes');
    answer('stay');
    await settled();
    expect([quits, gate.isQuitting()]).toEqual([0, true]);
  });

  it('is done when the question cannot be put', async () => {
    gate.mayQuit();
    refuse();
    await settled();
    expect([quits, gate.isQuitting()]).toEqual([1, true]);
  });

  it('is never asked about when a signal or the system ends the app', () => {
    gate.quitUnasked();
    expect([quits, asked, gate.isQuitting()]).toEqual([1, [], true]);
  });

  it('is not asked about while the system shuts down', () => {
    gate.systemEnds();
    now = 60_000;
    expect([gate.mayQuit(), asked]).toEqual(['yes', []]);
  });

  it('is asked about again when the shutting down was called off', () => {
    gate.systemEnds();
    now = 10 * 60_000;
    expect(gate.mayQuit()).toBe('no');
  });
});
