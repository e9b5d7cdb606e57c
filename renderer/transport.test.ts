import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Push } from '../shared/contract.ts';
import { createSocketLine, retryDelay, socketAddress, type SocketLike } from './transport.ts';

class FakeSocket implements SocketLike {
  readyState = 0;
  readonly sent: string[] = [];
  readonly #listeners = new Map<string, (event: { data?: unknown }) => void>();
  send(text: string): void {
    this.sent.push(text);
  }
  addEventListener(type: 'open' | 'close' | 'message', listener: (event: { data?: unknown }) => void): void {
    this.#listeners.set(type, listener);
  }
  becomes(type: 'open' | 'close'): void {
    this.readyState = type === 'open' ? 1 : 3;
    this.#listeners.get(type)?.({});
  }
  hears(message: unknown): void {
    this.#listeners.get('message')?.({
      data: typeof message === 'string' ? message : JSON.stringify(message),
    });
  }
}

let sockets: FakeSocket[] = [];
const connect = (): FakeSocket => {
  const socket = new FakeSocket();
  sockets.push(socket);
  return socket;
};
const newest = (): FakeSocket => {
  const socket = sockets.at(-1);
  if (socket === undefined) throw new Error('no socket yet');
  return socket;
};

beforeEach(() => {
  sockets = [];
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

test('calls made while it connects go out when it is open; answers find their calls', async () => {
  const line = createSocketLine(connect);
  const first = line.request('runner.look', {});
  const second = line.request('folder.choose', {});
  expect(newest().sent).toEqual([]);
  newest().becomes('open');
  expect(newest().sent.map((text): unknown => JSON.parse(text))).toEqual([
    { id: 1, name: 'runner.look', input: {} },
    { id: 2, name: 'folder.choose', input: {} },
  ]);
  newest().hears({ id: 2, reply: { ok: true, value: 'second' } });
  newest().hears({ id: 1, reply: { ok: true, value: 'first' } });
  expect([await first, await second]).toEqual([
    { ok: true, value: 'first' },
    { ok: true, value: 'second' },
  ]);
});

test('pushes reach the listeners; rubbish does not, and does no harm', () => {
  const line = createSocketLine(connect);
  const pushes: Push[] = [];
  const stop = line.onPush((push) => pushes.push(push));
  newest().becomes('open');
  const push = { topic: 'state', rev: 3, changes: [] };
  for (const message of [
    'not json',
    '[]',
    'null',
    { push: { topic: 'state' } },
    { id: 9, reply: 3 },
    { push },
  ]) {
    newest().hears(message);
  }
  stop();
  newest().hears({ push });
  expect(pushes).toEqual([push]);
});

test('when it goes, calls under way fail, later ones fail at once, and it comes back by itself', async () => {
  const line = createSocketLine(connect);
  const states: string[] = [];
  line.onLine?.((state) => states.push(state));
  newest().becomes('open');
  const pending = line.request('runner.look', {});
  newest().becomes('close');
  expect(await pending).toMatchObject({ ok: false, code: 'disconnected' });
  expect(await line.request('runner.look', {})).toMatchObject({ ok: false, code: 'disconnected' });
  await vi.advanceTimersByTimeAsync(retryDelay(0));
  expect(sockets).toHaveLength(2);
  newest().becomes('open');
  expect(states).toEqual(['up', 'down', 'up']);
});

test('the pauses between tries grow, and only so far', async () => {
  createSocketLine(connect);
  for (let n = 0; n < 8; n += 1) {
    newest().becomes('close');
    await vi.advanceTimersByTimeAsync(retryDelay(n) - 1);
    expect(sockets).toHaveLength(n + 1);
    await vi.advanceTimersByTimeAsync(1);
    expect(sockets).toHaveLength(n + 2);
  }
  expect([0, 1, 5, 500].map(retryDelay)).toEqual([250, 500, 8000, 8000]);
});

test('the token comes from behind the # and goes nowhere but to the host of the page', () => {
  expect(socketAddress({ protocol: 'http:', host: '127.0.0.1:4711', hash: '#token=a%2Bb' })).toBe(
    'ws://127.0.0.1:4711/bridge?token=a%2Bb',
  );
  expect(socketAddress({ protocol: 'https:', host: 'mini.local', hash: '' })).toBe(
    'wss://mini.local/bridge?token=',
  );
});
