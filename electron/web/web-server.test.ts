import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { CONFORMANCE } from '../../e2e/driver/conformance.ts';
import { type Bridge, fail, type Push, type Reply } from '../../shared/contract.ts';
import { createEngine, type Engine } from '../engine/engine.ts';
import { createMacHost } from '../engine/host/macos/host.ts';
import type { ShellPort } from '../engine/server.ts';
import { serveWeb, type WebLimits, type WebServer } from './web-server.ts';

const none = async () => fail('not-supported-here', 'Not in a test.');
const shell: ShellPort = {
  chooseFolder: none,
  openLink: none,
  openSystemSettings: none,
  quit: none,
  openWizard: none,
};

let folder = '';
let engine: Engine;
let web: WebServer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trackside-web-'));
  for (const view of ['popover', 'wizard']) {
    await mkdir(join(folder, 'pages', view), { recursive: true });
    await writeFile(join(folder, 'pages', view, 'index.html'), '<!doctype html><title>Trackside</title>');
  }
  await writeFile(join(folder, 'secret.html'), 'secret');
  // A Mac on which no program answers: everything is unknown, and the engine goes on.
  engine = createEngine(
    createMacHost({ home: folder, programs: join(folder, 'programs'), data: join(folder, 'data') }),
    {
      version: '1.2.3',
      host: 'headless',
      githubApi: null,
      banner: null,
    },
  );
  await engine.start();
  web = await serveWeb({ pages: join(folder, 'pages'), connect: () => engine.connect(shell), port: 0 });
});
afterAll(async () => {
  await web.close();
  await engine.stop();
  await rm(folder, { recursive: true });
});

interface Line extends Bridge {
  close(): void;
  raw: WebSocket;
}

async function openSocket(): Promise<Line> {
  const page = new URL(web.address);
  const raw = new WebSocket(`ws://${page.host}/bridge?${page.hash.slice(1)}`, { origin: page.origin });
  await new Promise((resolve, reject) => raw.once('open', resolve).once('error', reject));
  const waiting = new Map<number, (reply: Reply<unknown>) => void>();
  const listeners = new Set<(push: Push) => void>();
  raw.on('message', (data: Buffer) => {
    const message = JSON.parse(data.toString()) as { id?: number; reply?: Reply<unknown>; push?: Push };
    if (message.push !== undefined) for (const listener of listeners) listener(message.push);
    if (typeof message.id === 'number' && message.reply !== undefined)
      waiting.get(message.id)?.(message.reply);
  });
  let next = 1;
  return {
    raw,
    request: (name, input) =>
      new Promise((resolve) => {
        waiting.set(next, resolve);
        raw.send(JSON.stringify({ id: next, name, input }));
        next += 1;
      }),
    onPush: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => raw.close(),
  };
}

/** The in-memory pair: everything goes through JSON, as on a wire. */
function openMemory(): Line {
  const connection = engine.connect(shell);
  return {
    raw: null as never,
    request: async (name, input) => {
      const text = JSON.stringify(input);
      return JSON.parse(
        JSON.stringify(await connection.request(name, text === undefined ? undefined : JSON.parse(text))),
      );
    },
    onPush: (listener) => connection.onPush((push) => listener(JSON.parse(JSON.stringify(push)))),
    close: () => connection.close(),
  };
}

for (const [transport, open] of [
  ['in memory', async () => openMemory()],
  ['over a WebSocket', openSocket],
] as const) {
  describe(`the contract ${transport}`, () => {
    for (const one of CONFORMANCE) {
      it(one.name, async () => {
        const bridge = await open();
        try {
          await expect(one.run(bridge)).resolves.toBeUndefined();
        } finally {
          bridge.close();
        }
      });
    }
  });
}

async function get(
  path: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; csp: string; body: string }> {
  const { hostname, port } = new URL(web.address);
  return await new Promise((resolve, reject) => {
    request({ hostname, port, path, headers }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => (body += text));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          csp: String(response.headers['content-security-policy']),
          body,
        }),
      );
    })
      .on('error', reject)
      .end();
  });
}

async function refusedUpgrade(address: string, origin: string | undefined): Promise<number> {
  return await new Promise((resolve, reject) => {
    const socket = new WebSocket(address, origin === undefined ? {} : { origin });
    socket.once('unexpected-response', (_, response) => resolve(response.statusCode ?? 0));
    socket.once('open', () => reject(new Error('It was let in.')));
    socket.once('error', () => undefined);
  });
}

const upgrade = (path: string): string => {
  const page = new URL(web.address);
  return [
    `GET ${path} HTTP/1.1`,
    `Host: ${page.host}`,
    `Origin: ${page.origin}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    '',
    '',
  ].join('\r\n');
};

/** A bare connection to the server at `address`; it does not mind how it ends. */
async function rawSocket(address: string): Promise<Socket> {
  const { hostname, port } = new URL(address);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  await new Promise((resolve) => socket.once('connect', resolve));
  return socket;
}

const closed = (socket: Socket): Promise<unknown> =>
  socket.closed ? Promise.resolve() : new Promise((resolve) => socket.once('close', resolve));

describe('a connection that goes wrong', () => {
  it.each([
    ['in the middle of a request', () => 'GET /popover/index.html HTTP/1.1\r\nHost: 127'],
    ['while its page is read', () => 'GET /popover/index.html HTTP/1.1\r\nHost: 127.0.0.1:1\r\n\r\n'],
    ['while it is refused', () => upgrade('/bridge?token=wrong')],
    ['while it becomes a view', () => upgrade(`/bridge?${new URL(web.address).hash.slice(1)}`)],
  ])('does not take the host with it when it is reset %s', async (_when, text) => {
    for (let round = 0; round < 60; round += 1) {
      const socket = await rawSocket(web.address);
      // Once with the reset on the heels of the request, once when the answer is under way.
      if (round % 2 === 0) socket.write(text());
      else await new Promise((resolve) => socket.write(text(), resolve));
      socket.resetAndDestroy();
      await closed(socket);
    }
    expect((await get('/popover/index.html')).status).toBe(200);
    const line = await openSocket();
    expect((await line.request('machine.trail', { minutes: 1 })).ok).toBe(true);
    line.close();
  });

  it('is hung up when it was refused, however long its other side would stay', async () => {
    const socket = await rawSocket(web.address);
    socket.allowHalfOpen = true;
    socket.write(upgrade('/bridge?token=wrong'));
    socket.resume();
    await new Promise((resolve) => socket.once('end', resolve));
    // Writing to a line that the server has closed for good is answered with a reset.
    const late = setInterval(() => socket.write('x'), 10);
    await closed(socket);
    clearInterval(late);
    expect(socket.destroyed).toBe(true);
  });
});

describe('a server with limits', () => {
  const serve = (limits: WebLimits): Promise<WebServer> =>
    serveWeb({ pages: join(folder, 'pages'), connect: () => engine.connect(shell), port: 0, limits });

  it('does not wait for a request that comes drop by drop, or never', async () => {
    const bounded = await serve({ head: 100, request: 150, silence: 10_000, connections: 8 });
    const slow = await rawSocket(bounded.address);
    slow.resume().write('GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n');
    const drops = setInterval(() => slow.write('X: y\r\n'), 20);
    const silent = await rawSocket(bounded.address);
    silent.resume();
    await Promise.all([closed(slow), closed(silent)]);
    clearInterval(drops);
    await bounded.close();
    expect(slow.bytesRead).toBeGreaterThan(0);
  });

  it('holds no more connections at once than it can afford, and goes on when they have gone', async () => {
    const bounded = await serve({ head: 10_000, request: 10_000, silence: 10_000, connections: 2 });
    const held = [await rawSocket(bounded.address), await rawSocket(bounded.address)];
    const third = await rawSocket(bounded.address);
    await closed(third.resume());
    for (const socket of held) socket.destroy();
    await expect
      .poll(async () => await statusOf(`${new URL(bounded.address).origin}/popover/index.html`))
      .toBe(200);
    await bounded.close();
  });
});

/** 0 when there was no answer. */
async function statusOf(url: string): Promise<number> {
  return await fetch(url).then(
    ({ status }) => status,
    () => 0,
  );
}

describe('the server on loopback', () => {
  it('listens on 127.0.0.1 only, and gives each page with a strict content security policy', async () => {
    expect(new URL(web.address).hostname).toBe('127.0.0.1');
    const page = await get('/popover/index.html');
    expect(page.status).toBe(200);
    expect(page.csp).toContain("default-src 'none'");
    expect(page.csp).not.toContain('unsafe');
    const wizard = await get('/wizard/index.html?view=adopt&runner=00000000000000aa');
    expect([wizard.status, wizard.csp]).toEqual([200, page.csp]);
  });

  it.each([
    '/../secret.html',
    '/..%2fsecret.html',
    '/popover/..%2f..%2fsecret.html',
    '/%00',
    '/nothing.html',
    '/%',
  ])('gives nothing outside its pages: %s', async (path) => {
    const answer = await get(path);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.body).not.toContain('secret');
  });

  it('refuses a name that merely resolves to this Mac', async () => {
    expect((await get('/popover/index.html', { host: 'evil.example' })).status).toBe(403);
  });

  it('lets in only who has this start’s token, from its own page', async () => {
    const page = new URL(web.address);
    const token = page.hash.slice(1);
    expect(await refusedUpgrade(`ws://${page.host}/bridge?token=wrong`, page.origin)).toBe(401);
    expect(await refusedUpgrade(`ws://${page.host}/bridge`, page.origin)).toBe(401);
    expect(await refusedUpgrade(`ws://${page.host}/bridge?${token}`, 'https://evil.example')).toBe(403);
    expect(await refusedUpgrade(`ws://${page.host}/bridge?${token}`, undefined)).toBe(403);
    expect(await refusedUpgrade(`ws://${page.host}/other?${token}`, page.origin)).toBe(404);
  });

  it('survives a view that sends rubbish', async () => {
    const line = await openSocket();
    const answers: string[] = [];
    line.raw.on('message', (data: Buffer) => answers.push(data.toString()));
    for (const rubbish of ['', '{', 'null', '[]', '{"id":"x"}', Buffer.from([0, 255, 1])]) {
      line.raw.send(rubbish);
    }
    await expect.poll(() => answers.length).toBe(6);
    expect(answers.every((answer) => answer.includes('bad-request'))).toBe(true);
    expect((await line.request('machine.trail', { minutes: 1 })).ok).toBe(true);
    line.raw.send('x'.repeat(200_000));
    await new Promise((resolve) => line.raw.once('close', resolve));
    const next = await openSocket();
    expect((await next.request('machine.trail', { minutes: 1 })).ok).toBe(true);
    next.close();
  });
});
