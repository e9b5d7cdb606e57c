/**
 * GitHub's own service for a runner, as `svc.sh install` makes it (runner.md 5.1). It is never started by svc.sh, whose
 * `launchctl load` tells nothing when it fails, but by `startService`. What `svc.sh uninstall` would delete is deleted
 * here: that command unloads first, without asking whether a job runs, and stops halfway where there is nothing to unload.
 */
import { realpath, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fail, ok, type Failure, type Reply } from '../../../shared/contract.ts';
import type { AgentPlist, Host } from '../host/host.ts';
import { hideSecretsInSentence } from '../hide-secrets.ts';
import { MINIMAL_PATH, whyNoAnswer } from '../host/run-program.ts';
import { readSmallFile } from '../host/small-file.ts';
import { agentProgram } from './agent-document.ts';
import { agentAt, agentPath, placeProgram } from './launch-agent.ts';
import { besideOf, codeOf, flushFolder, replaceFile, writeFailure } from './whole-file.ts';

type ServiceHost = Pick<Host, 'program' | 'home' | 'launchAgents' | 'programsFolder'>;

const MAX_BYTES = 64 * 1024;
const INSTALL_MS = 30_000;
const MAX_OUTPUT = 64 * 1024;

/** The label that svc.sh gives its service; null: there is no svc.sh, or it names none. Fails with `cannot-read`. */
export async function officialLabel(directory: string): Promise<Reply<string | null>> {
  const script = await readText(join(directory, 'svc.sh'));
  if (!script.ok) return script;
  // svc.sh itself puts `_` in the place of blanks (runner.md 5.2).
  const name = /^SVC_NAME="([^"\n]+)"$/m.exec(script.value ?? '')?.[1]?.replaceAll(' ', '_');
  return ok(name !== undefined && isLabel(name) ? name : null);
}

const isLabel = (text: string): boolean => /^[\w.-]{1,200}$/.test(text);

/**
 * Where the installed service is written down, from `.service`; null: none is installed. Fails with `cannot-read`, also
 * where the file says something odd.
 */
export async function installedService(
  directory: string,
): Promise<Reply<{ readonly label: string; readonly path: string } | null>> {
  const note = await readText(join(directory, '.service'));
  if (!note.ok) return note;
  if (note.value === null) return ok(null);
  const path = note.value.trim();
  const label = basename(path, '.plist');
  return path.startsWith('/') && path.endsWith('.plist') && isLabel(label)
    ? ok({ label, path })
    : fail('cannot-read', 'The runner’s file .service does not name a service.', 'Look at it in its folder.');
}

/**
 * Installs the official service, without loading it. Gives what `startService` takes. May be called again: what an earlier
 * call left is completed. Fails with `name-taken` where a service of that name starts another folder, `program-failed`,
 * `not-a-runner`, `bad-place`, `cannot-read`, `cannot-write`, `no-room`.
 */
export async function installOfficialService(
  host: ServiceHost,
  directory: string,
): Promise<Reply<AgentPlist>> {
  const label = await officialLabel(directory);
  if (!label.ok) return label;
  if (label.value === null) {
    return fail(
      'not-a-runner',
      'The runner’s svc.sh is missing or names no service.',
      'Register the runner first: config.sh writes it.',
    );
  }
  // svc.sh puts both into its template by sed, whose delimiters they would be (runner.md 5.1).
  if (/[@&\\]/.test(`${directory}${host.home}`)) {
    return fail(
      'bad-place',
      'The official service cannot be made in a folder with @, & or \\ in its path.',
      'Choose Trackside’s own service, or another folder.',
    );
  }
  const present = await ownAgent(host, directory, label.value);
  if (!present.ok) return present;
  if (present.value === null) {
    const failure = await runInstall(host, directory);
    if (failure !== null) return failure;
  } else {
    // svc.sh would refuse, since its file is there; what it writes after that may still be missing.
    const failure =
      (await placeProgram(directory)) ?? (await noteService(directory, agentPath(host, label.value)));
    if (failure !== null) return failure;
  }
  const made = await ownAgent(host, directory, label.value);
  if (!made.ok) return made;
  return made.value === null
    ? fail('program-failed', 'svc.sh ended well, but there is no service file.', 'Try again in a moment.')
    : ok(made.value);
}

/** Null: there is none. A failure where it is there and starts something else. */
async function ownAgent(
  host: Pick<Host, 'launchAgents'>,
  directory: string,
  label: string,
): Promise<Reply<AgentPlist | null>> {
  const found = await agentAt(host, label);
  switch (found.kind) {
    case 'none':
      return ok(null);
    case 'agent':
      return found.agent.label === label && (await isProgramOf(found.agent, directory))
        ? ok(found.agent)
        : nameTaken(label);
    case 'no-service':
      return nameTaken(label);
    case 'unreadable':
      return fail(
        'cannot-read',
        `The service file in ~/Library/LaunchAgents cannot be read. ${found.why}`,
        'Look at it there, then try again.',
      );
  }
}

const nameTaken = (label: string): Failure =>
  fail(
    'name-taken',
    `~/Library/LaunchAgents has a service file ${label}.plist already, and it is not this runner’s.`,
    'Move it away if it is not needed, or choose another name for the runner.',
  );

/** svc.sh writes the folder as the shell sees it, perhaps without its links. */
async function isProgramOf(agent: AgentPlist, directory: string): Promise<boolean> {
  const program = agent.program[0];
  if (program === undefined) return false;
  if (program === agentProgram(directory)) return true;
  return basename(program) === 'runsvc.sh' && (await isSameFolder(dirname(program), directory));
}

async function isSameFolder(one: string, other: string): Promise<boolean> {
  const real = (path: string): Promise<string> => realpath(path).catch(() => path);
  return one === other || (await real(one)) === (await real(other));
}

async function runInstall(host: ServiceHost, directory: string): Promise<Failure | null> {
  const result = await host.program({
    path: '/bin/bash',
    args: ['./svc.sh', 'install'],
    // svc.sh wants to be called from the runner's root.
    folder: directory,
    env: { PATH: host.programsFolder === null ? MINIMAL_PATH : `${host.programsFolder}:${MINIMAL_PATH}` },
    timeoutMs: INSTALL_MS,
    maxOutputBytes: MAX_OUTPUT,
  });
  if (result.kind === 'exited' && result.status === 0) return null;
  if (result.kind !== 'exited') {
    return fail('program-failed', whyNoAnswer('svc.sh', result), 'Try again in a moment.');
  }
  const said = `${result.stdout}\n${result.stderr}`;
  if (/Must not run with sudo/i.test(said)) {
    return fail(
      'not-allowed',
      'The service cannot be installed by the root user.',
      'Open Trackside as the person whose runner it is to be, without sudo.',
    );
  }
  if (/No space left on device/i.test(said)) {
    return fail('no-room', 'The disk is full, so the service could not be installed.', 'Free some space.');
  }
  const failed = /^Failed: (.+)$/m.exec(said)?.[1] ?? whyNoAnswer('svc.sh', result);
  const words = hideSecretsInSentence(failed.replaceAll(host.home, '~')).slice(0, 200);
  return fail('program-failed', `svc.sh could not install the service: ${words}`, 'Try again in a moment.');
}

const noteService = (directory: string, path: string): Promise<Failure | null> =>
  replaceFile(join(directory, '.service'), `${path}\n`, { mode: 0o644, what: 'the runner’s file .service' });

/**
 * Takes the official service of a runner away, once it is not loaded any more (`stopService`): its file and `.service`. Its
 * logs and runsvc.sh stay, as svc.sh leaves them. May be called again. Fails with `wrong-state` while launchd has it
 * loaded, `not-allowed` where the file starts another folder, `cannot-read` where launchd does not say.
 */
export async function uninstallOfficialService(
  host: Pick<Host, 'launchAgents' | 'launchd'>,
  directory: string,
): Promise<Reply<'removed' | 'not-there'>> {
  const labels = await labelsOf(host, directory);
  if (!labels.ok) return labels;
  let removed: 'removed' | 'not-there' = 'not-there';
  for (const label of labels.value) {
    const agent = await ownAgent(host, directory, label);
    if (!agent.ok) return agent.code === 'name-taken' ? notOurs() : agent;
    const loaded = await host.launchd.print(label);
    if (!loaded.ok) return fail('cannot-read', loaded.why, 'Try again in a moment.');
    if (loaded.value !== null) return stillLoaded();
    const failure = await remove(host, agentPath(host, label));
    if (failure !== null) return failure;
    if (agent.value !== null) removed = 'removed';
  }
  const failure = await remove(host, join(directory, '.service'));
  return failure ?? ok(removed);
}

/** By what was installed, and by what svc.sh would install: it may have been cut short before it wrote `.service`. */
async function labelsOf(
  host: Pick<Host, 'launchAgents'>,
  directory: string,
): Promise<Reply<readonly string[]>> {
  const installed = await installedService(directory);
  if (!installed.ok) return installed;
  if (installed.value !== null && !(await isSameFolder(dirname(installed.value.path), host.launchAgents))) {
    return fail(
      'not-allowed',
      'The runner’s official service belongs to another home folder, so Trackside leaves it alone.',
      'Remove it as the person who installed it, with ./svc.sh uninstall.',
    );
  }
  const label = await officialLabel(directory);
  if (!label.ok) return label;
  return ok([...new Set([installed.value?.label, label.value].filter((one) => typeof one === 'string'))]);
}

async function remove(host: Pick<Host, 'launchAgents'>, path: string): Promise<Failure | null> {
  try {
    await rm(path, { force: true });
    await rm(besideOf(path), { force: true });
    await flushFolder(host.launchAgents);
    return null;
  } catch (error) {
    return codeOf(error) === 'ENOENT' ? null : writeFailure(error, 'the service’s file');
  }
}

const notOurs = (): Failure =>
  fail(
    'not-allowed',
    'The official service of this name starts another folder, so Trackside leaves it alone.',
    'Look at it in ~/Library/LaunchAgents.',
  );
const stillLoaded = (): Failure =>
  fail('wrong-state', 'The official service is still loaded.', 'Stop the runner first, once no job runs.');

async function readText(path: string): Promise<Reply<string | null>> {
  const file = await readSmallFile(path, MAX_BYTES);
  switch (file.kind) {
    case 'read':
      return ok(Buffer.from(file.bytes).toString('utf8'));
    case 'missing':
    case 'unchanged':
      return ok(null);
    case 'unreadable':
      return fail(
        'cannot-read',
        `The runner’s file ${basename(path)} cannot be read. ${file.why}`,
        'Look at it in its folder.',
      );
  }
}
