/** `trackside` as a program of its own, as a script or a person starts it: what it prints, asks and ends with. */
import { type ChildProcess, spawn } from 'node:child_process';
import { inRoot } from '../../build/paths.ts';
import type { World } from '../world/types.ts';

export interface Command {
  /** Resolves as soon as it has printed that, anywhere; rejects when it ends without. */
  printed(text: string): Promise<void>;
  signal(name: NodeJS.Signals): void;
  /** Resolves when it has ended. */
  readonly ended: Promise<Ended>;
}
export interface Ended {
  /** Null: a signal has ended it. */
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}
export interface CommandOptions {
  /** All that comes through standard input; left out: it is not there at all, as under cron. */
  readonly input?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** One that hangs is ended, and fails its test by its exit status. */
const LIMIT_MS = 50_000;

/** Starts `trackside …` on the world. Nobody sits at its terminal: it has none. */
export function command(world: World, args: readonly string[], options: CommandOptions = {}): Command {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', inRoot('electron', 'cli.ts'), ...args],
    {
      stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      env: {
        ...process.env,
        // Compiling once is enough.
        NODE_COMPILE_CACHE: inRoot('.cache', 'node'),
        ...world.environment,
        ...options.environment,
      },
    },
  );
  child.stdin?.end(options.input);
  return watched(child);
}

/** The same to its end. */
export const runCommand = (world: World, args: readonly string[], options?: CommandOptions): Promise<Ended> =>
  command(world, args, options).ended;

function watched(child: ChildProcess): Command {
  let out = '';
  let err = '';
  const looks = new Set<() => void>();
  const seen = (): void => {
    for (const look of looks) look();
  };
  child.stdout?.on('data', (part: Buffer) => {
    out += part.toString('utf8');
    seen();
  });
  child.stderr?.on('data', (part: Buffer) => {
    err += part.toString('utf8');
    seen();
  });
  const limit = setTimeout(() => child.kill('SIGKILL'), LIMIT_MS);
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (status) => {
      clearTimeout(limit);
      resolve({ status, out, err });
      seen();
    });
  });
  return {
    ended,
    signal: (name) => void child.kill(name),
    printed: (text) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const isThere = out.includes(text) || err.includes(text);
          if (!isThere && child.exitCode === null && child.signalCode === null) return;
          looks.delete(look);
          if (isThere) resolve();
          else reject(new Error(`It ended without “${text}”:\n${out}\n${err}`));
        };
        looks.add(look);
        look();
      }),
  };
}

/** What a script reads of `--json`: an object a line, the last one the end. */
export function linesOf({ out }: Ended): readonly Readonly<Record<string, unknown>>[] {
  return out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
