/**
 * Finds the runners of this Mac without being told: agents whose program lies in a runner directory,
 * running listeners, and directories that the person named (issue: Find).
 */
import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fail, type Failure } from '../../../shared/contract.ts';
import type { RunnerId } from '../../../shared/domain.ts';
import type { AgentPlist, ProcessRow } from '../host/host.ts';
import { askFolder } from './folder-calls.ts';
import { type Presence, presenceOf } from './presence.ts';
import { listenerDirectory, workerDirectory } from './processes.ts';
import { programPath } from './program-path.ts';

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

/** `runner`: it has `.runner`, or the unconfigured files of actions/runner. Only `other` is known to be none. */
export type FolderKind = 'runner' | 'other' | 'forbidden' | 'unknown';

/** What a folder holds, as far as macOS lets us look. */
export async function kindOfFolder(directory: string): Promise<FolderKind> {
  const answer = await askFolder(directory, () => lookInto(directory));
  return answer.ok ? answer.value : 'unknown';
}

/** One question after another: on a disk that does not answer each holds a thread of the few. */
async function lookInto(directory: string): Promise<FolderKind> {
  const kindOf = async (name: string): Promise<Presence['kind']> =>
    (await presenceOf(join(directory, name))).kind;
  const settings = await kindOf('.runner');
  if (settings === 'there') return 'runner';
  const listener = await kindOf('bin/Runner.Listener');
  const script = await kindOf('config.sh');
  if (listener === 'there' && script === 'there') return 'runner';
  const kinds = [settings, listener, script];
  if (kinds.includes('forbidden')) return 'forbidden';
  return kinds.includes('unknown') ? 'unknown' : 'other';
}

/** Why a folder that a person names cannot be taken for a runner's, and the way on. Null: it is one. */
export function refusalOf(kind: FolderKind): Failure | null {
  switch (kind) {
    case 'runner':
      return null;
    case 'other':
      return fail(
        'not-a-runner',
        'This folder holds no GitHub Actions runner.',
        'Choose the folder that has config.sh and run.sh in it, for example ~/actions-runner.',
      );
    case 'forbidden':
      return fail(
        'cannot-read',
        'macOS does not let Trackside look into this folder, so it cannot tell whether a runner is there.',
        'macOS may protect Desktop, Documents and Downloads: allow Trackside in System Settings, Privacy & Security, Files and Folders. Better, move the runner to a folder such as ~/actions-runner.',
      );
    case 'unknown':
      return fail(
        'cannot-read',
        'This folder could not be looked at, so Trackside cannot tell whether a runner is there.',
        'Check that its disk is connected and the path is right, then try again.',
      );
  }
}

/** The path without links; null where it cannot be told, because it is gone, may not be looked at or does not answer. */
export async function resolvedDirectory(directory: string): Promise<string | null> {
  const answer = await askFolder(directory, () => realpath(directory).catch(() => null));
  return answer.ok ? answer.value : null;
}

/** The path without links, or as given where it does not exist. */
export async function realDirectory(directory: string): Promise<string> {
  return (await resolvedDirectory(directory)) ?? directory;
}

/** The official service runs `runsvc.sh`, hand-made ones `run.sh` or a script of their own, perhaps through a shell. */
const OFFICIAL = /^actions\.runner\./;

async function directoryOfAgent(
  agent: AgentPlist,
  known: ReadonlyMap<string, string>,
): Promise<string | null> {
  const program = programPath(agent.program, agent.workingDirectory);
  if (program === null) return null;
  for (const candidate of [dirname(program), dirname(dirname(program))]) {
    if (candidate === '/') continue;
    const before = known.get(candidate);
    // A folder that cannot be looked at now keeps its services.
    if (before !== undefined) return before;
    if ((await kindOfFolder(candidate)) === 'runner') return await realDirectory(candidate);
  }
  // The official service of a folder that is gone is worth telling; anything else is not ours.
  return OFFICIAL.test(agent.label) ? await realDirectory(dirname(program)) : null;
}

/** A runner found earlier. */
export interface KnownRunner {
  readonly directory: string;
  /** Other paths that lead, or led, there. */
  readonly spellings: readonly string[];
}

/** Only a folder that is gone, without any process of its runner, is forgotten: nothing else proves that. */
async function isGone(known: KnownRunner, processes: readonly ProcessRow[] | null): Promise<boolean> {
  if (processes === null) return false;
  const paths = [known.directory, ...known.spellings];
  const lives = processes.some(({ args }) => {
    const directory = listenerDirectory(args) ?? workerDirectory(args);
    return directory !== null && paths.includes(directory);
  });
  if (lives) return false;
  const presence = await askFolder(known.directory, () => presenceOf(known.directory));
  return presence.ok && presence.value.kind === 'gone';
}

/**
 * All runner directories, each once, in a stable order.
 * @param processes null: the process table could not be had.
 * @param known those found earlier; they stay until forgotten, so that a stopped runner is not lost.
 */
export async function findRunners(sources: {
  readonly agents: readonly AgentPlist[];
  readonly processes: readonly ProcessRow[] | null;
  readonly named: readonly string[];
  readonly known: readonly KnownRunner[];
}): Promise<readonly FoundRunner[]> {
  const found = new Map<string, { agents: AgentPlist[]; named: boolean }>();
  const entry = (directory: string): { agents: AgentPlist[]; named: boolean } => {
    const present = found.get(directory) ?? { agents: [], named: false };
    found.set(directory, present);
    return present;
  };
  const known = new Map(
    sources.known.flatMap(({ directory, spellings }) =>
      [directory, ...spellings].map((path) => [path, directory]),
    ),
  );
  for (const agent of sources.agents) {
    const directory = await directoryOfAgent(agent, known);
    if (directory !== null) entry(directory).agents.push(agent);
  }
  for (const row of sources.processes ?? []) {
    const directory = listenerDirectory(row.args);
    // One that runs is a runner, even where its folder was moved away or cannot be looked at.
    if (directory !== null) entry(known.get(directory) ?? (await realDirectory(directory)));
  }
  for (const directory of sources.named) {
    entry(known.get(directory) ?? (await realDirectory(directory))).named = true;
  }
  for (const one of sources.known) if (!(await isGone(one, sources.processes))) entry(one.directory);
  return [...found]
    .map(([directory, { agents, named }]) => ({ id: runnerIdOf(directory), directory, agents, named }))
    .sort((a, b) => (a.directory < b.directory ? -1 : 1));
}
