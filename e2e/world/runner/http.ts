/** Small HTTP requests with a limit on time and size, and errors in the words of .NET on a Mac. */
import http from 'node:http';
import https from 'node:https';
import type { Json } from './json.ts';
import { parseJson } from './json.ts';

/** No answer came: name, connection or time. `message` is what the runner prints. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
}

/** The request was given up by its own caller. */
export class CanceledError extends Error {
  override readonly name = 'CanceledError';
}

export interface Answer {
  readonly status: number;
  readonly body: Json;
  readonly bytes: Buffer;
  readonly requestId: string;
  /** Where a redirect points; null for other answers. */
  readonly location: string | null;
}

export interface RequestOptions {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Json;
  readonly signal?: AbortSignal;
  readonly timeoutMs: number;
  /** What a time-out's message says, where the world's speed made `timeoutMs` shorter. */
  readonly nominalTimeoutMs?: number;
  readonly maxBytes?: number;
}

function wording(error: NodeJS.ErrnoException, where: URL): string {
  const host = `${where.hostname}:${where.port === '' ? (where.protocol === 'https:' ? '443' : '80') : where.port}`;
  switch (error.code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `nodename nor servname provided, or not known (${host})`;
    case 'ECONNREFUSED':
      return `Connection refused (${host})`;
    case 'ENETUNREACH':
    case 'EHOSTUNREACH':
      return `No route to host (${host})`;
    default:
      return 'An error occurred while sending the request.';
  }
}

function jsonOrNull(bytes: Buffer): Json {
  try {
    return parseJson(bytes.toString('utf8'));
  } catch {
    // Not JSON, an HTML error page for one: the status says enough.
    return null;
  }
}

/** Gives any HTTP answer; throws ConnectionError where none came and CanceledError where `signal` fired. */
export function request(options: RequestOptions): Promise<Answer> {
  const where = new URL(options.url);
  const payload = options.body === undefined ? null : Buffer.from(JSON.stringify(options.body));
  const maxBytes = options.maxBytes ?? 16 * 1024 * 1024;
  return new Promise((resolve, reject) => {
    if (options.signal?.aborted === true) return reject(new CanceledError('The operation was canceled.'));
    const outgoing = (where.protocol === 'https:' ? https : http).request(where, {
      method: options.method,
      agent: false,
      headers: {
        'user-agent': 'GitHubActionsRunner',
        accept: 'application/json',
        ...(payload === null ? {} : { 'content-type': 'application/json', 'content-length': payload.length }),
        ...options.headers,
      },
    });
    const onAbort = (): void => fail(new CanceledError('The operation was canceled.'));
    const timer = setTimeout(() => {
      const span = new Date(Math.max(1000, options.nominalTimeoutMs ?? options.timeoutMs))
        .toISOString()
        .slice(11, 19);
      fail(new ConnectionError(`The HTTP request timed out after ${span}.`));
    }, options.timeoutMs);
    const settle = (): void => {
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', onAbort);
    };
    const fail = (error: Error): void => {
      settle();
      outgoing.destroy();
      reject(error);
    };
    options.signal?.addEventListener('abort', onAbort, { once: true });
    outgoing.on('error', (error) => fail(new ConnectionError(wording(error, where))));
    outgoing.on('response', (incoming) => {
      const chunks: Buffer[] = [];
      let size = 0;
      incoming.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > maxBytes) fail(new ConnectionError('The answer is larger than allowed.'));
        else chunks.push(chunk);
      });
      incoming.on('error', () => fail(new ConnectionError('The response ended prematurely.')));
      incoming.on('end', () => {
        settle();
        const bytes = Buffer.concat(chunks);
        const id = incoming.headers['x-github-request-id'];
        resolve({
          status: incoming.statusCode ?? 0,
          body: jsonOrNull(bytes),
          bytes,
          requestId: typeof id === 'string' ? id : '',
          location: incoming.headers.location ?? null,
        });
      });
    });
    outgoing.end(payload ?? undefined);
  });
}

const reasons: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  409: 'Conflict',
  410: 'Gone',
  422: 'UnprocessableEntity',
  429: 'TooManyRequests',
  500: 'InternalServerError',
  502: 'BadGateway',
  503: 'ServiceUnavailable',
  504: 'GatewayTimeout',
};

/** .NET's name of a status: `NotFound`. */
export function statusName(status: number): string {
  return reasons[status] ?? String(status);
}

/** .NET's sentence for a status that is no success. */
export function statusSentence(status: number): string {
  const words = statusName(status).replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ');
  return `Response status code does not indicate success: ${status} (${words}).`;
}
