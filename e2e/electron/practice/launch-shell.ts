/** Starts the real shell on the stand-in, bundled as the app is, and gives a spec its hands on it. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron } from '@playwright/test';
import type { ElectronApplication, Page } from '@playwright/test';
import { build } from 'vite';
import { findChromium } from '../../../build/chromium.ts';
import { mainConfig } from '../../../build/vite/main.ts';
import { preloadConfig } from '../../../build/vite/preload.ts';
import type { ViewState } from '../../../shared/contract.ts';
import type { BrowserWindow } from '../browser-window.ts';
import type { JournalEntry, control } from '../journal.ts';
import type { Menu, Tray } from '../menu-bar.ts';
import type { Notification, answerBox, permissions } from '../system.ts';
import type { Practice } from './main.ts';

declare global {
  var practice: Practice;
  var standIn: {
    journal(): readonly JournalEntry[];
    readonly control: typeof control;
    trays(): readonly Tray[];
    lastNotification(): Notification | null;
    readonly answerBox: typeof answerBox;
    readonly permissions: typeof permissions;
    readonly Menu: typeof Menu;
    readonly BrowserWindow: typeof BrowserWindow;
  };
}

const root = join(import.meta.dirname, '../../..');
export const STAND_IN = join(root, 'e2e/electron/electron');

/** The bundles, made once for all specs of a worker; `end` takes them away. */
export interface Bundles {
  /** As Electron is started: a folder with a package.json. */
  readonly folder: string;
  readonly end: () => Promise<void>;
}

export async function bundleShell(): Promise<Bundles> {
  const folder = await mkdtemp(join(tmpdir(), 'practice-shell-'));
  await build(mainConfig({ root, entry: join(root, 'e2e/electron/practice/main.ts'), outDir: folder }));
  await build(preloadConfig({ root, outDir: folder }));
  const manifest = { name: 'practice', productName: 'Practice', version: '0.0.0', main: 'main.mjs' };
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  return { folder, end: () => rm(folder, { recursive: true, force: true }) };
}

/** The environment of an app that looks at an empty Mac in `folder`: no programs, no runners, no network. */
export async function emptyMac(folder: string): Promise<Record<string, string>> {
  const folders = { home: join(folder, 'home'), programs: join(folder, 'programs') };
  for (const path of Object.values(folders)) await mkdir(path);
  return {
    ...shellEnvironment({}),
    TMPDIR: folder,
    TRACKSIDE_HOME: folders.home,
    TRACKSIDE_PROGRAMS: folders.programs,
    TRACKSIDE_DATA: join(folder, 'data'),
    TRACKSIDE_VOLUME: folder,
    TRACKSIDE_BANNER: 'A spec of the shell',
  };
}

export interface ShellOptions {
  readonly state?: ViewState;
  readonly control?: Partial<typeof control>;
}

export interface ShellUnderTest {
  readonly app: ElectronApplication;
  readonly userData: string;
  /** The popover's or window's page, once it has asked for the state. */
  page(): Promise<Page>;
  journal(what: string): Promise<readonly unknown[]>;
  clickTray(): Promise<void>;
  close(): Promise<void>;
}

export function shellEnvironment(options: ShellOptions): Record<string, string> {
  const inherited = Object.entries(process.env).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, value] as const],
  );
  return {
    ...Object.fromEntries(inherited),
    TRACKSIDE_CHROMIUM: findChromium() ?? '',
    STAND_IN_NODE: process.execPath,
    PRACTICE_PAGES: join(import.meta.dirname, 'pages'),
    STAND_IN_CONTROL: JSON.stringify(options.control ?? {}),
    ...(options.state === undefined ? {} : { PRACTICE_STATE: JSON.stringify(options.state) }),
  };
}

/** `bundles` is the folder of `bundleShell`. */
export async function launchShell(bundles: string, options: ShellOptions = {}): Promise<ShellUnderTest> {
  const userData = await mkdtemp(join(tmpdir(), 'practice-data-'));
  const app = await _electron.launch({
    executablePath: STAND_IN,
    args: [bundles, `--user-data-dir=${userData}`],
    env: { ...shellEnvironment(options), TMPDIR: userData },
  });
  return {
    app,
    userData,
    page: async () => {
      const page = app.windows()[0] ?? (await app.firstWindow());
      await page.locator('#answer').filter({ hasNotText: 'waiting' }).waitFor();
      return page;
    },
    journal: (what) =>
      app.evaluate(
        (_electron, name) =>
          standIn
            .journal()
            .filter((entry) => entry.what === name)
            .map(({ detail }) => detail),
        what,
      ),
    clickTray: () =>
      app.evaluate(() => {
        standIn.trays()[0]?.emit('mouse-down', {}, { x: 0, y: 0 });
        standIn.trays()[0]?.emit('click', {}, standIn.control.trayBounds, { x: 0, y: 0 });
      }),
    close: async () => {
      await app.close();
      await rm(userData, { recursive: true, force: true });
    },
  };
}
