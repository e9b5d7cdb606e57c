/**
 * The one way in which Trackside runs a program (design.md section 4): absolute path, argument array, no shell,
 * a time limit, an output limit, a process group of its own, and an environment that is built, not inherited.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { homedir, userInfo } from 'node:os';
import { isAbsolute } from 'node:path';

export interface ProgramRequest {
  /** Absolute; see `programs.ts`. */
  readonly path: string;
  readonly args: readonly string[];
  /** Added to, or in place of, the built environment. Secrets may go here, never into `args`. */
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Over both streams together. */
  readonly maxOutputBytes: number;
  readonly input?: string;
  readonly signal?: AbortSignal;
  /**
   * How it is ended when it is no longer wanted: asked first, so that it can tidy up after itself, and ended after the
   * grace. Left out: ended at once.
   */
  readonly endGently?: { readonly signal: 'SIGINT' | 'SIGTERM'; readonly graceMs: number };
  /** Absolute; `/` where left out. */
  readonly folder?: string;
  /** Told of each line as it is complete, without its end; the last one may lack it. */
  readonly onLine?: (line: string, stream: 'stdout' | 'stderr') => void;
}

/** How a run ended. Output is there only where it is complete. */
export type ProgramResult =
  | { readonly kind: 'exited'; readonly status: number; readonly stdout: string; readonly stderr: string }
  | { readonly kind: 'signalled'; readonly signal: string }
  | { readonly kind: 'timed-out'; readonly afterMs: number }
  | { readonly kind: 'too-much-output'; readonly limitBytes: number }
  | { readonly kind: 'aborted' }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'cannot-run'; readonly why: string };

/** The PATH that macOS itself gives to a program started from the Finder. */
export const MINIMAL_PATH = '/usr/bin:/bin:/usr/sbin:/sbin';
/** A program that ended but left its pipes to a child gets this long to have its output complete. */
const PIPE_GRACE_MS = 250;

let started = 0;
/** How many programs this process has started so far, for the benchmark. */
export function programsStarted(): number {
  return started;
}

/** `LC_ALL=C TZ=UTC`: numbers and dates must not depend on the person's language (macos.md 3.5). */
function builtEnvironment(extra: Readonly<Record<string, string>>): Record<string, string> {
  return { LC_ALL: 'C', TZ: 'UTC', HOME: homedir(), USER: userName(), PATH: MINIMAL_PATH, ...extra };
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // An account without an entry in the user database has no name; no program we run needs one.
    return '';
  }
}

/** Signals every process of the group. A group that is gone already is what we want. */
function signalGroup(child: ChildProcess, signal: 'SIGKILL' | 'SIGINT' | 'SIGTERM'): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // ESRCH: gone. EPERM: macOS answers so for a group of zombies only; the direct child is then the last hope.
    child.kill(signal);
  }
}

/** Runs a program to its end or to a limit. Never throws; never leaves its process group behind on a limit. */
export function runProgram(request: ProgramRequest): Promise<ProgramResult> {
  if (!isAbsolute(request.path)) {
    return Promise.resolve({ kind: 'cannot-run', why: 'its path is not absolute' });
  }
  if (request.signal?.aborted === true) return Promise.resolve({ kind: 'aborted' });
  return new Promise((resolve) => {
    let child: ChildProcess;
    try {
      child = spawn(request.path, [...request.args], {
        env: builtEnvironment(request.env ?? {}),
        stdio: [request.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
        detached: true,
        cwd: request.folder ?? '/',
      });
      started += 1;
    } catch (error) {
      resolve(notStarted(error));
      return;
    }
    watch(child, request, resolve);
  });
}

function watch(child: ChildProcess, request: ProgramRequest, resolve: (result: ProgramResult) => void): void {
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  let bytes = 0;
  let settled = false;
  let grace: NodeJS.Timeout | undefined;
  let gentle: NodeJS.Timeout | undefined;
  const settle = (result: ProgramResult): void => {
    if (settled) return;
    settled = true;
    clearTimeout(limit);
    clearTimeout(grace);
    clearTimeout(gentle);
    request.signal?.removeEventListener('abort', onAbort);
    child.stdout?.destroy();
    child.stderr?.destroy();
    child.stdin?.destroy();
    resolve(result);
  };
  let stoppedWith: ProgramResult | null = null;
  const stopWith = (result: ProgramResult): void => {
    if (stoppedWith !== null) return;
    stoppedWith = result;
    const end = (): void => {
      signalGroup(child, 'SIGKILL');
      settle(result);
    };
    if (request.endGently === undefined) return end();
    signalGroup(child, request.endGently.signal);
    clearTimeout(limit);
    gentle = setTimeout(end, request.endGently.graceMs);
  };
  const limit = setTimeout(
    () => stopWith({ kind: 'timed-out', afterMs: request.timeoutMs }),
    request.timeoutMs,
  );
  const onAbort = (): void => stopWith({ kind: 'aborted' });
  request.signal?.addEventListener('abort', onAbort, { once: true });
  const collect = (into: Buffer[], lines: LineSplitter) => (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > request.maxOutputBytes) {
      stopWith({ kind: 'too-much-output', limitBytes: request.maxOutputBytes });
      return;
    }
    into.push(chunk);
    lines.push(chunk);
  };
  const splitters = (['stdout', 'stderr'] as const).map((stream) =>
    splitLines((line) => request.onLine?.(line, stream)),
  ) as [LineSplitter, LineSplitter];
  child.stdout?.on('data', collect(stdout, splitters[0]));
  child.stderr?.on('data', collect(stderr, splitters[1]));
  const ended = (status: number | null, signal: NodeJS.Signals | null): void => {
    if (!settled) for (const splitter of splitters) splitter.end();
    if (stoppedWith !== null) settle(stoppedWith);
    else if (status === null) settle({ kind: 'signalled', signal: signal ?? 'unknown' });
    else settle({ kind: 'exited', status, stdout: text(stdout), stderr: text(stderr) });
  };
  child.on('error', (error) => settle(notStarted(error)));
  child.on('close', ended);
  child.on('exit', (status, signal) => {
    grace = setTimeout(() => {
      signalGroup(child, 'SIGKILL');
      ended(status, signal);
    }, PIPE_GRACE_MS);
  });
  if (child.stdin !== null && request.input !== undefined) {
    // A program may end without reading its input (EPIPE); its exit status tells the rest.
    child.stdin.on('error', () => undefined);
    child.stdin.end(request.input);
  }
}

interface LineSplitter {
  push(chunk: Buffer): void;
  end(): void;
}

/** A letter may be cut in two by the end of a chunk, so bytes are decoded as they come. */
function splitLines(tell: (line: string) => void): LineSplitter {
  const decoder = new TextDecoder();
  let rest = '';
  return {
    push: (chunk) => {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split(/\r?\n/);
      rest = lines.pop() ?? '';
      for (const line of lines) tell(line);
    },
    end: () => {
      rest += decoder.decode();
      if (rest !== '') tell(rest);
      rest = '';
    },
  };
}

function text(chunks: readonly Buffer[]): string {
  return Buffer.concat(chunks).toString('utf8');
}

/** The system's own message would name the path and its arguments, so only the code is told. */
function notStarted(error: unknown): ProgramResult {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return { kind: 'not-found' };
    case 'EACCES':
    case 'EPERM':
      return { kind: 'cannot-run', why: 'this user may not run it' };
    case 'EAGAIN':
    case 'EMFILE':
    case 'ENFILE':
    case 'ENOMEM':
      return { kind: 'cannot-run', why: `the system has no room for another program (${code})` };
    default:
      return { kind: 'cannot-run', why: code };
  }
}

/**
 * Says for a person why a run gave no usable answer; never holds output. `status` tells of an exit that the caller
 * does not accept.
 */
export function whyNoAnswer(name: string, result: ProgramResult): string {
  switch (result.kind) {
    case 'exited':
      return `${name} ended with status ${result.status}.`;
    case 'signalled':
      return `${name} was ended by ${result.signal}.`;
    case 'timed-out':
      return `${name} did not answer within ${Math.round(result.afterMs / 100) / 10} s.`;
    case 'too-much-output':
      return `${name} printed more than ${result.limitBytes} bytes.`;
    case 'aborted':
      return `${name} was no longer needed.`;
    case 'not-found':
      return `${name} is not on this Mac.`;
    case 'cannot-run':
      return `${name} could not be started: ${result.why}.`;
  }
}
