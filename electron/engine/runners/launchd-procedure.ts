/**
 * Starting and stopping a runner's service through launchd, by the procedure of macos.md 1.3: the end state is
 * verified with `print`, since an answer of launchctl alone says little (error 5 has many causes, 0 is no start).
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Failure } from '../../../shared/contract.ts';
import type { AgentPlist, Launchd, LaunchdAct, ServicePrint } from '../host/host.ts';
import { checkAgentFiles } from './agent-files.ts';
import type { FileProblem } from './agent-files.ts';

/** The clock of a procedure; tests give one that they move themselves. */
export interface ProcedureTimers {
  /** Milliseconds that only ever grow. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
}

export type StartResult =
  | { readonly kind: 'started'; readonly pid: number }
  | { readonly kind: 'already-running'; readonly pid: number }
  | { readonly kind: 'no-screen-session' }
  /** launchd keeps it switched off although it was enabled: the person did so in System Settings, or a profile did. */
  | { readonly kind: 'disabled-by-system' }
  | { readonly kind: 'plist-missing' }
  /** Loaded, but no process comes to life. */
  | { readonly kind: 'not-spawning'; readonly detail: string }
  | { readonly kind: 'refused'; readonly text: string }
  | { readonly kind: 'timed-out' }
  | { readonly kind: 'no-answer'; readonly why: string };

export type StopResult =
  /** `staysStopped`: false where launchd will load it again at the next login. */
  | { readonly kind: 'stopped'; readonly staysStopped: boolean }
  | { readonly kind: 'not-loaded'; readonly staysStopped: boolean }
  /** The caller's own check forbade it; nothing was done. */
  | { readonly kind: 'withheld'; readonly failure: Failure }
  | { readonly kind: 'refused'; readonly text: string }
  /** Told to end, but still there at the limit. */
  | { readonly kind: 'timed-out' }
  | { readonly kind: 'no-answer'; readonly why: string };

export type ProcedureResult = StartResult | StopResult;

export interface StartOptions {
  readonly timers?: ProcedureTimers;
  readonly checkFiles?: (agent: AgentPlist) => Promise<FileProblem | null>;
}
export interface StopOptions {
  readonly timers?: ProcedureTimers;
  /** True (default): it also stays stopped after the next login, by `disable`. False: a restart follows. */
  readonly persist?: boolean;
  /** Asked immediately before the service is ended; a failure keeps it from being ended. */
  readonly beforeAct: () => Promise<Failure | null>;
}

const RETRY_MS = 500;
const LOOK_MS = 250;
/** launchd's own default (macos.md 1.5), and what is added for it to tidy up (1.3). */
const DEFAULT_EXIT_SECONDS = 5;
const EXTRA_SECONDS = 10;

export const REAL_TIMERS: ProcedureTimers = {
  now: () => performance.now(),
  sleep: async (milliseconds) => {
    await delay(milliseconds);
  },
};

/** Milliseconds after which launchd must have killed whatever would not end. */
function limitOf(agent: AgentPlist): number {
  return ((agent.exitTimeOut ?? DEFAULT_EXIT_SECONDS) + EXTRA_SECONDS) * 1000;
}

/**
 * Loads the service if need be and sees to it that its process runs. A service that is loaded is never unloaded,
 * and a process that runs is left alone.
 */
export async function startService(
  launchd: Launchd,
  agent: AgentPlist,
  options: StartOptions = {},
): Promise<StartResult> {
  const timers = options.timers ?? REAL_TIMERS;
  const problem = await (options.checkFiles ?? checkAgentFiles)(agent);
  if (problem !== null) return problem;
  const session = await launchd.screenSession();
  if (!session.ok) return { kind: 'no-answer', why: session.why };
  if (!session.value) return { kind: 'no-screen-session' };
  const before = await launchd.print(agent.label);
  if (!before.ok) return { kind: 'no-answer', why: before.why };
  const pid = runningPid(before.value);
  if (pid !== null) return { kind: 'already-running', pid };
  // An earlier stop left a `disable`; without it this does nothing.
  const enabled = actFailure(await launchd.enable(agent.label));
  if (enabled !== null) return enabled;
  const deadline = timers.now() + limitOf(agent);
  if (before.value === null) {
    const loaded = await load(launchd, agent, timers, deadline);
    if (loaded !== null) return loaded;
  }
  return await spawn(launchd, agent, timers);
}

/** Null: it is loaded. */
async function load(
  launchd: Launchd,
  agent: AgentPlist,
  timers: ProcedureTimers,
  deadline: number,
): Promise<StartResult | null> {
  for (;;) {
    const act = await launchd.bootstrap(agent.path);
    if (act.kind === 'done') return null;
    if (act.kind === 'disabled') return { kind: 'disabled-by-system' };
    // 5, 17, 36, 37 and no answer: it may be there already, or the one before is still ending. `print` knows.
    if (!mayBeLoaded(act)) {
      return actFailure(act) ?? { kind: 'refused', text: 'launchd did not load the service.' };
    }
    const seen = await launchd.print(agent.label);
    if (!seen.ok) return { kind: 'no-answer', why: seen.why };
    if (seen.value !== null) return null;
    if (timers.now() + RETRY_MS > deadline) {
      return actFailure(act) ?? { kind: 'timed-out' };
    }
    await timers.sleep(RETRY_MS);
  }
}

function mayBeLoaded(act: LaunchdAct): boolean {
  switch (act.kind) {
    case 'in-progress':
    case 'no-answer':
      return true;
    case 'refused':
      return act.status === 5 || act.status === 17 || act.status === 37;
    case 'done':
    case 'not-loaded':
    case 'no-domain':
    case 'disabled':
      return false;
  }
}

/** Waits for a process; asks for one where launchd has not started it by itself (no RunAtLoad, or it ended before). */
async function spawn(launchd: Launchd, agent: AgentPlist, timers: ProcedureTimers): Promise<StartResult> {
  const deadline = timers.now() + limitOf(agent);
  let kicked = false;
  for (;;) {
    const seen = await launchd.print(agent.label);
    if (!seen.ok) return { kind: 'no-answer', why: seen.why };
    if (seen.value === null) return { kind: 'refused', text: 'launchd unloaded the service again at once.' };
    const pid = runningPid(seen.value);
    if (pid !== null) return { kind: 'started', pid };
    if (!kicked) {
      kicked = true;
      const failure = actFailure(await launchd.kickstart(agent.label));
      if (failure !== null) return failure;
    } else if (cannotSpawn(seen.value)) return notSpawning(seen.value);
    if (timers.now() + RETRY_MS > deadline) return notSpawning(seen.value);
    await timers.sleep(RETRY_MS);
  }
}

/** A pid that launchd is only about to turn into the program (`xpcproxy`) is no running service yet. */
function runningPid(print: ServicePrint | null): number | null {
  return print === null || print.state === 'xpcproxy' ? null : print.pid;
}

/** 78 EX_CONFIG: launchd could not start the program at all, or could not open its log files. */
function cannotSpawn(print: ServicePrint): boolean {
  return print.state === 'spawn failed' || /^78\b/.test(print.lastExitCode ?? '');
}

function notSpawning(print: ServicePrint): StartResult {
  if (cannotSpawn(print)) {
    return {
      kind: 'not-spawning',
      detail: 'launchd cannot start its program, or cannot write its log file (EX_CONFIG).',
    };
  }
  const end =
    print.lastTerminatingSignal ??
    print.lastExitReason ??
    (print.lastExitCode === null ? null : `exit ${print.lastExitCode}`);
  const state = print.state === null ? '' : `launchd says “${print.state}”`;
  const last = end === null ? '' : `its last run ended with ${end}`;
  return {
    kind: 'not-spawning',
    detail: `${[state, last].filter((part) => part !== '').join('; ') || 'launchd starts no process'}.`,
  };
}

/** Null for an answer that lets the procedure go on. */
function actFailure(act: LaunchdAct): Exclude<StartResult, { kind: 'started' | 'already-running' }> | null {
  switch (act.kind) {
    case 'done':
      return null;
    case 'no-domain':
      return { kind: 'no-screen-session' };
    case 'disabled':
      return { kind: 'disabled-by-system' };
    case 'in-progress':
      return { kind: 'timed-out' };
    case 'not-loaded':
      return { kind: 'refused', text: 'launchd does not know the service.' };
    case 'refused':
      return { kind: 'refused', text: act.text };
    case 'no-answer':
      return { kind: 'no-answer', why: act.why };
  }
}

/**
 * Unloads the service, which ends its processes, and disables it so that it stays stopped. `beforeAct` is the last
 * thing asked before that. Whatever launchctl says, `print` decides whether it is gone.
 */
export async function stopService(
  launchd: Launchd,
  agent: AgentPlist,
  options: StopOptions,
): Promise<StopResult> {
  const timers = options.timers ?? REAL_TIMERS;
  const persist = options.persist ?? true;
  const before = await launchd.print(agent.label);
  if (!before.ok) return { kind: 'no-answer', why: before.why };
  if (before.value === null) {
    return { kind: 'not-loaded', staysStopped: persist && (await staysStopped(launchd, agent)) };
  }
  const failure = await options.beforeAct();
  if (failure !== null) return { kind: 'withheld', failure };
  const deadline = timers.now() + limitOf(agent);
  const act = await launchd.bootout(agent.label);
  if (act.kind === 'refused' || act.kind === 'disabled') {
    return { kind: 'refused', text: act.kind === 'refused' ? act.text : 'launchd did not stop the service.' };
  }
  const gone = await waitUntilGone(launchd, agent, timers, deadline);
  if (gone.kind === 'no-answer' && act.kind === 'no-answer') return { kind: 'no-answer', why: act.why };
  // It was told to end: that it should stay so holds even if it takes longer than we wait.
  const stays = persist && (await staysStopped(launchd, agent));
  return gone.kind === 'gone' ? { kind: 'stopped', staysStopped: stays } : gone;
}

type Gone =
  | { readonly kind: 'gone' }
  | { readonly kind: 'timed-out' }
  | { readonly kind: 'no-answer'; readonly why: string };

async function waitUntilGone(
  launchd: Launchd,
  agent: AgentPlist,
  timers: ProcedureTimers,
  deadline: number,
): Promise<Gone> {
  for (;;) {
    const seen = await launchd.print(agent.label);
    if (seen.ok && seen.value === null) return { kind: 'gone' };
    if (timers.now() + LOOK_MS > deadline) {
      return seen.ok ? { kind: 'timed-out' } : { kind: 'no-answer', why: seen.why };
    }
    await timers.sleep(LOOK_MS);
  }
}

async function staysStopped(launchd: Launchd, agent: AgentPlist): Promise<boolean> {
  return (await launchd.disable(agent.label)).kind === 'done';
}
