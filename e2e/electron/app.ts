/** `app`: life, the single-instance lock, paths, the login item. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getAppPath } from './app-path.ts';
import { BrowserWindow } from './browser-window.ts';
import { guard } from './guard.ts';
import { control, note } from './journal.ts';
import { appEvents, browserReady, endBrowser } from './runtime.ts';

let ready = false;
const whenReady = browserReady.then(() => {
  ready = true;
  appEvents.emit('ready', {}, {});
});
whenReady.catch((error: unknown) => {
  process.stderr.write(`The stand-in for Electron could not start: ${String(error)}\n`);
  process.exit(1);
});

const switched = process.argv.find((argument) => argument.startsWith('--user-data-dir='));
const userData = switched?.slice('--user-data-dir='.length) ?? mkdtempSync(join(tmpdir(), 'stand-in-data-'));
const lockFile = join(userData, 'SingletonLock');
const inbox = join(userData, 'SingletonInbox');
let locked = false;
let quitting = false;

const manifest = readManifest();

const members = {
  isPackaged: control.packaged,
  name: manifest.name,
  isReady: () => ready,
  whenReady: () => whenReady,
  getVersion: (): string => manifest.version,
  getAppPath,
  getPath: (name: string): string => {
    if (name !== 'userData') throw new Error(`The stand-in does not model app.getPath('${name}')`);
    return userData;
  },
  enableSandbox: (): void => {
    if (ready) throw new Error('app.enableSandbox() can only be called before app is ready');
    note('sandbox-enabled');
  },
  requestSingleInstanceLock: (): boolean => {
    mkdirSync(inbox, { recursive: true });
    locked = takeLock();
    if (locked) hearSecondInstances();
    else writeFileSync(join(inbox, `${process.pid}.json`), JSON.stringify({ argv: process.argv }));
    return locked;
  },
  setActivationPolicy: (policy: 'regular' | 'accessory' | 'prohibited'): void =>
    note('activation-policy', policy),
  getLoginItemSettings: () => ({
    openAtLogin: control.loginRegistered && control.loginStatus === 'enabled',
    status: control.loginRegistered ? control.loginStatus : ('not-registered' as const),
  }),
  setLoginItemSettings: (settings: { openAtLogin?: boolean }): void => {
    control.loginRegistered = settings.openAtLogin ?? false;
    note('login-item', control.loginRegistered);
  },
  quit: (): void => {
    if (quitting || isPrevented('before-quit')) return;
    quitting = true;
    for (const window of BrowserWindow.getAllWindows()) window.close();
    if (BrowserWindow.getAllWindows().length > 0 || isPrevented('will-quit')) {
      quitting = false;
      return;
    }
    members.exit(0);
  },
  exit: (code = 0): void => {
    for (const window of BrowserWindow.getAllWindows()) window.destroy();
    appEvents.emit('quit', {}, code);
    process.exit(code);
  },
};

/** The members, with the emitter's own beside them: the app and Playwright call `app.on`. */
export const app = guard(Object.assign(appEvents, members), 'app');

appEvents.on('-last-window-closed', () => {
  if (quitting) return;
  if (!appEvents.emit('window-all-closed')) members.quit();
});
process.on('exit', () => {
  endBrowser();
  if (locked) rmSync(lockFile, { force: true });
  if (switched === undefined) rmSync(userData, { recursive: true, force: true });
});

function isPrevented(event: 'before-quit' | 'will-quit'): boolean {
  let prevented = false;
  appEvents.emit(event, { preventDefault: () => (prevented = true) });
  return prevented;
}

function takeLock(): boolean {
  if (existsSync(lockFile) && lives(Number(readFileSync(lockFile, 'utf8')))) return false;
  rmSync(lockFile, { force: true });
  writeFileSync(lockFile, String(process.pid), { flag: 'wx' });
  return true;
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return pid !== process.pid;
  } catch {
    // No such process: the lock is an old one's.
    return false;
  }
}

function hearSecondInstances(): void {
  const hear = (): void => {
    for (const name of readdirSync(inbox)) {
      rmSync(join(inbox, name), { force: true });
      appEvents.emit('second-instance', {}, [], '', null);
    }
  };
  watch(inbox, hear).unref();
}

/**
 * As Electron's own start-up does: name and version come from the package.json of a folder. An app that is started by its
 * file has none, and goes by Electron's own.
 */
function readManifest(): { readonly name: string; readonly version: string } {
  const own = join(getAppPath(), 'package.json');
  const electrons = join(import.meta.dirname, '../../node_modules/electron/package.json');
  const read: unknown = JSON.parse(readFileSync(existsSync(own) ? own : electrons, 'utf8'));
  const text = (key: string): string | null => {
    const value: unknown = Reflect.get(Object(read), key);
    return typeof value === 'string' ? value : null;
  };
  return { name: text('productName') ?? text('name') ?? 'Electron', version: text('version') ?? '0.0.0' };
}
