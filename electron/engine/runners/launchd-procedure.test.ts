import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fail } from '../../../shared/contract.ts';
import type { AgentPlist, Launchd, LaunchdAct, ServicePrint } from '../host/host.ts';
import { startService, stopService } from './launchd-procedure.ts';
import type { ProcedureTimers, StartResult, StopResult } from './launchd-procedure.ts';

fc.configureGlobal({ seed: 24 });

const AGENT: AgentPlist = {
  label: 'actions.runner.acme.mini',
  path: '/Users/me/Library/LaunchAgents/actions.runner.acme.mini.plist',
  program: ['/Users/me/actions-runner/runsvc.sh'],
  workingDirectory: null,
  standardOutPath: null,
  standardErrorPath: null,
  keepAlive: false,
  startsAtLoad: true,
  exitTimeOut: null,
  processType: null,
  environment: {},
};
const DONE: LaunchdAct = { kind: 'done' };
const refused = (status: number): LaunchdAct => ({ kind: 'refused', status, text: `error ${status}` });

/** A launchd by the rules of macos.md, with a clock that only sleeping moves. */
function createFake(setup: Partial<FakeState> = {}) {
  const state: FakeState = {
    session: true,
    loaded: false,
    disabled: false,
    pid: null,
    spawns: 'at-load',
    teardownMs: 0,
    printState: null,
    lastExitCode: null,
    bootstrapAnswers: [],
    bootoutAnswer: null,
    ...setup,
  };
  const verbs: string[] = [];
  let now = 0;
  let goneAt: number | null = null;
  const settle = (): void => {
    if (goneAt === null || now < goneAt) return;
    goneAt = null;
    state.loaded = false;
    state.pid = null;
  };
  const act = (verb: string, work: () => LaunchdAct): Promise<LaunchdAct> => {
    settle();
    verbs.push(verb);
    return Promise.resolve(state.session ? work() : { kind: 'no-domain' });
  };
  const spawn = (): void => {
    if (state.spawns !== 'never') state.pid = 4_711;
  };
  const print = (): ServicePrint => ({
    state: state.printState ?? (state.pid === null ? 'not running' : 'running'),
    jobState: null,
    pid: state.pid,
    runs: 1,
    lastExitCode: state.lastExitCode,
    lastExitReason: null,
    lastTerminatingSignal: null,
    path: AGENT.path,
    program: null,
  });
  const launchd: Launchd = {
    screenSession: () => Promise.resolve({ ok: true, value: state.session }),
    list: () => Promise.resolve({ ok: true, value: [] }),
    print: () => {
      settle();
      return Promise.resolve({ ok: true, value: state.session && state.loaded ? print() : null });
    },
    disabled: () => Promise.resolve({ ok: true, value: new Set() }),
    bootstrap: () =>
      act('bootstrap', () => {
        const scripted = state.bootstrapAnswers.shift();
        if (scripted !== undefined) return scripted;
        if (state.loaded) return refused(5);
        if (state.disabled) return { kind: 'disabled' };
        state.loaded = true;
        if (state.spawns === 'at-load') spawn();
        return DONE;
      }),
    bootout: () =>
      act('bootout', () => {
        if (state.bootoutAnswer !== null) return state.bootoutAnswer;
        if (!state.loaded) return { kind: 'not-loaded' };
        goneAt = now + state.teardownMs;
        settle();
        return DONE;
      }),
    enable: () =>
      act('enable', () => {
        state.disabled = false;
        return DONE;
      }),
    disable: () =>
      act('disable', () => {
        state.disabled = true;
        return DONE;
      }),
    kickstart: () =>
      act('kickstart', () => {
        if (!state.loaded) return { kind: 'not-loaded' };
        if (state.spawns === 'when-kicked') spawn();
        return DONE;
      }),
  };
  const timers: ProcedureTimers = {
    now: () => now,
    sleep: (milliseconds) => {
      now += milliseconds;
      return Promise.resolve();
    },
  };
  const noProblem = (): Promise<null> => Promise.resolve(null);
  return {
    state,
    verbs,
    clock: () => now,
    launchd,
    start: (): Promise<StartResult> => startService(launchd, AGENT, { timers, checkFiles: noProblem }),
    stop: (
      persist = true,
      beforeAct: () => Promise<ReturnType<typeof fail> | null> = noProblem,
    ): Promise<StopResult> => stopService(launchd, AGENT, { timers, persist, beforeAct }),
  };
}
interface FakeState {
  session: boolean;
  loaded: boolean;
  disabled: boolean;
  pid: number | null;
  spawns: 'at-load' | 'when-kicked' | 'never';
  teardownMs: number;
  printState: string | null;
  lastExitCode: string | null;
  bootstrapAnswers: LaunchdAct[];
  bootoutAnswer: LaunchdAct | null;
}

describe('startService', () => {
  it('enables, then loads, and is content with a running process', async () => {
    const fake = createFake({ disabled: true });
    expect(await fake.start()).toEqual({ kind: 'started', pid: 4_711 });
    expect(fake.verbs).toEqual(['enable', 'bootstrap']);
  });

  it('leaves a running service alone', async () => {
    const fake = createFake({ loaded: true, pid: 12 });
    expect(await fake.start()).toEqual({ kind: 'already-running', pid: 12 });
    expect(fake.verbs).toEqual([]);
  });

  it('kicks a service that is loaded and does not run, and never unloads it', async () => {
    const fake = createFake({ loaded: true, spawns: 'when-kicked' });
    expect(await fake.start()).toMatchObject({ kind: 'started' });
    expect(fake.verbs).toEqual(['enable', 'kickstart']);
  });

  it('does nothing without a screen session', async () => {
    const fake = createFake({ session: false });
    expect(await fake.start()).toEqual({ kind: 'no-screen-session' });
    expect(fake.verbs).toEqual([]);
  });

  it('tries again while the one before is still ending', async () => {
    const fake = createFake({ bootstrapAnswers: [refused(5), { kind: 'in-progress' }, refused(37)] });
    expect(await fake.start()).toMatchObject({ kind: 'started' });
    expect(fake.verbs.filter((verb) => verb === 'bootstrap')).toHaveLength(4);
    expect(fake.clock()).toBe(1_500);
  });

  it('takes “already loaded” for loaded when print agrees', async () => {
    const fake = createFake();
    fake.state.bootstrapAnswers = [refused(5)];
    const { launchd } = fake;
    const bootstrap = launchd.bootstrap.bind(launchd);
    const result = await startService(
      {
        ...launchd,
        bootstrap: async (path) => {
          const answer = await bootstrap(path);
          fake.state.loaded = true;
          fake.state.pid = 9;
          return answer;
        },
      },
      AGENT,
      { checkFiles: () => Promise.resolve(null) },
    );
    expect(result).toEqual({ kind: 'started', pid: 9 });
  });

  it('gives up at ExitTimeOut and ten seconds', async () => {
    const fake = createFake({ bootstrapAnswers: Array.from({ length: 1_000 }, () => refused(5)) });
    expect(await fake.start()).toEqual({ kind: 'refused', text: 'error 5' });
    expect(fake.clock()).toBe(15_000);
  });

  it.each([
    [{ kind: 'disabled' }, { kind: 'disabled-by-system' }],
    [{ kind: 'no-domain' }, { kind: 'no-screen-session' }],
    [refused(122), { kind: 'refused', text: 'error 122' }],
  ] as const)('does not try again after %j', async (answer, result) => {
    const fake = createFake({ bootstrapAnswers: [answer] });
    expect(await fake.start()).toEqual(result);
    expect(fake.verbs).toEqual(['enable', 'bootstrap']);
  });

  it('does not take a loaded service for a running one', async () => {
    const broken = createFake({
      spawns: 'never',
      printState: 'spawn scheduled',
      lastExitCode: '78: EX_CONFIG',
    });
    expect(await broken.start()).toMatchObject({
      kind: 'not-spawning',
      detail: expect.stringContaining('EX_CONFIG'),
    });
    const ends = createFake({ spawns: 'never', lastExitCode: '1' });
    expect(await ends.start()).toEqual({
      kind: 'not-spawning',
      detail: 'launchd says “not running”; its last run ended with exit 1.',
    });
    expect(ends.verbs.filter((verb) => verb === 'kickstart')).toHaveLength(1);
  });

  it('waits for a process that launchd is only about to turn into the program', async () => {
    const fake = createFake({ loaded: true, pid: 3, printState: 'xpcproxy' });
    expect(await fake.start()).toMatchObject({ kind: 'not-spawning' });
  });

  it('says when launchctl does not answer', async () => {
    const { launchd } = createFake();
    const checkFiles = (): Promise<null> => Promise.resolve(null);
    const silent = { ok: false, why: 'launchctl did not answer within 5 s.' } as const;
    const deaf = { ...launchd, print: () => Promise.resolve(silent) };
    expect(await startService(deaf, AGENT, { checkFiles })).toEqual({ kind: 'no-answer', why: silent.why });
    const blind = { ...launchd, screenSession: () => Promise.resolve(silent) };
    expect(await startService(blind, AGENT, { checkFiles })).toEqual({ kind: 'no-answer', why: silent.why });
  });
});

describe('stopService', () => {
  it('unloads, waits until it is gone, and disables', async () => {
    const fake = createFake({ loaded: true, pid: 5, teardownMs: 3_000 });
    expect(await fake.stop()).toEqual({ kind: 'stopped', staysStopped: true });
    expect(fake.verbs).toEqual(['bootout', 'disable']);
    expect(fake.clock()).toBe(3_000);
    expect(fake.state).toMatchObject({ loaded: false, disabled: true });
  });

  it('does not disable for a restart', async () => {
    const fake = createFake({ loaded: true, pid: 5 });
    expect(await fake.stop(false)).toEqual({ kind: 'stopped', staysStopped: false });
    expect(fake.verbs).toEqual(['bootout']);
  });

  it('ends nothing when the caller’s check forbids it', async () => {
    const fake = createFake({ loaded: true, pid: 5 });
    const failure = fail('job-running', 'A job is running.');
    expect(await fake.stop(true, () => Promise.resolve(failure))).toEqual({ kind: 'withheld', failure });
    expect(fake.verbs).toEqual([]);
    expect(fake.state).toMatchObject({ loaded: true, pid: 5, disabled: false });
  });

  it('asks the caller last, immediately before', async () => {
    const fake = createFake({ loaded: true, pid: 5 });
    const seen: string[][] = [];
    await fake.stop(true, () => {
      seen.push([...fake.verbs]);
      return Promise.resolve(null);
    });
    expect(seen).toEqual([[]]);
  });

  it('keeps one that is not loaded from coming back', async () => {
    const fake = createFake();
    expect(await fake.stop()).toEqual({ kind: 'not-loaded', staysStopped: true });
    expect(fake.verbs).toEqual(['disable']);
  });

  it('goes by print, whatever bootout said', async () => {
    const progress = createFake({ loaded: true, bootoutAnswer: { kind: 'in-progress' } });
    expect(await progress.stop()).toEqual({ kind: 'timed-out' });
    expect(progress.clock()).toBe(15_000);
    const silent = createFake({ loaded: true, bootoutAnswer: { kind: 'no-answer', why: 'slow' } });
    expect(await silent.stop()).toEqual({ kind: 'timed-out' });
    const no = createFake({ loaded: true, bootoutAnswer: refused(150) });
    expect(await no.stop()).toEqual({ kind: 'refused', text: 'error 150' });
    expect(no.verbs).toEqual(['bootout']);
  });

  it('waits as long as the service may take, and no longer', async () => {
    const fake = createFake({ loaded: true, pid: 5, teardownMs: 60_000 });
    expect(await fake.stop()).toEqual({ kind: 'timed-out' });
    expect(fake.clock()).toBe(15_000);
    expect(fake.state.disabled).toBe(true);
  });
});

it('keeps its promises from any state, however launchd behaves', async () => {
  const answers = fc.array(
    fc.constantFrom<LaunchdAct>(
      DONE,
      refused(5),
      refused(37),
      refused(17),
      { kind: 'in-progress' },
      {
        kind: 'no-answer',
        why: 'x',
      },
    ),
    { maxLength: 5 },
  );
  const setup = fc.record({
    session: fc.boolean(),
    loaded: fc.boolean(),
    disabled: fc.boolean(),
    spawns: fc.constantFrom('at-load' as const, 'when-kicked' as const, 'never' as const),
    teardownMs: fc.integer({ min: 0, max: 40_000 }),
  });
  await fc.assert(
    fc.asyncProperty(
      setup,
      answers,
      fc.array(fc.constantFrom('start', 'stop', 'withheld'), { minLength: 1, maxLength: 6 }),
      async (state, bootstrapAnswers, commands) => {
        // A scripted "done" is only true of a launchd that did it.
        const scripted = bootstrapAnswers.filter((answer) => answer.kind !== 'done');
        const fake = createFake({ ...state, bootstrapAnswers: scripted });
        for (const command of commands) {
          const before = fake.clock();
          const verbs = fake.verbs.length;
          const withheld = fail('job-running', 'A job is running.');
          const result =
            command === 'start'
              ? await fake.start()
              : await fake.stop(true, () => Promise.resolve(command === 'stop' ? null : withheld));
          const { loaded, pid } = fake.state;
          const told =
            (result.kind !== 'started' || (loaded && pid === result.pid)) &&
            (result.kind !== 'stopped' || (!loaded && pid === null));
          const ended = fake.verbs.slice(verbs).includes('bootout');
          const harmless = command === 'stop' || !ended;
          const bounded = fake.clock() - before <= 30_000;
          expect({ result, told, harmless, bounded }).toMatchObject({
            told: true,
            harmless: true,
            bounded: true,
          });
        }
      },
    ),
  );
});
