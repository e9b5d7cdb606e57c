/** What a person is told when the app cannot start: from Finder, standard error is seen by nobody. */

export const START_FAILED = 'Trackside could not start';

const UNTOUCHED = 'Your runners are not touched: they go on as they are.';
const FOLDER = '~/Library/Application Support/Trackside';

/** Sentences without the error's own text, which may hold a path. */
export function startFailure(error: unknown): string {
  return `${reason(error)}\n\n${UNTOUCHED}`;
}

function reason(error: unknown): string {
  switch (codeOf(error)) {
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return `Trackside may not read or write its own folder, ${FOLDER}. Put its permissions right, then open Trackside again.`;
    case 'ENOSPC':
    case 'EDQUOT':
      return 'The disk is full. Make some room, then open Trackside again.';
    case 'EMFILE':
    case 'ENFILE':
      return 'This Mac has too many files open. Close some programs, then open Trackside again.';
    default:
      return 'Something went wrong inside Trackside. Open it again; if that does not help, start it from a terminal, and report what it prints there.';
  }
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
}
