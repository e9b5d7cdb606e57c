/** What the tests of the practice runner share: a home, a GitHub, waiting for conditions, running scripts. */
import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WorldGitHub } from '../github/start.ts';
import { startGitHub } from '../github/start.ts';
import { WORLD_MARK } from '../mac/processes.ts';
import { pauseFor } from './pace.ts';
import { endAll, installRunner } from './runner.ts';
import type { InstallOptions, WorldRunner } from './runner.ts';

export const testSpeed = 40;
const scope = { kind: 'repository', owner: 'acme', repository: 'rocket' } as const;

export interface Bench {
  readonly home: string;
  readonly github: WorldGitHub;
  /** A folder for a runner. */
  readonly directory: string;
  token(use: 'register' | 'remove'): string;
  install(options?: Partial<InstallOptions>): Promise<WorldRunner>;
  close(): Promise<void>;
}

/**
 * A home, a GitHub with `acme/rocket`, and what takes all of it away, with every process. Whatever the test starts carries
 * the mark of a world, so that a real one that runs beside it does not take a runner here for its own.
 */
export async function openBench(): Promise<Bench> {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'trackside-runner-')));
  process.env[WORLD_MARK] = home;
  const github = await startGitHub({ speed: testSpeed });
  github.addRepository('acme/rocket');
  const directory = join(home, 'actions-runner');
  return {
    home,
    github,
    directory,
    token: (use) => github.mintToken(scope, use),
    install: (options = {}) =>
      installRunner({
        directory,
        github: { url: github.origin, registrationToken: async () => github.mintToken(scope, 'register') },
        scopeUrl: 'https://github.com/acme/rocket',
        name: 'mac-mini',
        service: 'none',
        home,
        speed: testSpeed,
        user: 501,
        ...options,
      }),
    async close() {
      await endAll(home);
      await github.close();
      delete process.env[WORLD_MARK];
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** Waits until `probe` gives something other than null or false; rejects after `milliseconds`, naming `what`. */
export async function until<T>(
  what: string,
  probe: () => T | null | false,
  milliseconds = 30_000,
): Promise<T> {
  const end = Date.now() + milliseconds;
  for (;;) {
    const found = probe();
    if (found !== null && found !== false) return found;
    if (Date.now() > end) throw new Error(`Not seen in time: ${what}`);
    await pauseFor(20);
  }
}

/** The file's text, empty where there is none. */
export function textOfFile(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

/** Waits until the file has `part`; gives the file's text. */
export function untilText(path: string, part: string, milliseconds?: number): Promise<string> {
  return until(
    `"${part}" in ${path}; it has:\n${textOfFile(path)}`,
    () => {
      const text = textOfFile(path);
      return text.includes(part) ? text : null;
    },
    milliseconds,
  );
}

/** The text of the newest log of a kind below `_diag`; empty where there is none. */
export function newestLog(directory: string, prefix: 'Runner' | 'Worker'): string {
  const diag = join(directory, '_diag');
  if (!existsSync(diag)) return '';
  const newest = readdirSync(diag)
    .filter((name) => name.startsWith(`${prefix}_`))
    .sort()
    .at(-1);
  return newest === undefined ? '' : readFileSync(join(diag, newest), 'utf8');
}

export interface Ran {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly pid: number;
  readonly done: Promise<Ran>;
  /** Standard output so far. */
  output(): string;
}

/** Starts a script in a process group of its own. */
export function begin(
  file: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Running {
  const child = spawn(file, args, {
    cwd,
    detached: true,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString('utf8')));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString('utf8')));
  const done = new Promise<Ran>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return { pid: child.pid ?? 0, done, output: () => stdout };
}

/** Runs a script to its end. */
export function runScript(
  file: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  return begin(file, args, cwd, env).done;
}

/** Puts a script in the listener's place, to see what the wrappers make of its end. */
export function replaceListener(directory: string, script: string): void {
  writeFileSync(join(directory, 'bin', 'Runner.Listener'), `#!/bin/bash\n${script}\n`, { mode: 0o755 });
}

/** A console's text without the moments in it. */
export function plain(text: string): string {
  return text.replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ/g, 'T');
}
/** What run.sh says last. */
export const end = 'Exiting runner...\n';

/** Starts the runner and waits until it listens for jobs. */
export async function listening(runner: WorldRunner): Promise<void> {
  await runner.start();
  await untilText(runner.consoleLog, 'Listening for Jobs');
}
