/** The small bit of HTTP that the practice GitHub needs: requests, answers, routes. */
import type { IncomingMessage } from 'node:http';

export interface Ask {
  readonly method: string;
  /** Decoded path without the `/api/v3` prefix. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
  /** `http://127.0.0.1:PORT`. */
  readonly origin: string;
  /** Where the REST API starts: the origin, with `/api/v3` when it was asked under it. */
  readonly api: string;
  /** Aborted when the other side went away. */
  readonly signal: AbortSignal;
}

export type Answer =
  | {
      readonly kind: 'json';
      readonly status: number;
      readonly json: unknown;
      readonly headers?: Record<string, string>;
    }
  | {
      readonly kind: 'text';
      readonly status: number;
      readonly type: string;
      readonly text: string;
      readonly headers?: Record<string, string>;
    }
  | { readonly kind: 'empty'; readonly status: number; readonly headers?: Record<string, string> }
  /** The bytes from `start` up to, not including, `end` of a file of `size` bytes. */
  | {
      readonly kind: 'file';
      readonly status: 200 | 206;
      readonly path: string;
      readonly size: number;
      readonly etag: string;
      readonly start: number;
      readonly end: number;
    };

export const json = (status: number, value: unknown, headers?: Record<string, string>): Answer =>
  headers === undefined
    ? { kind: 'json', status, json: value }
    : { kind: 'json', status, json: value, headers };
export const empty = (status: number, headers?: Record<string, string>): Answer =>
  headers === undefined ? { kind: 'empty', status } : { kind: 'empty', status, headers };

const DOCUMENTATION = 'https://docs.github.com/rest';
/** GitHub's error body: `message`, `documentation_url`, `status`. */
export const problem = (status: number, message: string, headers?: Record<string, string>): Answer =>
  json(status, { message, documentation_url: DOCUMENTATION, status: String(status) }, headers);
export const notFound = (): Answer => problem(404, 'Not Found');

export type Params = Readonly<Record<string, string>>;
const UNSAFE = new Set(['__proto__', 'constructor', 'prototype']);

/** Matches `/repos/:owner/:repo`; null when the path is another. */
export function matchPath(pattern: string, path: string): Params | null {
  const wanted = pattern.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return null;
  const params: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? '';
    if (part.startsWith(':')) {
      if (value === '' || UNSAFE.has(value)) return null;
      params[part.slice(1)] = value;
    } else if (part !== value) return null;
  }
  return params;
}

/** A field of a JSON body, when it is there with the right type. */
export function field(body: unknown, name: string): unknown {
  return typeof body === 'object' && body !== null && Object.hasOwn(body, name)
    ? (body as Record<string, unknown>)[name]
    : undefined;
}
export const text = (body: unknown, name: string): string | null => {
  const value = field(body, name);
  return typeof value === 'string' ? value : null;
};
export const integer = (body: unknown, name: string): number | null => {
  const value = field(body, name);
  return typeof value === 'number' && Number.isInteger(value) ? value : null;
};
/** A list of strings, or of objects with a `name`; null when it is neither. */
export function names(body: unknown, name: string): readonly string[] | null {
  const value = field(body, name);
  if (!Array.isArray(value)) return null;
  const found = value.map((item: unknown) => (typeof item === 'string' ? item : text(item, 'name')));
  return found.every((item) => item !== null) ? found : null;
}

const MAX_BODY = 1_048_576;
/** The JSON body; `undefined` when there is none or it is not JSON. */
export async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = chunk as Buffer;
    size += bytes.length;
    if (size > MAX_BODY) return undefined;
    chunks.push(bytes);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown;
  } catch {
    // Form bodies (device flow) and rubbish: the route decides what to say.
    return Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString('utf8')));
  }
}

/** One page out of `items`, and the Link header that GitHub sends with it. */
export function page<T>(
  ask: Ask,
  items: readonly T[],
  standard = 30,
): { items: readonly T[]; link: Record<string, string> } {
  const number = (name: string, fallback: number): number => {
    const value = Number.parseInt(ask.query.get(name) ?? '', 10);
    return Number.isFinite(value) && value > 0 ? value : fallback;
  };
  const perPage = Math.min(100, number('per_page', standard));
  const current = number('page', 1);
  const last = Math.max(1, Math.ceil(items.length / perPage));
  const address = (to: number): string => {
    const query = new URLSearchParams(ask.query);
    query.set('page', String(to));
    return `<${ask.api}${ask.path}?${query.toString()}>`;
  };
  const links: string[] = [];
  if (current > 1) links.push(`${address(current - 1)}; rel="prev"`);
  if (current < last) links.push(`${address(current + 1)}; rel="next"`, `${address(last)}; rel="last"`);
  if (current > 1) links.push(`${address(1)}; rel="first"`);
  return {
    items: items.slice((current - 1) * perPage, current * perPage),
    link: links.length === 0 ? {} : { link: links.join(', ') },
  };
}
