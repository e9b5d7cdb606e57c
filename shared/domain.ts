/**
 * The words of Trackside, as types: what the engine knows and a view shows.
 * JSON-safe: no classes, no Date, no undefined that means something. Unknown is `null`, never 0 or ''.
 */

declare const brand: unique symbol;
type Branded<T, Name extends string> = T & { readonly [brand]: Name };

/** Milliseconds since 1970, UTC. */
export type Instant = number;
/** A runner directory's stable id: a digest of its real path, safe in a URL. */
export type RunnerId = Branded<string, 'RunnerId'>;
/** A job's id on this Mac: the runner's GUID of it where known, else runner and start time. */
export type JobId = Branded<string, 'JobId'>;

/** Where a runner is registered, from `gitHubUrl` of its `.runner`. `host` is `github.com` or another. */
export type RunnerScope =
  | {
      readonly kind: 'repository';
      readonly host: string;
      readonly owner: string;
      readonly repository: string;
    }
  | { readonly kind: 'organization'; readonly host: string; readonly organization: string }
  | { readonly kind: 'enterprise'; readonly host: string; readonly enterprise: string }
  | { readonly kind: 'unknown' };

/** The runner's own six words for how a job ended (actions/runner, TaskResult). */
export type JobResult = 'Succeeded' | 'SucceededWithIssues' | 'Failed' | 'Canceled' | 'Skipped' | 'Abandoned';
export const JOB_RESULTS: readonly JobResult[] = [
  'Succeeded',
  'SucceededWithIssues',
  'Failed',
  'Canceled',
  'Skipped',
  'Abandoned',
];

export interface Step {
  readonly name: string;
  readonly state: 'pending' | 'running' | 'completed';
  /** Null while it runs, or when the log did not say. */
  readonly result: JobResult | null;
  readonly startedAt: Instant | null;
  readonly endedAt: Instant | null;
}

/** How a job stands. `lost`: it ended and nobody wrote how. */
export type JobOutcome =
  | { readonly kind: 'running' }
  | { readonly kind: 'ended'; readonly result: JobResult; readonly endedAt: Instant }
  | { readonly kind: 'lost'; readonly noticedAt: Instant };

/** One job of one runner. Each detail is null until some witness has told it. */
export interface Job {
  readonly id: JobId;
  readonly runnerId: RunnerId;
  /** The display name, as on GitHub. */
  readonly name: string;
  /** Null where only its end was read. */
  readonly startedAt: Instant | null;
  readonly outcome: JobOutcome;
  /** `owner/name`. */
  readonly repository: string | null;
  readonly workflow: string | null;
  readonly runId: string | null;
  readonly runNumber: string | null;
  readonly attempt: number | null;
  /** Branch or tag name (`ref_name`). */
  readonly branch: string | null;
  readonly commit: string | null;
  readonly actor: string | null;
  readonly event: string | null;
  /** The job's page at GitHub. */
  readonly url: string | null;
  readonly steps: readonly Step[];
  /** How many steps the runner announced; later ones (post steps) may come on top. */
  readonly announcedSteps: number | null;
  /** Median seconds of earlier successes of this repository's, workflow's job of this name on this runner; null with fewer than three. */
  readonly usualSeconds: number | null;
}

/** Why a runner that should be up is not taking jobs. */
export type OfflineReason =
  | 'reconnecting'
  | 'not-connected'
  | 'session-conflict'
  | 'no-screen-session'
  | 'cannot-start'
  | 'broken-installation';
/** Why a runner does not run. `by-person`: service unloaded or disabled. */
export type StoppedReason =
  | 'by-person'
  | 'ended-by-itself'
  | 'session-conflict'
  | 'version-deprecated'
  | 'no-service'
  | 'crashed'
  | 'unknown';

/** design.md section 3. Each kind has one sentence in `sentences.ts`. */
export type RunnerState =
  | { readonly kind: 'absent' }
  | { readonly kind: 'stopped'; readonly reason: StoppedReason }
  | { readonly kind: 'starting' }
  | { readonly kind: 'offline'; readonly reason: OfflineReason; readonly detail: string | null }
  | { readonly kind: 'idle' }
  | { readonly kind: 'busy' }
  | { readonly kind: 'draining' }
  | { readonly kind: 'paused' }
  | { readonly kind: 'updating'; readonly version: string | null }
  | { readonly kind: 'lost-registration' }
  | { readonly kind: 'crash-looping' }
  | { readonly kind: 'unknown' };
export type RunnerStateKind = RunnerState['kind'];

/** One witness's own answer and its age, so that differences can be shown (design.md section 3). */
export type Witness<T> =
  | { readonly kind: 'not-asked'; readonly why: string }
  | { readonly kind: 'answered'; readonly at: Instant; readonly answer: T }
  | { readonly kind: 'unknown'; readonly since: Instant; readonly why: string };

/** A process, identified so that a reused pid cannot be mistaken for it. */
export interface ProcessSight {
  readonly pid: number;
  /** Milliseconds; from `ps` elapsed time, so good to about a second. */
  readonly startedAt: Instant;
  /** Its parent's pid, that one's parent's and so on, without the system's own first process. */
  readonly ancestors: readonly number[];
}
export interface ProcessAnswer {
  readonly listeners: readonly ProcessSight[];
  readonly workers: readonly ProcessSight[];
  /** Percent of one core and bytes, over every process under the runner. */
  readonly cpuPercent: number;
  readonly memoryBytes: number;
  readonly processCount: number;
}
export interface ServiceAnswer {
  readonly label: string;
  readonly kind: 'official' | 'own' | 'hand-made';
  readonly loaded: boolean;
  readonly pid: number | null;
  /** launchd's own word, shown as it is. */
  readonly state: string | null;
  readonly lastExit: string | null;
  readonly runs: number | null;
  /** A persistent `disable` override: it stays stopped at the next login. Null: launchd did not say. */
  readonly disabled: boolean | null;
}
export interface LaunchdAnswer {
  /** False: nobody is logged in at the screen, so there is no `gui/UID` domain. */
  readonly screenSession: boolean;
  readonly services: readonly ServiceAnswer[];
}
/** What the runner itself last wrote. Words of `samples/runner-logs/EXPECTED.md`. */
export interface LogAnswer {
  readonly state: string;
  readonly reason: string | null;
  readonly lastLineAt: Instant | null;
}
export interface GitHubAnswer {
  readonly status: 'online' | 'offline';
  readonly busy: boolean;
  readonly labels: readonly string[];
  readonly version: string | null;
}

export interface Witnesses {
  readonly processes: Witness<ProcessAnswer>;
  readonly launchd: Witness<LaunchdAnswer>;
  readonly logs: Witness<LogAnswer>;
  readonly github: Witness<GitHubAnswer>;
}

/** What a person may ask of a runner now. */
export type RunnerCommand = 'start' | 'stop' | 'restart';
/** When, if a job is running. `cancel-job` ends the job: only ever by the person's own choice. */
export type StopWhen = 'if-idle' | 'after-job' | 'cancel-job';

/** An action that makes sense now, with what it will do. Only these are offered. */
export interface ActionOffer {
  readonly command: RunnerCommand;
  /** What will happen, in one sentence, for the preview. */
  readonly effect: string;
  /** A few words under the button. */
  readonly hint: string;
  /** The choices if a job runs; empty otherwise. */
  readonly choices: readonly { readonly when: StopWhen; readonly label: string; readonly effect: string }[];
}

/** What was asked of the runner and is under way. */
export interface PendingCommand {
  readonly command: RunnerCommand;
  readonly when: StopWhen;
  readonly since: Instant;
  /** `waiting`: for the job to end; may be taken back. */
  readonly phase: 'waiting' | 'acting';
}

export interface Runner {
  readonly id: RunnerId;
  /** `agentName`. */
  readonly name: string;
  /** The directory, for display: the home folder as `~`. */
  readonly directory: string;
  readonly scope: RunnerScope;
  /** The runner's page or its repository at GitHub; null where the scope is unknown. */
  readonly url: string | null;
  readonly version: string | null;
  readonly ephemeral: boolean;
  readonly labels: readonly string[] | null;
  readonly state: RunnerState;
  /** Since when it is in this state, as far as seen. */
  readonly since: Instant;
  /** One sentence: what it means and what to do. */
  readonly sentence: string;
  readonly job: Job | null;
  readonly witnesses: Witnesses;
  readonly actions: readonly ActionOffer[];
  readonly pending: PendingCommand | null;
  /** What went wrong with the last command, until the next one. */
  readonly lastProblem: { readonly at: Instant; readonly message: string } | null;
  /** True when a person added the directory by hand. */
  readonly named: boolean;
}

export type Severity = 'info' | 'warning' | 'critical';
/** Something noticed, with evidence (design.md section 8). Fixes come with the doctor. */
export interface Finding {
  readonly id: string;
  readonly code: string;
  readonly severity: Severity;
  readonly runnerId: RunnerId | null;
  readonly title: string;
  /** Why it matters and the way on. */
  readonly detail: string;
  readonly evidence: readonly string[];
}

export type MemoryPressure = 'normal' | 'warning' | 'critical';
export type ThermalState = 'nominal' | 'fair' | 'serious' | 'critical';

export interface MachineFacts {
  readonly name: string | null;
  readonly model: string | null;
  readonly chip: string | null;
  readonly systemVersion: string | null;
  readonly memoryBytes: number | null;
  readonly cores: number;
}

/** The Mac at one moment. Every part may be unknown by itself. */
export interface MachineSample {
  readonly at: Instant;
  readonly cpu: {
    /** 0..100 over all cores. */
    readonly percent: number;
    /** By core kind in the system's own words (`Performance`, `Efficiency`, `Super`); empty when unknown. */
    readonly kinds: readonly { readonly name: string; readonly cores: number; readonly percent: number }[];
  } | null;
  readonly memory: {
    readonly totalBytes: number;
    /** As Activity Monitor counts it. */
    readonly usedBytes: number;
    readonly pressure: MemoryPressure | null;
    readonly swapUsedBytes: number | null;
  } | null;
  readonly disk: { readonly totalBytes: number; readonly availableBytes: number } | null;
  readonly network: { readonly receivedPerSecond: number; readonly sentPerSecond: number } | null;
  readonly thermal: ThermalState | null;
}

/** Equally spaced values, oldest first, null where nothing was measured. */
export interface Trail {
  readonly endsAt: Instant;
  readonly stepSeconds: number;
  /** 0..100. */
  readonly cpu: readonly (number | null)[];
  /** 0..100 of the Mac's memory. */
  readonly memory: readonly (number | null)[];
  /** 0..100 of the disk, used. */
  readonly disk: readonly (number | null)[];
}

/** The hour that is kept of the Mac: what a view always has, and what only a closer look asks for. */
export interface MachineTrail extends Trail {
  readonly of: 'machine';
  readonly swapUsedBytes: readonly (number | null)[];
  readonly receivedPerSecond: readonly (number | null)[];
  readonly sentPerSecond: readonly (number | null)[];
}

/** The hour that is kept of one runner, over every process under it. */
export interface RunnerTrail {
  readonly of: 'runner';
  readonly endsAt: Instant;
  readonly stepSeconds: number;
  /** Percent of one core. */
  readonly cpuPercent: readonly (number | null)[];
  readonly memoryBytes: readonly (number | null)[];
}

export interface Machine {
  readonly facts: MachineFacts;
  readonly latest: MachineSample | null;
  readonly trail: Trail;
}

/** How GitHub's client ids look (`Iv23li…`, `Ov23li…`, twenty hex digits), and the little more that may come. */
export const CLIENT_ID = /^[\w.-]{8,64}$/;

export interface Settings {
  readonly notifications: 'off' | 'failures' | 'all';
  readonly startAtLogin: boolean;
  /** Shows the running job's elapsed time beside the icon. */
  readonly timeInMenuBar: boolean;
  readonly appearance: 'system' | 'light' | 'dark';
  /** Directories that the person named, absolute. */
  readonly folders: readonly string[];
  /** Ask GitHub for its own view, through the `gh` login of this Mac. */
  readonly askGitHub: boolean;
  /** The client id of a GitHub OAuth App, by which the wizard's device flow works; null: none. */
  readonly deviceClientId: string | null;
}

/** What GitHub lets us know, in words for a person. */
export type GitHubAccess =
  | { readonly kind: 'off' }
  | { readonly kind: 'no-login' }
  | { readonly kind: 'ok'; readonly remaining: number | null }
  | { readonly kind: 'trouble'; readonly message: string; readonly retryAt: Instant | null };

/** Something about the app itself that a person should know, e.g. the icon is hidden. */
export interface Notice {
  readonly id: string;
  /** `news`: it happened, and goes once read. `condition`: it is so, and goes when it no longer is. */
  readonly kind: 'news' | 'condition';
  readonly severity: Severity;
  readonly title: string;
  readonly detail: string;
}
