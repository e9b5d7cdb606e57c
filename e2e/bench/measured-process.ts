/** Starts one of the benchmark's own scripts in a Node of its own, so that time and memory are its alone. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface Measured {
  readonly child: ChildProcess;
  /** The next line of JSON that it prints; rejects when it ends before. */
  next<T>(): Promise<T>;
  /** Writes a line to its standard input. */
  say(line: string): void;
  end(): Promise<void>;
}

/** @param script a file name beside this one. */
export function startMeasured(
  script: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Measured {
  const child = spawn(process.execPath, ['--expose-gc', join(import.meta.dirname, script), ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ...environment },
  });
  const lines = createInterface({ input: child.stdout });
  const seen: string[] = [];
  const wanted: ((line: string | null) => void)[] = [];
  lines.on('line', (line) => {
    const next = wanted.shift();
    if (next === undefined) seen.push(line);
    else next(line);
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.once('exit', () => {
    for (const next of wanted.splice(0)) next(null);
  });
  return {
    child,
    next: async <T>() => {
      const line =
        seen.shift() ??
        (await new Promise<string | null>((resolve) => {
          if (child.exitCode === null) wanted.push(resolve);
          else resolve(null);
        }));
      if (line === null) throw new Error(`${script} ended before it had measured.`);
      return JSON.parse(line) as T;
    },
    say: (line) => void child.stdin.write(`${line}\n`),
    end: async () => {
      child.stdin.end();
      await ended;
    },
  };
}
