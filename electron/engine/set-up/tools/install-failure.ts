/** Why an installation did not succeed, in one sentence, and the way on. */
import { fail } from '../../../../shared/contract.ts';
import type { Failure } from '../../../../shared/contract.ts';
import { formatDuration } from '../../../../shared/format.ts';
import { hideSecrets } from '../../hide-secrets.ts';
import { whyNoAnswer } from '../../host/run-program.ts';
import type { ProgramResult } from '../../host/run-program.ts';
import { installerName } from './installer.ts';
import type { Recipe } from './recipe.ts';

interface Cause {
  readonly pattern: RegExp;
  readonly explain: (installer: string) => Failure;
}

/** The first that fits. The texts are those of Homebrew's own sources, of curl, npm and Corepack. */
const CAUSES: readonly Cause[] = [
  {
    pattern: /process has already locked|Another active Homebrew/i,
    explain: (installer) =>
      fail(
        'busy-with-command',
        `Another ${installer} is at work on this Mac.`,
        'Wait until it has finished, then try again.',
      ),
  },
  {
    pattern: /Running Homebrew as root/i,
    explain: () =>
      fail(
        'not-allowed',
        'Homebrew refuses root.',
        'Open Trackside as yourself, without sudo, and try again.',
      ),
  },
  {
    pattern: /No space left on device|ENOSPC/i,
    explain: () => fail('no-room', 'The disk is full.', 'Free some room, then try again.'),
  },
  {
    pattern:
      /Could not resolve host|Failed to connect|Connection (?:refused|reset|timed out)|Network is unreachable|\bcurl: \((?:5|6|7|28|35|52|56)\)|\b(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH)\b/i,
    explain: (installer) =>
      fail(
        'unreachable',
        `${installer} could not reach its server.`,
        'See that this Mac is on the internet, then try again.',
      ),
  },
  {
    pattern: /not writable|Permission denied|\b(?:EACCES|EPERM)\b/i,
    explain: (installer) =>
      fail(
        'cannot-write',
        `${installer} may not write where it installs.`,
        'Its folder belongs to another person of this Mac, who has to install it.',
      ),
  },
  {
    pattern: /No developer tools installed|invalid active developer path|xcode-select --install/i,
    explain: (installer) =>
      fail(
        'program-failed',
        `${installer} needs Apple’s command line tools.`,
        'Type “xcode-select --install” in a terminal, then try again.',
      ),
  },
  {
    pattern: /agreed to the Xcode license/i,
    explain: () =>
      fail(
        'program-failed',
        'Nobody has agreed to Xcode’s licence yet.',
        'Type “sudo xcodebuild -license accept” in a terminal, then try again.',
      ),
  },
];

/** @param command as a person would type it. @param home shown as `~`. Only for a run that did not end well. */
export function installFailure(
  recipe: Recipe,
  command: string,
  result: ProgramResult,
  home: string,
): Failure {
  const installer = installerName(recipe);
  switch (result.kind) {
    case 'aborted':
      return fail('cancelled', `${installer} was stopped before it had finished.`);
    case 'timed-out':
      return fail(
        'timed-out',
        `“${command}” had not finished after ${formatDuration(result.afterMs)}, so it was ended.`,
        'Try again: what was fetched is kept. A slow connection is the usual reason.',
      );
    case 'exited': {
      const output = `${result.stderr}\n${result.stdout}`;
      const cause = CAUSES.find(({ pattern }) => pattern.test(output));
      if (cause !== undefined) return cause.explain(installer);
      const said = complaint(result.stderr, home) ?? complaint(result.stdout, home);
      return fail(
        'program-failed',
        `“${command}” ended with status ${result.status}${said === null ? '' : `: ${said}`}.`,
        'The log shows what it said. The same command in a terminal may tell more.',
      );
    }
    case 'signalled':
    case 'too-much-output':
    case 'not-found':
    case 'cannot-run':
      return fail('program-failed', whyNoAnswer(`“${command}”`, result), 'Try again.');
  }
}

const MAX_WORDS = 160;

/** The first line that says it is an error. */
function complaint(output: string, home: string): string | null {
  const line = /^(?:npm )?(?:Error|Internal Error|error|ERR!)[: ]\s*(\S.*)$/m.exec(output)?.[1];
  return line === undefined ? null : clean(line, home).slice(0, MAX_WORDS).replace(/\.$/, '');
}

/** A line of a program as it may be shown: without colours, secrets and the home folder's name. */
export function clean(line: string, home: string): string {
  return hideSecrets(
    line
      // eslint-disable-next-line no-control-regex -- terminal colours begin with a control character
      .replace(/\u001B\[[\d;?]*[A-Za-z]/g, '')
      .replace(/[\p{Cc}]/gu, ' ')
      .replaceAll(`${home}/`, '~/'),
  ).trimEnd();
}
