/**
 * Finds the runners of this Mac without being told: agents whose program lies in a runner directory,
 * running listeners, and directories that the person named (issue: Find).
 */
import { createHash } from 'node:crypto';
import { realpath, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { RunnerId } from '../../../shared/domain.ts';
import type { AgentPlist, ProcessRow } from '../host/host.ts';
import { listenerDirectory } from './processes.ts';

/** One runner directory and what led to it. */
export interface FoundRunner {
  readonly id: RunnerId;
  /** Real path where it exists, else the path as it was named. */
  readonly directory: string;
  readonly agents: readonly AgentPlist[];
  readonly named: boolean;
}

/** A stable id of a directory: 16 hex digits of the digest of its path. */
export function runnerIdOf(directory: string): RunnerId {
  return createHash('sha256').update(directory).digest('hex').slice(0, 16) as RunnerId;
}

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  );
}

/** True for a directory with `.runner`, or with the unconfigured files of actions/runner. */
export async function isRunnerDirectory(directory: string): Promise<boolean> {
  if (await exists(join(directory, '.runner'))) return true;
  return (
    (await exists(join(directory, 'bin', 'Runner.Listener'))) && (await exists(join(directory, 'config.sh')))
  );
}

/** The path without links, or as given where it does not exist. */
export async function realDirectory(directory: string): Promise<string> {
  return await realpath(directory).catch(() => directory);
}

/** The official service runs `runsvc.sh`, hand-made ones `run.sh` or a script of their own, perhaps through a shell. */
const OFFICIAL = /^actions\.runner\./;

async function directoryOfAgent(agent: AgentPlist): Promise<string | null> {
  const paths = agent.program.filter((part) => part.startsWith('/'));
  const candidates = [
    ...paths.flatMap((path) => [dirname(path), dirname(dirname(path))]),
    ...(agent.workingDirectory === null ? [] : [agent.workingDirectory]),
  ].filter((path) => path !== '/');
  for (const candidate of candidates) {
    if (await isRunnerDirectory(candidate)) return await realDirectory(candidate);
  }
  const script = paths[0];
  // The official service of a folder that is gone is worth telling; anything else is not ours.
  return OFFICIAL.test(agent.label) && script !== undefined ? await realDirectory(dirname(script)) : null;
}

/**
 * All runner directories, each once, in a stable order.
 * @param known directories found earlier; they stay until forgotten, so that a stopped runner is not lost.
 */
export async function findRunners(sources: {
  readonly agents: readonly AgentPlist[];
  readonly processes: readonly ProcessRow[];
  readonly named: readonly string[];
  readonly known: readonly string[];
}): Promise<readonly FoundRunner[]> {
  const found = new Map<string, { agents: AgentPlist[]; named: boolean }>();
  const entry = (directory: string): { agents: AgentPlist[]; named: boolean } => {
    const present = found.get(directory) ?? { agents: [], named: false };
    found.set(directory, present);
    return present;
  };
  for (const agent of sources.agents) {
    const directory = await directoryOfAgent(agent);
    if (directory !== null) entry(directory).agents.push(agent);
  }
  for (const row of sources.processes) {
    const directory = listenerDirectory(row.args);
    if (directory !== null && (await isRunnerDirectory(directory))) entry(await realDirectory(directory));
  }
  for (const directory of sources.named) entry(await realDirectory(directory)).named = true;
  for (const directory of sources.known) if (await exists(directory)) entry(directory);
  return [...found]
    .map(([directory, { agents, named }]) => ({ id: runnerIdOf(directory), directory, agents, named }))
    .sort((a, b) => (a.directory < b.directory ? -1 : 1));
}
