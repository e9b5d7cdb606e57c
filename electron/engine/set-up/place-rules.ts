/**
 * Where a runner's folders may lie, judged by the path alone: what a path may hold, and the places that macOS or the
 * runner's own scripts make unfit. Each refusal says why and what to do. What is at the path: `directory-problem.ts`.
 */
import { join, normalize } from 'node:path';
import { fail, type Failure } from '../../../shared/contract.ts';

/** So many bytes may one name have on a Mac's disk. */
const MAX_NAME_BYTES = 255;

/** The path in full, without `//` and a slash at its end; null: it begins neither with `/` nor with `~/`. */
export function fullPath(home: string, path: string): string | null {
  const full = path.startsWith('~/') ? join(home, path.slice(2)) : path;
  if (!full.startsWith('/')) return null;
  const normal = normalize(full);
  return normal.length > 1 && normal.endsWith('/') ? normal.slice(0, -1) : normal;
}

/** What is wrong with the letters of a full path, or with where it lies; null: nothing. */
export function placeProblem(home: string, path: string): Failure | null {
  return spellingProblem(home, path) ?? locationProblem(home, path);
}

/**
 * The runner puts its own path into commands without quotes, so that each step of a job fails where it holds a space
 * (runner.md 2.5), and svc.sh takes `@` and `&` in it for its own signs (5.1).
 */
function spellingProblem(home: string, path: string): Failure | null {
  const odd = /[^\p{L}\p{M}\p{N}/._+-]/u.exec(path)?.[0];
  if (odd !== undefined) {
    const what = /\s/.test(odd) ? 'a space' : `the sign “${odd}”`;
    return fail(
      'bad-place',
      `The path may not hold ${what}: the runner’s own scripts use it without quotes, so that every step of a job would fail.`,
      /[^\p{L}\p{M}\p{N}/._+-]/u.test(home)
        ? 'The path of your home folder has it already, so choose a folder outside, such as /Users/Shared/actions-runner.'
        : 'Use letters, digits, - _ and . only, as in ~/actions-runner.',
    );
  }
  if (path.split('/').some((name) => name.startsWith('-'))) {
    return fail(
      'bad-place',
      'No name in the path may begin with “-”: the runner’s scripts would take it for an option.',
      'Use a name such as ~/actions-runner.',
    );
  }
  if (path.split('/').some((name) => Buffer.byteLength(name) > MAX_NAME_BYTES)) {
    return fail('bad-place', 'A name in the path is longer than a Mac’s disk takes.', 'Use a shorter one.');
  }
  return null;
}

const ELSEWHERE = 'Choose a folder directly in your home folder, such as ~/actions-runner.';
/** The reasons of macos.md 3.7. */
const PROTECTED =
  'a runner that launchd starts gets “Operation not permitted” there, without a question on the screen, and a permission given by hand is lost when the runner updates itself.';

/** Places under the home folder, in lower case: a Mac's disk does not tell the cases apart. */
const IN_HOME: readonly (readonly [string, string])[] = [
  ['desktop', `macOS protects the Desktop: ${PROTECTED}`],
  ['documents', `macOS protects Documents: ${PROTECTED}`],
  ['downloads', `macOS protects Downloads: ${PROTECTED}`],
  ['library/mobile documents', `This is in iCloud Drive, which macOS protects: ${PROTECTED}`],
  ['library/cloudstorage', `This is in a folder that is kept in a cloud, which macOS protects: ${PROTECTED}`],
  ['.trash', 'This is in the Trash, which may be emptied at any time.'],
];
const IN_ROOT: readonly (readonly [string, string])[] = [
  ['/volumes', `This is on an external or network volume, which macOS protects: ${PROTECTED}`],
  ['/network', 'This is on a network volume, which may be gone in the middle of a job.'],
  ['/net', 'This is on a network volume, which may be gone in the middle of a job.'],
];
const TEMPORARY = [
  '/tmp',
  '/private/tmp',
  '/var/tmp',
  '/private/var/tmp',
  '/var/folders',
  '/private/var/folders',
];

function locationProblem(home: string, path: string): Failure | null {
  for (const [place, why] of IN_HOME) {
    if (isInside(path, `${home}/${place}`)) return fail('bad-place', why, ELSEWHERE);
  }
  for (const [place, why] of IN_ROOT) {
    if (isInside(path, place)) return fail('bad-place', why, ELSEWHERE);
  }
  // A home folder that is a temporary one itself has no better place to offer.
  if (TEMPORARY.some((place) => isInside(path, place)) && !isInside(path, home)) {
    return fail(
      'bad-place',
      'This is a folder for temporary files, which macOS empties by itself: the runner would lose files in the middle of its work.',
      ELSEWHERE,
    );
  }
  return null;
}

/** Whether a path is a folder or lies in it, letter case aside. */
export function isInside(path: string, folder: string): boolean {
  const [inner, outer] = [plain(path), plain(folder)];
  return inner === outer || inner.startsWith(outer.endsWith('/') ? outer : `${outer}/`);
}

/** A Mac's disk takes letters in either case, and accents in either form, for the same. */
const plain = (path: string): string => path.normalize('NFC').toLowerCase();
