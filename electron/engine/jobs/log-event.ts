/**
 * What a runner's logs say, as events. The words are those of GitHub's runner and of the CLI's
 * `inspect --json` (at is printed there as ISO time). One reader per kind of log; all give these.
 */
import type { Instant, JobResult } from '../../../shared/domain.ts';

export type LogKind = 'runner-console' | 'runner-diag' | 'worker-diag';

/** What a Worker log's job message tells of a job (runner.md 7.4). */
export interface JobDetails {
  readonly jobId: string | null;
  readonly repository: string | null;
  readonly workflow: string | null;
  readonly runId: string | null;
  readonly runNumber: string | null;
  readonly attempt: number | null;
  readonly branch: string | null;
  readonly commit: string | null;
  readonly actor: string | null;
  readonly event: string | null;
  /** The check run's id = the REST job id; digits. */
  readonly checkRunId: string | null;
  readonly serverUrl: string | null;
  /** The steps that the message names, in order, by display name. */
  readonly steps: readonly string[];
}

/** `at` is null where the log gives no time for it or before it. */
interface Timed {
  readonly at: Instant | null;
}

export type LogEvent = Timed &
  (
    | { readonly type: 'configuring' }
    /** The listener tries to create its session. */
    | { readonly type: 'connecting' }
    | { readonly type: 'configured'; readonly reason: string | null }
    | { readonly type: 'removed' }
    /** TCP and sign-in worked; the session does not exist yet: never "online". */
    | { readonly type: 'connected' }
    | { readonly type: 'version'; readonly version: string }
    | { readonly type: 'listening' }
    | {
        readonly type: 'job-started';
        readonly job: string;
        readonly details?: JobDetails;
        readonly workerPid?: number;
      }
    | {
        readonly type: 'job-completed';
        /** `''` when the log does not name it: a Worker log read from its middle. */
        readonly job: string;
        readonly result: JobResult;
        readonly seconds?: number;
        readonly workerPid?: number;
      }
    /** `_diag` only: a Worker runs for a job that this log may never name. */
    | { readonly type: 'worker-started'; readonly pid: number; readonly jobId: string | null }
    | {
        readonly type: 'step';
        readonly step: string;
        readonly state: 'running' | 'completed';
        readonly result: JobResult | null;
        readonly startedAt?: Instant;
      }
    | { readonly type: 'steps-announced'; readonly count: number }
    /** Life, at most one per 10 s: of a running job, of the poll for jobs, or (no `of`) of the log itself. */
    | { readonly type: 'heartbeat'; readonly of?: 'job' | 'poll' }
    /** One answer of `config.sh --check`. */
    | { readonly type: 'check'; readonly check: string; readonly outcome: 'passed' | 'failed' }
    | { readonly type: 'reconnecting'; readonly reason: string }
    | { readonly type: 'reconnected' }
    | { readonly type: 'conflict'; readonly reason: string }
    | { readonly type: 'updating'; readonly version: string | null }
    | { readonly type: 'update-failed'; readonly reason: string }
    /** The listener ended and its wrapper starts it again. */
    | { readonly type: 'restarting'; readonly reason: string | null }
    /** A fresh start of the service wrapper (`.path=` or `Started running service`). */
    | { readonly type: 'service-started' }
    | { readonly type: 'listener-started'; readonly pid: number | null }
    | { readonly type: 'deprecated'; readonly version: string | null; readonly reason: string }
    | { readonly type: 'registration-lost'; readonly reason: string }
    | { readonly type: 'crashed'; readonly reason: string }
    | { readonly type: 'broken-installation'; readonly reason: string }
    | { readonly type: 'stopping'; readonly reason: string }
    | { readonly type: 'stopped'; readonly reason: string }
    | { readonly type: 'error'; readonly reason: string }
  );

/** The states of EXPECTED.md's vocabulary. `unknown`: the log says nothing of it. */
export type LogStateKind =
  | 'unknown'
  | 'configuring'
  | 'connecting'
  | 'idle'
  | 'busy'
  | 'reconnecting'
  | 'conflict'
  | 'updating'
  | 'restarting'
  | 'stopped';

/** Where a log leaves the runner after its last event. */
export interface LogState {
  readonly state: LogStateKind;
  /** The running job's display name; null when none runs or it has no name here. */
  readonly job: string | null;
  /** When that job started. */
  readonly jobStartedAt: Instant | null;
  /** Why, for conflict, updating (version), restarting, stopped, reconnecting. */
  readonly reason: LogReason | null;
  /** The sentence that the log gave, if any. */
  readonly detail: string | null;
  /** Of the listener that runs or ran last; during an update still the old one. */
  readonly version: string | null;
  /** The version that it updates itself to; null when the log did not name it. */
  readonly target: string | null;
  /** The last time that the log told. */
  readonly lastAt: Instant | null;
  /** The last time that it had a session: listening, or at work. */
  readonly onlineAt: Instant | null;
}
export type LogReason =
  | 'by-person'
  | 'session-conflict'
  | 'version-deprecated'
  | 'registration-lost'
  | 'ephemeral-done'
  | 'crashed'
  | 'crash-looping'
  | 'broken-installation'
  | 'not-configured'
  | 'removed'
  | 'config-failed'
  | 'start-failed'
  | 'ended'
  | 'connection';

/** Turns bytes of one log, in order, into events. Keeps partial lines; never throws on content. */
export interface LogReader {
  /** A chunk as read from the file; may cut lines and characters anywhere. */
  push(chunk: Uint8Array): readonly LogEvent[];
  /** What a last line without line end says. The reader may go on afterwards. */
  flush(): readonly LogEvent[];
  /** Forgets the partial line: the file was rotated or truncated, or bytes were skipped. */
  reset(): void;
}
