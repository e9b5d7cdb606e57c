/** The world's pace: every waiting time of the Mac is divided by `speed`, and stands still while the Mac sleeps. */
export interface Clock {
    /** Runs `task` after so many of the Mac's seconds. Gives what cancels it. */
    after(seconds: number, task: () => void): () => void;
    /** The Mac's seconds since the world began, sleep not counted. */
    now(): number;
    sleep(): void;
    wake(): void;
}
/** `speed`: how many of the Mac's seconds pass in one real second. */
export declare function createClock(speed: number): Clock;
