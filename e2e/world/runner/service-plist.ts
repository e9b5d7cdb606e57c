/** LaunchAgents that are not the official one: a hand-made one as people copy it from guides, and Trackside's own kind. */
import { build } from 'plist';
import { join } from 'node:path';

/** launchd's KeepAlive key; conditions are ORed (macos.md 2.3). */
export type KeepAlive =
  | 'never'
  | 'always'
  | { readonly successfulExit?: 'true' | 'false'; readonly crashed?: 'true' | 'false' };

export interface Agent {
  readonly label: string;
  readonly plistPath: string;
  readonly text: string;
  readonly consoleLog: string;
  /** Null: both streams go to `consoleLog`. */
  readonly errorLog: string | null;
}

type KeepAliveValue = boolean | { readonly [condition: string]: boolean };

function keepAliveValue(keepAlive: KeepAlive): KeepAliveValue {
  if (keepAlive === 'never') return false;
  if (keepAlive === 'always') return true;
  return {
    ...(keepAlive.successfulExit === undefined
      ? {}
      : { SuccessfulExit: keepAlive.successfulExit === 'true' }),
    ...(keepAlive.crashed === undefined ? {} : { Crashed: keepAlive.crashed === 'true' }),
  };
}

const slug = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');

/** `run.sh` kept alive, output and errors in two files of the runner's folder; no PATH, no ExitTimeOut (runner.md 5.5). */
export function handMadeAgent(options: {
  readonly home: string;
  readonly directory: string;
  readonly label: string;
  readonly keepAlive: KeepAlive;
  readonly environment: Readonly<Record<string, string>>;
}): Agent {
  const consoleLog = join(options.directory, 'runner.log');
  const errorLog = join(options.directory, 'runner.error.log');
  return {
    label: options.label,
    plistPath: join(options.home, 'Library', 'LaunchAgents', `${options.label}.plist`),
    consoleLog,
    errorLog,
    text: build({
      Label: options.label,
      ProgramArguments: [join(options.directory, 'run.sh')],
      WorkingDirectory: options.directory,
      RunAtLoad: true,
      KeepAlive: keepAliveValue(options.keepAlive),
      StandardOutPath: consoleLog,
      StandardErrorPath: errorLog,
      EnvironmentVariables: {
        NODE_OPTIONS: '--max-old-space-size=8192',
        UV_THREADPOOL_SIZE: '16',
        ...options.environment,
      },
    }),
  };
}

/** `run.sh` in trap mode with time to end, both streams in one file: what runner.md 5.5 advises for an own agent. */
export function ownAgent(options: {
  readonly home: string;
  readonly directory: string;
  readonly name: string;
  readonly keepAlive: KeepAlive;
  readonly environment: Readonly<Record<string, string>>;
}): Agent {
  const label = `dev.trackside.runner.${slug(options.name)}`;
  const consoleLog = join(options.home, 'Library', 'Logs', 'Trackside', `${label}.log`);
  return {
    label,
    plistPath: join(options.home, 'Library', 'LaunchAgents', `${label}.plist`),
    consoleLog,
    errorLog: null,
    text: build({
      Label: label,
      ProgramArguments: [join(options.directory, 'run.sh')],
      WorkingDirectory: options.directory,
      RunAtLoad: true,
      KeepAlive: keepAliveValue(options.keepAlive),
      ExitTimeOut: 60,
      ProcessType: 'Interactive',
      SessionCreate: true,
      StandardOutPath: consoleLog,
      StandardErrorPath: consoleLog,
      EnvironmentVariables: {
        RUNNER_MANUALLY_TRAP_SIG: '1',
        PATH: '/opt/homebrew/bin:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin',
        ...options.environment,
      },
    }),
  };
}
