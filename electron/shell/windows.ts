/** The windows: the popover's panel, a normal one for when the icon cannot be reached, and the wizard's. */
import { BrowserWindow, app } from 'electron';
import type { Input } from '../../shared/contract.ts';
import { wizardParameters } from '../../shared/wizard-address.ts';
import { POPOVER_PAGE, WIZARD_PAGE, WIZARD_SIZE } from './places.ts';
import { asPopover } from './popover-window.ts';
import type { PopoverWindow } from './popover.ts';
import { followRealWindows } from './real-windows.ts';
import type { Policy } from './real-windows.ts';
import { safePreferences } from './security.ts';
import { createShownWindows } from './shown-windows.ts';
import type { ShownWindows } from './shown-windows.ts';
import { NORMAL_OPTIONS, POPOVER_OPTIONS, WIZARD_OPTIONS } from './window-options.ts';
import { zoomByKeys } from './zoom.ts';

export interface Windows {
  makePopover(): PopoverWindow;
  /** Shows the normal window, making it if there is none. */
  showNormal(): void;
  /**
   * Shows the wizard on what is wanted. One that is open comes to the front and is told by its address: `#view=…`, of
   * which its page hears through `hashchange`; it stays loaded, so that nothing in it is lost.
   */
  showWizard(wanted: Input<'app.openWizard'>): void;
  /** The wizard's window, in front as it is; made for `wanted` where there is none. */
  wizardInFront(wanted: Input<'app.openWizard'>): BrowserWindow;
  /** Whether a person can see the wizard. */
  isWizardSeen(): boolean;
  /** Asks every open popover page for its settings, by the address: `#settings`, of which it hears through `hashchange`. */
  showSettings(): void;
  /** The web contents made here, and whether they are shown. */
  readonly shown: ShownWindows;
}

export interface WindowsOptions {
  /** The built preload script, absolute. */
  readonly preload: string;
  /** Told of each window before its page loads. */
  readonly onMade: (contents: Electron.WebContents) => void;
  readonly isQuitting: () => boolean;
}

interface OpenWizard {
  readonly window: BrowserWindow;
  /** The address that it was loaded with. */
  page: string;
  /** What was wanted last. */
  parameters: string;
}

export function createWindows({ preload, onMade, isQuitting }: WindowsOptions): Windows {
  const shown = createShownWindows();
  /** The page of each open window that has the settings in it. */
  const withSettings = new Map<BrowserWindow, string>();
  const realWindowMade = followRealWindows(setPolicy);
  let normal: BrowserWindow | null = null;
  let wizard: OpenWizard | null = null;
  let wizardSize: { readonly width: number; readonly height: number } = WIZARD_SIZE;

  const make = (options: Electron.BrowserWindowConstructorOptions, page: string): BrowserWindow => {
    const window = new BrowserWindow({ ...options, show: false, webPreferences: safePreferences(preload) });
    const { id } = window.webContents;
    shown.set(id, 'hidden');
    window.on('closed', () => {
      shown.delete(id);
      withSettings.delete(window);
    });
    zoomByKeys(window.webContents);
    onMade(window.webContents);
    load(window, page);
    return window;
  };
  const makeReal = (options: Electron.BrowserWindowConstructorOptions, page: string): BrowserWindow => {
    const window = make(options, page);
    realWindowMade(window);
    return window;
  };
  const bringToFront = (window: BrowserWindow): void => {
    shown.set(window.webContents.id, 'shown');
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  };
  const makeWizard = (parameters: string): OpenWizard => {
    const page = `${WIZARD_PAGE}?${parameters}`;
    const window = makeReal({ ...WIZARD_OPTIONS, ...wizardSize }, page);
    const made: OpenWizard = { window, page, parameters };
    window.on('resize', () => {
      const [width, height] = window.getContentSize();
      if (width !== undefined && height !== undefined) wizardSize = { width, height };
    });
    window.on('closed', () => {
      wizard = null;
    });
    // Its answers are the engine's to keep: loaded anew, it goes on with them.
    window.webContents.on('render-process-gone', () => {
      made.page = `${WIZARD_PAGE}?${made.parameters}`;
      load(window, made.page);
    });
    wizard = made;
    return made;
  };

  return {
    shown,
    makePopover: () => {
      const page = POPOVER_PAGE + MATERIAL;
      const window = make(POPOVER_OPTIONS, page);
      withSettings.set(window, page);
      return asPopover(window, shown, isQuitting);
    },
    showSettings: () => {
      for (const [window, page] of withSettings) load(window, `${page}#settings`);
    },
    showNormal: () => {
      if (normal === null) {
        const made = makeReal(NORMAL_OPTIONS, NORMAL_PAGE);
        withSettings.set(made, NORMAL_PAGE);
        made.on('closed', () => {
          normal = null;
        });
        made.webContents.on('render-process-gone', () => load(made, NORMAL_PAGE));
        normal = made;
      }
      bringToFront(normal);
    },
    showWizard: (wanted) => {
      const parameters = wizardParameters(wanted);
      if (wizard === null) return bringToFront(makeWizard(parameters).window);
      wizard.parameters = parameters;
      load(wizard.window, `${wizard.page}#${parameters}`);
      bringToFront(wizard.window);
    },
    wizardInFront: (wanted) => {
      const { window } = wizard ?? makeWizard(wizardParameters(wanted));
      bringToFront(window);
      return window;
    },
    isWizardSeen: () => wizard !== null && wizard.window.isVisible() && !wizard.window.isMinimized(),
  };
}

/** The same page; the address tells which window it is in. */
const NORMAL_PAGE = `${POPOVER_PAGE}?window=normal`;

/** Tells the page that a material lies behind it, which it should let through. */
const MATERIAL = process.platform === 'darwin' ? '?material=vibrancy' : '';

function load(window: BrowserWindow, address: string): void {
  // A window closed while it loads rejects; there is nobody left to tell.
  window.loadURL(address).catch(() => undefined);
}

/** Only macOS has a Dock. */
export function setPolicy(policy: Policy): void {
  if (process.platform === 'darwin') app.setActivationPolicy(policy);
}
