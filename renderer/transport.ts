/**
 * How this view reaches the engine: the object that Electron's preload put on the window, else a WebSocket.
 * The WebSocket speaks JSON: `{id, name, input}` out; `{id, reply}` and `{push}` in.
 */
import type { Bridge, Failure, Push, Reply } from '../shared/contract.ts';
import { words } from './words.ts';

declare global {
  interface Window {
    readonly trackside?: Bridge;
  }
}

/** A bridge that can tell when the line comes and goes. Electron's never does: it dies with the window. */
export interface Line extends Bridge {
  onLine?(listener: (line: 'up' | 'down') => void): () => void;
}

/** The failure of a call that could not be made. */
export const notConnected = (): Failure => ({
  ok: false,
  code: 'disconnected',
  message: words.disconnected.title,
  hint: words.disconnected.hint,
});

const FIRST_RETRY = 250;
const LAST_RETRY = 8000;
/** Milliseconds to wait before try number `attempt` (from 0): doubling, never above 8 s. */
export const retryDelay = (attempt: number): number =>
  Math.min(LAST_RETRY, FIRST_RETRY * 2 ** Math.min(attempt, 10));

interface Answer {
  readonly id?: unknown;
  readonly reply?: unknown;
  readonly push?: unknown;
}
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
const isReply = (value: unknown): value is Reply<unknown> =>
  isObject(value) &&
  (value['ok'] === true || (value['ok'] === false && typeof value['message'] === 'string'));
const isPush = (value: unknown): value is Push =>
  isObject(value) &&
  value['topic'] === 'state' &&
  typeof value['rev'] === 'number' &&
  Array.isArray(value['changes']);

/** A message's JSON as an object; null if it is none, which is the server's fault and leaves the line alone. */
function parseAnswer(data: unknown): Answer | null {
  if (typeof data !== 'string') return null;
  try {
    const value: unknown = JSON.parse(data);
    return isObject(value) ? value : null;
  } catch {
    // Not JSON: nothing in it can be answered; the call that waits has its own limit.
    return null;
  }
}

/** The part of WebSocket that is used, so that a test can stand in for it. */
export interface SocketLike {
  readonly readyState: number;
  send(text: string): void;
  addEventListener(type: 'open' | 'close' | 'message', listener: (event: { data?: unknown }) => void): void;
}
const CONNECTING = 0;
const OPEN = 1;
/** Calls kept while the first connection is being made. */
const MOST_WAITING = 32;

/**
 * A bridge over a WebSocket that comes back by itself, with back-off.
 * Calls made while it connects wait for that; calls made while it is away fail at once, calls under way then fail.
 */
export function createSocketLine(connect: () => SocketLike): Line {
  const waiting = new Map<number, (reply: Reply<unknown>) => void>();
  const pushListeners = new Set<(push: Push) => void>();
  const lineListeners = new Set<(line: 'up' | 'down') => void>();
  let socket: SocketLike | null = null;
  let outbox: string[] = [];
  let nextId = 1;
  let attempt = 0;

  const open = (): void => {
    const mine = connect();
    socket = mine;
    mine.addEventListener('open', () => {
      attempt = 0;
      for (const text of outbox) mine.send(text);
      outbox = [];
      for (const listener of lineListeners) listener('up');
    });
    mine.addEventListener('message', ({ data }) => {
      const answer = parseAnswer(data);
      if (answer === null) return;
      if (isPush(answer.push)) for (const listener of pushListeners) listener(answer.push);
      if (typeof answer.id !== 'number' || !isReply(answer.reply)) return;
      waiting.get(answer.id)?.(answer.reply);
      waiting.delete(answer.id);
    });
    mine.addEventListener('close', () => {
      socket = null;
      outbox = [];
      for (const settle of waiting.values()) settle(notConnected());
      waiting.clear();
      for (const listener of lineListeners) listener('down');
      setTimeout(open, retryDelay(attempt));
      attempt += 1;
    });
  };
  open();

  return {
    request(name, input) {
      const line = socket;
      const full = line?.readyState === CONNECTING && outbox.length >= MOST_WAITING;
      if (line === null || full || line.readyState > OPEN) return Promise.resolve(notConnected());
      const id = nextId;
      nextId += 1;
      return new Promise((settle) => {
        waiting.set(id, settle);
        const text = JSON.stringify({ id, name, input });
        if (line.readyState === OPEN) line.send(text);
        else outbox.push(text);
      });
    },
    onPush(listener) {
      pushListeners.add(listener);
      return () => pushListeners.delete(listener);
    },
    onLine(listener) {
      lineListeners.add(listener);
      return () => lineListeners.delete(listener);
    },
  };
}

/** The address of the engine's WebSocket from that of the page: the token comes in the part behind `#`. */
export function socketAddress(page: Pick<Location, 'protocol' | 'host' | 'hash'>): string {
  const token = new URLSearchParams(page.hash.slice(1)).get('token') ?? '';
  const scheme = page.protocol === 'https:' ? 'wss' : 'ws';
  return `${scheme}://${page.host}/bridge?token=${encodeURIComponent(token)}`;
}

/** The line of this window: Electron's where it is there, else the WebSocket of the host that served the page. */
export function openLine(view: Window): Line {
  return view.trackside ?? createSocketLine(() => new WebSocket(socketAddress(view.location)));
}
