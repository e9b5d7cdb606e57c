import type { Token } from './access.ts';
import { type DeviceFlow } from './device-flow.ts';
import { type Faults } from './faults.ts';
import { type Journal } from './journal.ts';
import { runStatus, type JobSpec } from './jobs.ts';
import { type Limits } from './limits.ts';
import type { Conclusion, Job, ScopeRef } from './model.ts';
import { type BusyView } from './state.ts';
export interface GitHubOptions {
  readonly seed?: number;
  /** How much faster than real all waits and lifetimes are; 1 by default. */
  readonly speed?: number;
  /** Milliseconds since 1970; the machine's clock by default. */
  readonly now?: () => number;
}
/** One runner as the world sees it. */
export interface RunnerView {
  readonly id: number;
  readonly name: string;
  readonly scope: ScopeRef;
  readonly status: 'online' | 'offline';
  /** What GitHub says, which may be wrong; the truth is `jobId`. */
  readonly busy: boolean;
  readonly jobId: number | null;
  readonly labels: readonly string[];
  readonly version: string | null;
}
export interface JobView {
  readonly id: number;
  readonly runId: number;
  readonly name: string;
  readonly phase: Job['phase']['kind'];
  readonly conclusion: Conclusion | null;
  readonly offers: number;
  readonly runnerName: string | null;
  readonly steps: Job['steps'];
}
export interface WorldGitHub {
  /** `http://127.0.0.1:PORT`: the REST API at its root and under `/api/v3`, the broker under `/_broker`. */
  readonly origin: string;
  /** A classic token of `mona`, who may do everything. */
  readonly token: string;
  addToken(token: Token): void;
  /** The token stops working, as when a person revokes it. */
  revokeToken(token: string): void;
  addRepository(
    fullName: string,
    details?: {
      readonly visibility?: 'private' | 'public';
      readonly ownerKind?: 'User' | 'Organization';
    },
  ): void;
  queueJob(spec: JobSpec): {
    readonly runId: number;
    readonly jobId: number;
  };
  /** `done`: it had ended; `gone`: there is none. */
  cancelRun(runId: number): 'accepted' | 'done' | 'gone';
  /** Deletes the registration, busy or not. False: there is none. */
  deleteRunner(agentId: number): boolean;
  deprecate(version: string): void;
  /** Makes a version known by name only. */
  announceVersion(version: string): void;
  /** Makes an archive the newest version and offers it to runners that poll. Rejects when it cannot be read. */
  offerUpdate(
    version: string,
    archive: string,
  ): Promise<{
    readonly sha256: string;
  }>;
  mintToken(scope: ScopeRef, use: 'register' | 'remove'): string;
  setBusyView(view: BusyView): void;
  setLimit(...change: Parameters<Limits['set']>): void;
  readonly faults: Pick<Faults, 'add' | 'clear'>;
  readonly journal: Pick<Journal, 'entries' | 'counted' | 'clear'>;
  /** False: there is no such code. */
  decideDevice(...decision: Parameters<DeviceFlow['decide']>): boolean;
  runners(): readonly RunnerView[];
  jobs(): readonly JobView[];
  runStatus(runId: number): ReturnType<typeof runStatus> | null;
  /** Calls after each change; gives the way to stop. */
  onChange(listener: () => void): () => void;
  close(): Promise<void>;
}
/** Resolves when it listens. The port is the system's choice. */
export declare function startGitHub(options?: GitHubOptions): Promise<WorldGitHub>;
