/** What the engine holds of one runner: each witness's own answer, not yet joined. */
import type {
  GitHubAnswer,
  Instant,
  Job,
  LaunchdAnswer,
  PendingCommand,
  ProcessAnswer,
  RunnerId,
  RunnerScope,
  RunnerState,
  Witness,
} from '../../../shared/domain.ts';
import type { AgentPlist } from '../host/host.ts';
import type { LogState } from '../jobs/log-event.ts';
import type { Memory } from './memory.ts';

/** What `.runner` and the directory say. */
export type RunnerConfiguration =
  | {
      readonly kind: 'configured';
      readonly agentId: number | null;
      readonly name: string;
      readonly scope: RunnerScope;
      readonly url: string | null;
      readonly ephemeral: boolean;
      readonly usesBroker: boolean;
      /** Of the installed files, where the directory shows it; the log's word wins. */
      readonly version: string | null;
      /** When `.runner` was last written; null where that cannot be seen. */
      readonly writtenAt: Instant | null;
    }
  /** The directory is there and holds a runner's files, but no `.runner`. */
  | { readonly kind: 'not-configured' }
  | { readonly kind: 'unreadable'; readonly why: string }
  | { readonly kind: 'absent' };

export interface RunnerRecord {
  readonly id: RunnerId;
  /** Real path. */
  readonly directory: string;
  readonly displayDirectory: string;
  readonly named: boolean;
  readonly configuration: RunnerConfiguration;
  /** Kept when `.runner` vanishes, so that the runner keeps its name. */
  readonly lastName: string | null;
  readonly agents: readonly AgentPlist[];
  readonly processes: Witness<ProcessAnswer>;
  readonly launchd: Witness<LaunchdAnswer>;
  readonly log: LogState;
  /** Its disk or server does not answer: what its files say is unknown, not gone. */
  readonly folderHangs: boolean;
  /** Why the logs cannot be read, if so. */
  readonly logProblem: { readonly since: Instant; readonly why: string } | null;
  readonly github: Witness<GitHubAnswer>;
  readonly job: Job | null;
  readonly pending: PendingCommand | null;
  readonly lastProblem: { readonly at: Instant; readonly message: string } | null;
  readonly state: RunnerState;
  readonly since: Instant;
  /** Of earlier looks. */
  readonly memory: Memory;
}
