/**
 * The lines of a runner's `.env` (runner.md 9): `KEY=VALUE`, split at the first `=`, no quotes, no comments; of two lines
 * of one key the last one holds. Pure. A line that is not ours stays byte for byte, however odd it is.
 *
 * Texts here are bytes, one character each (`latin1`), so that a file in any encoding comes out as it went in.
 */

/** A line with what ends it; the last one may lack that. */
interface Line {
  readonly content: string;
  readonly end: string;
}

const BYTE_ORDER_MARK = '\u00EF\u00BB\u00BF';

/** .NET ends a line at any of these. */
function linesOf(text: string): readonly Line[] {
  const lines: Line[] = [];
  let at = 0;
  for (const match of text.matchAll(/\r\n|\n|\r/g)) {
    lines.push({ content: text.slice(at, match.index), end: match[0] });
    at = match.index + match[0].length;
  }
  if (at < text.length) lines.push({ content: text.slice(at), end: '' });
  return lines;
}

const textOf = (lines: readonly Line[]): string =>
  lines.map(({ content, end }) => `${content}${end}`).join('');

/** The key as the runner reads it; null for a line that sets nothing. A mark at the file's start is none of the key. */
function keyOf(line: Line, index: number): string | null {
  const start = index === 0 && line.content.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0;
  const at = line.content.indexOf('=', start);
  return at > start ? line.content.slice(start, at) : null;
}

/** Where the line is that holds for `key`; -1: none. */
function indexOf(lines: readonly Line[], key: string): number {
  return lines.findLastIndex((line, index) => keyOf(line, index) === key);
}

/** The value that holds for `key`, as bytes; null: it is not set, or set to nothing, which unsets it. */
export function valueIn(text: string, key: string): string | null {
  const lines = linesOf(text);
  const index = indexOf(lines, key);
  const line = lines[index];
  if (line === undefined) return null;
  const value = line.content.slice(line.content.indexOf('=') + 1);
  return value === '' ? null : value;
}

/** The file's text with `key` set: in the place where it was set before, else in a line of its own at the end. */
export function withValue(text: string, key: string, value: string): string {
  const lines = [...linesOf(text)];
  const index = indexOf(lines, key);
  const line = lines[index];
  if (line === undefined) return `${endedText(text)}${key}=${value}\n`;
  const start = line.content.indexOf('=') + 1;
  lines[index] = { content: `${line.content.slice(0, start)}${value}`, end: line.end };
  return textOf(lines);
}

/** The text without the line that holds for `key`; those before it of the same key stay. */
export function withoutKey(text: string, key: string): string {
  const lines = [...linesOf(text)];
  const index = indexOf(lines, key);
  if (index === -1) return text;
  const mark = index === 0 && lines[0]?.content.startsWith(BYTE_ORDER_MARK) === true ? BYTE_ORDER_MARK : '';
  lines.splice(index, 1);
  return `${mark}${textOf(lines)}`;
}

/** Ends with a line end, or is empty: else the next line that config.sh appends is glued to the last (runner.md 9). */
export function endedText(text: string): string {
  return text === '' || text === BYTE_ORDER_MARK || /[\r\n]$/.test(text) ? text : `${text}\n`;
}
