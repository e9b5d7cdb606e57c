import { describe, expect, it, vi } from 'vitest';
import type { PendingCommand, ProcessAnswer, RunnerState, ServiceAnswer } from '../../../shared/domain.ts';
import type { AgentPlist, Host, Launchd, LaunchdAct, ServicePrint } from '../host/host.ts';
import type { LogState } from '../jobs/log-event.ts';
import { AGENT, aProcess, aRecord, aService, NO_PROCESSES, NOW } from '../testing/samples.ts';
import type { CommandPort } from './command-port.ts';
import { createCommands, WAIT_LOOK_MS } from './commands.ts';
import { deriveState, UPDATE_LIMIT_MS } from './derive-state.ts';
import { FAREWELL_LIMIT_MS, REPORT_LIMIT_MS } from './end-runner.ts';
import { NOTHING_REMEMBERED } from './memory.ts';
import type { RunnerRecord } from './record.ts';

const SERVICE_PID = 50;
const idleProcesses: ProcessAnswer = {
  ...NO_PROCESSES,
  listeners: [aProcess(100, NOW, [60, SERVICE_PID])],
  processCount: 1,
};
const busyProcesses: ProcessAnswer = {
  ...idleProcesses,
  workers: [aProcess(101, NOW, [100, 60, SERVICE_PID])],
};
const HAND_MADE: AgentPlist = {
  ...AGENT,
  label: 'com.exzosframer.runner',
  path: '/Users/me/Library/LaunchAgents/com.exzosframer.runner.plist',
  program: ['/Users/me/actions-runner/run.sh'],
};

function printOf(service: ServiceAnswer): ServicePrint {
  return {
    state: service.state,
    jobState: null,
    pid: service.pid,
    runs: 1,
    lastExitCode: null,
    lastExitReason: null,
    lastTerminatingSignal: null,
    path: null,
    program: null,
  };
}

interface Setup {
  readonly agents?: readonly AgentPlist[];
  readonly services?: readonly ServiceAnswer[];
  /** Since when the log has spoken of an update. */
  readonly updatingSince?: number;
}

/**
 * A runner whose processes, log and services the test moves; every act on launchd and every signal is noted. Time goes
 * on by the short waits of the commands only: `at` tells what happens when.
 */
function practice(first: ProcessAnswer | null, setup: Setup = {}) {
  const acts: string[] = [];
  const problems: (string | null)[] = [];
  const reports: unknown[] = [];
  const agents = setup.agents ?? [AGENT];
  const services = new Map((setup.services ?? [aService()]).map((one) => [one.label, one]));
  let seen: ProcessAnswer | null = first;
  let log: LogState = { ...aRecord().log, state: 'idle', lastAt: NOW };
  let pending: PendingCommand | null = null;
  let known = true;
  let state: RunnerState | null = null;
  let now = NOW;
  let refresh = (): Promise<void> => Promise.resolve();
  let printAnswers = true;
  const listeners = new Set<() => void>();
  const schedule: { readonly at: number; readonly happens: () => void }[] = [];
  let beforeLook: (() => void) | null = null;
  let onBootout = (label: string): void => {
    services.delete(label);
    if (services.size === 0) seen = NO_PROCESSES;
  };
  let onSignal = (): 'sent' | 'gone' => {
    seen = NO_PROCESSES;
    return 'sent';
  };
  const act = (name: string, then: () => void): Promise<LaunchdAct> => {
    acts.push(name);
    then();
    return Promise.resolve({ kind: 'done' });
  };
  const pass = (milliseconds: number): Promise<void> => {
    now += milliseconds;
    for (const due of schedule.filter(({ at }) => at <= now)) {
      schedule.splice(schedule.indexOf(due), 1);
      due.happens();
    }
    return Promise.resolve();
  };
  const short = (label: string): string => (agents.length > 1 ? ` ${label}` : '');
  const launchd: Launchd = {
    screenSession: async () => ({ ok: true, value: true }),
    list: async () => ({ ok: true, value: [] }),
    print: async (label) => {
      const service = services.get(label);
      if (!printAnswers) return { ok: false, why: 'launchctl did not answer.' };
      return { ok: true, value: service === undefined ? null : printOf(service) };
    },
    disabled: async () => ({ ok: true, value: new Set() }),
    bootstrap: (path) =>
      act('bootstrap', () => {
        const agent = agents.find((one) => one.path === path) ?? AGENT;
        services.set(agent.label, aService({ label: agent.label }));
        seen = idleProcesses;
      }),
    bootout: (label) => act(`bootout${short(label)}`, () => onBootout(label)),
    enable: () => act('enable', () => undefined),
    disable: (label) => act(`disable${short(label)}`, () => undefined),
    kickstart: () => act('kickstart', () => undefined),
  };
  const signal: Host['signal'] = async (target, name) => {
    acts.push(`${name} ${target.pid}`);
    return { ok: true, value: onSignal() };
  };
  const record = (): RunnerRecord => {
    const base = aRecord({
      agents,
      memory: { ...NOTHING_REMEMBERED, updatingSince: setup.updatingSince ?? null },
      processes:
        seen === null
          ? { kind: 'unknown', since: NOW, why: '' }
          : { kind: 'answered', at: NOW, answer: seen },
      launchd: {
        kind: 'answered',
        at: NOW,
        answer: { screenSession: true, services: [...services.values()] },
      },
      log,
      pending,
    });
    return { ...base, state: state ?? deriveState(base, now) };
  };
  const port: CommandPort = {
    host: { launchd, signal, now: () => now },
    record: () => (known ? record() : null),
    look: async () => {
      beforeLook?.();
      return seen;
    },
    lookAtServices: async () => undefined,
    setPending: (next) => (pending = next),
    setProblem: (problem) => void problems.push(problem?.message ?? null),
    refresh: () => refresh(),
    onSettled: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    wait: async (milliseconds) => {
      if (milliseconds >= WAIT_LOOK_MS) return await new Promise(() => undefined);
      await pass(milliseconds);
      return 'over';
    },
    timers: { now: () => now, sleep: pass },
    checkFiles: async () => null,
    report: (_where, error) => void reports.push(error),
  };
  const settle = (): void => {
    for (const listener of listeners) listener();
  };
  return {
    commands: createCommands(port),
    acts,
    problems,
    reports,
    services,
    pending: () => pending,
    elapsed: () => now - NOW,
    see: (next: ProcessAnswer | null) => {
      seen = next;
      settle();
    },
    write: (next: Partial<LogState>) => {
      log = { ...log, ...next };
      settle();
    },
    inState: (next: RunnerState | null) => (state = next),
    at: (milliseconds: number, happens: () => void) =>
      void schedule.push({ at: NOW + milliseconds, happens }),
    forget: () => (known = false),
    onLook: (hook: () => void) => (beforeLook = hook),
    onBootout: (hook: (label: string) => void) => (onBootout = hook),
    onSignal: (hook: () => 'sent' | 'gone') => (onSignal = hook),
    onRefresh: (hook: () => Promise<void>) => (refresh = hook),
    launchctlAnswers: (whether: 'yes' | 'no') => (printAnswers = whether === 'yes'),
  };
}

describe('stop', () => {
  it('while a job runs is refused with the choice, and nothing is ended', async () => {
    const world = practice(busyProcesses);
    expect(await world.commands.stop('if-idle')).toMatchObject({ ok: false, code: 'job-running' });
    await world.commands.settled();
    expect(world.acts).toEqual([]);
    expect(world.pending()).toBeNull();
  });

  it('while nobody knows whether a job runs is refused, and nothing is ended', async () => {
    const world = practice(null);
    expect(await world.commands.stop('if-idle')).toMatchObject({ ok: false, code: 'job-unknown' });
    for (const when of ['cancel-job'] as const) {
      await world.commands.stop(when);
      await world.commands.settled();
    }
    expect(world.acts).toEqual([]);
    expect(world.problems.at(-1)).toContain('nothing was ended');
  });

  it('of an idle runner unloads and disables it', async () => {
    const world = practice(idleProcesses);
    expect(await world.commands.stop('if-idle')).toMatchObject({ ok: true });
    await world.commands.settled();
    expect(world.acts).toEqual(['bootout', 'disable']);
  });

  describe('of a bare run.sh, which hands no SIGTERM on', () => {
    const agents = [HAND_MADE];
    const services = [aService({ label: HAND_MADE.label, kind: 'hand-made' })];

    it('has the listener end by itself first, so that GitHub keeps no session of it', async () => {
      const world = practice(idleProcesses, { agents, services });
      await world.commands.stop('if-idle');
      await world.commands.settled();
      expect(world.acts).toEqual(['SIGINT 100', 'bootout', 'disable']);
      expect(world.elapsed()).toBeLessThan(1_000);
    });

    it('leaves a listener that does not hear to launchd', async () => {
      const world = practice(idleProcesses, { agents, services });
      world.onSignal(() => 'sent');
      await world.commands.stop('if-idle');
      await world.commands.settled();
      expect(world.acts).toEqual(['SIGINT 100', 'bootout', 'disable']);
      expect(world.elapsed()).toBeGreaterThanOrEqual(FAREWELL_LIMIT_MS);
    });

    it('ends no job that the next listener has had meanwhile, nor one that it cannot see', async () => {
      const kept = aProcess(200, NOW, [SERVICE_PID]);
      const next = { ...NO_PROCESSES, listeners: [kept], workers: [aProcess(201, NOW, [200])] };
      for (const [now, words] of [
        [next, 'A job has come while the runner was told to end'],
        [null, 'cannot see whether a job has come since'],
      ] as const) {
        const world = practice(idleProcesses, { agents, services });
        world.onSignal(() => {
          world.see(now);
          return 'sent';
        });
        await world.commands.stop('if-idle');
        await world.commands.settled();
        expect(world.acts).toEqual(['SIGINT 100']);
        expect(world.problems.at(-1)).toContain(words);
      }
    });

    it('tells nobody while a job runs', async () => {
      const world = practice(busyProcesses, { agents, services });
      await world.commands.stop('if-idle');
      await world.commands.settled();
      expect(world.acts).toEqual([]);
    });

    it('in trap mode needs no word before', async () => {
      const trapping = { ...HAND_MADE, environment: { RUNNER_MANUALLY_TRAP_SIG: '1' } };
      const world = practice(idleProcesses, { agents: [trapping], services });
      await world.commands.stop('if-idle');
      await world.commands.settled();
      expect(world.acts).toEqual(['bootout', 'disable']);
    });
  });

  it('is withheld when a job arrives between the look and the act', async () => {
    const world = practice(idleProcesses);
    let looks = 0;
    world.onLook(() => {
      looks += 1;
      if (looks === 3) world.see(busyProcesses);
    });
    await world.commands.stop('if-idle');
    await world.commands.settled();
    expect(world.acts).toEqual([]);
    expect(world.problems.at(-1)).toContain('A job is running');
  });

  it('after this job waits for it, and for one taken in that very moment', async () => {
    const world = practice(busyProcesses);
    await world.commands.stop('after-job');
    await Promise.resolve();
    expect(world.pending()?.phase).toBe('waiting');
    expect(world.acts).toEqual([]);
    let looks = 0;
    world.onLook(() => {
      looks += 1;
      // The look before the act finds the next job already running.
      if (looks === 2) world.see(busyProcesses);
      if (looks === 4) world.onLook(() => undefined);
    });
    world.see(idleProcesses);
    await expect.poll(() => looks).toBeGreaterThanOrEqual(2);
    expect(world.acts).toEqual([]);
    world.onLook(() => undefined);
    world.see(idleProcesses);
    await world.commands.settled();
    expect(world.acts).toEqual(['bootout', 'disable']);
  });

  it('after this job can be taken back while it waits', async () => {
    const world = practice(busyProcesses);
    await world.commands.stop('after-job');
    expect(world.commands.keep()).toBe(true);
    world.see(idleProcesses);
    await world.commands.settled();
    expect(world.acts).toEqual([]);
    expect(world.commands.keep()).toBe(false);
  });

  it('with the job cancelled tells the listener, waits, and only then unloads', async () => {
    const world = practice(busyProcesses);
    await world.commands.stop('cancel-job');
    await world.commands.settled();
    expect(world.acts).toEqual(['SIGINT 100', 'bootout', 'disable']);
  });

  it('is one at a time', async () => {
    const world = practice(busyProcesses);
    await world.commands.stop('after-job');
    expect(await world.commands.stop('cancel-job')).toMatchObject({ ok: false, code: 'busy-with-command' });
    expect(await world.commands.start()).toMatchObject({ ok: false, code: 'busy-with-command' });
    world.commands.keep();
    world.see(idleProcesses);
    await world.commands.settled();
  });

  it('of a runner that updates itself is refused in words: ended in the middle, its installation breaks', async () => {
    const world = practice(idleProcesses);
    world.write({ state: 'updating' });
    for (const when of ['if-idle', 'after-job', 'cancel-job'] as const) {
      expect(await world.commands.stop(when)).toMatchObject({ ok: false, message: /updating itself/ });
      expect(await world.commands.restart(when)).toMatchObject({ ok: false, hint: /when it is done/ });
    }
    expect(world.acts).toEqual([]);
  });

  it('of an update that takes far too long is not refused: it may be left and begins anew', async () => {
    const world = practice(idleProcesses, { updatingSince: NOW - UPDATE_LIMIT_MS - 1 });
    world.write({ state: 'updating' });
    expect(await world.commands.stop('if-idle')).toMatchObject({ ok: true });
    await world.commands.settled();
    expect(world.acts).toEqual(['bootout', 'disable']);
  });

  it('is withheld when an update begins between the look and the act', async () => {
    const world = practice(idleProcesses);
    let looks = 0;
    world.onLook(() => {
      looks += 1;
      if (looks === 3) world.inState({ kind: 'updating', version: null });
    });
    await world.commands.stop('if-idle');
    await world.commands.settled();
    expect(world.acts).toEqual([]);
    expect(world.problems.at(-1)).toContain('updating itself');
  });

  it('after this job lets the listener tell the result before it is ended', async () => {
    const world = practice(busyProcesses);
    world.write({ state: 'busy', jobStartedAt: NOW - 3_600_000 });
    await world.commands.stop('after-job');
    let actsAtCompletion: readonly string[] | null = null;
    world.at(2_000, () => {
      actsAtCompletion = [...world.acts];
      world.write({ state: 'idle' });
    });
    world.see(idleProcesses);
    await world.commands.settled();
    expect(actsAtCompletion).toEqual([]);
    expect(world.acts).toEqual(['bootout', 'disable']);
  });

  it('does not wait for ever for a result that nobody writes', async () => {
    const world = practice(idleProcesses);
    world.write({ state: 'busy', jobStartedAt: NOW - 3_600_000 });
    await world.commands.stop('if-idle');
    await world.commands.settled();
    expect(world.acts).toEqual(['bootout', 'disable']);
    expect(world.elapsed()).toBeGreaterThanOrEqual(REPORT_LIMIT_MS);
  });

  it('never leaves a runner under way, even if the last look fails or hangs', async () => {
    const world = practice(idleProcesses);
    world.onRefresh(() => Promise.reject(new Error('no')));
    await world.commands.stop('if-idle');
    await world.commands.settled();
    expect(world.pending()).toBeNull();
    expect(world.reports).toHaveLength(1);
    vi.useFakeTimers();
    try {
      world.onRefresh(() => new Promise(() => undefined));
      await world.commands.start();
      await vi.advanceTimersByTimeAsync(60_000);
      await world.commands.settled();
    } finally {
      vi.useRealTimers();
    }
    expect(world.pending()).toBeNull();
  });
});

describe('a runner that is forgotten or an app that quits', () => {
  it('takes back a stop that waits: it never acts on a runner that came back', async () => {
    const world = practice(busyProcesses);
    await world.commands.stop('after-job');
    await world.commands.close();
    world.see(idleProcesses);
    await world.commands.settled();
    expect(world.acts).toEqual([]);
    expect(await world.commands.stop('if-idle')).toMatchObject({ ok: false, code: 'not-found' });
  });

  it('without a record there is no log to ask, so nothing is ended', async () => {
    const world = practice(idleProcesses);
    let looks = 0;
    world.onLook(() => {
      looks += 1;
      if (looks === 3) world.forget();
    });
    await world.commands.stop('if-idle');
    await world.commands.settled();
    expect(world.acts).toEqual([]);
  });

  it('lets a restart that is between its two halves finish', async () => {
    const world = practice(idleProcesses);
    const closing: Promise<void>[] = [];
    world.onBootout((label) => {
      world.services.delete(label);
      world.see(NO_PROCESSES);
      closing.push(world.commands.close());
    });
    await world.commands.restart('if-idle');
    await world.commands.settled();
    await Promise.all(closing);
    expect(closing).toHaveLength(1);
    expect(world.acts).toEqual(['bootout', 'enable', 'bootstrap']);
  });
});

describe('with two services for one directory', () => {
  const agents = [AGENT, HAND_MADE];
  const dead = aService({ pid: null, state: 'not running' });
  const running = aService({ label: HAND_MADE.label, kind: 'hand-made' });

  it('stop ends the one that has the process, not the one that is only loaded', async () => {
    const world = practice(idleProcesses, { agents, services: [dead, running] });
    world.onBootout((label) => {
      world.services.delete(label);
      if (label === HAND_MADE.label) world.see(NO_PROCESSES);
    });
    await world.commands.stop('if-idle');
    await world.commands.settled();
    expect(world.acts).toEqual(['SIGINT 100', `bootout ${HAND_MADE.label}`, `disable ${HAND_MADE.label}`]);
    expect(world.problems.at(-1)).toBeNull();
  });

  it('stop ends the one that has the process when the job is over, though another had it before', async () => {
    const world = practice(busyProcesses, { agents, services: [aService(), { ...running, pid: null }] });
    await world.commands.stop('after-job');
    world.services.set(AGENT.label, dead);
    world.services.set(HAND_MADE.label, running);
    world.onBootout(() => world.see(NO_PROCESSES));
    world.see(idleProcesses);
    await world.commands.settled();
    expect(world.acts.slice(0, 2)).toEqual(['SIGINT 100', `bootout ${HAND_MADE.label}`]);
  });

  it('a listener that lives on after the stop is told, not called a success', async () => {
    const both = { ...idleProcesses, listeners: [...idleProcesses.listeners, aProcess(200, NOW, [70])] };
    const other = aService({ label: HAND_MADE.label, kind: 'hand-made', pid: 70 });
    const world = practice(both, { agents, services: [aService(), other] });
    world.onBootout((label) => {
      world.services.delete(label);
      world.see({ ...both, listeners: both.listeners.slice(1) });
    });
    await world.commands.stop('if-idle');
    await world.commands.settled();
    expect(world.problems.at(-1)).toContain('still runs (process 200)');
    // It is another service's, which does not end by waiting.
    expect(world.elapsed()).toBeLessThan(1_000);
  });

  it('a runner that none of them started is left alone', async () => {
    const world = practice(idleProcesses, { agents, services: [dead] });
    await world.commands.stop('if-idle');
    await world.commands.settled();
    expect(world.acts).toEqual([]);
    expect(world.problems.at(-1)).toContain('none of its services started it');
  });
});

describe('cancel', () => {
  it('tells the listener that started the Worker, not another', async () => {
    const world = practice({
      ...NO_PROCESSES,
      listeners: [aProcess(90, NOW, [SERVICE_PID]), aProcess(100, NOW, [SERVICE_PID])],
      workers: [aProcess(101, NOW, [100, SERVICE_PID])],
    });
    await world.commands.stop('cancel-job');
    await world.commands.settled();
    expect(world.acts[0]).toBe('SIGINT 100');
  });

  it('looks again when that listener is gone before it could be told', async () => {
    const world = practice(busyProcesses);
    const later = aProcess(300, NOW, [SERVICE_PID]);
    let times = 0;
    world.onSignal(() => {
      times += 1;
      world.see(
        times === 1
          ? { ...busyProcesses, listeners: [later], workers: [aProcess(301, NOW, [300])] }
          : NO_PROCESSES,
      );
      return times === 1 ? 'gone' : 'sent';
    });
    await world.commands.stop('cancel-job');
    await world.commands.settled();
    expect(world.acts).toEqual(['SIGINT 100', 'SIGINT 300', 'bootout', 'disable']);
  });

  it('while the Worker is not there yet waits for it instead of asking to choose again', async () => {
    const other = aProcess(90, NOW, [SERVICE_PID]);
    const world = practice({ ...idleProcesses, listeners: [other, ...idleProcesses.listeners] });
    world.write({ state: 'busy', jobStartedAt: NOW });
    world.at(2_000, () => world.see(busyProcesses));
    await world.commands.stop('cancel-job');
    await world.commands.settled();
    expect(world.acts).toEqual(['SIGINT 100', 'bootout', 'disable']);
  });

  it('of a job whose last steps take long goes on waiting, says so, and then restarts the runner', async () => {
    const world = practice(busyProcesses);
    world.onSignal(() => 'sent');
    world.at(20 * 60_000, () => world.see(NO_PROCESSES));
    await world.commands.restart('cancel-job');
    await world.commands.settled();
    expect(world.problems.some((problem) => problem?.includes('last steps') === true)).toBe(true);
    expect(world.problems.at(-1)).toBeNull();
    expect(world.acts).toEqual(['SIGINT 100', 'bootout', 'enable', 'bootstrap']);
  });

  it('kills nothing when the job does not end at all', async () => {
    const world = practice(busyProcesses);
    world.onSignal(() => 'sent');
    await world.commands.stop('cancel-job');
    await world.commands.settled();
    expect(world.acts).toEqual(['SIGINT 100']);
    expect(world.problems.at(-1)).toContain('nothing was killed');
  });
});

describe('restart', () => {
  it('goes on to start the runner when its service takes longer than its limit to go', async () => {
    const world = practice(idleProcesses);
    world.onBootout((label) => {
      world.see(NO_PROCESSES);
      world.at(40_000, () => world.services.delete(label));
    });
    await world.commands.restart('if-idle');
    await world.commands.settled();
    expect(world.acts).toEqual(['bootout', 'enable', 'bootstrap']);
    expect(world.problems.at(-1)).toBeNull();
  });

  it('says so when the service never goes', async () => {
    const world = practice(idleProcesses);
    world.onBootout(() => world.see(NO_PROCESSES));
    await world.commands.restart('if-idle');
    await world.commands.settled();
    expect(world.acts).toEqual(['bootout']);
    expect(world.problems.at(-1)).toContain('was not started again');
  });

  it('goes on when launchd was silent for a while after it was told', async () => {
    const world = practice(idleProcesses);
    world.onBootout((label) => {
      world.services.delete(label);
      world.see(NO_PROCESSES);
      world.launchctlAnswers('no');
      world.at(40_000, () => world.launchctlAnswers('yes'));
    });
    await world.commands.restart('if-idle');
    await world.commands.settled();
    expect(world.acts).toEqual(['bootout', 'enable', 'bootstrap']);
  });
});

describe('start', () => {
  it('of a runner that runs by hand is refused in words: GitHub allows it one session', async () => {
    const world = practice(idleProcesses, { services: [] });
    expect(await world.commands.start()).toMatchObject({ ok: false, message: /runs already, outside/ });
    expect(world.acts).toEqual([]);
    expect(world.pending()).toBeNull();
  });

  it('is refused while nobody knows whether it runs', async () => {
    const world = practice(null, { services: [] });
    expect(await world.commands.start()).toMatchObject({ ok: false, message: /nothing was started/ });
    expect(world.acts).toEqual([]);
  });

  it('of a stopped runner loads its service', async () => {
    const world = practice(NO_PROCESSES, { services: [] });
    expect(await world.commands.start()).toMatchObject({ ok: true });
    await world.commands.settled();
    expect(world.acts).toEqual(['enable', 'bootstrap']);
  });
});
