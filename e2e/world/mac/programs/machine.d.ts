import type { Program } from './answer.ts';
/** What a person may choose about the practice Mac. */
export interface Model {
    readonly computerName: string;
    readonly hardware: string;
    readonly chip: string;
    readonly productVersion: string;
    readonly buildVersion: string;
    /** Null: no developer tools. */
    readonly developerFolder: string | null;
}
export declare const MAC_MINI: Model;
/** 1 normal, 2 warning, 4 critical (macos.md 3.3). */
export type PressureLevel = 1 | 2 | 4;
export interface Cores {
    readonly performance: number;
    readonly efficiency: number;
}
/** The machine's real cores, four parts fast to six parts slow as in an M4, so that figures per core add up. */
export declare function splitCores(count: number): Cores;
/** sysctl: `name: value`, or with `-n` the values alone. An unknown name: an error line, status 1, the rest printed. */
export declare function createSysctl(model: Model, pressure: () => PressureLevel): Program;
/** vm_stat: such numbers that anonymous − purgeable + wired + compressor is what this machine really has in use. */
export declare function createVmStat(): Program;
/** netstat -ibn, from the counters of this machine; the loopback is `lo0`, the others `en0`, `en1` …  */
export declare function createNetstat(): Program;
/** sw_vers: two tabs after the colon, as since macOS 26. */
export declare function createSwVers(model: Model): Program;
export declare function createScutil(model: Model): Program;
/** pmset -g, and its -g batt and -g therm, as a desktop Mac with Apple silicon prints them. */
export declare function createPmset(): Program;
export declare function createXcodeSelect(model: Model): Program;
/** system_profiler SPHardwareDataType -json, with made-up serial numbers. */
export declare function createSystemProfiler(model: Model): Program;
