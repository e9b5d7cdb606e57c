import { readdir } from 'node:fs/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { OperationRequest } from '../../shared/set-up.ts';
import { setUpAnswers } from '../engine/testing/set-up-samples.ts';
import { runOperation, type RunOptions } from './run-operation.ts';
import {
  testEngine,
  type TestEngine,
  type TestEngineOptions,
  type TestTerminal,
  testTerminal,
} from './testing.ts';

let engine: TestEngine | null = null;
afterEach(async () => {
  await engine?.close();
  engine = null;
});

const REQUEST: OperationRequest = { kind: 'set-up', answers: setUpAnswers() };
const made = async (options: TestEngineOptions = {}): Promise<TestEngine> =>
  (engine = await testEngine(options));
const run = (
  { session }: TestEngine,
  terminal: TestTerminal,
  change: Partial<RunOptions> = {},
): Promise<number> =>
  runOperation({ session, terminal }, REQUEST, {
    form: 'text',
    yes: 'assume',
    typed: null,
    tokens: {},
    ...change,
  });
/** What the steps made and nobody took back. */
const left = async (one: TestEngine): Promise<readonly string[]> =>
  (await readdir(one.home)).filter((name) => name.startsWith('step-'));
const under = (one: TestEngine, note: string): Promise<void> =>
  new Promise((resolve) => {
    const look = (): void => {
      const steps = one.session.state().operations.flatMap(({ steps }) => steps);
      if (steps.some((step) => step.kind === 'running' && step.note === note)) resolve();
    };
    one.session.onState(look);
    look();
  });

describe('an operation in a terminal', () => {
  it('shows its plan, does it, tells each step and ends with the result and 0', async () => {
    const terminal = testTerminal();
    const one = await made({ ways: ['well', 'left'] });
    const extra = { json: {}, lines: ['In a workflow:'] };
    expect(await run(one, terminal, { extra })).toBe(0);
    expect(terminal.printed.slice(0, 12)).toEqual([
      'Set up mini',
      '  needs: 200 MB of room',
      '  warning: It is public.',
      '  1. Step well (about 1 s)',
      '     In detail.',
      '     makes ~/step-0',
      '     $ touch step',
      '     if it has to be undone: Deletes it.',
      '  2. Step left (about 1 s)',
      '     In detail.',
      '     makes ~/step-1',
      '     $ touch step',
    ]);
    expect(terminal.printed).toContain('✓ Step well');
    expect(terminal.printed).toContain('! Step left · left out: GitHub is out of reach.');
    expect(terminal.printed.slice(-4)).toEqual([
      expect.stringMatching(/^Done in \d+ s\.$/),
      'Listening for jobs.',
      'Left out: GitHub is out of reach.',
      'In a workflow:',
    ]);
    expect(await left(one)).toEqual(['step-0']);
  });

  it('is JSON, a line each, when a script asks for it', async () => {
    const terminal = testTerminal();
    const one = await made({ ways: ['well'] });
    expect(await run(one, terminal, { form: 'json', extra: { json: { runsOn: 'x' }, lines: [] } })).toBe(0);
    const lines = terminal.printed.map((line) => JSON.parse(line) as { type: string });
    expect(lines[0]).toMatchObject({
      type: 'plan',
      plan: { title: 'Set up mini', steps: [{ id: 'step-0' }] },
    });
    expect(lines).toContainEqual(expect.objectContaining({ type: 'step', step: 'step-0', state: 'done' }));
    expect(lines).toContainEqual(expect.objectContaining({ type: 'log', text: 'A line.' }));
    expect(lines.at(-1)).toEqual({
      type: 'result',
      state: 'succeeded',
      problem: null,
      leftBehind: [],
      result: ['Listening for jobs.'],
      runsOn: 'x',
      exit: 0,
    });
    expect(terminal.complained).toEqual([]);
  });

  it('asks, and does nothing unless the answer is yes', async () => {
    for (const [answer, status, rest] of [
      ['y', 0, ['step-0']],
      ['Yes', 0, ['step-0']],
      ['', 1, []],
      ['n', 1, []],
      ['yesterday', 1, []],
    ] as const) {
      const terminal = testTerminal({ interactive: true, answers: [answer] });
      const one = await made();
      expect([answer, await run(one, terminal, { yes: 'ask' })]).toEqual([answer, status]);
      expect(terminal.asked).toEqual(['Set it up? [y/N] ']);
      expect(await left(one)).toEqual(rest);
      expect(terminal.complained).toEqual(status === 0 ? [] : ['Nothing was done.']);
      await one.close();
    }
  });

  it('does nothing where nobody is there to be asked, says how, and ends with 2', async () => {
    const terminal = testTerminal();
    const one = await made();
    expect(await run(one, terminal, { yes: 'ask' })).toBe(2);
    expect(terminal.printed[0]).toBe('Set up mini');
    expect(terminal.complained).toEqual([
      'Nobody is there to be asked, so nothing was done.',
      'Add --yes to do it without being asked.',
    ]);
    expect(await left(one)).toEqual([]);
  });

  it('that has to be confirmed by typing is not begun by --yes', async () => {
    const confirmation = {
      kind: 'type',
      text: 'acme/rocket',
      label: 'Set it up',
      reason: 'It is public.',
    } as const;
    const one = await made({ confirmation });
    const terminal = testTerminal();
    expect(await run(one, terminal)).toBe(2);
    expect(terminal.complained).toEqual(['This has to be confirmed by typing acme/rocket.', 'It is public.']);
    expect(await run(one, testTerminal({ interactive: true, answers: ['acme'] }), { yes: 'ask' })).toBe(1);
    expect(await run(one, testTerminal(), { typed: 'acme/other' })).toBe(2);
    expect(await left(one)).toEqual([]);
    expect(
      await run(one, testTerminal({ interactive: true, answers: ['acme/rocket'] }), { yes: 'ask' }),
    ).toBe(0);
    expect(await run(one, testTerminal(), { typed: 'acme/rocket' })).toBe(0);
  });

  it('that fails says why, what was undone and the way on, and ends with 1', async () => {
    const terminal = testTerminal();
    const one = await made({ ways: ['well', 'fails'] });
    expect(await run(one, terminal)).toBe(1);
    expect(terminal.complained).toEqual([
      'The name is taken.',
      'Choose another one.',
      'What had been done was taken back; nothing of it stays.',
    ]);
    expect(await left(one)).toEqual([]);
  });

  it('says what stays behind', async () => {
    const terminal = testTerminal();
    const one = await made({ ways: ['stays', 'fails'] });
    expect(await run(one, terminal)).toBe(1);
    expect(terminal.complained.slice(-2)).toEqual([
      'What stays behind:',
      '     The registration stays at GitHub.',
    ]);
  });

  it('cancelled by Control-C takes everything back and ends with 130', async () => {
    const terminal = testTerminal();
    const one = await made({ ways: ['well', 'waits'] });
    const status = run(one, terminal);
    await under(one, 'Waiting.');
    terminal.press();
    expect(await status).toBe(130);
    expect(terminal.complained[0]).toContain('Cancelling: what was done is taken back.');
    expect(terminal.complained.at(-1)).toContain('nothing of it stays');
    expect(await left(one)).toEqual([]);
    expect(terminal.endedWith()).toBeNull();
  });

  it('ends at once at a second Control-C, and says who tidies up', async () => {
    const terminal = testTerminal();
    const one = await made({ ways: ['waits'] });
    const status = run(one, terminal);
    await under(one, 'Waiting.');
    terminal.press();
    terminal.press();
    expect(await status).toBe(130);
    expect(terminal.endedWith()).toBe(130);
    expect(terminal.complained[1]).toBe(
      'Ended at once. Trackside tidies up: now if the app runs, else at its next start.',
    );
  });

  it('stops in the middle when the terminal goes, for the next start to go on with', async () => {
    const terminal = testTerminal();
    const one = await made({ ways: ['waits'] });
    const status = run(one, terminal);
    await under(one, 'Waiting.');
    terminal.press('terminate');
    expect(await status).toBe(143);
    expect(terminal.complained).toEqual([
      'Ended in the middle. Trackside goes on with it: now if the app runs, else at its next start.',
    ]);
  });

  it('is not begun at all when Control-C comes at the question', async () => {
    const terminal = testTerminal({ interactive: true });
    const one = await made();
    const pressed: TestTerminal = {
      ...terminal,
      ask: async (question, signal) => {
        terminal.press();
        expect(signal.aborted).toBe(true);
        return await terminal.ask(question, signal);
      },
    };
    expect(await run(one, pressed, { yes: 'ask' })).toBe(130);
    expect(terminal.complained).toEqual(['Nothing was done.']);
    expect(one.session.state().operations).toEqual([]);
  });

  it('that is held asks a person what becomes of it', async () => {
    const one = await made({ ways: ['well', 'fails'], onFailure: 'hold' });
    const terminal = testTerminal({ interactive: true, answers: ['y', 'c', 'u'] });
    expect(await run(one, terminal, { yes: 'ask' })).toBe(1);
    expect(terminal.asked.slice(1)).toEqual([
      'c/l/u, or Return to leave it waiting: ',
      'c/l/u, or Return to leave it waiting: ',
    ]);
    expect(terminal.complained).toContain('The name is taken.');
    expect(await left(one)).toEqual([]);

    const leaving = testTerminal({ interactive: true, answers: ['y', 'l'] });
    expect(await run(one, leaving, { yes: 'ask' })).toBe(0);
    expect(leaving.printed.at(-1)).toContain('Left out: ');
  });

  it('that is held and nobody is asked stays so, with 1 and the way on', async () => {
    const one = await made({ ways: ['well', 'fails'], onFailure: 'hold' });
    const terminal = testTerminal();
    expect(await run(one, terminal)).toBe(1);
    expect(terminal.complained).toEqual([
      'The name is taken.',
      'Choose another one.',
      'It stopped in the middle and waits for you.',
      'Open Trackside to go on with it or to take it back.',
    ]);
  });

  it('waits for one that is under way already', async () => {
    const one = await made({ ways: ['waits'] });
    const first = testTerminal();
    const firstStatus = run(one, first);
    await under(one, 'Waiting.');
    const second = testTerminal();
    const secondStatus = run(one, second);
    await new Promise((resolve) => setImmediate(resolve));
    expect(second.complained).toEqual(['Something else comes first: Set up mini.']);
    second.press();
    expect(await secondStatus).toBe(130);
    first.press();
    expect(await firstStatus).toBe(130);
  });
});
