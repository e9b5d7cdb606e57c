/** A window: a page of Chromium, with the shown, hidden, focused and placed that headless Chromium has not. */
import { EventEmitter } from 'node:events';
import type { BrowserWindowConstructorOptions } from 'electron';
import { guard } from './guard.ts';
import { note } from './journal.ts';
import { appEvents, theBrowser } from './runtime.ts';
import { nativeTheme } from './system.ts';
import { WebContents } from './web-contents.ts';

const all = new Set<BrowserWindow>();
let lastId = 0;
let focused: BrowserWindow | null = null;
function giveFocus(window: BrowserWindow): void {
  focused = window;
}

export class BrowserWindow extends EventEmitter {
  readonly id: number;
  readonly webContents: WebContents;
  readonly _options: BrowserWindowConstructorOptions;
  _visible = false;
  _minimized = false;
  _size: [number, number];
  _destroyed = false;
  _position: [number, number];

  constructor(options: BrowserWindowConstructorOptions = {}) {
    super();
    this.id = lastId += 1;
    this._options = options;
    this._position = [options.x ?? 0, options.y ?? 0];
    const size = { width: options.width ?? 800, height: options.height ?? 600 };
    this._size = [size.width, size.height];
    // Electron: a page that is made hidden passes for visible until it is hidden again, unless it may not paint.
    const passesForVisible = options.show !== false || options.paintWhenInitiallyHidden !== false;
    this.webContents = guard(
      new WebContents(theBrowser().client, size, {
        preload: options.webPreferences?.preload,
        visibility: passesForVisible ? 'visible' : 'hidden',
      }),
      'WebContents',
    );
    note('window-made', { id: this.id, options });
    const self = guard(this, 'BrowserWindow');
    all.add(self);
    this.webContents.on('-close', () => self.close());
    this.webContents._setColourScheme(nativeTheme.themeSource);
    appEvents.emit('web-contents-created', {}, this.webContents);
    appEvents.emit('browser-window-created', {}, self);
    if (options.show !== false) self.show();
    // eslint-disable-next-line no-constructor-return -- the guard must be what the app holds
    return self;
  }

  static getAllWindows(): BrowserWindow[] {
    return [...all];
  }
  static fromWebContents(contents: WebContents): BrowserWindow | null {
    return [...all].find((window) => window.webContents.id === contents.id) ?? null;
  }
  static getFocusedWindow(): BrowserWindow | null {
    return focused;
  }

  loadURL(address: string): Promise<void> {
    return this.webContents.loadURL(address);
  }
  show(): void {
    if (this._visible) return this.focus();
    this._visible = true;
    note('window-shown', { id: this.id, position: this._position });
    this.webContents._setVisibility('visible');
    this.emit('show');
    this.focus();
  }
  hide(): void {
    if (!this._visible) return;
    this._visible = false;
    note('window-hidden', { id: this.id });
    this.webContents._setVisibility('hidden');
    this.emit('hide');
    this.blur();
  }
  focus(): void {
    if (focused?.id === this.id || !this._visible) return;
    focused?.blur();
    giveFocus(this);
    this.emit('focus');
  }
  blur(): void {
    if (focused?.id !== this.id) return;
    focused = null;
    this.emit('blur');
  }
  isVisible(): boolean {
    return this._visible;
  }
  isFocused(): boolean {
    return focused?.id === this.id;
  }
  isDestroyed(): boolean {
    return this._destroyed;
  }
  setPosition(x: number, y: number, _animate?: boolean): void {
    if (!Number.isInteger(x) || !Number.isInteger(y)) throw new TypeError('setPosition takes whole numbers');
    this._position = [x, y];
  }
  getPosition(): number[] {
    return [...this._position];
  }
  /** Headless windows have no frame: their size is their content's. */
  getSize(): number[] {
    return [...this._size];
  }
  getContentSize(): number[] {
    return [...this._size];
  }
  /** As a person does by its corner: no smaller than it may be. */
  setSize(width: number, height: number): void {
    this._size = [
      Math.max(width, this._options.minWidth ?? 0),
      Math.max(height, this._options.minHeight ?? 0),
    ];
    this.webContents._setSize({ width: this._size[0], height: this._size[1] });
    this.emit('resize');
  }
  minimize(): void {
    this._minimized = true;
    this.webContents._setVisibility('hidden');
    this.emit('minimize');
    this.blur();
  }
  restore(): void {
    this._minimized = false;
    this.webContents._setVisibility('visible');
    this.emit('restore');
  }
  isMinimized(): boolean {
    return this._minimized;
  }
  getTitle(): string {
    return this._options.title ?? '';
  }
  setVisibleOnAllWorkspaces(visible: boolean, options?: object): void {
    note('window-on-all-workspaces', { id: this.id, visible, options: options ?? null });
  }
  close(): void {
    let prevented = false;
    this.emit('close', { preventDefault: () => (prevented = true) });
    if (!prevented) this.destroy();
  }
  destroy(): void {
    if (this._destroyed) return;
    this._destroyed = true;
    this._visible = false;
    if (focused?.id === this.id) focused = null;
    for (const window of all) if (window.id === this.id) all.delete(window);
    note('window-closed', { id: this.id });
    this.webContents._destroy();
    this.emit('closed');
    if (all.size === 0) appEvents.emit('-last-window-closed');
  }
}

nativeTheme.on('updated', () => {
  for (const window of all) window.webContents._setColourScheme(nativeTheme.themeSource);
});
