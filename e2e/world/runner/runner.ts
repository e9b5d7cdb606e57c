/** Installs one practice runner as a person would: unpack, config.sh, and a service of the wanted kind. */
import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import {
  closeSync,
  copyFileSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { pauseFor } from './pace.ts';
import type { PackageOptions } from './package.ts';
import { buildRunnerDirectory } from './package.ts';
import { endProcess, findProcesses } from './process-table.ts';
import type { FoundProcess } from './process-table.ts';
import { serviceLabel } from './service-label.ts';
import type { KeepAlive } from './service-plist.ts';
import { handMadeAgent, ownAgent } from './service-plist.ts';
import { readSettings } from './settings.ts';

export type ServiceKind = 'official' | 'hand-made' | 'own' | 'none';

export interface InstallOptions extends Omit<PackageOptions, 'github'> {
  /** Absolute; made when it is missing. */
  readonly directory: string;
  /** The practice GitHub: its address, and a fresh registration token from it. */
  readonly github: { readonly url: string; registrationToken(): Promise<string> };
  /** What a person gives to config.sh: `https://github.com/acme/rocket`. */
  readonly scopeUrl: string;
  /** Where the REST API is served; its origin serves the runner's broker, too. `github.url` when absent. */
  readonly apiUrl?: string;
  readonly name: string;
  readonly labels?: readonly string[];
  readonly ephemeral?: boolean;
  readonly disableUpdate?: boolean;
  readonly service: ServiceKind;
  readonly home: string;
  /** The launchctl to use, absolute; needed for every service but `none`. */
  readonly launchctl?: string;
  /** Label of a hand-made agent; `com.exzosframer.runner` when absent. */
  readonly label?: string;
  /** Of a hand-made or own agent; as the guide has it when absent: restart after a failure and a crash. */
  readonly keepAlive?: KeepAlive;
  /** More variables for a hand-made or own agent, or for the processes of `none`. */
  readonly environment?: Readonly<Record<string, string>>;
  /** `legacy`: the runner speaks the older way, whose texts differ (runner.md 6.3). */
  readonly flow?: 'v2' | 'legacy';
}

export interface WorldRunner {
  /** Physical path. */
  readonly directory: string;
  readonly name: string;
  readonly agentId: number;
  readonly label: string | null;
  readonly plistPath: string | null;
  readonly consoleLog: string;
  /** Null: errors go to `consoleLog`, too. */
  readonly errorLog: string | null;
  /** Through svc.sh, launchctl, or directly. Rejects where that fails. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Pids of `<root>/bin/Runner.Listener run …`, usually one. */
  listeners(): readonly number[];
  workers(): readonly number[];
  /** SIGSEGV: as a crash of the listener looks. False: there is none. */
  crashListener(): boolean;
  /** SIGKILL: the job loses its Worker, the step's own processes stay behind. False: there is none. */
  killWorker(): boolean;
  /** Stops the service and ends every process that still lives on this directory. The files stay. */
  dispose(): Promise<void>;
}

const run = promisify(execFile);
const limit = { timeout: 60_000, maxBuffer: 1024 * 1024 };

interface Place {
  readonly label: string | null;
  readonly plistPath: string | null;
  readonly consoleLog: string;
  readonly errorLog: string | null;
}

function flags(options: InstallOptions): readonly string[] {
  return [
    '--unattended',
    '--url',
    options.scopeUrl,
    '--name',
    options.name,
    ...(options.labels === undefined || options.labels.length === 0
      ? []
      : ['--labels', options.labels.join(',')]),
    ...(options.ephemeral === true ? ['--ephemeral'] : []),
    ...(options.disableUpdate === true ? ['--disableupdate'] : []),
    '--replace',
  ];
}

/** Rejects with what config.sh printed when it fails. */
async function configure(directory: string, options: InstallOptions): Promise<void> {
  const token = await options.github.registrationToken();
  await run(join(directory, 'config.sh'), flags(options), {
    ...limit,
    cwd: directory,
    env: {
      ...process.env,
      HOME: options.home,
      ACTIONS_RUNNER_INPUT_TOKEN: token,
      ...(options.flow === 'legacy' ? { WORLD_RUNNER_FLOW: 'legacy' } : {}),
    },
  });
  // As runner.md 9 advises: config.sh has just written the PATH of whoever called it.
  writeFileSync(join(directory, '.path'), '/opt/homebrew/bin:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin\n');
}

/** svc.sh finds launchctl on the PATH and the agents' folder below HOME. */
function serviceEnvironment(options: InstallOptions): NodeJS.ProcessEnv {
  const tools = options.launchctl === undefined ? [] : [dirname(options.launchctl)];
  return {
    ...process.env,
    HOME: options.home,
    USER: process.env['USER'] ?? 'runner',
    PATH: [...tools, process.env['PATH'] ?? '/usr/bin:/bin'].join(':'),
  };
}

async function installService(directory: string, options: InstallOptions): Promise<Place> {
  const keepAlive = options.keepAlive ?? { successfulExit: 'false', crashed: 'true' };
  const environment = options.environment ?? {};
  switch (options.service) {
    case 'official': {
      await run(join(directory, 'svc.sh'), ['install'], {
        ...limit,
        cwd: directory,
        env: serviceEnvironment(options),
      });
      const label = serviceLabel(options.scopeUrl, options.name);
      const logs = join(options.home, 'Library', 'Logs', label);
      return {
        label,
        plistPath: readFileSync(join(directory, '.service'), 'utf8').trim(),
        consoleLog: join(logs, 'stdout.log'),
        errorLog: join(logs, 'stderr.log'),
      };
    }
    case 'hand-made':
    case 'own': {
      const agent =
        options.service === 'own'
          ? ownAgent({
              home: options.home,
              directory,
              scopeUrl: options.scopeUrl,
              name: options.name,
              keepAlive,
              environment,
            })
          : handMadeAgent({
              home: options.home,
              directory,
              label: options.label ?? 'com.exzosframer.runner',
              keepAlive,
              environment,
            });
      mkdirSync(dirname(agent.plistPath), { recursive: true });
      mkdirSync(dirname(agent.consoleLog), { recursive: true });
      if (options.service === 'own')
        copyFileSync(join(directory, 'bin/runsvc.sh'), join(directory, 'runsvc.sh'));
      writeFileSync(agent.plistPath, agent.text, { mode: 0o644 });
      return agent;
    }
    case 'none': {
      const consoleLog = join(options.home, 'Library', 'Logs', `terminal-${options.name}.log`);
      mkdirSync(dirname(consoleLog), { recursive: true });
      return { label: null, plistPath: null, consoleLog, errorLog: null };
    }
  }
}

/** Two runners must not share a directory; rejects with config.sh's own words where registration fails. */
export async function installRunner(options: InstallOptions): Promise<WorldRunner> {
  mkdirSync(options.directory, { recursive: true });
  const directory = realpathSync(options.directory);
  const { github, apiUrl, ...unpacking } = options;
  buildRunnerDirectory(directory, { ...unpacking, github: new URL(apiUrl ?? github.url).origin });
  await configure(directory, options);
  const place = await installService(directory, options);
  const { agentId } = readSettings(directory);
  let direct: ChildProcess | null = null;

  const launchctl = async (...args: string[]): Promise<void> => {
    if (options.launchctl === undefined) throw new Error('This runner was installed without a launchctl.');
    await run(options.launchctl, args, { ...limit, env: serviceEnvironment(options) });
  };
  const service = async (verb: 'start' | 'stop'): Promise<void> => {
    await run(join(directory, 'svc.sh'), [verb], {
      ...limit,
      cwd: directory,
      env: serviceEnvironment(options),
    });
  };
  const processes = (kind: 'Listener run' | 'Worker spawnclient'): readonly number[] =>
    findProcesses(directory)
      .filter(({ command }) => isProgram(command, directory, kind))
      .map(({ pid }) => pid);

  const start = async (): Promise<void> => {
    switch (options.service) {
      case 'official':
        return await service('start');
      case 'hand-made':
      case 'own':
        return await launchctl('load', '-w', place.plistPath ?? '');
      case 'none': {
        if (direct !== null && direct.exitCode === null && direct.signalCode === null) return;
        const output = openSync(place.consoleLog, 'a');
        direct = spawn(join(directory, 'run.sh'), [], {
          cwd: directory,
          detached: true,
          stdio: ['ignore', output, output],
          env: { ...process.env, HOME: options.home, ...options.environment },
        });
        closeSync(output);
      }
    }
  };
  const stop = async (): Promise<void> => {
    switch (options.service) {
      case 'official':
        return await service('stop');
      case 'hand-made':
      case 'own':
        return await launchctl('unload', place.plistPath ?? '');
      case 'none': {
        const child = direct;
        if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
        const ended = new Promise<'ended'>((resolve) => child.once('exit', () => resolve('ended')));
        // As Ctrl-C in Terminal: the whole group hears it.
        endProcess(-child.pid, 'SIGINT');
        const end = await Promise.race([ended, pauseFor(limit.timeout)]);
        if (end !== 'ended') throw new Error(`The runner ${options.name} does not end.`);
      }
    }
  };

  return {
    directory,
    name: options.name,
    agentId,
    ...place,
    start,
    stop,
    listeners: () => processes('Listener run'),
    workers: () => processes('Worker spawnclient'),
    crashListener: () => processes('Listener run').some((pid) => endProcess(pid, 'SIGSEGV')),
    killWorker: () => processes('Worker spawnclient').some((pid) => endProcess(pid, 'SIGKILL')),
    async dispose() {
      if (place.plistPath !== null) {
        try {
          await stop();
        } catch (error) {
          // Not loaded, or its launchctl is gone already: what still runs is ended below.
          if (!(error instanceof Error)) throw error;
        }
      }
      await endAll(directory);
    },
  };
}

function isProgram(command: string, directory: string, kind: string): boolean {
  const rest = command.startsWith(`${directory}/bin`) ? command.slice(directory.length + '/bin'.length) : '';
  return /^(\.[\d.]+)?\//.test(rest) && rest.replace(/^(\.[\d.]+)?\//, '').startsWith(`Runner.${kind}`);
}

/** Kills what lives on `directory` until nothing does. Rejects, naming what is left, after ten seconds. */
export async function endAll(directory: string): Promise<void> {
  let left: readonly FoundProcess[] = [];
  for (let tries = 0; tries < 100; tries += 1) {
    left = findProcesses(`${directory}/`);
    if (left.length === 0) return;
    for (const { pid } of left) endProcess(pid, 'SIGKILL');
    await pauseFor(100);
  }
  throw new Error(`Still alive: ${left.map(({ pid, command }) => `${pid} ${command}`).join('; ')}`);
}

/** Removes a practice runner's files after `dispose`. */
export function deleteFiles(runner: WorldRunner): void {
  rmSync(runner.directory, { recursive: true, force: true });
  if (runner.plistPath !== null) rmSync(runner.plistPath, { force: true });
}
