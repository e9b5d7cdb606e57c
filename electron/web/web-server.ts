/**
 * The views over HTTP on loopback, and the contract over a WebSocket: the third transport.
 * Only 127.0.0.1, only with this start's token, only for pages that this server gave (Host and Origin are checked).
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { readFile, realpath } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sep } from 'node:path';
import type { Duplex } from 'node:stream';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { fail } from '../../shared/contract.ts';
import type { Connection } from '../engine/server.ts';
import { assetHeaders, findAsset } from './asset.ts';

/** A message larger than this ends the connection. */
const MAX_MESSAGE_BYTES = 128 * 1024;
/** Views at once; a page that opens more is not one of ours. */
const MAX_VIEWS = 16;
/**
 * What a connection may cost before it has shown who it is: so many milliseconds for its head, for its whole request,
 * without a word; so many connections at once. A WebSocket is no longer under the times.
 */
export interface WebLimits {
  readonly head: number;
  readonly request: number;
  readonly silence: number;
  readonly connections: number;
}
const LIMITS: WebLimits = { head: 5000, request: 10_000, silence: 30_000, connections: 64 };
/** A view that does not read holds no more than this in memory; then its line is cut and it asks anew. */
const MAX_BACKLOG_BYTES = 8 * 1024 * 1024;

export interface WebServer {
  /** Where a browser opens the popover; holds the token. */
  readonly address: string;
  close(): Promise<void>;
}

/**
 * @param pages folder of the built views. @param connect one connection per view.
 * @param port 0 for any. Rejects when the port is taken.
 */
export async function serveWeb(options: {
  readonly pages: string;
  readonly connect: () => Connection;
  readonly port: number;
  /** Gets what went wrong with a connection that never came to be. */
  readonly report?: (where: string, error: unknown) => void;
  readonly limits?: WebLimits;
}): Promise<WebServer> {
  const token = randomBytes(24).toString('base64url');
  const http = boundedServer(options.limits ?? LIMITS, options.pages);
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES });
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject);
    http.listen(options.port, '127.0.0.1', resolve);
  });
  // E.g. no file descriptor left for one more connection: this one is lost, the server is not.
  http.on('error', (error) => options.report?.('web', error));
  const { port } = http.address() as AddressInfo;
  const own = `127.0.0.1:${port}`;
  http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // Node takes its own listener off here; without one, a reset connection would end the process.
    socket.on('error', () => socket.destroy());
    const refused = sockets.clients.size >= MAX_VIEWS ? 503 : refusal(request, own, token);
    if (refused !== null) return refuseUpgrade(socket, refused);
    sockets.handleUpgrade(request, socket, head, (view) => carry(view, options.connect()));
  });
  return {
    address: `http://${own}/popover/index.html#token=${token}`,
    close: async () => {
      for (const view of sockets.clients) view.terminate();
      http.closeAllConnections();
      await new Promise<void>((resolve) => http.close(() => resolve()));
    },
  };
}

function boundedServer(limits: WebLimits, pages: string): Server {
  const http = createServer(
    {
      headersTimeout: limits.head,
      requestTimeout: limits.request,
      connectionsCheckingInterval: Math.min(limits.head, 5000),
      maxHeaderSize: 16 * 1024,
    },
    (request, response) => void servePage(pages, request, response),
  );
  http.timeout = limits.silence;
  http.maxConnections = limits.connections;
  return http;
}

/** Answers and hangs up: a half-closed line would stay as long as the other side likes. */
function refuseUpgrade(socket: Duplex, status: number): void {
  socket.once('finish', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/** The HTTP status with which a wish to connect is refused; null when it may. */
function refusal(request: IncomingMessage, own: string, token: string): 400 | 401 | 403 | 404 | null {
  const url = URL.parse(request.url ?? '', `http://${own}`);
  if (url === null) return 400;
  if (url.pathname !== '/bridge') return 404;
  // A name that resolves to 127.0.0.1 must not do (DNS rebinding), nor a page of anyone else.
  if (request.headers.host !== own || request.headers.origin !== `http://${own}`) return 403;
  return isToken(url.searchParams.get('token') ?? '', token) ? null : 401;
}

function isToken(given: string, token: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Carries the contract over one WebSocket: `{id, name, input}` in, `{id, reply}` and `{push}` out. */
function carry(view: WebSocket, connection: Connection): void {
  const send = (message: object): void => {
    if (view.readyState !== view.OPEN) return;
    if (view.bufferedAmount > MAX_BACKLOG_BYTES) return view.terminate();
    view.send(JSON.stringify(message));
  };
  const stop = connection.onPush((push) => send({ push }));
  view.on('message', (data, isBinary) => {
    const message = isBinary ? null : parse(textOf(data));
    if (message === null) {
      return send({ id: null, reply: fail('bad-request', 'This message is not one of Trackside’s.') });
    }
    void connection.request(message.name, message.input).then((reply) => send({ id: message.id, reply }));
  });
  view.on('error', () => view.terminate());
  view.on('close', () => {
    stop();
    connection.close();
  });
}

function textOf(data: RawData): string {
  return (Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as ArrayBuffer)).toString('utf8');
}

interface Message {
  readonly id: number;
  readonly name: string;
  readonly input: unknown;
}

function parse(text: string): Message | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null; // not JSON: the answer says so
  }
  if (typeof value !== 'object' || value === null) return null;
  const { id, name, input } = value as Partial<Message>;
  return typeof id === 'number' && typeof name === 'string' ? { id, name, input } : null;
}

async function servePage(pages: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const refuse = (status: number): void => {
    response.writeHead(status, assetHeaders('text/plain')).end();
  };
  if (!/^127\.0\.0\.1:\d+$/.test(request.headers.host ?? '')) return refuse(403);
  const asset = findAsset(pages, request.method ?? '', (request.url ?? '').split('?')[0] ?? '');
  if (asset.kind === 'refused') return refuse(asset.status);
  try {
    const [real, realRoot] = await Promise.all([realpath(asset.path), realpath(pages)]);
    if (!real.startsWith(realRoot + sep)) return refuse(404);
    const body = await readFile(real);
    response.writeHead(200, assetHeaders(asset.type)).end(body);
  } catch {
    refuse(404); // missing or unreadable is the same to a page
  }
}
