import type { Clock } from '../clock.ts';
import type { Ending, Surroundings } from './keep-alive.ts';
import type { JobPlist } from './job-plist.ts';
export interface JobContext {
    readonly clock: Clock;
    readonly environment: () => Readonly<Record<string, string>>;
    readonly around: Surroundings;
    /** Seconds that taking a job away needs even when nothing runs. */
    readonly teardownSeconds: () => number;
}
/** What `print` and `list` tell of a job. */
export interface JobView {
    readonly plist: JobPlist;
    readonly state: 'running' | 'not running' | 'spawn scheduled' | 'spawn failed';
    readonly pid: number | null;
    readonly runs: number;
    readonly ending: Ending | null;
    readonly reason: string;
}
export declare class Job {
    #private;
    readonly plist: JobPlist;
    constructor(plist: JobPlist, context: JobContext);
    view(): JobView;
    get pid(): number | null;
    get tearingDown(): boolean;
    /** After loading: RunAtLoad, or a condition that holds already. */
    load(): void;
    /** Starts the process unless one runs. A restart that waits for its throttle is brought forward. */
    kick(): void;
    /** `kickstart -k`: ends the process that runs, then starts another. */
    kickAgain(): Promise<void>;
    /** Sends a signal to the job's own process. False: nothing runs. */
    signal(signal: NodeJS.Signals): boolean;
    /** Takes the job away: SIGTERM, SIGKILL after ExitTimeOut, then the promise is kept. Never starts again. */
    remove(): Promise<void>;
    /** Ends everything at once, for the end of the world. */
    destroy(): void;
}
