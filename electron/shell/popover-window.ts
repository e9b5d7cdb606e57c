/** A window as the popover's rules know it (popover.ts). */
import type { BrowserWindow } from 'electron';
import type { PopoverWindow } from './popover.ts';
import type { ShownWindows } from './shown-windows.ts';

/** `isQuitting`: while the app ends, a window that is asked to close must close, else it would not end. */
export function asPopover(
  window: BrowserWindow,
  shown: ShownWindows,
  isQuitting: () => boolean,
): PopoverWindow {
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
        if (isQuitting()) return;
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
