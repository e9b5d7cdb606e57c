/** A stand-in is started as `[title, <this folder>/….ts, …]`: a Mac would show the title only. */
export declare const WORLD_FOLDER: string;
/** The variable by which every process of one world is known; its value is the world's root. */
export declare const WORLD_MARK = "WORLD_ROOT";
export interface ProcessEntry {
    readonly pid: number;
    readonly ppid: number;
    readonly pgid: number;
    readonly uid: number;
    readonly state: string;
    readonly nice: number;
    /** Percent of one core, a decaying average. */
    readonly cpuPercent: number;
    readonly cpuSeconds: number;
    readonly residentKiB: number;
    readonly virtualKiB: number;
    readonly startedAt: number;
    readonly comm: string;
    readonly args: string;
}
/** Gives a reader of `/proc` that remembers each process's load between two readings. Linux only. */
export declare function createProcessTable(): () => readonly ProcessEntry[];
/** The command line as a Mac's ps would show it: cut before the first argument that lies in the world's folder. */
export declare function titled(argv: readonly string[]): string;
/**
 * Every process that carries the world's mark in its environment. On a Mac the system hides the environment of its own
 * programs (bash, sleep …) from ps; those are reached through their process group or end with their parent.
 */
export declare function markedProcesses(root: string): readonly number[];
