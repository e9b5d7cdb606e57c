/**
 * A marked block in `~/.zshrc`, as text: put in, replaced in its place, taken out again so that every byte around it is
 * as before. Each runner folder has its own, so that removing one runner needs no count of who else wants the block;
 * two that set the same variable to the same do no harm.
 *
 * Texts are latin1: a byte is a letter, so that a file of any encoding comes through whole.
 */
import { fail, type Failure, ok, type Reply } from '../../../shared/contract.ts';

/** Variables for a shell. */
export interface ShellVariables {
  readonly variables: Readonly<Record<string, string>>;
  /** Folders that come first in the PATH, in their order; absolute. */
  readonly pathFolders: readonly string[];
}

/** The file before a block of ours came in. */
export type Before = 'there' | 'made-for-it';

export interface TakenOut {
  readonly text: string;
  /** `made-for-it`: where the text is empty now, the file can go as well. */
  readonly before: Before;
}

interface FoundBlock {
  readonly start: number;
  /** Behind its last line's end. */
  readonly end: number;
  /** Line ends above it that belong to it. */
  readonly added: number;
  readonly before: Before;
  /** An editor has given the whole file Windows' line ends. */
  readonly lineEnd: '\n' | '\r\n';
}

/** The text with the block for `folder`: in place of an earlier one, else at its end. */
export function putBlock(text: string, folder: string, shell: ShellVariables, before: Before): Reply<string> {
  const refused = refusal(folder, shell);
  if (refused !== null) return refused;
  const found = findBlock(text, folder);
  if (!found.ok) return found;
  const block = (added: number, wasThere: Before): string =>
    latin1(blockText(folder, shell, added, wasThere));
  const { value: old } = found;
  if (old !== null) {
    return ok(text.slice(0, old.start) + block(old.added, old.before) + text.slice(old.end));
  }
  const added = text === '' ? 0 : text.endsWith('\n') ? 1 : 2;
  return ok(text + '\n'.repeat(added) + block(added, before));
}

/** The text without the block for `folder`; null: there is none. */
export function takeOutBlock(text: string, folder: string): Reply<TakenOut | null> {
  const found = findBlock(text, folder);
  if (!found.ok) return found;
  if (found.value === null) return ok(null);
  const { start, end, added, before, lineEnd } = found.value;
  const below = text.slice(end);
  // What a person has added below must not be joined to a last line that had no end.
  const strip = below !== '' && added === 2 ? 1 : added;
  let above = text.slice(0, start);
  for (let count = 0; count < strip && above.endsWith(lineEnd); count += 1) {
    above = above.slice(0, -lineEnd.length);
  }
  return ok({ text: above + below, before });
}

/** Whether the text has the block for `folder`. */
export function hasBlock(text: string, folder: string): Reply<boolean> {
  const found = findBlock(text, folder);
  return found.ok ? ok(found.value !== null) : found;
}

/** What the block for `folder` says, so that it can be put in again; null: there is none. */
export function readBlock(text: string, folder: string): Reply<ShellVariables | null> {
  const found = findBlock(text, folder);
  if (!found.ok || found.value === null) return found.ok ? ok(null) : found;
  const block = Buffer.from(text.slice(found.value.start, found.value.end), 'latin1').toString('utf8');
  const variables: Record<string, string> = {};
  const pathFolders: string[] = [];
  for (const { text: line } of linesOf(block)) {
    const variable = /^export (\w+)=('.*')$/.exec(line);
    const folder = /^case .* export PATH=('.*'):"\$PATH" ;; esac$/.exec(line);
    if (variable?.[1] !== undefined) variables[variable[1]] = unquoted(variable[2] ?? '');
    if (folder?.[1] !== undefined) pathFolders.unshift(unquoted(folder[1]));
  }
  return ok({ variables, pathFolders });
}

const unquoted = (word: string): string => word.slice(1, -1).replaceAll(String.raw`'\''`, "'");

const firstLine = (folder: string): string => `# >>> Trackside: variables of the runner in ${folder} >>>`;
const lastLine = (folder: string): string => `# <<< Trackside: variables of the runner in ${folder} <<<`;
const ANY_MARKER = /^# (?:>>>|<<<) Trackside: /;

function blockText(folder: string, shell: ShellVariables, added: number, before: Before): string {
  const made = before === 'made-for-it' ? ', in a file made for it' : '';
  return [
    firstLine(folder),
    `# Put here by Trackside, which takes it out again (${added} line ends above${made}).`,
    ...Object.entries(shell.variables).map(([name, value]) => `export ${name}=${quoted(value)}`),
    // The first folder comes last, so that it ends up first.
    ...shell.pathFolders.toReversed().map(pathLine),
    lastLine(folder),
    '',
  ].join('\n');
}

/** Both zsh and sh take what is between single quotes as it is. */
const quoted = (value: string): string => `'${value.replaceAll("'", String.raw`'\''`)}'`;

/** A shell inside a shell must not add it once more. */
function pathLine(folder: string): string {
  const word = quoted(folder);
  return `case ":$PATH:" in *:${word}:*) ;; *) export PATH=${word}:"$PATH" ;; esac`;
}

function refusal(folder: string, shell: ShellVariables): Failure | null {
  const names = Object.keys(shell.variables);
  const values = [folder, ...Object.values(shell.variables), ...shell.pathFolders];
  const fits =
    names.every((name) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) &&
    // oxlint-disable-next-line no-control-regex -- what no line of a shell can hold between quotes
    values.every((value) => !/[\u0000\r\n]/.test(value)) &&
    shell.pathFolders.every((path) => path.startsWith('/') && !path.includes(':'));
  return fits ? null : fail('wrong-answer', 'A variable has a name or value that no shell can take.');
}

/** The block of `folder`, if it is whole and there only once. */
function findBlock(text: string, folder: string): Reply<FoundBlock | null> {
  const [first, last] = [latin1(firstLine(folder)), latin1(lastLine(folder))];
  const markers = linesOf(text).filter((line) => ANY_MARKER.test(line.text));
  const own = markers.filter((line) => line.text === first || line.text === last);
  const [begin, end, ...more] = own;
  if (begin === undefined) return ok(null);
  if (more.length > 0) return TWO_BLOCKS;
  const isWhole = begin.text === first && end?.text === last;
  // Another block's line inside would go with this one.
  if (!isWhole || markers.indexOf(end) !== markers.indexOf(begin) + 1) return HALF_A_BLOCK;
  const record = /^# Put here by Trackside.*\((\d) line ends above(, in a file made for it)?\)\.\s*$/m.exec(
    text.slice(begin.start, end.start),
  );
  return ok({
    start: begin.start,
    end: end.end,
    added: Number(record?.[1] ?? 0),
    before: record?.[2] === undefined ? 'there' : 'made-for-it',
    lineEnd: text.slice(begin.start, begin.end).endsWith('\r\n') ? '\r\n' : '\n',
  });
}

const HALF_A_BLOCK = fail(
  'wrong-state',
  'A block of Trackside in ~/.zshrc is not whole: its first or its last line is missing, or another one is in it. The file was left as it is.',
  'Open ~/.zshrc in an editor and delete what is left between “# >>> Trackside” and “# <<< Trackside”, then try again.',
);
const TWO_BLOCKS = fail(
  'wrong-state',
  'There are two blocks of Trackside for the same runner in ~/.zshrc. The file was left as it is.',
  'Open ~/.zshrc in an editor and delete one of the two, from “# >>> Trackside” to “# <<< Trackside”, then try again.',
);

interface Line {
  /** Without its end, and without spaces that an editor may have left there. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

function linesOf(text: string): readonly Line[] {
  const lines: Line[] = [];
  for (let start = 0; start < text.length;) {
    const at = text.indexOf('\n', start);
    const end = at === -1 ? text.length : at + 1;
    lines.push({ text: text.slice(start, end).trimEnd(), start, end });
    start = end;
  }
  return lines;
}

const latin1 = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
