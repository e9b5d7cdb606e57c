/** What the commands need of the engine, for one runner. */
import type { Instant, PendingCommand, ProcessAnswer, RunnerCommand } from '../../../shared/domain.ts';
import type { AgentPlist, Host } from '../host/host.ts';
import type { FileProblem } from './agent-files.ts';
import type { ProcedureTimers } from './launchd-procedure.ts';
import type { RunnerRecord } from './record.ts';

export type EndCommand = Extract<RunnerCommand, 'stop' | 'restart'>;

export interface CommandPort {
  readonly host: Pick<Host, 'launchd' | 'signal' | 'now'>;
  /** Null once the engine has let go of the runner. */
  record(): RunnerRecord | null;
  /** Processes and logs as of now; null when either cannot be had. */
  look(): Promise<ProcessAnswer | null>;
  /** Asks launchd anew about this runner's services. */
  lookAtServices(): Promise<void>;
  setPending(pending: PendingCommand | null): void;
  setProblem(problem: { readonly at: Instant; readonly message: string } | null): void;
  /** Looks at everything again: something was changed. */
  refresh(): Promise<void>;
  /** Calls back when this runner's state, processes or log have changed; gives the way to stop. */
  onSettled(listener: () => void): () => void;
  /** `stopped`: the engine has ended, and nothing may be begun any more. */
  wait(milliseconds: number): Promise<'over' | 'stopped'>;
  /** Of launchd's procedures. */
  readonly timers: ProcedureTimers;
  checkFiles(agent: AgentPlist): Promise<FileProblem | null>;
  /** Told of what went wrong inside. */
  report(where: string, error: unknown): void;
}
