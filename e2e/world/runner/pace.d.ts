/** Time as the practice world's runner keeps it: true UTC stamps, waits divided by the world's speed. */
/** How a pause ended. */
export type PauseEnd = 'elapsed' | 'aborted';
/** The waits of one process. */
export interface Pace {
    readonly speed: number;
    /** Milliseconds of the runner's own time, as milliseconds of this world. */
    scaled(milliseconds: number): number;
    /** Waits so long, or until `signal` fires. */
    pause(milliseconds: number, signal?: AbortSignal): Promise<PauseEnd>;
    /** Calls `task` again and again; gives a function that ends it. Does not keep the process alive. */
    every(milliseconds: number, task: () => void): () => void;
}
/** Takes how many times faster than life the world runs (values that are no positive number count as 1). */
export declare function createPace(speed: number): Pace;
/** Waits `milliseconds` of true time, or until `signal` fires. */
export declare function pauseFor(milliseconds: number, signal?: AbortSignal): Promise<PauseEnd>;
/** .NET's "u" format, in which the runner writes every time: `2026-08-20 07:00:05Z`. */
export declare function stamp(at?: Date): string;
/** The time in names of log files: `20260820-070005`. */
export declare function fileStamp(at?: Date): string;
/** .NET's round-trip form with its seven digits: `2026-08-20T07:00:05.1230000Z`. */
export declare function preciseStamp(at?: Date): string;
/** A time as an American Mac shows it (`7/28/2025 2:42:09 AM`), in UTC; readers must not rely on it. */
export declare function cultureStamp(at: Date): string;
/** A time span as .NET prints it: `00:05:55.9134266`. */
export declare function spanText(milliseconds: number): string;
/** A repeatable source of numbers in [0, 1) for back-off times (mulberry32). */
export declare function seededRandom(seed: number): () => number;
