/** How the parts of the Mac host run a program: by name, with the person's home, and not twice at a time. */
import { createOverlapGuard } from './overlap-guard.ts';
import { programPaths } from './programs.ts';
import type { ProgramName } from './programs.ts';
import { runProgram } from './run-program.ts';
import type { ProgramResult } from './run-program.ts';

export interface ToolOptions {
  readonly timeoutMs: number;
  readonly maxOutputBytes?: number;
  readonly env?: Readonly<Record<string, string>>;
  /**
   * `running` (default): a run with the same arguments that is under way gives its answer to both. `never`: every call
   * is a run, as a command to change something must be.
   */
  readonly sharing?: 'running' | 'never';
}

export type RunTool = (
  name: ProgramName,
  args: readonly string[],
  options: ToolOptions,
) => Promise<ProgramResult>;

/** The largest answer that is expected is a process table or a domain print, some 100 KB. */
const MAX_OUTPUT = 8 * 1024 * 1024;

/** `folder`: see `programPaths`. */
export function createTool(options: { readonly folder: string | null; readonly home: string }): RunTool {
  const paths = programPaths(options);
  const shareRunning = createOverlapGuard();
  return (name, args, limits) => {
    const run = (): Promise<ProgramResult> =>
      runProgram({
        path: paths(name),
        args,
        env: { HOME: options.home, ...limits.env },
        timeoutMs: limits.timeoutMs,
        maxOutputBytes: limits.maxOutputBytes ?? MAX_OUTPUT,
      });
    const key = [name, ...args].join('\0');
    switch (limits.sharing ?? 'running') {
      case 'running':
        return shareRunning(key, run);
      case 'never':
        return run();
    }
  };
}
