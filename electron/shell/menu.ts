/** The menus: the plain one of a right click, and the application's own, which Cmd-C and Cmd-V need. */
import { Menu } from 'electron';
import type { MenuItemConstructorOptions } from 'electron';
import { SET_UP } from './menu-items.ts';
import type { MenuAction, MenuItem } from './menu-items.ts';

/** Made anew at each right click: it shows what makes sense at that moment. */
export function buildMenu(items: readonly MenuItem[], act: (action: MenuAction) => void): Menu {
  return Menu.buildFromTemplate(items.map((item) => template(item, act)));
}

/** Needs a ready app. Without an Edit menu, macOS gives text fields no copy and paste. */
export function setApplicationMenu(act: (action: MenuAction) => void): void {
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  const setUp: MenuItemConstructorOptions = { label: SET_UP, click: () => act({ kind: 'wizard' }) };
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      { role: 'appMenu', submenu: [{ role: 'about' }, separator, setUp, separator, { role: 'quit' }] },
      {
        role: 'editMenu',
        submenu: [
          { role: 'undo' },
          { role: 'redo' },
          { type: 'separator' },
          { role: 'cut' },
          { role: 'copy' },
          { role: 'paste' },
          { role: 'selectAll' },
        ],
      },
      { role: 'viewMenu', submenu: [{ role: 'resetZoom' }, { role: 'zoomIn' }, { role: 'zoomOut' }] },
      { role: 'windowMenu', submenu: [{ role: 'minimize' }, { role: 'close' }] },
    ]),
  );
}

function template(item: MenuItem, act: (action: MenuAction) => void): MenuItemConstructorOptions {
  switch (item.kind) {
    case 'separator':
      return { type: 'separator' };
    case 'text':
      // An ampersand would be taken as a mnemonic.
      return { label: escape(item.label), enabled: false };
    case 'choice':
      return { label: escape(item.label), click: () => act(item.action) };
    default:
      return assertNever(item);
  }
}

function escape(label: string): string {
  return label.replaceAll('&', '&&');
}
function assertNever(item: never): never {
  throw new Error(`A menu item of no kind: ${JSON.stringify(item)}`);
}
