/**
 * What config.sh prints, as notes and as errors that a person understands (runner.md 3.3, 3.4). Pure. It takes the words
 * wherever they stand in a line: their order, colours and surroundings differ between versions.
 */
import { fail, type Failure } from '../../../shared/contract.ts';
import { hideSecretsInSentence } from '../hide-secrets.ts';

export interface OutputLine {
  readonly text: string;
  readonly stream: 'stdout' | 'stderr';
}

/** What the output is about. `place`: as a person knows it, e.g. `acme/rocket`. */
export interface OutputSubject {
  readonly command: 'configure' | 'remove';
  readonly name: string;
  readonly place: string;
  readonly group: string | null;
  readonly home: string;
}

/** Whether GitHub has a registration by now, as far as the output tells; it may be left over from a failure. */
export type Registered = 'yes' | 'no' | 'unknown';

/** Colours and other orders to a terminal, the byte order mark, and what a carriage return wrote over. */
export function plainLine(text: string): string {
  const plain = text
    // oxlint-disable-next-line no-control-regex -- the escape character is what begins such an order
    .replaceAll(/\u001B(?:\[[0-9;?]*[A-Za-z]|\][^\u0007]*\u0007|[A-Za-z])/g, '')
    .replaceAll('\uFEFF', '');
  return (plain.split('\r').findLast((part) => part.trim() !== '') ?? '').trim();
}

const NOTES: readonly (readonly [pattern: RegExp, note: (subject: OutputSubject) => string])[] = [
  [/\bConnected to GitHub\b/i, () => 'Connected to GitHub.'],
  [/\bRunner successfully added\b/i, ({ name }) => `Registered as ${name}.`],
  [
    /\bSuccessfully replaced the runner\b/i,
    ({ name }) => `Registered as ${name}, in the place of the runner that had this name.`,
  ],
  [/\bSettings Saved\b/i, () => 'Settings saved.'],
  [/\bRunner removed successfully\b/i, () => 'Taken off GitHub.'],
  [
    /Does not exist\. Skipping Removing runner from the server/i,
    () => 'GitHub did not know this runner any more.',
  ],
  [/\bRemoved \.runner\b/i, () => 'Its settings were deleted.'],
];

/** What a line tells a person of the progress; null for the most of them. */
export function noteOf(line: OutputLine, subject: OutputSubject): string | null {
  const text = plainLine(line.text);
  return NOTES.find(([pattern]) => pattern.test(text))?.[1](subject) ?? null;
}

/** GitHub has it from “added” on; before “Connected” nothing was asked of it. In between it may have, or not. */
export function registeredBy(lines: readonly OutputLine[]): Registered {
  const said = (pattern: RegExp): boolean => lines.some(({ text }) => pattern.test(plainLine(text)));
  if (said(/Runner successfully added|Successfully replaced the runner/i)) return 'yes';
  if (!said(/Connected to GitHub/i)) return 'no';
  return said(NAME_TAKEN) || said(GROUP_MISSING) ? 'no' : 'unknown';
}

const NAME_TAKEN = /A runner exists with the same name \S/i;
const GROUP_MISSING = /Could not find any (?:self-hosted|private) runner group/i;
const HTTP_STATUS =
  /(?:Response status code does not indicate success: |HTTP Status: |status code:? )(\d{3})/i;
/** .NET's names of the statuses, where only those are printed. */
const STATUS_NAMES: Readonly<Record<string, number>> = {
  badrequest: 400,
  unauthorized: 401,
  forbidden: 403,
  notfound: 404,
  proxyauthenticationrequired: 407,
  conflict: 409,
  unprocessableentity: 422,
  toomanyrequests: 429,
  internalservererror: 500,
  badgateway: 502,
  serviceunavailable: 503,
  gatewaytimeout: 504,
};

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

/** Why config.sh failed, from all that it printed; `ending`: how it ended, as a sentence, where it printed nothing. */
export function failureOf(lines: readonly OutputLine[], subject: OutputSubject, ending: string): Failure {
  const plain = lines.map(({ text }) => plainLine(text)).filter((text) => text !== '');
  const byRule = RULES.flatMap(({ pattern, failure }) => {
    // An HTTP answer tells more than the words that happen to be in it.
    const match = plain.map((text) => pattern.exec(text)).find((one) => one !== null);
    return match === undefined || match === null ? [] : [failure(subject, match)];
  })[0];
  return byRule ?? httpFailure(plain, subject) ?? unknownFailure(plain, subject, ending);
}

function httpFailure(plain: readonly string[], subject: OutputSubject): Failure | null {
  const status = plain.map(statusIn).findLast((one) => one !== null) ?? null;
  if (status === null) return null;
  const { place, command } = subject;
  if (status === 404 || status === 401) {
    return fail(
      'token-refused',
      `GitHub did not accept the ${command === 'remove' ? 'remove' : 'registration'} token for ${place}.`,
      `It may be more than an hour old, of another repository or organisation, or not a ${command === 'remove' ? 'remove' : 'registration'} token. Get a new one, and check the address.`,
    );
  }
  const said = messageOf(plain, subject);
  if (status === 403) {
    return fail(
      'no-permission',
      `GitHub does not allow it for ${place}${said === null ? '.' : `: ${said}`}`,
      'Ask an owner whether self-hosted runners are allowed there.',
    );
  }
  if (status === 409 && command === 'configure') {
    return fail(
      'name-taken',
      `${place} has a runner named ${subject.name} already.`,
      'Choose another name, or have this one take its place.',
    );
  }
  if (status === 429) {
    return fail('rate-limited', 'GitHub was asked too often.', 'Wait a few minutes, then try again.');
  }
  if (status >= 500) {
    return fail(
      'unreachable',
      `GitHub has trouble of its own at the moment (${status}).`,
      'Look at githubstatus.com, and try again in a few minutes.',
    );
  }
  return fail(
    'program-failed',
    `GitHub refused with status ${status}${said === null ? '.' : `: ${said}`}`,
    'Check the address and the name, then try again.',
  );
}

function statusIn(line: string): number | null {
  const number = HTTP_STATUS.exec(line)?.[1];
  if (number !== undefined) return Number(number);
  const name = /Http response code: (\w+)/i.exec(line)?.[1]?.toLowerCase();
  return name === undefined ? null : (STATUS_NAMES[name] ?? null);
}

/** What GitHub's own answer says, which stands as JSON in a line of its own. */
function messageOf(plain: readonly string[], subject: OutputSubject): string | null {
  for (const line of plain.toReversed()) {
    if (!line.startsWith('{')) continue;
    const message = /"message"\s*:\s*"((?:[^"\\]|\\.)*)"/.exec(line)?.[1];
    if (message !== undefined && message !== '') return shown(message, subject);
  }
  return null;
}

const LONGEST = 240;

/** Fit to be read by anyone: no token, no name of the person's folder, not without end. */
function shown(text: string, { home }: OutputSubject): string {
  const short = hideSecretsInSentence(home === '' ? text : text.replaceAll(home, '~')).trim();
  return short.length > LONGEST ? `${short.slice(0, LONGEST)}…` : short;
}

function unknownFailure(plain: readonly string[], subject: OutputSubject, ending: string): Failure {
  const telling = plain.filter((line) => !/^[#|{√-]|^Unrecognized command-line/.test(line));
  const last = telling.at(-1) ?? plain.at(-1);
  return fail(
    'program-failed',
    last === undefined
      ? `The runner’s config.sh failed without a word. ${ending}`
      : `The runner’s config.sh failed: ${shown(last, subject)}`,
    'The log of this step has all that it said; try again, or set the runner up with another version.',
  );
}
