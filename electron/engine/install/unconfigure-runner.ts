/** Takes a runner off GitHub by its own `config.sh remove` (runner.md 3.4). Its folder, `_work` and logs stay. */
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { fail, ok, type Failure, type Reply } from '../../../shared/contract.ts';
import type { Host } from '../host/host.ts';
import { runConfigScript, type ScriptEnd, type Tell } from './config-script.ts';
import { configurationOf, forgetHalfConfiguration } from './configuration-state.ts';
import { plainLine } from './configure-output.ts';
import { placeOf } from './configure-runner.ts';
import { untilNotConfiguring } from './configuring-processes.ts';
import { codeOf } from './whole-file.ts';

/** What became of the registration at GitHub. `not-asked`: there was nothing to ask with; it may still be there. */
export interface Unconfigured {
  readonly registration: 'removed' | 'was-gone' | 'not-asked';
}

const EARLIER_LIMIT_MS = 3 * 60_000;

/**
 * Deregisters the runner and deletes its local configuration. Only call it when no listener of it runs. May be called again
 * after it was cut short. `token`: a remove token, which is not a registration token.
 * Fails with `wrong-state` while its official service is installed, and with what `failureOf` tells.
 */
export async function unconfigureRunner(
  host: Pick<Host, 'program' | 'home' | 'processes' | 'monotonic'>,
  runner: { readonly directory: string; readonly token: string; readonly path: string },
  tell: Tell,
): Promise<Reply<Unconfigured>> {
  const { directory } = runner;
  const alone = await untilNotConfiguring(host, directory, tell.signal, EARLIER_LIMIT_MS);
  if (!alone.ok) return alone;
  const state = await configurationOf(directory);
  switch (state.kind) {
    case 'not-configured':
      return ok({ registration: 'not-asked' });
    case 'half': {
      const forgotten = await forgetHalfConfiguration(directory);
      return forgotten.ok ? ok({ registration: 'not-asked' }) : forgotten;
    }
    case 'unknown':
      return fail('cannot-read', state.why, 'Check the folder in the Finder, then try again.');
    case 'configured':
      break;
  }
  const service = await serviceInTheWay(directory);
  if (service !== null) return service;
  const subject = {
    command: 'remove',
    name: state.name ?? 'the runner',
    place: state.url === null ? 'its place' : placeOf(state.url),
    group: null,
    home: host.home,
  } as const;
  const end = await runConfigScript(host, { ...runner, args: ['remove', '--unattended'], subject }, tell);
  return await replyOf(end, directory);
}

async function replyOf(end: ScriptEnd, directory: string): Promise<Reply<Unconfigured>> {
  switch (end.kind) {
    case 'failed':
      return end.failure;
    case 'left-running':
      return fail('cancelled', 'It was cancelled before the runner was taken off GitHub.');
    case 'ended-well':
      break;
  }
  if ((await configurationOf(directory)).kind !== 'not-configured') {
    return fail(
      'program-failed',
      'The runner’s config.sh said that all is well, but its settings are still there.',
      'Look into its folder, then try again.',
    );
  }
  const said = (words: RegExp): boolean => end.lines.some(({ text }) => words.test(plainLine(text)));
  if (said(/Does not exist\. Skipping Removing runner from the server/i)) {
    return ok({ registration: 'was-gone' });
  }
  return ok({ registration: said(/Runner removed successfully/i) ? 'removed' : 'not-asked' });
}

/** config.sh refuses while the official service is installed; to remove that is the caller's step. */
async function serviceInTheWay(directory: string): Promise<Failure | null> {
  try {
    await lstat(join(directory, '.service'));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    return fail('cannot-read', 'macOS does not let Trackside look into the runner’s folder.');
  }
  return fail(
    'wrong-state',
    'The runner still has its official service (the file .service), so it cannot be taken off GitHub yet.',
    'Remove the service first.',
  );
}
