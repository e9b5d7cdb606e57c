/**
 * Ends a runner through its service, and for a restart starts it again. Whether a job runs is asked immediately
 * before (design.md section 4); afterwards the processes are looked at, since a service that is gone is not yet a runner that is.
 *
 * A restart is bootout and bootstrap, although macOS may then tell of a background item (macos.md 1.3 (3)): `kickstart -k`
 * ends the process in a way that no page describes, and a listener that is killed leaves its session at GitHub,
 * which refuses the next one for four minutes (runner.md 4.3). bootout is a SIGTERM that the official wrapper hands on.
 * A bare `run.sh`, as guides have it, does not: launchd would kill its listener (runner.md 5.5). There the listener is told first.
 */
import { basename } from 'node:path';
import { fail, type Failure } from '../../../shared/contract.ts';
import type { ProcessAnswer, ProcessSight } from '../../../shared/domain.ts';
import type { AgentPlist } from '../host/host.ts';
import { runningAgent, runsOutsideServices } from './choose-agent.ts';
import type { CommandPort, EndCommand } from './command-port.ts';

import { startService, stopService } from './launchd-procedure.ts';
import { procedureFailure } from './procedure-words.ts';
import type { RunnerRecord } from './record.ts';
import { OUTSIDE, refusal, UNKNOWN } from './refusal.ts';

/** After the Worker's end its listener still tells GitHub the result; then it writes the completion line. */
export const REPORT_LIMIT_MS = 5_000;
const LOOK_MS = 500;
/** launchd kills the whole group with its service (runner.md 5.5); what lives on after this is not of it. */
export const REMAIN_LIMIT_MS = 20_000;
/** A service that takes longer than its own limit to go is waited for so much longer before a restart gives up. */
export const GONE_LIMIT_MS = 120_000;
/** A listener that was told to end closes its session and is gone within a second or two. */
export const FAREWELL_LIMIT_MS = 15_000;
const FAREWELL_LOOK_MS = 100;
const START_TRIES = 3;
const START_PAUSE_MS = 2_000;

/** @param fallback the service to end where none of them has the listener (it may have ended by itself). */
export async function endRunner(
  port: CommandPort,
  command: EndCommand,
  fallback: AgentPlist,
): Promise<Failure | null> {
  await port.lookAtServices();
  const record = port.record();
  if (record === null) return UNKNOWN;
  if (runsOutsideServices(record)) return OUTSIDE;
  const agent = runningAgent(record) ?? fallback;
  let told = false;
  const result = await stopService(port.host.launchd, agent, {
    persist: command === 'stop',
    timers: port.timers,
    beforeAct: async () => {
      const seen = await port.look();
      const refused = refusal(seen, port.record(), command, port.host.now());
      told = refused === null;
      if (refused !== null || seen === null || handsOn(agent)) return refused;
      await letListenerEnd(port, listenersOf(agent, record, seen));
      return await jobSince(port);
    },
  });
  if (command === 'stop') return procedureFailure(result) ?? (await remaining(port, 'stop'));
  // Once it was told to end it will be gone, sooner or later: then it must be started again, whatever else failed.
  const late = result.kind === 'timed-out' || result.kind === 'no-answer';
  if (!(told && late)) {
    const failure = procedureFailure(result);
    if (failure !== null) return failure;
  } else if (!(await isGone(port, agent))) return NOT_GONE;
  return (await remaining(port, 'restart')) ?? (await startAgain(port, agent));
}

/** Whether a SIGTERM to the service's program reaches its listener as a wish to end (runner.md 4.3, 5.4). */
function handsOn({ program, environment }: AgentPlist): boolean {
  const names = program.map((part) => basename(part));
  if (names.includes('runsvc.sh')) return true;
  return names.includes('run.sh') && (environment['RUNNER_MANUALLY_TRAP_SIG'] ?? '') !== '';
}

function listenersOf(
  { label }: AgentPlist,
  { launchd }: RunnerRecord,
  seen: ProcessAnswer,
): readonly ProcessSight[] {
  const services = launchd.kind === 'answered' ? launchd.answer.services : [];
  const pid = services.find((service) => service.label === label)?.pid ?? null;
  if (pid === null) return [];
  return seen.listeners.filter((one) => one.pid === pid || one.ancestors.includes(pid));
}

/**
 * Has it say good-bye to GitHub; what does not end is left to launchd. A service that is kept alive starts the next at once,
 * which has no session yet when the service goes.
 */
async function letListenerEnd(port: CommandPort, told: readonly ProcessSight[]): Promise<void> {
  for (const listener of told) await port.host.signal(listener, 'SIGINT');
  const deadline = port.host.now() + FAREWELL_LIMIT_MS;
  for (;;) {
    const now = await port.look();
    const lives = now?.listeners.some(({ pid }) => told.some((one) => one.pid === pid)) ?? true;
    if (!lives || port.host.now() >= deadline) return;
    if ((await port.wait(FAREWELL_LOOK_MS)) === 'stopped') return;
  }
}

/** That took a while, and a service that is kept alive may have had a job since: bootout would end it. */
async function jobSince(port: CommandPort): Promise<Failure | null> {
  const seen = await port.look();
  if (seen === null) return NOT_SEEN;
  return seen.workers.length === 0 ? null : JOB_SINCE;
}

const NOT_SEEN = fail(
  'job-unknown',
  'The runner was told to end, but Trackside cannot see whether a job has come since, so its service was left alone.',
  'Look again in a moment; then stop it, or start it.',
);
const JOB_SINCE = fail(
  'job-running',
  'A job has come while the runner was told to end, so its service was left alone.',
  'Try again when the job has ended.',
);

const NOT_GONE = fail(
  'timed-out',
  'The runner was told to end but its service is still there, so it was not started again.',
  'Look again in a moment, then start it.',
);

async function isGone(port: CommandPort, agent: AgentPlist): Promise<boolean> {
  const deadline = port.host.now() + GONE_LIMIT_MS;
  for (;;) {
    const seen = await port.host.launchd.print(agent.label);
    if (seen.ok && seen.value === null) return true;
    if (port.host.now() > deadline || (await port.wait(LOOK_MS)) === 'stopped') return false;
  }
}

/** Why it is not stopped after all: a listener of it lives on. What cannot be seen the runner's state says itself. */
async function remaining(port: CommandPort, command: EndCommand): Promise<Failure | null> {
  const deadline = port.host.now() + REMAIN_LIMIT_MS;
  for (;;) {
    const seen = await port.look();
    const listener = seen?.listeners[0];
    if (listener === undefined) return null;
    if (port.host.now() > deadline || (await isOfAnother(port))) {
      return fail(
        'no-service',
        `Its service was stopped, but the runner still runs (process ${listener.pid})${
          command === 'restart' ? ', so its service was not started again' : ''
        }.`,
        'Another service or a terminal has started it; end it there, when no job runs.',
      );
    }
    if ((await port.wait(LOOK_MS)) === 'stopped') return null;
  }
}

/** Another service of the runner has it: that does not go by waiting. */
async function isOfAnother(port: CommandPort): Promise<boolean> {
  await port.lookAtServices();
  const record = port.record();
  return record !== null && runningAgent(record) !== null;
}

async function startAgain(port: CommandPort, agent: AgentPlist): Promise<Failure | null> {
  for (let tries = 1; ; tries += 1) {
    const result = await startAgent(port, agent);
    const mayPass = result.kind === 'no-answer' || result.kind === 'timed-out';
    if (mayPass && tries < START_TRIES && (await port.wait(START_PAUSE_MS)) === 'over') continue;
    const failure = procedureFailure(result);
    if (failure === null) return null;
    const hint = failure.hint === undefined ? '' : `${failure.hint} `;
    return { ...failure, hint: `${hint}The runner is stopped now; start it again.` };
  }
}

async function startAgent(port: CommandPort, agent: AgentPlist): ReturnType<typeof startService> {
  return await startService(port.host.launchd, agent, {
    timers: port.timers,
    checkFiles: (one) => port.checkFiles(one),
  });
}

/** Starts its service. */
export async function beginRunner(port: CommandPort, agent: AgentPlist): Promise<Failure | null> {
  return procedureFailure(await startAgent(port, agent));
}

/**
 * Waits until the listener has told the result of a job that has just ended: until its log says so, or a few seconds
 * without a Worker have passed. Ends early when there is something to refuse; that is for the caller to ask again.
 */
export async function untilReported(port: CommandPort, command: EndCommand): Promise<void> {
  const deadline = port.host.now() + REPORT_LIMIT_MS;
  for (;;) {
    const seen = await port.look();
    const record = port.record();
    if (seen === null || record === null || refusal(seen, record, command, port.host.now()) !== null) return;
    const isOwed = seen.listeners.length > 0 && (record.job !== null || record.log.state === 'busy');
    if (!isOwed || port.host.now() >= deadline) return;
    if ((await port.wait(LOOK_MS)) === 'stopped') return;
  }
}
