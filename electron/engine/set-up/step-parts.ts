/** What the steps of set-up, adoption and removal need of the engine, and what they share. */
import { fail, type Failure, type Reply } from '../../../shared/contract.ts';
import type { ProcessAnswer } from '../../../shared/domain.ts';
import type { GitHubAdmin } from '../github/admin.ts';
import type { Host } from '../host/host.ts';
import type { Step } from '../operations/definition.ts';
import type { ManagedRunner } from '../runners/managed-runner.ts';

export interface StepParts {
  readonly host: Host;
  readonly admin: GitHubAdmin;
  /** The runners that the engine watches. */
  readonly runners: {
    look(): Promise<void>;
    /** By its real path; null: it is not known (yet). */
    at(directory: string): ManagedRunner | null;
    /** Lets go of one that nothing leads to any more. */
    forget(directory: string): Promise<void>;
  };
  /** Its processes as of now; null: nobody can tell, which is no proof of anything. */
  readonly processes: (directory: string) => Promise<ProcessAnswer | null>;
}

/** The folders that the person named, in the settings. */
export interface KnownFolders {
  /** Those that lead to this one, as they were written: perhaps by a link. */
  leadingTo(directory: string): Promise<readonly string[]>;
  add(folders: readonly string[]): Promise<Reply<unknown>>;
  remove(folders: readonly string[]): Promise<Reply<unknown>>;
}

/** What most steps have in common, to be spread over. */
export const PLAIN_STEP: Pick<Step, 'detail' | 'files' | 'commands' | 'usualSeconds' | 'cancel' | 'undoing'> =
  {
    detail: null,
    files: [],
    commands: [],
    usualSeconds: null,
    cancel: 'before',
    undoing: null,
  };

/** For display: the home folder as `~`. */
export function shownPath(host: Pick<Host, 'home'>, path: string): string {
  return path === host.home || path.startsWith(`${host.home}/`) ? `~${path.slice(host.home.length)}` : path;
}

/** The system's own error about a file, in words. @param what is done: “make the folder”. */
export function fileFailure(what: string, error: unknown): Failure {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return fail('no-room', `The disk is full, so Trackside could not ${what}.`, 'Make room and try again.');
    case 'EACCES':
    case 'EPERM':
      return fail(
        'cannot-write',
        `macOS does not let Trackside ${what}.`,
        'Choose a folder in your home folder that you may write in.',
      );
    case 'EROFS':
      return fail(
        'cannot-write',
        `The disk can only be read, so Trackside could not ${what}.`,
        'Choose a folder on a disk that can be written to.',
      );
    case 'EEXIST':
    case 'ENOTDIR':
      return fail(
        'bad-place',
        `There is a file where a folder should be, so Trackside could not ${what}.`,
        'Move it away, or choose another folder.',
      );
    default:
      return fail(
        'cannot-write',
        `Trackside could not ${what}${code === '' ? '' : ` (${code})`}.`,
        'Try again; if it stays so, look at the disk with Disk Utility.',
      );
  }
}
