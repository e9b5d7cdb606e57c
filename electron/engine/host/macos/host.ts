/** The real Mac behind the ports of `../host.ts`. */
import { existsSync } from 'node:fs';
import { cpus, homedir, totalmem, userInfo } from 'node:os';
import { join } from 'node:path';
import type { Host, MemoryReading, PowerEvents, Probe, SecretStore } from '../host.ts';
import { NO_SECRET_STORE } from '../no-secrets.ts';
import { runProgram } from '../run-program.ts';
import { createAgents } from './agents.ts';
import { createFacts } from './facts.ts';
import { readGitHubToken } from './github-token.ts';
import { createLaunchd } from './launchd.ts';
import { createMeters } from './meters.ts';
import { createProcesses } from './processes.ts';
import { createTool } from '../tool.ts';
import { moveToTrash } from '../trash.ts';

export interface MacHostOptions {
  readonly home?: string;
  readonly uid?: number;
  /** A folder with every program; null or left out: the Mac's own. */
  readonly programs?: string | null;
  /** Trackside's own files. */
  readonly data?: string;
  /** A path on the volume whose room is shown. */
  readonly volume?: string;
  readonly power?: PowerEvents;
  /** A reading that starts no program, such as Electron's. */
  readonly memory?: () => MemoryReading;
  /** Makes the store of secrets, whose file is to lie in that folder; left out: nothing is kept. */
  readonly secrets?: (data: string) => SecretStore;
  /** The system's own way to the Trash, such as Electron's; left out: a move into `~/.Trash`. */
  readonly trash?: (path: string) => Promise<Probe<string | null>>;
}

/** Where macOS keeps what a person writes; `/` is the sealed system volume (macos.md 3.4). */
const DATA_VOLUME = '/System/Volumes/Data';
/** Nobody told us: heat and sleep are then unknown, not fine. */
const UNKNOWN_POWER: PowerEvents = { thermal: () => null, onChange: () => () => undefined };

/** Gives the host. Starts nothing and reads no environment by itself. */
export function createMacHost(options: MacHostOptions = {}): Host {
  const home = options.home ?? homedir();
  const uid = options.uid ?? userInfo().uid;
  const launchAgents = join(home, 'Library/LaunchAgents');
  const data = options.data ?? join(home, 'Library/Application Support/Trackside');
  const run = createTool({ folder: options.programs ?? null, home });
  const { facts, memoryBytes } = createFacts(run);
  const { processes, signal } = createProcesses(run);
  const totalMemory = async (): Promise<number> => (await memoryBytes()) ?? totalmem();
  return {
    home,
    launchAgents,
    data,
    uid,
    programsFolder: options.programs ?? null,
    cores: cpus().length,
    now: () => Date.now(),
    monotonic: () => performance.now(),
    facts,
    processes,
    signal,
    agents: createAgents(launchAgents),
    githubToken: (host) => readGitHubToken(run, host),
    tool: run,
    program: (request) => runProgram({ ...request, env: { HOME: home, ...request.env } }),
    trash: options.trash ?? ((path) => moveToTrash(home, path)),
    secrets: options.secrets?.(data) ?? NO_SECRET_STORE,
    launchd: createLaunchd(run, uid),
    meters: createMeters({
      run,
      volume: options.volume ?? (existsSync(DATA_VOLUME) ? DATA_VOLUME : home),
      totalMemory,
      memory: options.memory ?? null,
    }),
    power: options.power ?? UNKNOWN_POWER,
  };
}

/**
 * Reads `TRACKSIDE_PROGRAMS`, `TRACKSIDE_HOME`, `TRACKSIDE_UID`, `TRACKSIDE_DATA` and `TRACKSIDE_VOLUME`: how a practice
 * Mac, or a test, is put in the place of the real one. An empty value counts as not set.
 */
export function macHostOptionsFromEnvironment(
  env: Readonly<Record<string, string | undefined>>,
): MacHostOptions {
  const { TRACKSIDE_PROGRAMS, TRACKSIDE_HOME, TRACKSIDE_UID, TRACKSIDE_DATA, TRACKSIDE_VOLUME } = env;
  return {
    ...(TRACKSIDE_PROGRAMS ? { programs: TRACKSIDE_PROGRAMS } : {}),
    ...(TRACKSIDE_HOME ? { home: TRACKSIDE_HOME } : {}),
    ...(/^\d{1,9}$/.test(TRACKSIDE_UID ?? '') ? { uid: Number(TRACKSIDE_UID) } : {}),
    ...(TRACKSIDE_DATA ? { data: TRACKSIDE_DATA } : {}),
    ...(TRACKSIDE_VOLUME ? { volume: TRACKSIDE_VOLUME } : {}),
  };
}
