/**
 * What a machine offers, as ports. The engine sees only this; `macos/` is the real Mac.
 * Every probe answers a Probe: an answer, or why there is none. None throws, none waits without a limit.
 */
import type { Instant, MemoryPressure, ThermalState } from '../../../shared/domain.ts';
import type { ProgramRequest, ProgramResult } from './run-program.ts';
import type { RunTool } from './tool.ts';

/** A probe's answer. `why` is for a person; it holds no secret and no raw output. */
export type Probe<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly why: string };

/** One row of the process table. */
export interface ProcessRow {
  readonly pid: number;
  readonly ppid: number;
  readonly pgid: number;
  /** Percent of one core, the system's decaying average. */
  readonly cpuPercent: number;
  readonly memoryBytes: number;
  readonly startedAt: Instant;
  /** The command line as `ps -o args` shows it. */
  readonly args: string;
}

/** A loaded or known service, from `launchctl print` (top-level keys only; macos.md 1.5). */
export interface ServicePrint {
  readonly state: string | null;
  readonly jobState: string | null;
  readonly pid: number | null;
  readonly runs: number | null;
  readonly lastExitCode: string | null;
  readonly lastExitReason: string | null;
  readonly lastTerminatingSignal: string | null;
  readonly path: string | null;
  readonly program: string | null;
}
export interface ServiceRow {
  readonly label: string;
  readonly pid: number | null;
  /** Exit status, negative for a signal; null where launchd did not say. */
  readonly status: number | null;
}
/** How launchd answered a verb: exit status first (macos.md 1.1). */
export type LaunchdAct =
  | { readonly kind: 'done' }
  | { readonly kind: 'not-loaded' }
  | { readonly kind: 'no-domain' }
  | { readonly kind: 'disabled' }
  | { readonly kind: 'in-progress' }
  | { readonly kind: 'refused'; readonly status: number; readonly text: string }
  | { readonly kind: 'no-answer'; readonly why: string };

/** launchctl(1), for the `gui/UID` domain of the person. */
export interface Launchd {
  /** True: someone is logged in at the screen as this person. */
  screenSession(): Promise<Probe<boolean>>;
  /** All loaded services; one program run for all runners. */
  list(): Promise<Probe<readonly ServiceRow[]>>;
  /** `value: null`: not loaded. */
  print(label: string): Promise<Probe<ServicePrint | null>>;
  /** Labels with a persistent `disable` override. */
  disabled(): Promise<Probe<ReadonlySet<string>>>;
  bootstrap(plistPath: string): Promise<LaunchdAct>;
  bootout(label: string): Promise<LaunchdAct>;
  enable(label: string): Promise<LaunchdAct>;
  disable(label: string): Promise<LaunchdAct>;
  /** Starts if not running; never kills (no `-k`). */
  kickstart(label: string): Promise<LaunchdAct>;
}

/** A LaunchAgent's property list, the keys that matter. */
export interface AgentPlist {
  readonly label: string;
  readonly path: string;
  readonly program: readonly string[];
  readonly workingDirectory: string | null;
  readonly standardOutPath: string | null;
  readonly standardErrorPath: string | null;
  readonly keepAlive: boolean;
  /** Whether launchd starts it when it loads it, as at each login: RunAtLoad, or a KeepAlive that means it. */
  readonly startsAtLoad: boolean;
  /** Seconds; null = the system's default of 5. */
  readonly exitTimeOut: number | null;
  readonly processType: string | null;
  readonly environment: Readonly<Record<string, string>>;
}

export interface MemoryReading {
  readonly totalBytes: number;
  readonly usedBytes: number;
}
export interface CoreKinds {
  /** In the order of `os.cpus()`: which kind each core index is. Null where the numbers do not add up. */
  readonly kinds: readonly { readonly name: string; readonly indexes: readonly number[] }[];
}
export interface HostFacts {
  readonly computerName: string | null;
  readonly model: string | null;
  readonly chip: string | null;
  readonly systemVersion: string | null;
  readonly memoryBytes: number | null;
  readonly coreKinds: CoreKinds | null;
  /** Whether the Mac has Apple silicon, also when asked from under Rosetta; null: not told. */
  readonly appleSilicon: boolean | null;
  /** Whether Trackside, and so what it starts, is translated by Rosetta; null: not told, as on an Intel Mac. */
  readonly translated: boolean | null;
  /** `partly`: a program gave no answer, so that asking again may tell more. */
  readonly known: 'all' | 'partly';
}

/** The machine's gauges. Each is its own probe, so that one that fails spoils no other. */
export interface Meters {
  /** Percent per core since the last call, in `os.cpus()` order. */
  cpu(): Promise<Probe<readonly number[]>>;
  memory(): Promise<Probe<MemoryReading>>;
  pressureAndSwap(): Promise<
    Probe<{ readonly pressure: MemoryPressure | null; readonly swapUsedBytes: number | null }>
  >;
  disk(): Promise<Probe<{ readonly totalBytes: number; readonly availableBytes: number }>>;
  /** Bytes since boot over real interfaces. */
  network(): Promise<Probe<{ readonly receivedBytes: number; readonly sentBytes: number }>>;
}

/** Told by the shell where it can be (Electron powerMonitor); null otherwise. */
export interface PowerEvents {
  thermal(): ThermalState | null;
  onChange(listener: (event: 'suspend' | 'resume' | 'thermal') => void): () => void;
}

/** Where a secret can be kept. */
export interface SecretStore {
  /** False: nowhere here, so that it is forgotten when Trackside ends. */
  available(): Promise<boolean>;
  /** `value: null`: there is none of that name. */
  get(name: string): Promise<Probe<string | null>>;
  set(name: string, value: string): Promise<Probe<null>>;
  remove(name: string): Promise<Probe<null>>;
}

export interface Host {
  readonly home: string;
  /** `~/Library/LaunchAgents`. */
  readonly launchAgents: string;
  /** Where Trackside keeps its own files. */
  readonly data: string;
  readonly uid: number;
  /** The one folder that holds every program there is, in place of all those of a Mac; null on a real one. */
  readonly programsFolder: string | null;
  /** Logical cores. */
  readonly cores: number;
  /** The time of day. It jumps when somebody sets the clock: for stamps, never to tell how long something took. */
  now(): Instant;
  /** Milliseconds on a clock that only goes forward and that nobody sets; it may stand still while the Mac sleeps. */
  monotonic(): number;
  /** Asks for what is not known yet; what a program has answered once stays. */
  facts(): Promise<Probe<HostFacts>>;
  /** The whole process table by one program run (macos.md 3.5). */
  processes(): Promise<Probe<readonly ProcessRow[]>>;
  /** Sends a signal, after checking that the pid is still that process. */
  signal(
    target: { readonly pid: number; readonly startedAt: Instant },
    signal: 'SIGINT',
  ): Promise<Probe<'sent' | 'gone'>>;
  /** Every readable agent of the person; unreadable ones are told with why. */
  agents(): Promise<Probe<readonly (AgentPlist | { readonly path: string; readonly unreadable: string })[]>>;
  /** GitHub's own tool's token for a host; null = no login. Never kept, never logged. */
  githubToken(host: string): Promise<Probe<string | null>>;
  /** Runs one of the Mac's own programs, by name. */
  readonly tool: RunTool;
  /** Runs a program by its absolute path, with the person's home in its environment. */
  program(request: ProgramRequest): Promise<ProgramResult>;
  /** Puts a file or folder into the person's Trash; gives where it is now, where that is known. */
  trash(path: string): Promise<Probe<string | null>>;
  readonly secrets: SecretStore;
  readonly launchd: Launchd;
  readonly meters: Meters;
  readonly power: PowerEvents;
}
