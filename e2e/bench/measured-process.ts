/** Starts one of the benchmark's own scripts in a Node of its own, so that time and memory are its alone. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'vite';
import { LEAN_ENVIRONMENT, LEAN_FLAGS } from '../../build/lean-node.ts';
import { inRoot, ROOT } from '../../build/paths.ts';
import { mainConfig } from '../../build/vite/main.ts';

export interface Measured {
  readonly child: ChildProcess;
  /** The next line of JSON that it prints; rejects when it ends before. */
  next<T>(): Promise<T>;
  /** Writes a line to its standard input. */
  say(line: string): void;
  end(): Promise<void>;
}

const bundles = new Map<string, Promise<string>>();

/** Bundled as the app is: what is measured must not pay for reading TypeScript. Gives the bundle's path. */
export function bundled(script: string): Promise<string> {
  const known = bundles.get(script);
  if (known !== undefined) return known;
  const outDir = inRoot('out', 'bench', script.replace(/\.ts$/, ''));
  const entry = join(import.meta.dirname, script);
  const made = build(mainConfig({ root: ROOT, entry, outDir })).then(() => join(outDir, 'main.mjs'));
  bundles.set(script, made);
  return made;
}

/** @param script a file name beside this one. */
export async function startMeasured(
  script: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Measured> {
  const child = spawn(process.execPath, [...LEAN_FLAGS, await bundled(script), ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ...LEAN_ENVIRONMENT, ...environment },
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
