/**
 * Trackside's own LaunchAgent: its label and its property list. Pure. What the official one lacks is restarting after a
 * crash of its wrapper, time to end, and a PATH (runner.md 5.3–5.5; macos.md 2.3).
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { build } from 'plist';
import type { SetUpScope } from '../../../shared/set-up.ts';
import { COMPLETED_HOOK, STARTED_HOOK } from './runner-environment.ts';

export const AGENT_PREFIX = 'dev.trackside.runner.';
/** As electron-builder.yml has it: System Settings then lists the service under Trackside's name (macos.md 2.4). */
export const APP_ID = 'io.github.trackside.Trackside';

/** The name of a file, and of a folder of logs; a person should be able to read it in a list. */
const MAX_SLUG = 80;
const DIGEST = 8;

/**
 * The label of a runner's service: `dev.trackside.runner.acme.rocket.mac-mini`. The same for the same runner, in whatever
 * letter case it is written; another for another runner. A digest is added where the words alone could be another's too.
 */
export function agentLabel(scope: SetUpScope, runnerName: string): string {
  const words = [...wordsOf(scope), runnerName].map((word) => word.toLowerCase());
  const identity = JSON.stringify([scope.kind, scope.host.toLowerCase(), ...words]);
  const plain = words.map((word) => word.replaceAll(/[^a-z0-9-]+/g, '-')).join('.');
  // Dots between the words only, single hyphens in them: the words can then be told from the slug.
  const isPlain =
    scope.kind !== 'enterprise' &&
    scope.host.toLowerCase() === 'github.com' &&
    plain.length <= MAX_SLUG &&
    words.every((word) => /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(word));
  return `${AGENT_PREFIX}${isPlain ? plain : withDigest(plain, identity)}`;
}

function wordsOf(scope: SetUpScope): readonly string[] {
  switch (scope.kind) {
    case 'repository':
      return [scope.owner, scope.repository];
    case 'organization':
      return [scope.organization];
    case 'enterprise':
      return ['enterprises', scope.enterprise];
  }
}

/** Behind two hyphens, which no plain slug has. */
function withDigest(plain: string, identity: string): string {
  const digest = createHash('sha256').update(identity).digest('hex').slice(0, DIGEST);
  const room = MAX_SLUG - DIGEST - 2;
  const words = plain
    .slice(0, room)
    .replaceAll(/([.-])[.-]+/g, '$1')
    .replaceAll(/^[.-]+|[.-]+$/g, '');
  return `${words === '' ? 'runner' : words}--${digest}`;
}

export interface AgentOptions {
  readonly label: string;
  /** Real path of the runner. */
  readonly directory: string;
  readonly home: string;
  readonly startAtLogin: 'yes' | 'no';
  /** As in `.env`; hooks among them are left to that file. */
  readonly variables: Readonly<Record<string, string>>;
  /** As in `.path`, which runsvc.sh puts in its place. */
  readonly path: readonly string[];
}

/** RunnerService.js kills its listener 30 s after it was told to end; launchd's own 5 s would come in between. */
const EXIT_SECONDS = 60;
/** launchd's default, said because a wrapper that ends at once is started again by it. */
const THROTTLE_SECONDS = 10;

/** `stdout.log` and `stderr.log` in it, as the official service has them. */
export const agentLogs = (home: string, label: string): string => join(home, 'Library/Logs', label);

/** The program of the service: it reads `.path`, and hands a request to end on to the listener (runner.md 5.4). */
export const agentProgram = (directory: string): string => join(directory, 'runsvc.sh');

/**
 * The property list as XML; null: something in it cannot stand in XML, such as a control character.
 *
 * No `Umask`: builds would inherit it, and what they pack would have other modes than on GitHub's own runners. The
 * runner's folder is closed to others as a whole.
 */
export function agentDocument(options: AgentOptions): string | null {
  try {
    return `${build(keysOf(options))}\n`;
  } catch {
    return null; // the library throws on such a character, and only then
  }
}

function keysOf(options: AgentOptions) {
  const { label, directory, home } = options;
  const logs = agentLogs(home, label);
  return {
    Label: label,
    ProgramArguments: [agentProgram(directory)],
    WorkingDirectory: directory,
    ...startKeys(options.startAtLogin),
    ProcessType: 'Interactive',
    SessionCreate: true,
    ExitTimeOut: EXIT_SECONDS,
    ThrottleInterval: THROTTLE_SECONDS,
    EnvironmentVariables: {
      ...serviceVariables(options.variables),
      PATH: options.path.join(':'),
      ACTIONS_RUNNER_SVC: '1',
    },
    StandardOutPath: join(logs, 'stdout.log'),
    StandardErrorPath: join(logs, 'stderr.log'),
    AssociatedBundleIdentifiers: [APP_ID],
  };
}

/**
 * Without the hooks: taken out of `.env`, they would still be named here, and a hook that is named and missing fails every
 * job (runner.md 8). So that one file says where they are.
 */
export function serviceVariables(
  variables: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(variables).filter(([name]) => name !== STARTED_HOOK && name !== COMPLETED_HOOK),
  );
}

/**
 * RunnerService.js restarts a listener that crashed, and ends with 0 where a restart would not help (deregistered, another
 * session). So launchd restarts only what ended otherwise: the wrapper itself, killed or crashed. `Crashed` beside it would
 * add nothing, as conditions are ORed.
 *
 * `SuccessfulExit` means RunAtLoad, and launchd loads every agent at login. Without a start at login there is therefore no
 * KeepAlive at all: launchd then loads the service and waits until Trackside's Start kicks it. A `disable` in its place
 * would not last, as each start has to take it back.
 */
function startKeys(startAtLogin: AgentOptions['startAtLogin']) {
  switch (startAtLogin) {
    case 'yes':
      return { RunAtLoad: true, KeepAlive: { SuccessfulExit: false } };
    case 'no':
      return { RunAtLoad: false };
  }
}
