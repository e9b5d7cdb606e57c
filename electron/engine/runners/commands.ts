/**
 * Start, stop and restart, as a person asked. A job is only ended by `cancel-job`, the person's own choice;
 * whether a Worker lives is asked again immediately before anything ends (design.md section 4).
 */
import { fail, ok, type Failure, type Reply } from '../../../shared/contract.ts';
import type {
  Instant,
  PendingCommand,
  ProcessAnswer,
  RunnerCommand,
  StopWhen,
} from '../../../shared/domain.ts';
import type { AgentPlist, Host } from '../host/host.ts';
import { startService, stopService } from './launchd-procedure.ts';
import { procedureFailure } from './procedure-words.ts';
import type { RunnerRecord } from './record.ts';

/** SIGINT, then the steps' own 7.5 s and 2.5 s (runner.md 4.3), then the job's closing words to GitHub. */
export const CANCEL_LIMIT_MS = 60_000;
const CANCEL_LOOK_MS = 1_000;
/** How often a waiting stop looks whether the job has ended; it is also told by the logs. */
export const WAIT_LOOK_MS = 15_000;

/** What the commands need of the engine, for one runner. */
export interface CommandPort {
  readonly host: Host;
  record(): RunnerRecord | null;
  /** This runner's processes as of now; null when the process table cannot be had. */
  look(): Promise<ProcessAnswer | null>;
  setPending(pending: PendingCommand | null): void;
  setProblem(problem: { readonly at: Instant; readonly message: string } | null): void;
  /** Looks at everything again: something was changed. */
  refresh(): Promise<void>;
  /** Calls back whenever the runner's state may have changed; gives the way to stop. */
  onSettled(listener: () => void): () => void;
  /** Resolves after so many milliseconds, at once when the engine stops. */
  wait(milliseconds: number): Promise<void>;
}

export interface RunnerCommands {
  start(): Reply<{ readonly accepted: true }>;
  stop(when: StopWhen): Promise<Reply<{ readonly accepted: true }>>;
  restart(when: StopWhen): Promise<Reply<{ readonly accepted: true }>>;
  /** Takes back a stop or restart that still waits for the job. */
  keep(): boolean;
  /** Resolves when nothing is under way. */
  settled(): Promise<void>;
}

const ACCEPTED = ok({ accepted: true } as const);

export function createCommands(port: CommandPort): RunnerCommands {
  let waiting: { cancelled: boolean } | null = null;
  let underWay: Promise<void> = Promise.resolve();
  /** Work that was taken back must not clear what was asked after it. */
  let latest = 0;

  const pendingNow = (command: RunnerCommand, when: StopWhen, phase: PendingCommand['phase']): void =>
    port.setPending({ command, when, phase, since: port.host.now() });

  /** Runs in the background; what goes wrong is told on the runner, not thrown. */
  function carryOut(work: () => Promise<Failure | null>): void {
    port.setProblem(null);
    latest += 1;
    const mine = latest;
    underWay = work()
      .catch((): Failure => fail('internal', 'Something went wrong inside Trackside; nothing more was done.'))
      .then(async (failure) => {
        if (mine !== latest) return;
        if (failure !== null) port.setProblem({ at: port.host.now(), message: sentence(failure) });
        // Looked at first, so that what was asked for gives way to what is, and nothing else in between.
        await port.refresh();
        if (mine === latest) port.setPending(null);
      });
  }

  function readiness(): { readonly agent: AgentPlist } | Failure {
    const record = port.record();
    if (record === null) return fail('not-found', 'Trackside does not know this runner any more.');
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

  async function endRunner(command: 'stop' | 'restart', agent: AgentPlist): Promise<Failure | null> {
    const result = await stopService(port.host.launchd, agent, {
      persist: command === 'stop',
      beforeAct: async () => refusal(await port.look(), port.record(), command),
    });
    const failure = procedureFailure(result);
    return failure === null && command === 'restart' ? await begin(agent) : failure;
  }

  async function begin(agent: AgentPlist): Promise<Failure | null> {
    return procedureFailure(await startService(port.host.launchd, agent));
  }

  async function afterJob(command: 'stop' | 'restart', agent: AgentPlist): Promise<Failure | null> {
    const token = { cancelled: false };
    waiting = token;
    try {
      while (!token.cancelled) {
        const seen = await port.look();
        if (token.cancelled) return null;
        if (refusal(seen, port.record(), command) === null) {
          pendingNow(command, 'after-job', 'acting');
          const failure = await endRunner(command, agent);
          // Another job was taken in that very moment: it runs to its end as well.
          if (failure?.code !== 'job-running') return failure;
          pendingNow(command, 'after-job', 'waiting');
        }
        await changeOr(WAIT_LOOK_MS);
      }
      return null;
    } finally {
      if (waiting === token) waiting = null;
    }
  }

  async function changeOr(milliseconds: number): Promise<void> {
    let stopListening = (): void => undefined;
    const changed = new Promise<void>((resolve) => {
      stopListening = port.onSettled(resolve);
    });
    await Promise.race([changed, port.wait(milliseconds)]);
    stopListening();
  }

  /** Ends this runner's job the runner's own way: SIGINT to its listener, which tells Worker and GitHub. */
  async function cancelJob(command: 'stop' | 'restart', agent: AgentPlist): Promise<Failure | null> {
    const seen = await port.look();
    if (seen === null) return UNKNOWN;
    const listener = seen.listeners[0];
    if (listener === undefined) {
      return fail(
        'job-unknown',
        'The job runs without its listener, so it cannot be cancelled properly from here.',
        'Cancel it on GitHub.',
      );
    }
    const sent = await port.host.signal(listener, 'SIGINT');
    if (!sent.ok) return fail('job-unknown', `The runner could not be told to cancel: ${sent.why}`);
    const deadline = port.host.now() + CANCEL_LIMIT_MS;
    for (;;) {
      const now = await port.look();
      if (
        now !== null &&
        now.workers.length === 0 &&
        now.listeners.every((other) => other.pid !== listener.pid)
      ) {
        break;
      }
      if (port.host.now() > deadline) {
        return fail(
          'timed-out',
          'The job has been told to end but still runs after a minute; nothing was killed.',
          'Look at the job on GitHub.',
        );
      }
      await port.wait(CANCEL_LOOK_MS);
    }
    return await endRunner(command, agent);
  }

  async function end(
    command: 'stop' | 'restart',
    when: StopWhen,
  ): Promise<Reply<{ readonly accepted: true }>> {
    const ready = readiness();
    if ('ok' in ready) return ready;
    pendingNow(command, when, 'acting');
    const refused = await refuseIdleOnly(command, when);
    if (refused !== null) {
      port.setPending(null);
      return refused;
    }
    pendingNow(command, when, when === 'after-job' ? 'waiting' : 'acting');
    carryOut(async () => {
      if (when === 'after-job') return await afterJob(command, ready.agent);
      if (when === 'cancel-job') return await cancelOrEnd(command, ready.agent);
      return await endRunner(command, ready.agent);
    });
    return ACCEPTED;
  }

  async function cancelOrEnd(command: 'stop' | 'restart', agent: AgentPlist): Promise<Failure | null> {
    const seen = await port.look();
    if (seen === null) return UNKNOWN;
    return seen.workers.length > 0 ? await cancelJob(command, agent) : await endRunner(command, agent);
  }

  async function refuseIdleOnly(command: 'stop' | 'restart', when: StopWhen): Promise<Failure | null> {
    if (when !== 'if-idle') return null;
    return refusal(await port.look(), port.record(), command);
  }

  return {
    start: () => {
      const ready = readiness();
      if ('ok' in ready) return ready;
      pendingNow('start', 'if-idle', 'acting');
      carryOut(() => begin(ready.agent));
      return ACCEPTED;
    },
    stop: (when) => end('stop', when),
    restart: (when) => end('restart', when),
    keep: () => {
      if (waiting === null || port.record()?.pending?.phase !== 'waiting') return false;
      waiting.cancelled = true;
      waiting = null;
      latest += 1;
      port.setPending(null);
      return true;
    },
    settled: () => underWay,
  };
}

const UNKNOWN = fail(
  'job-unknown',
  'Trackside cannot see right now whether a job runs, so nothing was ended.',
  'Try again in a moment.',
);

/** Why nothing may be ended now; null when no witness speaks of a job. The log knows of one before its Worker is there. */
function refusal(
  seen: ProcessAnswer | null,
  record: RunnerRecord | null,
  command: 'stop' | 'restart',
): Failure | null {
  if (seen === null) return UNKNOWN;
  const kind = record?.state.kind;
  if (seen.workers.length === 0 && kind !== 'busy' && kind !== 'draining') return null;
  return fail(
    'job-running',
    'A job is running, so nothing was ended.',
    `Choose to ${command} after this job, or to cancel the job.`,
  );
}

/** The loaded service first, then the official one: two for one directory is a finding, and only one may run. */
export function chooseAgent(record: RunnerRecord): AgentPlist | null {
  const services = record.launchd.kind === 'answered' ? record.launchd.answer.services : [];
  const loaded = new Set(services.filter((service) => service.loaded).map((service) => service.label));
  return (
    record.agents.find((agent) => loaded.has(agent.label)) ??
    record.agents.find((agent) => agent.label.startsWith('actions.runner.')) ??
    record.agents[0] ??
    null
  );
}

function sentence(failure: Failure): string {
  return failure.hint === undefined ? failure.message : `${failure.message} ${failure.hint}`;
}
