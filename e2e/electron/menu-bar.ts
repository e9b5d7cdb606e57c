/** The menu bar: images, the icon, menus. */
import { EventEmitter } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { MenuItemConstructorOptions } from 'electron';
import { guard } from './guard.ts';
import { control, note } from './journal.ts';

/** A PNG file's size in pixels; null when it cannot be read, which Electron calls an empty image. */
function pngSize(path: string): { width: number; height: number } | null {
  if (!existsSync(path)) return null;
  const file = readFileSync(path);
  return { width: file.readUInt32BE(16), height: file.readUInt32BE(20) };
}

export class NativeImage {
  readonly _path: string;
  readonly _size: { width: number; height: number } | null;
  readonly _double: { width: number; height: number } | null;
  constructor(path: string) {
    this._path = path;
    this._size = pngSize(path);
    this._double = pngSize(path.replace(/\.png$/, '@2x.png'));
  }
  isEmpty(): boolean {
    return this._size === null;
  }
  getSize(): { width: number; height: number } {
    return this._size ?? { width: 0, height: 0 };
  }
  /** Electron takes it from the file's name. */
  isTemplateImage(): boolean {
    return /Template(@2x)?\.png$/.test(this._path);
  }
  getScaleFactors(): number[] {
    return [...(this._size === null ? [] : [1]), ...(this._double === null ? [] : [2])];
  }
}
export const nativeImage = guard(
  { createFromPath: (path: string): NativeImage => guard(new NativeImage(path), 'NativeImage') },
  'nativeImage',
);

const trays: Tray[] = [];
export class Tray extends EventEmitter {
  _image: NativeImage;
  _title = '';
  _toolTip = '';
  _menu: Menu | null = null;
  _destroyed = false;
  constructor(image: NativeImage, _guid?: string) {
    super();
    this._image = image;
    note('tray-made', this._look());
    const self = guard(this, 'Tray');
    trays.push(self);
    // eslint-disable-next-line no-constructor-return -- the guard must be what the app holds
    return self;
  }
  setImage(image: NativeImage): void {
    this._image = image;
    note('tray-image', this._look());
  }
  setToolTip(text: string): void {
    this._toolTip = text;
    note('tray-tooltip', text);
  }
  setTitle(title: string, options?: { fontType?: string }): void {
    this._title = title;
    note('tray-title', { title, fontType: options?.fontType ?? null });
  }
  getTitle(): string {
    return this._title;
  }
  getBounds(): { x: number; y: number; width: number; height: number } {
    return { ...control.trayBounds };
  }
  setIgnoreDoubleClickEvents(ignore: boolean): void {
    note('tray-ignores-double-clicks', ignore);
  }
  popUpContextMenu(menu: Menu): void {
    this._menu = menu;
    note(
      'tray-menu',
      menu.items.map(({ label }) => label),
    );
  }
  isDestroyed(): boolean {
    return this._destroyed;
  }
  destroy(): void {
    this._destroyed = true;
    note('tray-destroyed');
  }
  _look(): object {
    const image = this._image;
    return {
      name: basename(image._path),
      empty: image.isEmpty(),
      template: image.isTemplateImage(),
      size: image.getSize(),
      scales: image.getScaleFactors(),
    };
  }
}
/** For tests: every icon that was made. */
export function allTrays(): readonly Tray[] {
  return trays;
}

export interface MenuItem {
  readonly label: string;
  readonly type: string;
  readonly enabled: boolean;
  readonly role: string | null;
  readonly submenu: Menu | null;
  click(): void;
}
let applicationMenu: Menu | null = null;
export class Menu {
  readonly items: readonly MenuItem[];
  constructor(items: readonly MenuItem[] = []) {
    this.items = items;
  }
  static buildFromTemplate(template: readonly MenuItemConstructorOptions[]): Menu {
    return guard(new Menu(template.map(menuItem)), 'Menu');
  }
  static setApplicationMenu(menu: Menu | null): void {
    applicationMenu = menu;
    note('application-menu', menu?.items.map(({ role }) => role) ?? null);
  }
  static getApplicationMenu(): Menu | null {
    return applicationMenu;
  }
}

function menuItem(options: MenuItemConstructorOptions): MenuItem {
  const { submenu, click } = options;
  return {
    label: options.label ?? '',
    type: options.type ?? 'normal',
    enabled: options.enabled ?? true,
    role: options.role ?? null,
    submenu: Array.isArray(submenu) ? Menu.buildFromTemplate(submenu) : null,
    click: () => {
      if (click !== undefined) Reflect.apply(click, null, []);
    },
  };
}
