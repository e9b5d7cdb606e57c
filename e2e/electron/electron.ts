/**
 * What `electron` means under the stand-in. No top-level await: Playwright `require`s it.
 * Only what is exported here exists; a missing name fails where it is imported.
 */
import { join } from 'node:path';
import type * as Electron from 'electron';
import { app } from './app.ts';
import { BrowserWindow } from './browser-window.ts';
import { guard } from './guard.ts';
import { calls, schemes } from './handlers.ts';
import type { InvokeListener, SchemeHandler } from './handlers.ts';
import { control, journal, note } from './journal.ts';
import { Menu, Tray, allTrays, nativeImage } from './menu-bar.ts';
import { createSafeStorage, type ModelledSafeStorage } from './safe-storage.ts';
import {
  Notification,
  answerBox,
  dialog,
  lastNotification,
  nativeTheme,
  permissions,
  powerMonitor,
  screen,
  session,
  shell,
} from './system.ts';
import { WebContents as webContents } from './web-contents.ts';

/** The person's keychain outlives the app, and is kept with its data so that it ends with the test. */
const safeStorage = createSafeStorage(() => join(app.getPath('userData'), 'Keychain'), control);

const ipcMain = guard(
  {
    handle: (channel: string, listener: InvokeListener): void => {
      if (calls.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
      calls.set(channel, listener);
    },
    removeHandler: (channel: string): void => {
      calls.delete(channel);
    },
  },
  'ipcMain',
);

const protocol = guard(
  {
    registerSchemesAsPrivileged: (custom: Electron.CustomScheme[]): void => {
      if (app.isReady()) throw new Error('registerSchemesAsPrivileged should be called before app is ready');
      note('schemes', custom);
    },
    handle: (scheme: string, handler: SchemeHandler): void => {
      if (schemes.has(scheme)) throw new Error(`The scheme '${scheme}' has been handled already`);
      schemes.set(scheme, handler);
    },
  },
  'protocol',
);

/** What is modelled has the shape of Electron's own description. Events are left to EventEmitter. */
export const fidelity = {
  app,
  ipcMain,
  protocol,
  shell,
  dialog,
  nativeTheme,
  powerMonitor,
  safeStorage,
} satisfies {
  app: Pick<
    Electron.App,
    | 'isPackaged'
    | 'name'
    | 'isReady'
    | 'whenReady'
    | 'getVersion'
    | 'getAppPath'
    | 'getPath'
    | 'enableSandbox'
    | 'requestSingleInstanceLock'
    | 'setActivationPolicy'
    | 'setLoginItemSettings'
    | 'quit'
    | 'exit'
  >;
  ipcMain: Pick<Electron.IpcMain, 'handle' | 'removeHandler'>;
  protocol: Pick<Electron.Protocol, 'registerSchemesAsPrivileged' | 'handle'>;
  shell: Pick<Electron.Shell, 'openExternal'>;
  dialog: Pick<Electron.Dialog, 'showErrorBox'> & {
    showOpenDialog(options: Electron.OpenDialogOptions): Promise<Electron.OpenDialogReturnValue>;
    showMessageBox(
      window: BrowserWindow,
      options: Electron.MessageBoxOptions,
    ): Promise<Electron.MessageBoxReturnValue>;
  };
  nativeTheme: Pick<Electron.NativeTheme, 'themeSource' | 'shouldUseDarkColors'>;
  powerMonitor: Pick<Electron.PowerMonitor, 'getCurrentThermalState'>;
  safeStorage: ModelledSafeStorage;
};

/** The tests' way in: what the app asked for, what the system answers, what can be clicked. */
Object.assign(globalThis, {
  standIn: {
    journal,
    control,
    trays: allTrays,
    lastNotification,
    answerBox,
    permissions,
    Menu,
    BrowserWindow,
  },
});

export {
  BrowserWindow,
  Menu,
  Notification,
  Tray,
  app,
  dialog,
  ipcMain,
  nativeImage,
  nativeTheme,
  powerMonitor,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
  webContents,
};
