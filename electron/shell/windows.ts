/** The two windows: the popover's panel, and a normal one for when the icon cannot be reached. */
import { BrowserWindow, app } from 'electron';
import { POPOVER_PAGE, POPOVER_SIZE } from './places.ts';
import type { PopoverWindow } from './popover.ts';
import { safePreferences } from './security.ts';
import { createShownWindows } from './shown-windows.ts';
import type { ShownWindows } from './shown-windows.ts';
import { zoomByKeys } from './zoom.ts';

export interface Windows {
  makePopover(): PopoverWindow;
  /** Shows the normal window, making it if there is none. */
  showNormal(): void;
  /** Asks every open page for its settings, by the address: `#settings`, of which it hears through `hashchange`. */
  showSettings(): void;
  /** The web contents made here, and whether they are shown. */
  readonly shown: ShownWindows;
}

/** `preload`: absolute path. `onMade` is told of each window before its page loads. */
export function createWindows(preload: string, onMade: (contents: Electron.WebContents) => void): Windows {
  const shown = createShownWindows();
  let normal: BrowserWindow | null = null;
  const open = new Map<BrowserWindow, string>();

  const make = (options: Electron.BrowserWindowConstructorOptions, page: string): BrowserWindow => {
    const window = new BrowserWindow({ ...options, show: false, webPreferences: safePreferences(preload) });
    const { id } = window.webContents;
    shown.set(id, 'hidden');
    open.set(window, page);
    window.on('closed', () => {
      shown.delete(id);
      open.delete(window);
    });
    zoomByKeys(window.webContents);
    onMade(window.webContents);
    load(window, page);
    return window;
  };

  return {
    shown,
    makePopover: () => asPopover(make(POPOVER_OPTIONS, POPOVER_PAGE + MATERIAL), shown),
    showSettings: () => {
      for (const [window, page] of open) load(window, `${page}#settings`);
    },
    showNormal: () => {
      if (normal === null) {
        const made = make(NORMAL_OPTIONS, NORMAL_PAGE);
        made.on('closed', () => {
          normal = null;
          setPolicy('accessory');
        });
        made.webContents.on('render-process-gone', () => load(made, NORMAL_PAGE));
        normal = made;
      }
      setPolicy('regular');
      shown.set(normal.webContents.id, 'shown');
      normal.show();
      normal.focus();
    },
  };
}

/** `panel` keeps the other app active; not `transparent`, which would spoil the material (electron.md 5). */
const POPOVER_OPTIONS: Electron.BrowserWindowConstructorOptions = {
  ...POPOVER_SIZE,
  title: 'Trackside',
  type: 'panel',
  frame: false,
  resizable: false,
  movable: false,
  minimizable: false,
  maximizable: false,
  fullscreenable: false,
  skipTaskbar: true,
  hiddenInMissionControl: true,
  vibrancy: 'popover',
  visualEffectState: 'active',
  backgroundColor: '#00000000',
};

const NORMAL_OPTIONS: Electron.BrowserWindowConstructorOptions = {
  ...POPOVER_SIZE,
  useContentSize: true,
  title: 'Trackside',
  resizable: false,
  maximizable: false,
  fullscreenable: false,
};

/** The same page; the address tells which window it is in. */
const NORMAL_PAGE = `${POPOVER_PAGE}?window=normal`;

/** Tells the page that a material lies behind it, which it should let through. */
const MATERIAL = process.platform === 'darwin' ? '?material=vibrancy' : '';

function load(window: BrowserWindow, address: string): void {
  // A window closed while it loads rejects; there is nobody left to tell.
  window.loadURL(address).catch(() => undefined);
}

/** An app without a Dock icon must become a regular one while it has a real window, else it cannot be reached. */
export function setPolicy(policy: 'regular' | 'accessory'): void {
  if (process.platform === 'darwin') app.setActivationPolicy(policy);
}

/** While the app ends, a window that is asked to close must close, else it would not end. */
let quitting = false;
app.once('before-quit', () => {
  quitting = true;
});

function asPopover(window: BrowserWindow, shown: ShownWindows): PopoverWindow {
  const { id } = window.webContents;
  window.setVisibleOnAllWorkspaces(true, { visibleOnFullScreen: true, skipTransformProcessType: true });
  return {
    showAt: ({ x, y }) => {
      window.setPosition(x, y, false);
      // Before it is seen, so that what it shows is on its way.
      shown.set(id, 'shown');
      window.show();
      window.focus();
    },
    hide: () => {
      window.hide();
      shown.set(id, 'hidden');
    },
    destroy: () => {
      if (!window.isDestroyed()) window.destroy();
    },
    onBlur: (listener) => {
      window.on('blur', () => {
        if (!window.webContents.isDevToolsOpened()) listener();
      });
    },
    onCloseAsked: (listener) => {
      window.on('close', (event) => {
        if (quitting) return;
        event.preventDefault();
        listener();
      });
    },
    onGone: (listener) => {
      window.on('closed', listener);
      window.webContents.on('render-process-gone', () => {
        listener();
        if (!window.isDestroyed()) window.destroy();
      });
    },
  };
}
