/** What can go wrong with a runner package, in words for a person: each its own sentence, its code, and the way on. */
import { fail, type Failure } from '../../../shared/contract.ts';
import { messageOf } from '../jobs/file-errors.ts';

/** Ends an unpacking from anywhere inside it; `unpackPackage` makes a value of it. */
export class Stopped extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

export const unreachable = (host: string): Failure =>
  fail('unreachable', `${host} cannot be reached from this Mac.`, 'Check the network, then try again.');
export const brokeOff = (host: string): Failure =>
  fail(
    'unreachable',
    `The connection to ${host} broke off, again and again.`,
    'Check the network, then try again.',
  );
export const serverTrouble = (host: string, status: number): Failure =>
  fail(
    'unreachable',
    `${host} has trouble of its own (status ${String(status)}).`,
    'Try again in a few minutes.',
  );
export const notTrusted = (host: string): Failure =>
  fail(
    'unreachable',
    `The certificate that came for ${host} is not one that this Mac trusts.`,
    'Perhaps a proxy stands in between, or the clock of this Mac is wrong.',
  );
export const quiet = (host: string, milliseconds: number): Failure =>
  fail(
    'timed-out',
    `${host} sent nothing for ${secondsOf(milliseconds)}.`,
    'Check the network, then try again.',
  );
export const tookTooLong = (milliseconds: number): Failure =>
  fail(
    'timed-out',
    `The download was not complete after ${String(Math.max(1, Math.round(milliseconds / 60_000)))} minutes.`,
    'Try again on a faster network.',
  );

export const webPage = (host: string): Failure =>
  fail(
    'odd-answer',
    `What answered for ${host} was a web page, not the runner package.`,
    'Perhaps it was a proxy, or the sign-in page of a network: sign in there with a browser, then try again.',
  );
export const refused = (host: string, status: number): Failure =>
  fail(
    'odd-answer',
    `${host} did not give the runner package (status ${String(status)}).`,
    status === 404 ? 'Perhaps that version is gone: choose another one.' : 'Try again later.',
  );
export const otherSize = (host: string): Failure =>
  fail(
    'odd-answer',
    `What ${host} sent is not as large as the runner package should be.`,
    'Perhaps a proxy changed it. Try again, or from another network.',
  );
export const noPackage = (host: string): Failure =>
  fail(
    'odd-answer',
    `What ${host} sent is no runner package.`,
    'Perhaps a proxy changed it. Try again, or from another network.',
  );
export const badAddress = (): Failure =>
  fail(
    'odd-answer',
    'The runner package is at an address that Trackside does not fetch from.',
    'Only addresses that begin with https:// are safe enough.',
  );
export const oddAnswer = (host: string): Failure =>
  fail('odd-answer', `The answer of ${host} does not fit what was asked for.`, 'Try again later.');

export const noChecksum = (): Failure =>
  fail(
    'no-checksum',
    'There is no usable checksum for the runner package, so that it cannot be verified.',
    'Choose another version.',
  );
export const wrongChecksum = (): Failure =>
  fail(
    'wrong-checksum',
    'The runner package that came is not the one that GitHub describes: its checksum is another.',
    'Nothing of it was kept. Try again; if it happens again, something on the way changes what is downloaded.',
  );
/** `why` goes on after “because”. */
export const badArchive = (why: string): Failure =>
  fail(
    'bad-archive',
    `The runner package cannot be used, because ${why}.`,
    'Nothing of it was kept. Choose another version.',
  );

export const cancelled = (): Failure => fail('cancelled', 'The download was cancelled.');

/** What an operation on our own files failed with. */
export function fileFailure(error: unknown): Failure {
  if (error instanceof Stopped) return error.failure;
  switch (codeOf(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return fail('no-room', 'The disk is full.', 'Free some gigabytes, then try again.');
    default:
      return fail(
        'cannot-write',
        `The runner package could not be written: ${messageOf(error)}.`,
        'See that the folder belongs to you and that you may write there.',
      );
  }
}

/** The same, while the entries of an archive were made in a folder that was empty and is ours alone. */
export function entryFailure(error: unknown): Failure {
  switch (codeOf(error)) {
    case 'EEXIST':
    case 'ENOTDIR':
    case 'EISDIR':
      return badArchive('it holds two things of the same name');
    case 'ENAMETOOLONG':
    case 'EILSEQ':
    case 'EINVAL':
      return badArchive('it holds a name that no file here can have');
    default:
      return fileFailure(error);
  }
}

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined;

const secondsOf = (milliseconds: number): string => {
  const seconds = Math.max(1, Math.round(milliseconds / 1000));
  return seconds === 1 ? 'a second' : `${String(seconds)} seconds`;
};
