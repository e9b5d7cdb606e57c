/**
 * One driver, two launchers (design.md 7, after VS Code's smoke suite): the same specs run on the app in Electron
 * (the real binary, or the project's stand-in for it) and on the headless host in a browser.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { _electron, type Browser, chromium, type ElectronApplication, type Page } from '@playwright/test';
import { CHROMIUM_FLAGS } from '../../build/chromium-flags.ts';
import { findChromium } from '../../build/chromium.ts';
import { COMPILE_CACHE } from '../../build/compile-cache.ts';
import { LEAN_ENVIRONMENT, LEAN_FLAGS } from '../../build/lean-node.ts';
import { inRoot, ROOT } from '../../build/paths.ts';
import type { Bridge, Input } from '../../shared/contract.ts';
import { wizardParameters } from '../../shared/wizard-address.ts';

export type Launcher = 'electron' | 'web';

export interface App {
  readonly launcher: Launcher;
  /** The popover's page, open and connected. */
  readonly page: Page;
  /** The process that holds the engine. */
  readonly pid: number;
  /** The contract, through this view's own transport. */
  readonly bridge: Bridge;
  /** The wizard's page, on the view that is wanted (left out: a new runner): its window, or a tab of the browser. */
  openWizard(wanted?: Input<'app.openWizard'>): Promise<Page>;
  /** The wizard's page, once a click has opened it. */
  wizard(): Promise<Page>;
  /** Ends the app as a person would. */
  quit(): Promise<void>;
  /** Ends it as a crash would: SIGKILL. */
  crash(): Promise<void>;
}

export const STAND_IN = inRoot('e2e', 'electron', 'electron');

/** Real Electron where it is asked for and there, else the stand-in. */
export function electronBinary(): string {
  if (process.env['TRACKSIDE_ELECTRON'] !== 'real') return STAND_IN;
  const path: unknown = createRequire(import.meta.url)('electron');
  if (typeof path === 'string' && existsSync(path)) return path;
  throw new Error(
    'The real Electron is not here. One command gets it: node node_modules/electron/install.js',
  );
}

/**
 * @param environment the world's, by which the app uses it. Needs the built bundles in out/.
 * @param browser for the web launcher: one that is open already and stays so; left out, the app gets its own.
 */
export async function launchApp(
  launcher: Launcher,
  environment: Readonly<Record<string, string>>,
  browser: Browser | null = null,
): Promise<App> {
  return launcher === 'electron' ? await launchElectron(environment) : await launchWeb(environment, browser);
}

/** A test that has quit the app by itself is followed by a fixture that quits it, too. */
function once(act: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | null = null;
  return () => (done ??= act());
}

function inherited(environment: Readonly<Record<string, string>>): Record<string, string> {
  const own = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return { ...Object.fromEntries(own), ...environment };
}

async function launchElectron(environment: Readonly<Record<string, string>>): Promise<App> {
  const userData = await mkdtemp(join(tmpdir(), 'trackside-app-'));
  const app: ElectronApplication = await _electron.launch({
    executablePath: electronBinary(),
    // As `npm start` does: the folder, whose package.json gives name and version.
    args: [ROOT, `--user-data-dir=${userData}`],
    env: { ...inherited({ STAND_IN_NODE: process.execPath, ...environment }), TMPDIR: userData },
  });
  const shown = await shownPage(app);
  const bridge = await pageBridge(shown);
  const tidy = (): Promise<void> => rm(userData, { recursive: true, force: true });
  return {
    launcher: 'electron',
    page: shown,
    pid: app.process().pid ?? -1,
    bridge,
    openWizard: async (wanted = { view: 'set-up' }) => {
      const reply = await bridge.request('app.openWizard', wanted);
      if (!reply.ok) throw new Error(reply.message);
      return await windowAt(() => app.windows(), '/wizard/');
    },
    wizard: () => windowAt(() => app.windows(), '/wizard/'),
    quit: once(async () => {
      await app.close();
      await tidy();
    }),
    crash: async () => {
      const ended = new Promise((resolve) => app.process().once('exit', resolve));
      app.process().kill('SIGKILL');
      await ended;
      await tidy();
    },
  };
}

const WIZARD = { width: 760, height: 620 };
const WINDOW_LIMIT_MS = 20_000;

/** The normal window's page, open and connected; the popover's own is made in advance and stays hidden. */
async function shownPage(app: ElectronApplication): Promise<Page> {
  await app.firstWindow();
  // Works on the stand-in and on the real one, where a test cannot click the menu bar.
  await app.evaluate(({ app: electron }) => {
    electron.emit('activate');
  });
  const page = await windowAt(() => app.windows(), 'window=normal');
  await page.locator('.popover[data-connection="live"]').waitFor();
  return page;
}

/** Playwright tells of a page while it is still `about:blank`, so its address is asked for until it is there. */
async function windowAt(windows: () => readonly Page[], part: string): Promise<Page> {
  const deadline = Date.now() + WINDOW_LIMIT_MS;
  while (Date.now() < deadline) {
    const page = windows().find((shown) => shown.url().includes(part));
    if (page !== undefined) return page;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('No window opened.');
}

/** The contract as this page has it: `window.trackside`. */
async function pageBridge(page: Page): Promise<Bridge> {
  const listeners = new Set<(push: never) => void>();
  await page.exposeFunction('toldTest', (push: never) => {
    for (const listener of listeners) listener(push);
  });
  await page.evaluate(() => {
    const view = window as unknown as { trackside: Bridge; toldTest: (push: unknown) => void };
    view.trackside.onPush((push) => view.toldTest(push));
  });
  return {
    request: (name, input) =>
      page.evaluate(
        ([call, text]) =>
          (window as unknown as { trackside: Bridge }).trackside.request(
            call,
            text === null ? undefined : JSON.parse(text),
          ),
        [name, JSON.stringify(input) ?? null] as const,
      ),
    onPush: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export interface Headless {
  readonly child: ChildProcess;
  readonly address: string;
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

/** The headless host in a process of its own. */
export async function startHeadless(environment: Readonly<Record<string, string>>): Promise<Headless> {
  const child = spawn(process.execPath, [...LEAN_FLAGS, inRoot('electron', 'headless.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: inherited({ ...LEAN_ENVIRONMENT, NODE_COMPILE_CACHE: COMPILE_CACHE, ...environment }),
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    child.once('exit', (code) => reject(new Error(`The headless host ended with ${code}.`)));
  });
  const { address } = JSON.parse(line) as { address: string };
  return {
    child,
    address,
    end: async (signal) => {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      await ended;
    },
  };
}

export async function openBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  return await chromium.launch({
    args: [...CHROMIUM_FLAGS],
    ...(executablePath === null ? {} : { executablePath }),
  });
}

async function launchWeb(environment: Readonly<Record<string, string>>, given: Browser | null): Promise<App> {
  const [headless, browser] = await Promise.all([startHeadless(environment), given ?? openBrowser()]);
  // Of its own: nothing is left of it for the next app.
  const context = await browser.newContext({
    viewport: { width: 380, height: 600 },
    locale: 'en-GB',
    timezoneId: 'UTC',
  });
  const page = await context.newPage();
  await page.goto(headless.address);
  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    await headless.end(signal);
    await context.close();
    if (given === null) await browser.close();
  };
  return {
    launcher: 'web',
    page,
    pid: headless.child.pid ?? -1,
    bridge: await socketBridge(page),
    openWizard: async (wanted = { view: 'set-up' }) => {
      const { origin, hash } = new URL(headless.address);
      const tab = await context.newPage();
      await tab.setViewportSize(WIZARD);
      await tab.goto(`${origin}/wizard/index.html?${wizardParameters(wanted)}${hash}`);
      return tab;
    },
    wizard: async () => {
      const tab = await windowAt(() => page.context().pages(), '/wizard/');
      await tab.setViewportSize(WIZARD);
      return tab;
    },
    quit: once(() => end('SIGTERM')),
    crash: () => end('SIGKILL'),
  };
}

/** A second view on the same host, over a WebSocket of the page's own origin. */
async function socketBridge(page: Page): Promise<Bridge> {
  const listeners = new Set<(push: never) => void>();
  await page.exposeFunction('toldTest', (push: never) => {
    for (const listener of listeners) listener(push);
  });
  await page.evaluate(async () => {
    const token = new URLSearchParams(location.hash.slice(1)).get('token') ?? '';
    const socket = new WebSocket(`ws://${location.host}/bridge?token=${token}`);
    const waiting = new Map<number, (reply: unknown) => void>();
    const view = window as unknown as {
      toldTest: (push: unknown) => void;
      askTest: (name: string, input: unknown) => Promise<unknown>;
    };
    socket.addEventListener('message', ({ data }) => {
      const { id, reply, push } = JSON.parse(String(data)) as {
        id?: number;
        reply?: unknown;
        push?: unknown;
      };
      if (push !== undefined) view.toldTest(push);
      if (typeof id === 'number') waiting.get(id)?.(reply);
    });
    let next = 1;
    view.askTest = (name, input) =>
      new Promise((resolve) => {
        waiting.set(next, resolve);
        socket.send(JSON.stringify({ id: next, name, input }));
        next += 1;
      });
    await new Promise((resolve) => socket.addEventListener('open', resolve));
  });
  return {
    request: (name, input) =>
      page.evaluate(
        ([call, text]) =>
          (window as unknown as { askTest: Bridge['request'] }).askTest(
            call,
            text === null ? undefined : JSON.parse(text),
          ),
        [name, JSON.stringify(input) ?? null] as const,
      ),
    onPush: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
