/**
 * What config.sh prints, as notes and as errors that a person understands (runner.md 3.3, 3.4). Pure. It takes the words
 * wherever they stand in a line: their order, colours and surroundings differ between versions.
 */
import { fail, type Failure } from '../../../shared/contract.ts';
import { hideSecretsInSentence } from '../hide-secrets.ts';
import { GROUP_MISSING, NAME_TAKEN, type OutputSubject, ruleFailure } from './configure-rules.ts';

export type { OutputSubject } from './configure-rules.ts';

export interface OutputLine {
  readonly text: string;
  readonly stream: 'stdout' | 'stderr';
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

/** Why config.sh failed, from all that it printed; `ending`: how it ended, as a sentence, where it printed nothing. */
export function failureOf(lines: readonly OutputLine[], subject: OutputSubject, ending: string): Failure {
  const plain = lines.map(({ text }) => plainLine(text)).filter((text) => text !== '');
  return ruleFailure(plain, subject) ?? httpFailure(plain, subject) ?? unknownFailure(plain, subject, ending);
}

function httpFailure(plain: readonly string[], subject: OutputSubject): Failure | null {
  const status = plain.map(statusIn).findLast((one) => one !== null) ?? null;
  if (status === null) return null;
  const { place, command } = subject;
  if (status === 404 || status === 401) {
    return fail(
      'token-refused',
      `GitHub did not accept the ${command === 'remove' ? 'remove' : 'registration'} token for ${place}.`,
      command === 'remove'
        ? 'It may be more than an hour old, of another place, or a registration token; or GitHub has forgotten this runner already.'
        : 'It may be more than an hour old, of another repository or organisation, or a remove token. Get a new one, and check the address.',
    );
  }
  const said = messageOf(plain, subject);
  if (status === 403) {
    return fail(
      'no-permission',
      `GitHub does not allow it for ${place}${said === null ? '' : `: ${said}`}.`,
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
    `GitHub refused with status ${status}${said === null ? '' : `: ${said}`}.`,
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
    if (message !== undefined && message !== '') return shown(message, subject).replace(/\.$/, '');
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
