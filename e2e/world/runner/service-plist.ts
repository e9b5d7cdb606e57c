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

/** As Trackside makes it: `runsvc.sh`, time to end, a PATH, logs as the official one has them (runner.md 5.5). */
export function ownAgent(options: {
  readonly home: string;
  readonly directory: string;
  readonly scopeUrl: string;
  readonly name: string;
  readonly keepAlive: KeepAlive;
  readonly environment: Readonly<Record<string, string>>;
}): Agent {
  const scope = new URL(options.scopeUrl).pathname.split('/').filter((part) => part !== '');
  const label = `dev.trackside.runner.${[...scope, options.name].map(slug).join('.')}`;
  const logs = join(options.home, 'Library', 'Logs', label);
  const consoleLog = join(logs, 'stdout.log');
  const errorLog = join(logs, 'stderr.log');
  return {
    label,
    plistPath: join(options.home, 'Library', 'LaunchAgents', `${label}.plist`),
    consoleLog,
    errorLog,
    text: build({
      Label: label,
      ProgramArguments: [join(options.directory, 'runsvc.sh')],
      WorkingDirectory: options.directory,
      RunAtLoad: true,
      KeepAlive: keepAliveValue(options.keepAlive),
      ExitTimeOut: 60,
      ProcessType: 'Interactive',
      SessionCreate: true,
      StandardOutPath: consoleLog,
      StandardErrorPath: errorLog,
      EnvironmentVariables: {
        PATH: '/opt/homebrew/bin:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin',
        ...options.environment,
      },
    }),
  };
}
