/**
 * Start, stop and restart, as a person asked. A job is only ended by `cancel-job`, the person's own choice;
 * whether a Worker lives is asked again immediately before anything ends (design.md section 4).
 */
import { fail, ok, type Failure, type Reply } from '../../../shared/contract.ts';
import type { PendingCommand, RunnerCommand, StopWhen } from '../../../shared/domain.ts';
import type { AgentPlist } from '../host/host.ts';
import { within } from '../host/within.ts';
import { cancelJob } from './cancel-job.ts';
import { chooseAgent } from './choose-agent.ts';
import type { CommandPort, EndCommand } from './command-port.ts';
import { beginRunner, endRunner, untilReported } from './end-runner.ts';
import { refusal, startRefusal, updateRefusal, UPDATING } from './refusal.ts';
import { createStandBy, type StandBy } from './stand-by.ts';

/** How often a waiting stop looks whether the job has ended; it is also told by the logs. */
export const WAIT_LOOK_MS = 15_000;
/** A last look at everything that takes longer must not keep a command under way. */
const REFRESH_LIMIT_MS = 20_000;

type Accepted = Reply<{ readonly accepted: true }>;

export interface RunnerCommands {
  start(): Promise<Accepted>;
  stop(when: StopWhen): Promise<Accepted>;
  restart(when: StopWhen): Promise<Accepted>;
  /** Takes back a stop or restart that still waits for the job. */
  keep(): boolean;
  /** Resolves when nothing is under way. */
  settled(): Promise<void>;
  /** Takes back what waits and accepts nothing more; resolves when what was already acting is done. */
  close(): Promise<void>;
}

const ACCEPTED = ok({ accepted: true } as const);
const GONE = fail('not-found', 'Trackside does not know this runner any more.');
const INTERNAL = fail('internal', 'Something went wrong inside Trackside; nothing more was done.');

export function createCommands(port: CommandPort): RunnerCommands {
  let waiting: StandBy | null = null;
  let underWay: Promise<void> = Promise.resolve();
  /** Work that was taken back must not clear what was asked after it. */
  let latest = 0;
  let closed = false;

  const pendingNow = (command: RunnerCommand, when: StopWhen, phase: PendingCommand['phase']): void =>
    port.setPending({ command, when, phase, since: port.host.now() });

  /** What goes wrong is told on the runner, not thrown. */
  async function attempt(work: () => Promise<Failure | null>): Promise<Failure | null> {
    try {
      return await work();
    } catch (error) {
      port.report('command', error);
      return INTERNAL;
    }
  }

  /** Runs in the background. However it ends, nothing stays under way. */
  function carryOut(work: () => Promise<Failure | null>): void {
    port.setProblem(null);
    latest += 1;
    const mine = latest;
    const run = async (): Promise<void> => {
      const failure = await attempt(work);
      if (mine !== latest) return;
      if (failure !== null) port.setProblem({ at: port.host.now(), message: sentence(failure) });
      // Looked at first, so that what was asked for gives way to what is, and nothing else in between.
      await attempt(async () => {
        await within(port.refresh(), REFRESH_LIMIT_MS);
        return null;
      });
      if (mine === latest) port.setPending(null);
    };
    underWay = run();
  }

  function readiness(): { readonly agent: AgentPlist } | Failure {
    const record = port.record();
    if (record === null || closed) return GONE;
    if (record.pending !== null) {
      return fail(
        'busy-with-command',
        'Something is already under way for this runner.',
        'Wait until it is done.',
      );
    }
    const agent = chooseAgent(record);
    return agent === null
      ? fail(
          'no-service',
          'No launchd service belongs to this runner, so it cannot be started or stopped from here.',
        )
      : { agent };
  }

  async function afterJob(command: EndCommand, agent: AgentPlist): Promise<Failure | null> {
    const standBy = createStandBy(port);
    waiting = standBy;
    try {
      while (!standBy.cancelled) {
        const seen = await port.look();
        if (!standBy.cancelled && refusal(seen, port.record(), command, port.host.now()) === null) {
          await untilReported(port, command);
          if (standBy.cancelled) return null;
          pendingNow(command, 'after-job', 'acting');
          const failure = await endRunner(port, command, agent);
          // Another job was taken in that very moment, or nobody could tell: it runs to its end as well.
          if (!isPassing(failure)) return failure;
          if (!standBy.cancelled) pendingNow(command, 'after-job', 'waiting');
        }
        if ((await standBy.changeOr(WAIT_LOOK_MS)) === 'stopped') return null;
      }
      return null;
    } finally {
      if (waiting === standBy) waiting = null;
    }
  }

  async function work(command: EndCommand, when: StopWhen, agent: AgentPlist): Promise<Failure | null> {
    switch (when) {
      case 'after-job':
        return await afterJob(command, agent);
      case 'cancel-job':
        return (await cancelJob(port)) ?? (await endRunner(port, command, agent));
      case 'if-idle':
        await untilReported(port, command);
        return await endRunner(port, command, agent);
    }
  }

  /** What keeps it from being accepted at all; looked up while the command already counts as under way. */
  async function accept(
    command: RunnerCommand,
    when: StopWhen,
    refused: () => Promise<Failure | null>,
    then: () => void,
  ): Promise<Accepted> {
    pendingNow(command, when, 'acting');
    const failure = (await attempt(refused)) ?? (closed ? GONE : null);
    if (failure !== null) {
      port.setPending(null);
      return failure;
    }
    then();
    return ACCEPTED;
  }

  async function end(command: EndCommand, when: StopWhen): Promise<Accepted> {
    const ready = readiness();
    if ('ok' in ready) return ready;
    const record = port.record();
    const updating = record === null ? null : updateRefusal(record, port.host.now());
    if (updating !== null) return updating;
    return await accept(
      command,
      when,
      async () =>
        when === 'if-idle' ? refusal(await port.look(), port.record(), command, port.host.now()) : null,
      () => {
        pendingNow(command, when, when === 'after-job' ? 'waiting' : 'acting');
        carryOut(() => work(command, when, ready.agent));
      },
    );
  }

  async function start(): Promise<Accepted> {
    const ready = readiness();
    if ('ok' in ready) return ready;
    return await accept(
      'start',
      'if-idle',
      async () => {
        await port.lookAtServices();
        return startRefusal(await port.look(), port.record());
      },
      () => carryOut(() => beginRunner(port, ready.agent)),
    );
  }

  return {
    start,
    stop: (when) => end('stop', when),
    restart: (when) => end('restart', when),
    keep: () => {
      if (waiting === null || port.record()?.pending?.phase !== 'waiting') return false;
      waiting.cancel();
      waiting = null;
      latest += 1;
      port.setPending(null);
      return true;
    },
    settled: () => underWay,
    close: async () => {
      closed = true;
      waiting?.cancel();
      await underWay;
    },
  };
}

function isPassing(failure: Failure | null): boolean {
  return failure?.code === 'job-running' || failure?.code === 'job-unknown' || failure === UPDATING;
}

function sentence(failure: Failure): string {
  return failure.hint === undefined ? failure.message : `${failure.message} ${failure.hint}`;
}
