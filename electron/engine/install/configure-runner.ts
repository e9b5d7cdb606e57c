/** Registers a runner with GitHub by its own config.sh (runner.md 3). */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fail, ok, type Failure, type Reply, type Success } from '../../../shared/contract.ts';
import type { Host } from '../host/host.ts';
import { scopeOfUrl } from '../runners/runner-json.ts';
import { option, runConfigScript, type ScriptEnd, type Tell } from './config-script.ts';
import { configurationOf } from './configuration-state.ts';
import { registeredBy, type OutputSubject, type Registered } from './configure-output.ts';
import { cancelled, untilNotConfiguring } from './configuring-processes.ts';

export interface RunnerToConfigure {
  /** Real path, no spaces. */
  readonly directory: string;
  /** `https://github.com/acme/rocket`. */
  readonly url: string;
  readonly name: string;
  /** Beyond `self-hosted`, `macOS`, `ARM64`, which the runner adds. */
  readonly labels: readonly string[];
  /** Null: the default group. */
  readonly group: string | null;
  readonly workFolder: string;
  readonly sameName: 'refuse' | 'replace';
  readonly disableUpdate: 'yes' | 'no';
  readonly token: string;
  /** The PATH that jobs are to have: config.sh writes `.path` from it. */
  readonly path: string;
}

/** A failure may come after the registration; `registered` tells whether GitHub has it then. */
export type ConfigureReply =
  | Success<{ readonly agentId: number | null }>
  | (Failure & { readonly registered: Registered });

/** An earlier config.sh, left by a Trackside that crashed, is given as long as it may take. */
const EARLIER_LIMIT_MS = 3 * 60_000;

/**
 * Registers the runner and has config.sh write its settings. May be called again after it was cut short at any point: an
 * earlier config.sh is waited for, and a runner that is configured as asked is a success. After a `half` configuration
 * with `registered: 'yes'` the name at GitHub is this folder's own, so that `sameName: 'replace'` is right.
 * Fails with what `failureOf` tells, `wrong-answer`, `already-configured`, `timed-out`, `cancelled`.
 */
export async function configureRunner(
  host: Pick<Host, 'program' | 'home' | 'processes' | 'monotonic'>,
  runner: RunnerToConfigure,
  tell: Tell,
): Promise<ConfigureReply> {
  const args = configureArguments(runner);
  if (!args.ok) return { ...args, registered: 'no' };
  const { directory } = runner;
  const alone = await untilNotConfiguring(host, directory, tell.signal, EARLIER_LIMIT_MS);
  if (!alone.ok) return { ...alone, registered: 'unknown' };
  const before = await asIs(runner);
  if (before !== null) return before;
  const subject: OutputSubject = {
    command: 'configure',
    name: runner.name,
    place: placeOf(runner.url),
    group: runner.group,
    home: host.home,
  };
  const end = await runConfigScript(
    host,
    { directory, args: args.value, token: runner.token, path: runner.path, subject },
    tell,
  );
  return await replyOf(end, runner);
}

/** Null: it is to be configured. Otherwise what is there already decides. */
async function asIs(runner: RunnerToConfigure): Promise<ConfigureReply | null> {
  const state = await configurationOf(runner.directory);
  switch (state.kind) {
    case 'not-configured':
      return null;
    case 'half':
      // config.sh takes any `.runner` for a configured runner, also half of one. The credentials it writes over.
      await rm(join(runner.directory, '.runner'), { force: true }).catch(() => undefined);
      return null;
    case 'configured':
      if (isAsAsked(state, runner)) return ok({ agentId: state.agentId });
      return {
        ...fail(
          'already-configured',
          'There is another configured runner in this folder.',
          'Adopt it as it is, or choose another folder.',
        ),
        registered: 'no',
      };
    case 'unknown':
      return {
        ...fail('cannot-read', state.why, 'Check the folder in the Finder, then try again.'),
        registered: 'unknown',
      };
  }
}

/** Exit 0 alone is no proof: the settings must be there. */
async function replyOf(end: ScriptEnd, runner: RunnerToConfigure): Promise<ConfigureReply> {
  switch (end.kind) {
    case 'ended-well': {
      const state = await configurationOf(runner.directory);
      if (state.kind === 'configured') return ok({ agentId: state.agentId });
      return {
        ...fail(
          'program-failed',
          'The runner’s config.sh said that all is well, but left no settings.',
          'Try again; if it stays so, set the runner up with another version.',
        ),
        registered: registeredBy(end.lines),
      };
    }
    case 'failed': {
      const registered = registeredBy(end.lines);
      // Ended in the middle, its last words may be missing.
      const cut = end.failure.code === 'timed-out' && registered === 'no';
      return { ...end.failure, registered: cut ? 'unknown' : registered };
    }
    case 'left-running':
      return { ...cancelled(), registered: registeredBy(end.lines) === 'yes' ? 'yes' : 'unknown' };
  }
}

/** Values first: a flag that is followed by a word would be taken for an option with a value (runner.md 3.2). */
function configureArguments(runner: RunnerToConfigure): Reply<readonly string[]> {
  const badLabel = runner.labels.find((label) => label.includes(',') || label.trim() === '');
  if (badLabel !== undefined) {
    return fail('wrong-answer', 'A label is empty or has a comma in it.', 'Change it, then try again.');
  }
  const options = [
    option('--url', runner.url, 'address'),
    option('--name', runner.name, 'name'),
    ...(runner.labels.length === 0 ? [] : [option('--labels', runner.labels.join(','), 'label')]),
    ...(runner.group === null ? [] : [option('--runnergroup', runner.group, 'runner group')]),
    option('--work', runner.workFolder, 'work folder'),
  ];
  const values: string[] = [];
  for (const one of options) {
    if (!one.ok) return one;
    values.push(...one.value);
  }
  return ok([
    '--unattended',
    ...values,
    ...(runner.disableUpdate === 'yes' ? ['--disableupdate'] : []),
    ...(runner.sameName === 'replace' ? ['--replace'] : []),
  ]);
}

function isAsAsked(
  state: { readonly name: string | null; readonly url: string | null },
  runner: RunnerToConfigure,
): boolean {
  const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
  return (
    state.name !== null &&
    state.url !== null &&
    same(state.name, runner.name) &&
    same(plainAddress(state.url), plainAddress(runner.url))
  );
}

const plainAddress = (url: string): string => url.trim().replace(/\/+$/, '');

/** The place as a person knows it. */
export function placeOf(url: string): string {
  const scope = scopeOfUrl(url);
  switch (scope.kind) {
    case 'repository':
      return `${scope.owner}/${scope.repository}`;
    case 'organization':
      return scope.organization;
    case 'enterprise':
      return scope.enterprise;
    case 'unknown':
      return 'this address';
  }
}
