import type { PackageOptions } from './package.ts';
import type { KeepAlive } from './service-plist.ts';
export type ServiceKind = 'official' | 'hand-made' | 'own' | 'none';
export interface InstallOptions extends Omit<PackageOptions, 'github'> {
    /** Absolute; made when it is missing. */
    readonly directory: string;
    /** The practice GitHub: its address, and a fresh registration token from it. */
    readonly github: {
        readonly url: string;
        registrationToken(): Promise<string>;
    };
    /** What a person gives to config.sh: `https://github.com/acme/rocket`. */
    readonly scopeUrl: string;
    /** Where the REST API is served; its origin serves the runner's broker, too. `github.url` when absent. */
    readonly apiUrl?: string;
    readonly name: string;
    readonly labels?: readonly string[];
    readonly ephemeral?: boolean;
    readonly disableUpdate?: boolean;
    readonly service: ServiceKind;
    readonly home: string;
    /** The launchctl to use, absolute; needed for every service but `none`. */
    readonly launchctl?: string;
    /** Label of a hand-made agent; `com.exzosframer.runner` when absent. */
    readonly label?: string;
    /** Of a hand-made or own agent; as the guide has it when absent: restart after a failure and a crash. */
    readonly keepAlive?: KeepAlive;
    /** More variables for a hand-made or own agent, or for the processes of `none`. */
    readonly environment?: Readonly<Record<string, string>>;
    /** `legacy`: the runner speaks the older way, whose texts differ (runner.md 6.3). */
    readonly flow?: 'v2' | 'legacy';
}
export interface WorldRunner {
    /** Physical path. */
    readonly directory: string;
    readonly name: string;
    readonly agentId: number;
    readonly label: string | null;
    readonly plistPath: string | null;
    readonly consoleLog: string;
    /** Null: errors go to `consoleLog`, too. */
    readonly errorLog: string | null;
    /** Through svc.sh, launchctl, or directly. Rejects where that fails. */
    start(): Promise<void>;
    stop(): Promise<void>;
    /** Pids of `<root>/bin/Runner.Listener run …`, usually one. */
    listeners(): readonly number[];
    workers(): readonly number[];
    /** SIGSEGV: as a crash of the listener looks. False: there is none. */
    crashListener(): boolean;
    /** SIGKILL: the job loses its Worker, the step's own processes stay behind. False: there is none. */
    killWorker(): boolean;
    /** Stops the service and ends every process that still lives on this directory. The files stay. */
    dispose(): Promise<void>;
}
/** Two runners must not share a directory; rejects with config.sh's own words where registration fails. */
export declare function installRunner(options: InstallOptions): Promise<WorldRunner>;
/** Kills what lives on `directory` until nothing does. Rejects, naming what is left, after ten seconds. */
export declare function endAll(directory: string): Promise<void>;
/** Removes a practice runner's files after `dispose`. */
export declare function deleteFiles(runner: WorldRunner): void;
