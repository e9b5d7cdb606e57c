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
  /** The line has no end yet: its last word, and a job's name above all, may be cut. */
  readonly partial?: true;
}

/** Of a running job, of GitHub's answer to a poll, or of the listener's own word that it is free, which needs no network. */
export type Life = 'job' | 'poll' | 'free';

/** What `svc.sh` or launchctl says of one service. "Started:" alone means loaded; only a pid means running. */
export interface ServiceReport {
  readonly label: string;
  readonly loaded: boolean;
  readonly running: boolean;
  readonly pid: number | null;
  /** As launchd gives it: negative for a signal. */
  readonly lastExit: number | null;
}

/** What one `_diag` record tells of a job's lease and its Worker. */
interface FromDiag {
  /** The job request's number; 0 in the present flow. */
  readonly request?: number;
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
    /** `atStart`: said by a listener that begins, so that whatever ran before has ended. */
    | { readonly type: 'version'; readonly version: string; readonly atStart?: true }
    | { readonly type: 'listening' }
    | {
        readonly type: 'job-started';
        readonly job: string;
        readonly details?: JobDetails;
        readonly workerPid?: number;
      }
    | ({
        readonly type: 'job-completed';
        /** `''` when the log does not name it: a Worker log read from its middle. */
        readonly job: string;
        readonly result: JobResult;
        readonly seconds?: number;
        readonly startedAt?: Instant;
        readonly workerPid?: number;
        /** 100 and the result's number (actions/runner, TaskResultUtil). */
        readonly workerExitCode?: number;
      } & FromDiag)
    /** `_diag` only: a Worker runs for a job that this log may never name. */
    | ({ readonly type: 'worker-started'; readonly pid: number; readonly jobId: string | null } & FromDiag)
    | {
        readonly type: 'step';
        readonly step: string;
        readonly state: 'running' | 'completed';
        readonly result: JobResult | null;
        readonly startedAt?: Instant;
      }
    | { readonly type: 'steps-announced'; readonly count: number }
    /** Life, at most one per 10 s: of the log itself where there is no `of`. */
    | ({
        readonly type: 'heartbeat';
        readonly of?: Life;
        /** The end of the job's lease that was just renewed. */
        readonly validUntil?: Instant;
      } & FromDiag)
    /** One answer of `config.sh --check`. */
    | { readonly type: 'check'; readonly check: string; readonly outcome: 'passed' | 'failed' }
    | { readonly type: 'reconnecting'; readonly reason: string }
    | { readonly type: 'reconnected' }
    | { readonly type: 'conflict'; readonly reason: string; readonly runner?: string }
    | { readonly type: 'updating'; readonly version: string | null }
    | { readonly type: 'update-failed'; readonly reason: string }
    /** The listener ended and its wrapper starts it again. */
    | { readonly type: 'restarting'; readonly reason: string | null }
    /** A fresh start of the service wrapper (`.path=` or `Started running service`). */
    | { readonly type: 'service-started' }
    | { readonly type: 'listener-started'; readonly pid: number | null }
    /** `svc.sh`. `start: 'failed'`: the status that one failed `svc.sh start` prints; `other`: not the service asked for. */
    | ({ readonly type: 'service'; readonly start?: 'failed'; readonly other?: true } & ServiceReport)
    | {
        readonly type: 'service-installed';
        readonly label: string;
        readonly plist: string;
        readonly logFolder: string | null;
      }
    /** The script that swaps the files waits for the listener to end. Its log is in local time. */
    | { readonly type: 'update-script'; readonly pid: number; readonly localTime: string }
    /** A step's log: the annotation below the runner's own limit of 100 MB. */
    | { readonly type: 'low-disk'; readonly freeMegabytes: number; readonly reason: string }
    /** A step's log: a job hook ran, and where it was. */
    | { readonly type: 'hook'; readonly hook: 'job-started' | 'job-completed'; readonly script: string }
    | { readonly type: 'workspace'; readonly directory: string }
    | { readonly type: 'deprecated'; readonly version: string | null; readonly reason: string }
    | { readonly type: 'registration-lost'; readonly reason: string }
    | { readonly type: 'crashed'; readonly reason: string }
    | { readonly type: 'broken-installation'; readonly reason: string }
    | { readonly type: 'stopping'; readonly reason: string }
    | { readonly type: 'stopped'; readonly reason: string }
    | {
        readonly type: 'error';
        readonly reason: string;
        /** config.sh's section in which it happened. */
        readonly step?: string;
        readonly httpStatus?: number;
        readonly requestId?: string;
        /** launchctl's own number. */
        readonly code?: number;
      }
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
  /** svc.sh's word of the service; what its listener does, nobody said. */
  | 'running'
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
  /** The version that it updates itself to; null when it does not, or has not said which. */
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

/**
 * `brief`: of a long past only what still holds at its end, and each job's start and end; what a Worker's process did
 * for a job that has ended is left out. `full`: every event, for a person who wants to see how a file is read.
 */
export type PastDetail = 'brief' | 'full';

/** Turns bytes of one log, in order, into events. Keeps partial lines; never throws on content. */
export interface LogReader {
  /** A chunk as read from the file; may cut lines and characters anywhere. */
  push(chunk: Uint8Array): readonly LogEvent[];
  /** What a last line without line end says. The reader may go on afterwards. */
  flush(): readonly LogEvent[];
  /** Forgets the partial line: the file was rotated or truncated, or bytes were skipped. */
  reset(): void;
}
