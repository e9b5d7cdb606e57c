/** The sentences of config.sh that say what is wrong, each with what a person is told (runner.md 3.3, 3.4). Pure. */
import { fail, type Failure } from '../../../shared/contract.ts';

/** What the output is about. `place`: as a person knows it, e.g. `acme/rocket`. */
export interface OutputSubject {
  readonly command: 'configure' | 'remove';
  readonly name: string;
  readonly place: string;
  readonly group: string | null;
  readonly home: string;
}

export const NAME_TAKEN = /A runner exists with the same name \S/i;
export const GROUP_MISSING = /Could not find any (?:self-hosted|private) runner group/i;
interface Rule {
  readonly pattern: RegExp;
  readonly failure: (subject: OutputSubject, match: RegExpExecArray) => Failure;
}

/** The most telling first: a line of a later rule often follows one of an earlier. */
const RULES: readonly Rule[] = [
  {
    pattern: /Must not run (?:interactively )?with sudo/i,
    failure: () =>
      fail(
        'not-allowed',
        'The runner cannot be set up by the root user.',
        'Open Trackside as the person whose runner it is to be, without sudo.',
      ),
  },
  {
    pattern: /already configured/i,
    failure: () =>
      fail(
        'already-configured',
        'There is a configured runner in this folder already.',
        'Adopt it as it is, or choose another folder.',
      ),
  },
  {
    pattern: NAME_TAKEN,
    failure: ({ name, place }) =>
      fail(
        'name-taken',
        `${place} has a runner named ${name} already.`,
        'Choose another name, or have this one take its place.',
      ),
  },
  {
    pattern: GROUP_MISSING,
    failure: ({ group, place }) =>
      fail(
        'group-missing',
        group === null
          ? `GitHub found no runner group at ${place}.`
          : `${place} has no runner group named ${group}, or it is not open to this runner.`,
        'Choose a group that is there, or the default one.',
      ),
  },
  {
    pattern: /Disabling default labels via --no-default-labels/i,
    failure: () =>
      fail(
        'wrong-answer',
        'A runner without the usual labels needs at least one of its own.',
        'Add a label, or keep self-hosted, macOS and ARM64.',
      ),
  },
  {
    pattern: /does not support configuring a self-hosted runner with '(DisableUpdate|Ephemeral)'/i,
    failure: (_, match) =>
      fail(
        'not-supported-here',
        match[1]?.toLowerCase() === 'ephemeral'
          ? 'This GitHub server knows no runners that take one job only.'
          : 'This GitHub server does not let a runner go without updating itself.',
        match[1]?.toLowerCase() === 'ephemeral'
          ? 'Set the runner up to stay, or ask for a newer GitHub Enterprise Server.'
          : 'Let the runner update itself, or ask for a newer GitHub Enterprise Server.',
      ),
  },
  {
    pattern: /clock may be out of sync|Current server time is/i,
    failure: () =>
      fail(
        'clock-wrong',
        'The clock of this Mac is more than five minutes off, so GitHub does not accept its login.',
        'Turn on “Set time and date automatically” in System Settings › General › Date & Time, then try again.',
      ),
  },
  {
    pattern: /Invalid configuration provided for (\w+)/i,
    failure: ({ command }, match) => invalidInput(match[1] ?? '', command),
  },
  {
    pattern: /Uninstall service first/i,
    failure: () =>
      fail(
        'wrong-state',
        'The runner still has a service installed.',
        'Remove its service first, then take the runner off GitHub.',
      ),
  },
  {
    pattern: /version\b.{0,60}(?:out of date|deprecated|no longer supported|can no longer register)/i,
    failure: () =>
      fail(
        'wrong-answer',
        'GitHub does not register runners of this version any more.',
        'Set up the version that GitHub offers now.',
      ),
  },
  {
    pattern: /No space left on device|Disk quota exceeded/i,
    failure: () => fail('no-room', 'The disk ran full.', 'Free some space, then try again.'),
  },
  {
    pattern: /Bad CPU type in executable|cannot execute binary file|Exec format error/i,
    failure: () =>
      fail(
        'bad-archive',
        'This runner was made for another kind of processor.',
        'Set up the version for this Mac; on an Intel program under Rosetta, open the Apple silicon one.',
      ),
  },
  {
    pattern: /Failed to create CoreCLR|Couldn't find a valid ICU|libhostfxr|libcoreclr/i,
    failure: () =>
      fail(
        'program-failed',
        'The runner’s own program does not start from this folder.',
        'Set it up anew in a folder right in your home folder, for example ~/actions-runner.',
      ),
  },
  {
    pattern:
      /(?:code:?|status) '?407\b|proxy authentication|proxy tunnel|ProxyAuthenticationRequired|connect to the proxy/i,
    failure: () =>
      fail(
        'unreachable',
        'The proxy between this Mac and GitHub did not let the runner through.',
        'Write https_proxy=http://NAME:PORT into the runner’s .env file, or ask whoever runs the network.',
      ),
  },
  {
    pattern:
      /SSL connection could not be established|remote certificate|certificate (?:is|was|chain)|UntrustedRoot|PartialChain|RemoteCertificateNameMismatch|authentication or decryption has failed/i,
    failure: () =>
      fail(
        'unreachable',
        'GitHub’s certificate was not accepted, so no secure connection came about.',
        'Check the date of this Mac; in a company network its own root certificate must be trusted in the keychain.',
      ),
  },
  {
    pattern:
      /nodename nor servname provided|No such host is known|Name or service not known|Temporary failure in name resolution|Could not resolve/i,
    failure: () =>
      fail(
        'unreachable',
        'This Mac could not find GitHub’s address.',
        'Check the network connection, then try again.',
      ),
  },
  {
    pattern:
      /Connection refused|No route to host|Network is (?:unreachable|down)|Connection reset|Operation timed out|request timed out|HttpClient\.Timeout|A (?:task|operation) was canceled|The (?:operation|request) was cancell?ed|error occurred while sending the request|response ended prematurely|Can't assign requested address/i,
    failure: () =>
      fail(
        'unreachable',
        'GitHub could not be reached, or stopped answering in the middle.',
        'Check the network connection, then try again.',
      ),
  },
  {
    pattern:
      /<!DOCTYPE html|<html|'<' is an invalid start|Unexpected character encountered while parsing value: </i,
    failure: () =>
      fail(
        'odd-answer',
        'Something else answered in the place of GitHub, with a web page.',
        'A proxy or the login page of the network may stand in between: open github.com in a browser, then try again.',
      ),
  },
  {
    pattern:
      /Access to the path .* is denied|Permission denied|Operation not permitted|Read-only file system/i,
    failure: () =>
      fail(
        'cannot-write',
        'The runner could not write into its folder.',
        'Check in the Finder that the folder is yours and is not in Desktop, Documents or Downloads.',
      ),
  },
];

function invalidInput(input: string, command: OutputSubject['command']): Failure {
  switch (input.toLowerCase()) {
    case 'token':
      return fail(
        'token-refused',
        `The ${command === 'remove' ? 'remove' : 'registration'} token is missing or not valid.`,
        'Get a new one from GitHub; it holds for one hour.',
      );
    case 'url':
      return fail(
        'wrong-answer',
        'The runner does not accept this address.',
        'Give it as in the browser, for example https://github.com/acme/rocket.',
      );
    default:
      return fail(
        'wrong-answer',
        `The runner does not accept the ${input.toLowerCase() || 'answer'} that was given.`,
        'Go back and change it, then try again.',
      );
  }
}

/** By the first rule that fits a line; null: none does. */
export function ruleFailure(lines: readonly string[], subject: OutputSubject): Failure | null {
  for (const { pattern, failure } of RULES) {
    for (const line of lines) {
      const match = pattern.exec(line);
      if (match !== null) return failure(subject, match);
    }
  }
  return null;
}
