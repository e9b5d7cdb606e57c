import { describe, expect, it } from 'vitest';
import type { PendingCommand, ProcessAnswer } from '../../../shared/domain.ts';
import type { Host, Launchd, LaunchdAct, ServicePrint } from '../host/host.ts';
import { AGENT, aRecord, NO_PROCESSES, NOW } from '../testing/samples.ts';
import { type CommandPort, createCommands } from './commands.ts';
import { deriveState } from './derive-state.ts';
import type { RunnerRecord } from './record.ts';

const RUNNING: ServicePrint = {
  state: 'running',
  jobState: 'running',
  pid: 50,
  runs: 1,
  lastExitCode: null,
  lastExitReason: null,
  lastTerminatingSignal: null,
  path: AGENT.path,
  program: AGENT.program[0] ?? null,
};
const idleProcesses: ProcessAnswer = {
  ...NO_PROCESSES,
  listeners: [{ pid: 100, startedAt: NOW }],
  processCount: 1,
};
const busyProcesses: ProcessAnswer = { ...idleProcesses, workers: [{ pid: 101, startedAt: NOW }] };

/** A runner whose processes and service the test moves; every act on launchd and every signal is noted. */
function practice(first: ProcessAnswer | null) {
  const acts: string[] = [];
  const problems: string[] = [];
  let seen: ProcessAnswer | null = first;
  let loaded = true;
  let pending: PendingCommand | null = null;
  let changed = (): void => undefined;
  let beforeLook: (() => void) | null = null;
  const act = (name: string, then: () => void): Promise<LaunchdAct> => {
    acts.push(name);
    then();
    return Promise.resolve({ kind: 'done' });
  };
  const launchd: Launchd = {
    screenSession: async () => ({ ok: true, value: true }),
    list: async () => ({ ok: true, value: [] }),
    print: async () => ({ ok: true, value: loaded ? RUNNING : null }),
    disabled: async () => ({ ok: true, value: new Set() }),
    bootstrap: () => act('bootstrap', () => (loaded = true)),
    bootout: () =>
      act('bootout', () => {
        loaded = false;
        seen = NO_PROCESSES;
      }),
    enable: () => act('enable', () => undefined),
    disable: () => act('disable', () => undefined),
    kickstart: () => act('kickstart', () => undefined),
  };
  const signal: Host['signal'] = async (target, name) => {
    acts.push(`${name} ${target.pid}`);
    seen = NO_PROCESSES;
    return { ok: true, value: 'sent' };
  };
  const record = (): RunnerRecord => {
    const base = aRecord({
      processes:
        seen === null
          ? { kind: 'unknown', since: NOW, why: '' }
          : { kind: 'answered', at: NOW, answer: seen },
      log: { ...aRecord().log, state: 'idle', lastAt: NOW },
      pending,
    });
    return { ...base, state: deriveState(base, NOW) };
  };
  const port: CommandPort = {
    host: { launchd, signal, now: () => NOW } as Host,
    record,
    look: async () => {
      beforeLook?.();
      return seen;
    },
    setPending: (next) => (pending = next),
    setProblem: (problem) => void (problem !== null && problems.push(problem.message)),
    refresh: async () => undefined,
    onSettled: (listener) => {
      changed = listener;
      return () => undefined;
    },
    wait: () => new Promise(() => undefined),
  };
  return {
    commands: createCommands(port),
    acts,
    problems,
    pending: () => pending,
    see: (next: ProcessAnswer | null) => {
      seen = next;
      changed();
    },
    onLook: (hook: () => void) => (beforeLook = hook),
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
    expect(world.problems[0]).toContain('nothing was ended');
  });

  it('of an idle runner unloads and disables it', async () => {
    const world = practice(idleProcesses);
    expect(await world.commands.stop('if-idle')).toMatchObject({ ok: true });
    await world.commands.settled();
    expect(world.acts).toEqual(['bootout', 'disable']);
  });

  it('is withheld when a job arrives between the look and the act', async () => {
    const world = practice(idleProcesses);
    let looks = 0;
    world.onLook(() => {
      looks += 1;
      if (looks === 2) world.see(busyProcesses);
    });
    await world.commands.stop('if-idle');
    await world.commands.settled();
    expect(world.acts).toEqual([]);
    expect(world.problems[0]).toContain('A job is running');
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
    expect(world.commands.start()).toMatchObject({ ok: false, code: 'busy-with-command' });
    world.commands.keep();
    world.see(idleProcesses);
    await world.commands.settled();
  });
});
