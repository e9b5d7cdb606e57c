/** A built view in a page of its own: served on loopback under the app's CSP, on a bridge made for the spec. */
import { createServer, type Server } from 'node:http';
import { extname } from 'node:path';
import { expect, test as base, type Page } from '@playwright/test';
import { build } from 'vite';
import { rendererConfig } from '../../build/vite/renderer.ts';
import type { Change, Push, Reply, ViewState } from '../../shared/contract.ts';
import { expectAccessible } from './accessible.ts';
import { NOW } from './fixtures.ts';

/** facts: what the app's own protocol sends, so that the specs meet it too. */
const CSP = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "require-trusted-types-for 'script'",
].join('; ');
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};

/** The renderer as Vite builds it, path → content; in memory, so that workers do not meet on the disk. */
async function bundle(): Promise<Map<string, string | Uint8Array>> {
  const config = rendererConfig();
  const result = await build({ ...config, build: { ...config.build, write: false } });
  const outputs = Array.isArray(result) ? result : [result];
  const files = new Map<string, string | Uint8Array>();
  for (const output of outputs) {
    if (!('output' in output)) throw new Error('Vite watches instead of building');
    for (const file of output.output) {
      files.set(`/${file.fileName}`, file.type === 'chunk' ? file.code : file.source);
    }
  }
  return files;
}

function serve(files: ReadonlyMap<string, string | Uint8Array>): Promise<{ server: Server; origin: string }> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://loopback').pathname;
    const content = files.get(path);
    response.setHeader('Content-Security-Policy', CSP);
    response.setHeader('Content-Type', TYPES[extname(path)] ?? 'application/octet-stream');
    response.statusCode = content === undefined ? 404 : 200;
    response.end(content);
  });
  return new Promise((settle, refuse) => {
    server.on('error', refuse);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') return refuse(new Error('no port'));
      settle({ server, origin: `http://127.0.0.1:${address.port}` });
    });
  });
}

export interface Call {
  readonly name: string;
  readonly input: unknown;
}
interface BridgeProbe {
  readonly calls: Call[];
  push(changes: readonly Change[], jump?: number): void;
  setReply(name: string, reply: Reply<unknown>): void;
}
declare global {
  interface Window {
    /** The spec's hand on the bridge it put into the page. */
    readonly probe: BridgeProbe;
  }
}

/** Runs in the page: a bridge that gives the state, remembers calls, and answers them as it was told: by name and input, or by name. */
function installBridge(start: {
  state: ViewState | null;
  replies: Record<string, Reply<unknown>>;
  held: readonly string[];
}): void {
  const listeners = new Set<(push: Push) => void>();
  const calls: Call[] = [];
  const replies = new Map(Object.entries(start.replies));
  let rev = 1;
  let state = start.state;
  const away: Reply<unknown> = { ok: false, code: 'disconnected', message: 'Not connected to Trackside' };
  const request = async (name: string, input: unknown): Promise<Reply<unknown>> => {
    calls.push({ name, input });
    if (start.held.includes(name)) return new Promise(() => undefined);
    const told = replies.get(`${name} ${JSON.stringify(input)}`) ?? replies.get(name);
    if (told !== undefined) return told;
    if (state === null) return away;
    if (name === 'state.subscribe') return { ok: true, value: { rev, state } };
    if (name === 'settings.update' && typeof input === 'object') {
      state = { ...state, settings: { ...state.settings, ...input } };
      return { ok: true, value: state.settings };
    }
    return { ok: true, value: name.startsWith('runner.') ? { accepted: true } : null };
  };
  const bridge = {
    request,
    onPush(listener: (push: Push) => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const probe: BridgeProbe = {
    calls,
    push(changes, jump = 1) {
      for (const change of changes) {
        if (state !== null && !('key' in change)) state = { ...state, [change.slice]: change.value };
      }
      rev += jump;
      for (const listener of listeners) listener({ topic: 'state', rev, changes });
    },
    setReply: (name, reply) => replies.set(name, reply),
  };
  Object.assign(window, { trackside: bridge, probe });
}

/** No element may stick out of the window or of the card it stands in, save where it is cut with an ellipsis. */
async function expectNoOverflow(page: Page): Promise<void> {
  const tooWide = await page.evaluate(() => {
    const frames = '.card, .message, .sheet, .panel, .btn, header, footer, main, nav';
    const visible = [...document.querySelectorAll('#root *, .sheet, .sheet *')].filter(
      (element) =>
        element.closest('[hidden]') === null && element.parentElement?.closest('.cut, svg, select') === null,
    );
    return visible
      .filter((element) => {
        const box = element.getBoundingClientRect();
        const frame = element.parentElement?.closest(frames)?.getBoundingClientRect();
        const left = Math.max(0, frame?.left ?? 0);
        const right = Math.min(window.innerWidth, frame?.right ?? window.innerWidth);
        return box.width > 0 && (box.right > right + 0.5 || box.left < left - 0.5);
      })
      .map((element) => `${element.tagName} ${element.className} ${element.textContent.slice(0, 40)}`);
  });
  expect(tooWide).toEqual([]);
}

export interface ViewOptions {
  /** By name, or by name and input: `github.places {"host":"github.com","query":""}`. */
  readonly replies?: Record<string, Reply<unknown>>;
  /** Calls that get no answer. */
  readonly held?: readonly string[];
}

export interface ViewPage {
  readonly page: Page;
  readonly files: ReadonlyMap<string, string | Uint8Array>;
  /** Opens a page on this state; null: the engine cannot be reached. `root` carries the state of the connection. */
  open(address: string, root: string, state: ViewState | null, options?: ViewOptions): Promise<void>;
  push(changes: readonly Change[], jump?: number): Promise<void>;
  /** The calls made so far, without the subscription. */
  calls(): Promise<Call[]>;
  setReply(name: string, reply: Reply<unknown>): Promise<void>;
  /** Nothing for axe to say, nothing out of the frame; then a picture of both appearances. */
  inspect(name: string): Promise<void>;
}

/** `view` for a spec; afterwards the console must be silent and the CSP unbroken. */
export const test = base.extend<
  { view: ViewPage },
  { site: { origin: string; files: ReadonlyMap<string, string | Uint8Array> } }
>({
  site: [
    // Playwright wants the first argument destructured.
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const files = await bundle();
      const { server, origin } = await serve(files);
      await use({ origin, files });
      server.close();
    },
    { scope: 'worker' },
  ],
  deviceScaleFactor: 2,
  view: async ({ page, site }, use) => {
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    await page.clock.setFixedTime(NOW);
    await use({
      page,
      files: site.files,
      async open(address, root, state, { replies = {}, held = [] } = {}) {
        await page.addInitScript(installBridge, { state, replies, held });
        await page.goto(`${site.origin}${address}`);
        const wanted = held.includes('state.subscribe') ? 'waiting' : state === null ? 'away' : 'live';
        await expect(page.locator(root)).toHaveAttribute('data-connection', wanted);
      },
      push: (changes, jump) =>
        page.evaluate(([list, by]) => window.probe.push(list, by), [changes, jump ?? 1] as const),
      calls: async () =>
        (await page.evaluate(() => window.probe.calls)).filter(({ name }) => !name.startsWith('state.')),
      setReply: (name, reply) =>
        page.evaluate(([call, answer]) => window.probe.setReply(call, answer), [name, reply] as const),
      async inspect(name) {
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
          await expectNoOverflow(page);
          await expectAccessible(page, colorScheme === 'light' ? 'everything' : 'colours');
          await page.screenshot({ path: `test-results/screens/${name}-${colorScheme}.png` });
        }
      },
    });
    expect(complaints).toEqual([]);
  },
});
export { expect };

/** The scripts that a page loads at once: those it names, and what these import. */
export function firstScripts(files: ReadonlyMap<string, string | Uint8Array>, page: string): string[] {
  const text = (path: string): string => String(files.get(path) ?? '');
  const found = new Set(
    [...text(page).matchAll(/(?:src|href)="([^"]+\.js)"/g)].map(
      (match) => new URL(match[1] ?? '', `http://loopback${page}`).pathname,
    ),
  );
  for (const script of found) {
    for (const match of text(script).matchAll(/(?:from|import)\s*["'](\.[^"']+\.js)["']/g)) {
      found.add(new URL(match[1] ?? '', `http://loopback${script}`).pathname);
    }
  }
  return [...found];
}
