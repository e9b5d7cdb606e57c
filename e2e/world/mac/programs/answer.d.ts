/** What a program of the world prints and ends with. */
export interface Answer {
    readonly status: number;
    readonly stdout: string;
    readonly stderr: string;
}
/** One run of a program: its arguments and the folder it was started in. */
export interface Call {
    readonly args: readonly string[];
    readonly folder: string;
}
export type Program = (call: Call) => Answer | Promise<Answer>;
export declare function printed(stdout: string): Answer;
export declare function failed(status: number, stderr: string): Answer;
