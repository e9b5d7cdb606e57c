export interface FoundProcess {
    readonly pid: number;
    readonly command: string;
}
/** Processes other than this one whose command line or environment has `needle`. */
export declare function findProcesses(needle: string): readonly FoundProcess[];
/** Ends, at once, what a job left behind: all that carry its RUNNER_TRACKING_ID. Gives those that it ended. */
export declare function endTracked(trackingId: string): readonly FoundProcess[];
/** Sends `signal`; false where there is no such process (any more). */
export declare function endProcess(pid: number, signal: NodeJS.Signals): boolean;
