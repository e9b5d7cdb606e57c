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
  | {
      readonly kind: 'empty';
      readonly status: number;
      readonly headers?: Record<string, string>;
    }
  | {
      readonly kind: 'file';
      readonly path: string;
      readonly type: string;
    };
export declare const json: (status: number, value: unknown, headers?: Record<string, string>) => Answer;
export declare const empty: (status: number, headers?: Record<string, string>) => Answer;
/** GitHub's error body: `message`, `documentation_url`, `status`. */
export declare const problem: (status: number, message: string, headers?: Record<string, string>) => Answer;
export declare const notFound: () => Answer;
export type Params = Readonly<Record<string, string>>;
/** Matches `/repos/:owner/:repo`; null when the path is another. */
export declare function matchPath(pattern: string, path: string): Params | null;
/** A field of a JSON body, when it is there with the right type. */
export declare function field(body: unknown, name: string): unknown;
export declare const text: (body: unknown, name: string) => string | null;
export declare const integer: (body: unknown, name: string) => number | null;
/** A list of strings, or of objects with a `name`; null when it is neither. */
export declare function names(body: unknown, name: string): readonly string[] | null;
/** The JSON body; `undefined` when there is none or it is not JSON. */
export declare function readBody(request: IncomingMessage): Promise<unknown>;
/** One page out of `items`, and the Link header that GitHub sends with it. */
export declare function page<T>(
  ask: Ask,
  items: readonly T[],
  standard?: number,
): {
  items: readonly T[];
  link: Record<string, string>;
};
