/** What both processes say of themselves at the head of a log (runner.md 7.3, 7.4). */
import { join } from 'node:path';
import type { Context } from './context.ts';
import type { TraceLog } from './trace-log.ts';

/** The commit that the practice runner claims to be built from. */
export const commit = '0000000000000000000000000000000000000000';

/** Writes the head of a log. `source` is `RunnerProcess` or `Worker`. */
export function logHeader(log: TraceLog, context: Context, source: 'RunnerProcess' | 'Worker'): void {
  log.info(
    'HostContext',
    'No proxy settings were found based on environmental variables (http_proxy/https_proxy/HTTP_PROXY/HTTPS_PROXY)',
  );
  for (const [name, file] of [
    ['Credentials', '.credentials'],
    ['Runner', '.runner'],
  ] as const) {
    logDirectories(log, context, ['Bin', 'Root']);
    log.info('HostContext', `Well known config file '${name}': '${join(context.root, file)}'`);
  }
  if (source === 'RunnerProcess') {
    log.info(source, 'Runner is built for OSX (ARM64) - osx-arm64.');
    log.info(
      source,
      'RuntimeInformation: Darwin 24.6.0 Darwin Kernel Version 24.6.0: root:xnu-11417/RELEASE_ARM64_T8132.',
    );
  }
  log.info(source, `Version: ${context.version}`);
  log.info(source, `Commit: ${commit}`);
  log.info(source, 'Culture: en-US');
  log.info(source, 'UI Culture: en-US');
}

export type KnownDirectory = 'Bin' | 'Root' | 'Diag' | 'Work' | 'Temp' | 'Tools' | 'Actions';

/** One `Well known directory` line each; three of them every ten seconds are the Worker's heart beat. */
export function logDirectories(
  log: TraceLog,
  context: Pick<Context, 'bin' | 'root' | 'diag'>,
  names: readonly KnownDirectory[],
  work = join(context.root, '_work'),
): void {
  const places: Readonly<Record<KnownDirectory, string>> = {
    Bin: context.bin,
    Root: context.root,
    Diag: context.diag,
    Work: work,
    Temp: join(work, '_temp'),
    Tools: join(work, '_tool'),
    Actions: join(work, '_actions'),
  };
  for (const name of names) log.info('HostContext', `Well known directory '${name}': '${places[name]}'`);
}
