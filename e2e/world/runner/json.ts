/** Reading of JSON that somebody else wrote, without trust in its shape. */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/** Parses `text`; a leading byte order mark is no fault. Throws SyntaxError on anything that is no JSON. */
export function parseJson(text: string): Json {
  const parsed: Json = JSON.parse(text.startsWith('\uFEFF') ? text.slice(1) : text);
  return parsed;
}

/** The object itself, or an empty one where `value` is no object. */
export function objectOf(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

/** Whether `value` is an object and no list. */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The list itself, or an empty one where `value` is no list. */
export function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

/** The text, a number as text, or null. */
export function textOf(value: Json | undefined): string | null {
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value) : null;
}

/** The number, a text of digits as a number, or null. */
export function numberOf(value: Json | undefined): number | null {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  return typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : null;
}

/** Entry `key` of a runner's dictionary `{t:2, d:[{k,v}…]}` (runner.md 7.4); undefined where there is none. */
export function dictionaryEntry(dictionary: Json | undefined, key: string): Json | undefined {
  for (const entry of listOf(objectOf(dictionary)['d'])) {
    const pair = objectOf(entry);
    if (pair['k'] === key) return pair['v'];
  }
  return undefined;
}
