/** What kinds of windows there are, as Electron is told. */
import { POPOVER_SIZE, WIZARD_MINIMUM } from './places.ts';

/** `panel` keeps the other app active; not `transparent`, which would spoil the material (electron.md 5). */
export const POPOVER_OPTIONS: Electron.BrowserWindowConstructorOptions = {
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

export const NORMAL_OPTIONS: Electron.BrowserWindowConstructorOptions = {
  ...POPOVER_SIZE,
  useContentSize: true,
  title: 'Trackside',
  resizable: false,
  maximizable: false,
  fullscreenable: false,
};

/** Its size is given when it is made: it remembers the last one. */
export const WIZARD_OPTIONS: Electron.BrowserWindowConstructorOptions = {
  minWidth: WIZARD_MINIMUM.width,
  minHeight: WIZARD_MINIMUM.height,
  useContentSize: true,
  title: 'Set up a runner',
  fullscreenable: false,
};
