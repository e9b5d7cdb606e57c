/** A small client of Chromium's DevTools protocol: commands with answers, events by session. */
import { EventEmitter } from 'node:events';
import { WebSocket } from 'ws';

export type Params = Readonly<Record<string, unknown>>;
const ANSWER_LIMIT = 20_000;

interface Waiting {
  readonly resolve: (result: Params) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

/** One page's, or the browser's own (`id` null), line. Emits DevTools events by their names. */
export class Session extends EventEmitter {
  readonly id: string | null;
  readonly _client: Client;
  constructor(client: Client, id: string | null) {
    super();
    this._client = client;
    this.id = id;
  }
  /** Rejects when Chromium refuses, does not answer in 20 s, or is gone. */
  send(method: string, params: Params = {}): Promise<Params> {
    return this._client.send(method, params, this.id);
  }
}

export class Client {
  readonly browser: Session;
  readonly _sessions = new Map<string, Session>();
  readonly _waiting = new Map<number, Waiting>();
  readonly _socket: WebSocket;
  _last = 0;

  constructor(socket: WebSocket) {
    this._socket = socket;
    this.browser = new Session(this, null);
    socket.on('message', (data: Buffer) => this._receive(JSON.parse(data.toString('utf8'))));
    socket.on('close', () => this._fail('Chromium has gone'));
    socket.on('error', () => this._fail('The line to Chromium broke'));
  }

  session(id: string): Session {
    const existing = this._sessions.get(id) ?? new Session(this, id);
    this._sessions.set(id, existing);
    return existing;
  }

  send(method: string, params: Params, sessionId: string | null): Promise<Params> {
    const id = (this._last += 1);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this._waiting.delete(id);
        reject(new Error(`${method}: no answer from Chromium`));
      }, ANSWER_LIMIT);
      timer.unref();
      this._waiting.set(id, { resolve, reject, timer });
      this._socket.send(JSON.stringify({ id, method, params, ...(sessionId === null ? {} : { sessionId }) }));
    });
  }

  close(): void {
    this._socket.close();
  }

  _receive(message: {
    id?: number;
    sessionId?: string;
    method?: string;
    params?: Params;
    result?: Params;
    error?: { message: string };
  }): void {
    if (message.id !== undefined) return this._answer(message.id, message.result, message.error?.message);
    const session = message.sessionId === undefined ? this.browser : this._sessions.get(message.sessionId);
    if (message.method !== undefined) session?.emit(message.method, message.params ?? {});
  }

  _answer(id: number, result: Params | undefined, error: string | undefined): void {
    const waiting = this._waiting.get(id);
    if (waiting === undefined) return;
    this._waiting.delete(id);
    clearTimeout(waiting.timer);
    if (error === undefined) waiting.resolve(result ?? {});
    else waiting.reject(new Error(error));
  }

  _fail(why: string): void {
    for (const { reject, timer } of this._waiting.values()) {
      clearTimeout(timer);
      reject(new Error(why));
    }
    this._waiting.clear();
  }
}

/** Takes the `ws://` address that Chromium printed. */
export function connect(address: string): Promise<Client> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(address, { perMessageDeflate: false, maxPayload: 256 * 1024 * 1024 });
    socket.once('error', reject);
    socket.once('open', () => {
      socket.off('error', reject);
      resolve(new Client(socket));
    });
  });
}
