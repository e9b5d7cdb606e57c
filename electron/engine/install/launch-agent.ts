/**
 * Trackside's own LaunchAgent on disk: written for a runner, read back, and removed. Loading and starting it is
 * `startService`'s part, stopping it `stopService`'s.
 */
import { lstat, mkdir, readFile, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fail, ok, type Failure, type Reply } from '../../../shared/contract.ts';
import type { AgentPlist, Host } from '../host/host.ts';
import { parseAgentPlist } from '../host/macos/parse/plist.ts';
import { whyNoAnswer } from '../host/run-program.ts';
import { readSmallFile } from '../host/small-file.ts';
import {
  agentDocument,
  agentLogs,
  agentProgram,
  serviceVariables,
  type AgentOptions,
} from './agent-document.ts';
import { besideOf, codeOf, flushFolder, replaceFile, writeFailure } from './whole-file.ts';

type AgentHost = Pick<Host, 'launchAgents' | 'home' | 'tool'>;

const MAX_BYTES = 1024 * 1024;
const PLIST_MODE = 0o644;
/** launchd reads it as the person, so that it may be closed to others as well. */
export const PRIVATE_MODE = 0o600;
const SCRIPT_MODE = 0o755;
const OWN_SCRIPT_MODE = 0o700;
const LINT_MS = 10_000;

/** Where the service of a label is written down. */
export const agentPath = (host: Pick<Host, 'launchAgents'>, label: string): string =>
  join(host.launchAgents, `${label}.plist`);

/**
 * Writes the service of a runner: its program `runsvc.sh` first, then its property list, which launchd would otherwise
 * find without it. Gives what `startService` takes. May be called again; a service of this very runner is written anew.
 * Fails with `name-taken` where a file of that name is another's, `launchd-refused` where macOS does not accept the file,
 * `not-a-runner`, `wrong-answer`, `cannot-read`, `cannot-write`, `no-room`.
 */
export async function writeLaunchAgent(
  host: AgentHost,
  options: Omit<AgentOptions, 'home'>,
  mode: typeof PLIST_MODE | typeof PRIVATE_MODE = PLIST_MODE,
): Promise<Reply<AgentPlist>> {
  const full: AgentOptions = { ...options, home: host.home };
  const path = agentPath(host, options.label);
  const text = agentDocument(full);
  if (text === null) return notInXml();
  const wanted = parseAgentPlist(Buffer.from(text), path);
  if (!wanted.ok || !isAsWanted(wanted.value, full)) return notInXml();
  const taken = await ownerProblem(path, options);
  if (taken !== null) return taken;
  const failure =
    (await placeProgram(options.directory)) ??
    (await makeFolders(host, options.label)) ??
    (await replaceFile(path, text, {
      mode,
      what: 'the service file in LaunchAgents',
      check: (beside) => lint(host, beside),
    }));
  if (failure !== null) return failure;
  const back = await readLaunchAgent(host, options.label);
  if (!back.ok) return back;
  return back.value !== null && isAsWanted(back.value, full)
    ? ok(back.value)
    : fail('cannot-write', 'The service file is not as Trackside wrote it.', 'Try again in a moment.');
}

/** The service of a label as it is on disk; null: there is none. Fails with `cannot-read`. */
export async function readLaunchAgent(
  host: Pick<Host, 'launchAgents'>,
  label: string,
): Promise<Reply<AgentPlist | null>> {
  const found = await agentAt(host, label);
  switch (found.kind) {
    case 'none':
      return ok(null);
    case 'agent':
      return ok(found.agent);
    case 'no-service':
    case 'unreadable':
      return unreadable(found.why);
  }
}

export type FoundAgent =
  | { readonly kind: 'none' }
  | { readonly kind: 'agent'; readonly agent: AgentPlist }
  /** A file that is there, and is no service of anybody: none that Trackside or svc.sh has written. */
  | { readonly kind: 'no-service'; readonly why: string }
  | { readonly kind: 'unreadable'; readonly why: string };

/** What stands where the service of a label is written down. */
export async function agentAt(host: Pick<Host, 'launchAgents'>, label: string): Promise<FoundAgent> {
  const path = agentPath(host, label);
  const file = await readSmallFile(path, MAX_BYTES);
  switch (file.kind) {
    case 'missing':
    case 'unchanged':
      return { kind: 'none' };
    case 'unreadable':
      return { kind: 'unreadable', why: file.why };
    case 'read': {
      const reading = parseAgentPlist(file.bytes, path);
      return reading.ok ? { kind: 'agent', agent: reading.value } : { kind: 'no-service', why: reading.why };
    }
  }
}

/**
 * Deletes the service file of a runner, once the service is not loaded any more (`stopService`). Its logs stay, unless
 * `logs` says otherwise. May be called again. Fails with `not-allowed` where the file is another's.
 */
export async function removeLaunchAgent(
  host: Pick<Host, 'launchAgents' | 'home'>,
  agent: { readonly label: string; readonly directory: string },
  logs: 'keep' | 'remove' = 'keep',
): Promise<Reply<'removed' | 'not-there'>> {
  const path = agentPath(host, agent.label);
  const present = await agentAt(host, agent.label);
  if (present.kind === 'unreadable') return unreadable(present.why);
  if (present.kind === 'no-service' || (present.kind === 'agent' && !isOf(present.agent, agent))) {
    return fail(
      'not-allowed',
      'The service file of this name starts something else, so Trackside leaves it alone.',
      'Look at it in ~/Library/LaunchAgents.',
    );
  }
  try {
    await rm(path, { force: true });
    await rm(besideOf(path), { force: true });
    await flushFolder(host.launchAgents);
    if (logs === 'remove') await removeAgentLogs(host, agent.label);
    return ok(present.kind === 'none' ? 'not-there' : 'removed');
  } catch (error) {
    return writeFailure(error, 'the folder LaunchAgents');
  }
}

/** Only the two files that launchd makes there, and the folder if nothing else is in it. Rejects with the system's error. */
export async function removeAgentLogs(host: Pick<Host, 'home'>, label: string): Promise<void> {
  const folder = agentLogs(host.home, label);
  for (const name of ['stdout.log', 'stderr.log']) await rm(join(folder, name), { force: true });
  await rmdir(folder).catch((error: unknown) => {
    if (codeOf(error) !== 'ENOENT' && codeOf(error) !== 'ENOTEMPTY') throw error;
  });
}

function isOf(agent: AgentPlist, runner: { readonly label: string; readonly directory: string }): boolean {
  return agent.label === runner.label && agent.program[0] === agentProgram(runner.directory);
}

function isAsWanted(agent: AgentPlist, options: AgentOptions): boolean {
  const variables = Object.entries(serviceVariables(options.variables));
  return (
    isOf(agent, options) &&
    agent.workingDirectory === options.directory &&
    agent.environment['PATH'] === options.path.join(':') &&
    variables.every(([name, value]) => agent.environment[name] === value)
  );
}

/** Null: nothing is there, or this runner's own. A link is not ours: it is somebody's way to keep such files. */
export async function ownerProblem(
  path: string,
  runner: { readonly label: string; readonly directory: string },
): Promise<Failure | null> {
  const reading = await readSmallFile(path, MAX_BYTES);
  if (reading.kind === 'missing' && !(await isLink(path))) return null;
  const agent = reading.kind === 'read' ? parseAgentPlist(reading.bytes, path) : null;
  if (agent?.ok === true && isOf(agent.value, runner) && !(await isLink(path))) return null;
  return fail(
    'name-taken',
    `~/Library/LaunchAgents has a service file ${runner.label}.plist already, and it is not this runner’s.`,
    'Move it away if it is not needed, or choose another name for the runner.',
  );
}

async function isLink(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isSymbolicLink();
  } catch {
    return false; // nothing there
  }
}

/** Copies `bin/runsvc.sh` to the runner's root, as `svc.sh install` does. */
export async function placeProgram(directory: string): Promise<Failure | null> {
  let script: Buffer;
  try {
    script = await readFile(join(directory, 'bin/runsvc.sh'));
  } catch {
    return fail(
      'not-a-runner',
      'The runner’s files are not complete: bin/runsvc.sh is missing.',
      'Set the runner up anew.',
    );
  }
  return await replaceFile(agentProgram(directory), script, {
    mode: SCRIPT_MODE,
    what: 'the runner’s runsvc.sh',
  });
}

/** `as-packaged`: what `placeProgram` would put there; `other`: a person's own, of which a copy is kept beside it. */
export interface ProgramBefore {
  readonly kind: 'missing' | 'as-packaged' | 'other';
}

/** Where a person's own runsvc.sh is kept: it may hold secrets, which no journal takes. */
export const programAside = (directory: string, id: string): string =>
  `${agentProgram(directory)}.before-${id}`;

/** What is where `placeProgram` puts the program, so that it can be put back. Fails where a copy cannot be made. */
export async function keepProgram(directory: string, id: string): Promise<Reply<ProgramBefore>> {
  const [there, packaged] = await Promise.all(
    [agentProgram(directory), join(directory, 'bin/runsvc.sh')].map((path) =>
      readFile(path).catch(() => null),
    ),
  );
  if (there === null || there === undefined) return ok({ kind: 'missing' });
  if (packaged !== null && packaged !== undefined && there.equals(packaged))
    return ok({ kind: 'as-packaged' });
  const failure = await replaceFile(programAside(directory, id), there, {
    mode: OWN_SCRIPT_MODE,
    what: 'a copy of the runner’s runsvc.sh',
  });
  return failure ?? ok({ kind: 'other' });
}

/** Puts back what `keepProgram` has found. May be called again. */
export async function restoreProgram(
  directory: string,
  before: ProgramBefore,
  id: string,
): Promise<Failure | null> {
  try {
    switch (before.kind) {
      case 'as-packaged':
        // A copy that a crash came behind: nothing had been written over yet.
        await rm(programAside(directory, id), { force: true });
        return null;
      case 'missing':
        await rm(agentProgram(directory), { force: true });
        return null;
      case 'other':
        return await putProgramBack(directory, programAside(directory, id));
    }
  } catch (error) {
    return writeFailure(error, 'the runner’s runsvc.sh');
  }
}

async function putProgramBack(directory: string, aside: string): Promise<Failure | null> {
  const theirs = await readFile(aside).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  });
  // Gone: it was put back before, and a crash came.
  if (theirs === null) return null;
  const failure = await replaceFile(agentProgram(directory), theirs, {
    mode: SCRIPT_MODE,
    what: 'the runner’s runsvc.sh',
  });
  if (failure === null) await rm(aside, { force: true });
  return failure;
}

/** launchd would make the logs' folder too, but with a mode for everyone (macos.md 2.3). */
async function makeFolders(host: AgentHost, label: string): Promise<Failure | null> {
  const logs = agentLogs(host.home, label);
  try {
    await mkdir(host.launchAgents, { recursive: true });
    await mkdir(dirname(logs), { recursive: true });
    await mkdir(logs, { recursive: true, mode: 0o700 });
    return null;
  } catch (error) {
    return writeFailure(error, 'the folder of the service or of its logs');
  }
}

/** What launchd itself would refuse with no more than “error 5” (macos.md 1.3). */
async function lint(host: AgentHost, path: string): Promise<Failure | null> {
  const result = await host.tool('plutil', ['-lint', path], { timeoutMs: LINT_MS, sharing: 'never' });
  if (result.kind === 'exited' && result.status === 0) return null;
  if (result.kind === 'exited') {
    return fail(
      'launchd-refused',
      'macOS does not accept the service file that Trackside made.',
      'This is a mistake of Trackside’s; choose the official service instead.',
    );
  }
  return fail('program-failed', whyNoAnswer('plutil', result), 'Try again in a moment.');
}

const notInXml = (): Failure =>
  fail(
    'wrong-answer',
    'One of the variables for the runner cannot stand in a service file.',
    'Change it, then try again.',
  );
const unreadable = (why: string): Failure =>
  fail(
    'cannot-read',
    `The service file in ~/Library/LaunchAgents cannot be read. ${why}`,
    'Look at it there, then try again.',
  );
