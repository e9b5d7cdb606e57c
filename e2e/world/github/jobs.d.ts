import type { Agent, Conclusion, Job, Run, RunnerMessage, ScriptStep, Session, StepRecord } from './model.ts';
import { type State } from './state.ts';
export interface JobSpec {
  /** `owner/name`; made when it is not there. */
  readonly repository: string;
  readonly workflow?: string;
  readonly job: string;
  readonly branch?: string;
  readonly commit?: string;
  readonly actor?: string;
  readonly event?: string;
  readonly labels?: readonly string[];
  readonly steps: readonly ScriptStep[];
  readonly result?: string;
}
/** Queues one run with one job, as a push would. */
export declare function queueJob(
  state: State,
  spec: JobSpec,
): {
  readonly runId: number;
  readonly jobId: number;
};
export declare const jobsOf: (state: State, runId: number) => Job[];
/** `status` and `conclusion` of a run: from its jobs of the latest attempt. */
export declare function runStatus(
  state: State,
  run: Run,
): {
  readonly status: 'queued' | 'in_progress' | 'completed';
  readonly conclusion: Conclusion | null;
};
/** Labels match without regard to case, all of them (github.md 6.3). */
export declare const takesLabels: (agent: Agent, labels: readonly string[]) => boolean;
/** Offers each queued job, oldest first, to an online idle runner that may take it. */
export declare function matchJobs(state: State): void;
type Unsent = RunnerMessage extends infer M
  ? M extends RunnerMessage
    ? Omit<M, 'messageId'>
    : never
  : never;
/** Puts a message into a session's queue and ends its long poll. */
export declare function send(state: State, session: Session, message: Unsent): void;
/** The offer is taken. `taken`: by someone else or too late; `gone`: no such offer. */
export declare function acquireJob(
  state: State,
  jobMessageId: string,
  agentId: number,
): Job | 'gone' | 'taken';
/** The moment at which GitHub shows the job as running: the first sign of life, or a little later. */
export declare function beginJob(state: State, job: Job): void;
export declare function renewJob(state: State, job: Job): void;
export declare function recordSteps(state: State, job: Job, steps: readonly StepRecord[]): void;
export declare function endJob(state: State, job: Job, conclusion: Conclusion): void;
/** `gone`: no such run; `done`: it has ended. Running jobs are asked to end; queued ones end at once. */
export declare function cancelRun(
  state: State,
  runId: number,
  how: 'ask' | 'force',
): 'accepted' | 'done' | 'gone';
/** A new attempt: every job again, or only those that did not succeed. */
export declare function rerun(
  state: State,
  runId: number,
  which: 'all' | 'failed',
): 'accepted' | 'running' | 'gone';
/** The registration is gone: its session ends, its long poll too; a running job goes on by itself until its lock ends. */
export declare function removeAgent(state: State, agentId: number): boolean;
export {};
