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
  /** Prints a line at once, before the answer; only for the programs that take their time (`STREAMED`). */
  readonly say: (line: string, stream?: 'stdout' | 'stderr') => void;
  /** Aborted when nobody waits for the answer any more: the program was ended. */
  readonly left: AbortSignal;
}

export type Program = (call: Call) => Answer | Promise<Answer>;

export function printed(stdout: string): Answer {
  return { status: 0, stdout, stderr: '' };
}
export function failed(status: number, stderr: string): Answer {
  return { status, stdout: '', stderr };
}
