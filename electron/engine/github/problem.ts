/** What went wrong when GitHub was asked, in words for a person (github.md 1.4 and 2.7). */
import type { Instant } from '../../../shared/domain.ts';
import type { LoginWay } from '../../../shared/set-up.ts';
import { redact } from '../redact.ts';

export type ProblemKind =
  | 'login-refused'
  | 'sign-on-needed'
  | 'no-permission'
  | 'limit-used-up'
  | 'asked-to-slow-down'
  | 'not-found'
  | 'server-trouble'
  | 'odd-answer'
  | 'timed-out'
  | 'unreachable'
  | 'refused';

export interface Problem {
  readonly kind: ProblemKind;
  /** A sentence, without secrets. */
  readonly message: string;
  /** The way on, a sentence; null where there is none but to try again. */
  readonly remedy: string | null;
  /** When asking again makes sense, where GitHub said so. */
  readonly retryAt: Instant | null;
}

/** An answer that is no success. Header names are in lower case. */
export interface BadAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | number | undefined>>;
  /** GitHub's own `message`, when the body was JSON. */
  readonly said: string | null;
}

const MINUTE = 60_000;
const LONGEST_WAIT = 6 * 60 * MINUTE;

/** What was asked for (such as `acme/rocket`), whose GitHub, and with which login; null: without one. */
export interface Asked {
  readonly subject: string;
  /** What was to be done there: “register runners for acme/rocket”; left out: the answer says nothing of it. */
  readonly deed?: string;
  readonly host: string;
  readonly way: LoginWay | null;
}

/** @param now the Mac's own clock; waiting times are counted from it, so that a wrong clock does no harm. */
export function problemOf(answer: BadAnswer, asked: Asked, now: Instant): Problem {
  const { subject, host } = asked;
  switch (answer.status) {
    case 401:
      return problem('login-refused', ...refusedLogin(asked));
    case 403:
    case 429:
      return forbidden(answer, asked, now);
    case 404:
      return problem(
        'not-found',
        `${subject}: not found at ${host}, or this login has no access to it.`,
        'Check the name, and that this login may see it.',
      );
    default:
      return answer.status >= 500
        ? problem('server-trouble', `${host} has trouble of its own (status ${String(answer.status)}).`)
        : problem('refused', `${host} refused the request for ${subject} (status ${String(answer.status)}).`);
  }
}

/** The whole of it, for a place that has room for one text. */
export const inWords = ({ message, remedy }: Problem): string =>
  remedy === null ? message : `${message} ${remedy}`;

const problem = (
  kind: ProblemKind,
  message: string,
  remedy: string | null = null,
  retryAt: Instant | null = null,
): Problem => ({ kind, message: redact(message), remedy: remedy === null ? null : redact(remedy), retryAt });

function refusedLogin({ host, way }: Asked): readonly [message: string, remedy: string] {
  switch (way) {
    case 'gh':
      return [
        `${host} refused this Mac’s login: it has expired or was taken back.`,
        'Sign in again with “gh auth login”.',
      ];
    case 'kept-token':
    case 'session-token':
      return [
        `${host} refused the token that Trackside was given: it has expired or was taken back.`,
        'Give Trackside a new one.',
      ];
    case null:
      return [`${host} answers this only to a login.`, 'Sign in first.'];
  }
}

/** 403 and 429 have many meanings; the headers tell which. */
function forbidden(answer: BadAnswer, asked: Asked, now: Instant): Problem {
  const { subject, host } = asked;
  const sso = header(answer, 'x-github-sso');
  if (sso?.startsWith('required') === true) {
    const where = URL.parse(/url=([^\s;]+)/.exec(sso)?.[1] ?? '')?.hostname ?? host;
    return problem(
      'sign-on-needed',
      `${subject} is behind single sign-on, and this login is not authorized for it yet.`,
      `Authorize it at ${where}, in the settings of your tokens and applications.`,
    );
  }
  if (
    answer.status === 429 ||
    header(answer, 'retry-after') !== null ||
    /secondary rate limit/i.test(answer.said ?? '')
  ) {
    return problem(
      'asked-to-slow-down',
      `${host} asks to be asked less often.`,
      'Trackside waits and then goes on by itself.',
      now + (retryAfter(answer) ?? (usedUp(answer) ? untilReset(answer, now) : null) ?? MINUTE),
    );
  }
  if (usedUp(answer)) {
    return problem(
      'limit-used-up',
      `The hourly limit of requests to ${host} is used up; all tools of this account share it.`,
      'Trackside goes on by itself when it starts anew.',
      now + (untilReset(answer, now) ?? MINUTE),
    );
  }
  return noPermission(answer, asked);
}

function noPermission(answer: BadAnswer, { subject, deed, host, way }: Asked): Problem {
  const start = `This login may not ${deed ?? `do that for ${subject}`}.`;
  const permission = list(header(answer, 'x-accepted-github-permissions'));
  if (permission !== null) {
    return problem(
      'no-permission',
      `${start} ${host} asks for the permission ${permissionWords(permission)}.`,
      'Give its token that permission; if it has it, the organisation may still have to approve it.',
    );
  }
  const scopes = list(header(answer, 'x-accepted-oauth-scopes'));
  if (scopes !== null) {
    return problem(
      'no-permission',
      `${start} ${host} asks for one of these rights: ${scopes}.`,
      way === 'gh'
        ? `Add one: type “gh auth refresh -h ${host} -s ${scopes.split(',')[0]?.trim() ?? ''}” in a terminal, then try again.`
        : 'Use a token that has one of them.',
    );
  }
  return problem(
    'no-permission',
    start,
    'It takes an administrator of the repository or an owner of the organisation.',
  );
}

/** As GitHub's form for tokens names what its header calls so (github.md 1.3). */
const FORM_NAMES: Readonly<Record<string, string>> = {
  actions: 'Actions',
  administration: 'Administration',
  members: 'Members',
  metadata: 'Metadata',
  organization_administration: 'Administration of the organisation',
  organization_self_hosted_runners: 'Self-hosted runners',
};
const FORM_LEVELS: Readonly<Record<string, string>> = { read: 'read-only', write: 'read and write' };

/** `administration=write` → `“Administration: read and write”`; several, of which one will do, with “or”. */
function permissionWords(header: string): string {
  const words = (one: string): string => {
    const [, name = '', level = ''] = /^\s*([a-z_]+)=([a-z]+)\s*$/.exec(one) ?? [];
    const shown = FORM_NAMES[name];
    return shown === undefined ? one.trim() : `“${shown}: ${FORM_LEVELS[level] ?? level}”`;
  };
  return header
    .split(';')
    .map((set) => set.split(',').map(words).join(' and '))
    .join(' or ');
}

/** A header that is shown must be a plain list of names. */
const list = (value: string | null): string | null =>
  value !== null && /^[a-z0-9_:=,; ]{1,200}$/i.test(value) ? value.trim() : null;

function header(answer: BadAnswer, name: string): string | null {
  const value = answer.headers[name];
  return value === undefined || value === '' ? null : String(value);
}

const usedUp = (answer: BadAnswer): boolean => header(answer, 'x-ratelimit-remaining') === '0';
const clamp = (ms: number): number => Math.min(LONGEST_WAIT, Math.max(1000, ms));
const serverTime = (answer: BadAnswer): Instant => Date.parse(header(answer, 'date') ?? '');

/** Milliseconds that GitHub asks to wait; null where it does not say. */
function retryAfter(answer: BadAnswer): number | null {
  const after = header(answer, 'retry-after');
  if (after === null) return null;
  if (/^\d+$/.test(after)) return clamp(Number(after) * 1000);
  const gap = Date.parse(after) - serverTime(answer);
  return Number.isNaN(gap) ? null : clamp(gap);
}

/** Milliseconds until the hourly limit starts anew, by GitHub's own clock where it tells the time. */
function untilReset(answer: BadAnswer, now: Instant): number | null {
  const reset = Number(header(answer, 'x-ratelimit-reset') ?? Number.NaN) * 1000;
  const time = serverTime(answer);
  return Number.isFinite(reset) ? clamp(reset - (Number.isNaN(time) ? now : time)) : null;
}

/** Whether there is a login could not be found out; `why` is the sentence about it. */
export const noLogin = (why: string): Problem => problem('unreachable', why);
export const timedOut = (host: string, seconds: number): Problem =>
  problem('timed-out', `${host} did not answer within ${String(seconds)} seconds.`);
export const unreachable = (host: string): Problem =>
  problem('unreachable', `${host} cannot be reached from this Mac.`);
export const notTrusted = (host: string): Problem =>
  problem(
    'unreachable',
    `The certificate that came for ${host} is not one that this Mac trusts.`,
    'Perhaps a proxy stands in between, or the clock of this Mac is wrong. A company’s own certificate has to be trusted in Keychain Access; then start Trackside anew.',
  );
export const oddAnswer = (host: string): Problem =>
  problem(
    'odd-answer',
    `What answered for ${host} was not GitHub’s API: perhaps a proxy, or the sign-in page of a network.`,
  );
