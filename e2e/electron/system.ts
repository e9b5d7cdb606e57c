/** The parts of macOS that the app talks to, small, with every word noted in the journal. */
import { EventEmitter } from 'node:events';
import type { MessageBoxOptions, NotificationConstructorOptions, OpenDialogOptions } from 'electron';
import type { BrowserWindow } from './browser-window.ts';
import { guard } from './guard.ts';
import { control, note } from './journal.ts';

class NativeTheme extends EventEmitter {
  _source: 'system' | 'light' | 'dark' = 'system';
  get themeSource(): 'system' | 'light' | 'dark' {
    return this._source;
  }
  set themeSource(source: 'system' | 'light' | 'dark') {
    this._source = source;
    note('theme', source);
    this.emit('updated');
  }
  get shouldUseDarkColors(): boolean {
    return this._source === 'dark';
  }
}
export const nativeTheme = guard(new NativeTheme(), 'nativeTheme');

class PowerMonitor extends EventEmitter {
  getCurrentThermalState(): 'unknown' | 'nominal' | 'fair' | 'serious' | 'critical' {
    return control.thermal;
  }
}
export const powerMonitor = guard(new PowerMonitor(), 'powerMonitor');

const DISPLAY = {
  id: 1,
  bounds: { x: 0, y: 0, width: 1440, height: 900 },
  workArea: { x: 0, y: 25, width: 1440, height: 875 },
  scaleFactor: 2,
};
class Screen extends EventEmitter {
  getPrimaryDisplay(): typeof DISPLAY {
    return DISPLAY;
  }
  getAllDisplays(): (typeof DISPLAY)[] {
    return [DISPLAY];
  }
}
export const screen = guard(new Screen(), 'screen');

export const shell = guard(
  {
    openExternal: async (url: string): Promise<void> => {
      note('open-external', url);
    },
  },
  'shell',
);

const waitingBoxes: ((button: number) => void)[] = [];
/** For tests: presses a button in the box that has waited longest. */
export function answerBox(button: number): void {
  const answer = waitingBoxes.shift();
  if (answer === undefined) throw new Error('No message box waits for an answer.');
  answer(button);
}

export const dialog = guard(
  {
    /** On standard error: the app may end before its journal could be read. */
    showErrorBox: (title: string, content: string): void => {
      note('error-box', { title, content });
      process.stderr.write(`[error box] ${title}\n${content}\n`);
    },
    showOpenDialog: async (
      options: OpenDialogOptions,
    ): Promise<{ canceled: boolean; filePaths: string[] }> => {
      note('open-dialog', options);
      return control.chosenFolder === null
        ? { canceled: true, filePaths: [] }
        : { canceled: false, filePaths: [control.chosenFolder] };
    },
    /** Only on a window: without one, Electron's box holds up the whole process on macOS, which is not modelled. */
    showMessageBox: async (
      window: Pick<BrowserWindow, 'id' | 'isDestroyed'>,
      options: MessageBoxOptions,
    ): Promise<{ response: number; checkboxChecked: boolean }> => {
      if (window.isDestroyed()) throw new TypeError('Object has been destroyed');
      note('message-box', { window: window.id, options });
      const response =
        control.messageBox ?? (await new Promise<number>((resolve) => waitingBoxes.push(resolve)));
      return { response, checkboxChecked: false };
    },
  },
  'dialog',
);

export class Notification extends EventEmitter {
  readonly title: string;
  readonly body: string;
  constructor(options: NotificationConstructorOptions = {}) {
    super();
    this.title = options.title ?? '';
    this.body = options.body ?? '';
  }
  static isSupported(): boolean {
    return control.notifications !== 'unsupported';
  }
  show(): void {
    note('notification', { title: this.title, body: this.body });
    remember(this);
    const event = control.notifications === 'shown' ? 'show' : 'failed';
    setImmediate(() => this.emit(event, {}, 'refused by the system'));
  }
}
let latestNotification: Notification | null = null;
function remember(notification: Notification): void {
  latestNotification = notification;
}
/** For tests: the one to click. */
export function lastNotification(): Notification | null {
  return latestNotification;
}

type Decide = (granted: boolean) => void;
interface Permissions {
  request: ((contents: object | null, permission: string, decide: Decide) => void) | null;
  check: (() => boolean) | null;
  device: (() => boolean) | null;
}
export const permissions: Permissions = { request: null, check: null, device: null };
export const session = guard(
  {
    defaultSession: guard(
      {
        setPermissionRequestHandler: (handler: Permissions['request']): void => {
          permissions.request = handler;
        },
        setPermissionCheckHandler: (handler: Permissions['check']): void => {
          permissions.check = handler;
        },
        setDevicePermissionHandler: (handler: Permissions['device']): void => {
          permissions.device = handler;
        },
      },
      'session.defaultSession',
    ),
  },
  'session',
);
