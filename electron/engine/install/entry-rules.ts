/**
 * Where an entry of an archive may land. The names come from outside: what leaves the folder is refused, never bent
 * until it fits.
 */

/** `path` is relative to the folder, without `.`, `..`, or a slash at either end; empty: the folder itself. */
export type Place =
  | { readonly ok: true; readonly path: string }
  | { readonly ok: false; readonly why: string };

/** Bytes; what macOS and Linux take (NAME_MAX, and PATH_MAX of macOS). */
const LONGEST_NAME = 255;
const LONGEST_PATH = 1024;

const LEAVES = 'it holds a path that leads out of its folder';
const UNUSABLE = 'it holds a name that no file here can have';
const LINK_LEAVES = 'it holds a link that leads out of its folder';

/** `name` as the archive has it: `./bin/Runner.Listener`. */
export function placeOf(name: string): Place {
  if (name === '' || name.includes('\0') || Buffer.byteLength(name) > LONGEST_PATH) return no(UNUSABLE);
  if (name.startsWith('/')) return no(LEAVES);
  const parts = name.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..')) return no(LEAVES);
  if (parts.some((part) => Buffer.byteLength(part) > LONGEST_NAME)) return no(UNUSABLE);
  return { ok: true, path: parts.join('/') };
}

/**
 * Null: as far as its text tells, the link at `path` stays inside; else why not. Through other links it may still lead
 * out: that is looked at when they are all there.
 */
export function linkProblem(path: string, target: string): string | null {
  if (target === '' || target.includes('\0') || Buffer.byteLength(target) > LONGEST_PATH) return UNUSABLE;
  if (target.startsWith('/')) return LINK_LEAVES;
  let depth = path.split('/').length - 1;
  for (const part of target.split('/')) {
    if (part === '..') depth -= 1;
    else if (part !== '' && part !== '.') depth += 1;
    if (depth < 0) return LINK_LEAVES;
  }
  return null;
}

/**
 * True: it first goes up, then only down. From a real folder this cannot leave by way of another link, so that it is
 * safe even while it leads nowhere.
 */
export function goesStraight(target: string): boolean {
  const parts = target.split('/').filter((part) => part !== '' && part !== '.');
  const down = parts.findIndex((part) => part !== '..');
  return down === -1 || !parts.slice(down).includes('..');
}

export const linkLeaves = LINK_LEAVES;

const no = (why: string): Place => ({ ok: false, why });
