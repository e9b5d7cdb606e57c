/** Starts a practice Mac and holds on to it: see README.md beside this file for what it models. */
import { execFile, fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { COMPILE_CACHE } from '../../../build/compile-cache.ts';
import type { DiskWish } from './disk.ts';
import { NEWEST } from './faults.ts';
import type { Dialect, ProgramFault, WorldProgram } from './faults.ts';
import type { Answer } from './programs/answer.ts';
import type { GitHubLogin } from './programs/gh.ts';
import { MAC_MINI } from './programs/machine.ts';
import type { Model, PressureLevel } from './programs/machine.ts';
import { WORLD_MARK } from './processes.ts';
import { sweep } from './sweep.ts';
import { USUAL_TOOLS } from './tools.ts';
import type { WorldTool } from './tools.ts';
import { unmountVolume, volumeOf } from './volume.ts';
import type { Envelope, MacReply, MacRequest, MacSettings, MacStatus } from './protocol.ts';

export interface MacOptions {
  /** The world's folder; `mac/` and `volume/` in it are the Mac's. No spaces. */
  readonly root: string;
  /** The person's home folder. */
  readonly home: string;
  /** How many of the Mac's seconds pass in one real second; default 1. */
  readonly speed?: number;
  readonly seed?: number;
  /** Whether somebody is logged in at the screen from the start; default yes. */
  readonly screen?: 'logged-in' | 'logged-out';
  readonly dialect?: Partial<Dialect>;
  readonly model?: Partial<Model>;
  readonly githubLogin?: GitHubLogin | null;
  /** A data volume of the Mac's own can be filled; it needs root on Linux. Left out: this machine's. */
  readonly disk?: DiskWish;
  /** Those that do not belong to macOS; left out: the usual ones. */
  readonly tools?: readonly WorldTool[];
  /** Whose Mac it is: 0 is root. Left out: who runs it, and a Mac's first user where that is root, as in containers. */
  readonly uid?: number;
  /** What the stand-ins need besides; goes into every job's environment. */
  readonly environment?: Readonly<Record<string, string>>;
}

export interface WorldMac {
  readonly root: string;
  readonly home: string;
  readonly uid: number;
  /** The folder of programs. */
  readonly programs: string;
  readonly launchAgents: string;
  /** A path on the data volume, for statfs. */
  readonly volume: string;
  /** What a stand-in that is started by hand needs: its processes then belong to this world, and end with it. */
  readonly env: Readonly<Record<string, string>>;
  /** Both reject with a sentence while the Mac is asleep. */
  login(): Promise<void>;
  /** Kept when the services have ended and the domain is gone. */
  logout(): Promise<void>;
  sleep(): Promise<void>;
  wake(): Promise<void>;
  fault(fault: ProgramFault): Promise<void>;
  /** Makes the programs speak as another macOS does. */
  speak(dialect: Partial<Dialect>): Promise<void>;
  /** The login of GitHub's own tool; null: none. */
  setGitHubLogin(login: GitHubLogin | null): Promise<void>;
  setPressure(level: PressureLevel): Promise<void>;
  /** Exactly these tools are there from now on, as if somebody had installed or removed them by hand. */
  setTools(tools: readonly WorldTool[]): Promise<void>;
  /** 0..100. Rejects with a sentence where the Mac has no disk of its own. */
  fillDisk(percent: number): Promise<void>;
  status(): Promise<MacStatus>;
  /** Runs one of the Mac's programs, as an app would. */
  run(program: WorldProgram, ...args: readonly string[]): Promise<Answer>;
  /** Ends the Mac and every process that belongs to it. */
  close(): Promise<void>;
}

/** A Mac's first user. */
export const FIRST_USER = 501;

const MACHINE = fileURLToPath(new URL('machine-process.ts', import.meta.url));
const PLAIN_PATH = '/usr/bin:/bin:/usr/sbin:/sbin';
const REPLY_LIMIT_MS = 120_000;
const END_LIMIT_MS = 10_000;
const RUN_LIMIT_MS = 30_000;

/** Rejects with a sentence for a person where the machine cannot be had. */
export async function startMac(options: MacOptions): Promise<WorldMac> {
  const { root, home } = options;
  if (/\s/.test(root) || /\s/.test(home)) throw new Error('The world needs a folder without spaces.');
  const programs = join(root, 'mac/bin');
  const launchAgents = join(home, 'Library/LaunchAgents');
  for (const folder of [programs, launchAgents, join(home, 'Library/Logs'), join(root, 'mac/tmp')]) {
    mkdirSync(folder, { recursive: true });
  }
  const user = userInfo();
  const uid = options.uid ?? (user.uid === 0 ? FIRST_USER : user.uid);
  const speed = options.speed ?? 1;
  const environment = {
    HOME: home,
    USER: user.username,
    LOGNAME: user.username,
    SHELL: '/bin/bash',
    TMPDIR: join(root, 'mac/tmp'),
    WORLD_SPEED: String(speed),
    ...options.environment,
    [WORLD_MARK]: root,
  };
  const settings: MacSettings = {
    root,
    home,
    launchAgents,
    uid,
    owner: user.uid,
    speed,
    seed: options.seed ?? 1,
    screen: options.screen ?? 'logged-in',
    environment,
    dialect: { ...NEWEST, ...options.dialect },
    model: { ...MAC_MINI, ...options.model },
    githubLogin: options.githubLogin ?? null,
    disk: options.disk ?? { kind: 'machine' },
    tools: options.tools ?? USUAL_TOOLS,
    secret: randomBytes(16).toString('hex'),
  };
  const machine = startMachine(join(root, 'mac/machine.log'));
  try {
    await machine.ask({ kind: 'start', settings });
  } catch (error) {
    await machine.end();
    unmountVolume(root);
    throw error;
  }
  const ask = async (request: MacRequest): Promise<void> => void (await machine.ask(request));
  let { dialect } = settings;
  let closing: Promise<void> | null = null;
  return {
    root,
    home,
    uid,
    programs,
    launchAgents,
    volume: volumeOf(root),
    env: { ...environment, PATH: `${programs}:${PLAIN_PATH}` },
    login: () => ask({ kind: 'login' }),
    logout: () => ask({ kind: 'logout' }),
    sleep: () => ask({ kind: 'sleep' }),
    wake: () => ask({ kind: 'wake' }),
    fault: (fault) => ask({ kind: 'fault', fault }),
    speak: (change) => {
      dialect = { ...dialect, ...change };
      return ask({ kind: 'dialect', dialect });
    },
    setGitHubLogin: (login) => ask({ kind: 'github-login', login }),
    setPressure: (level) => ask({ kind: 'pressure', level }),
    setTools: (tools) => ask({ kind: 'tools', tools }),
    fillDisk: (percent) => ask({ kind: 'fill-disk', percent }),
    status: async () => {
      const reply = await machine.ask({ kind: 'status' });
      if (reply.kind !== 'status') throw new Error('The practice Mac gave another answer than its status.');
      return reply.status;
    },
    run: (program, ...args) => run(join(programs, program), args),
    // The machine sweeps, too, unless it was killed itself.
    close: () =>
      (closing ??= machine
        .end()
        .then(() => sweep(root))
        .then(() => unmountVolume(root))),
  };
}

interface Machine {
  readonly child: ChildProcess;
  ask(request: MacRequest): Promise<MacReply>;
  end(): Promise<void>;
}

/** `log`: where the machine's own complaints go. */
function startMachine(log: string): Machine {
  const descriptor = openSync(log, 'a', 0o600);
  const child = fork(MACHINE, [], {
    execArgv: [],
    env: { PATH: PLAIN_PATH, TZ: 'UTC', LC_ALL: 'C', NODE_COMPILE_CACHE: COMPILE_CACHE },
    stdio: ['ignore', 'ignore', descriptor, 'ipc'],
    serialization: 'advanced',
  });
  closeSync(descriptor);
  const waiting = new Map<number, (reply: MacReply) => void>();
  const ended = new Promise<void>((resolve) => void child.once('exit', () => resolve()));
  let next = 1;
  child.on('message', (reply: MacReply) => {
    waiting.get(reply.id)?.(reply);
    waiting.delete(reply.id);
  });
  const endedEarly = ended.then((): never => {
    throw new Error(`The practice Mac has ended: ${lastLine(log)}`);
  });
  // Raced below; by itself nobody waits for it.
  endedEarly.catch(() => undefined);

  const ask = async (request: MacRequest): Promise<MacReply> => {
    const id = next++;
    const { promise, resolve } = Promise.withResolvers<MacReply>();
    waiting.set(id, resolve);
    const envelope: Envelope = { id, request };
    child.send(envelope);
    const reply = await Promise.race([promise, endedEarly, limit(REPLY_LIMIT_MS)]);
    if (reply.kind === 'problem') throw new Error(reply.problem);
    return reply;
  };
  return {
    child,
    ask,
    end: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const kill = setTimeout(() => child.kill('SIGKILL'), END_LIMIT_MS);
      if (child.connected) child.disconnect();
      await ended;
      clearTimeout(kill);
    },
  };
}

function limit(ms: number): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new Error('The practice Mac did not answer.')), ms).unref();
  });
}

function lastLine(log: string): string {
  return readFileSync(log, 'utf8').trim().split('\n').at(-1) ?? 'it left no word';
}

function run(path: string, args: readonly string[]): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const env = { PATH: PLAIN_PATH, LC_ALL: 'C', TZ: 'UTC' };
    execFile(
      path,
      [...args],
      { env, timeout: RUN_LIMIT_MS, maxBuffer: 16 * 1024 * 1024 },
      (error, stdout, stderr) => {
        if (error === null) resolve({ status: 0, stdout, stderr });
        else if (typeof error.code === 'number') resolve({ status: error.code, stdout, stderr });
        else reject(error);
      },
    );
  });
}
