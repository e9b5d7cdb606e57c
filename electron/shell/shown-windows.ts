/**
 * Our windows, by the id of their web contents, and whether the shell shows them. It is the shell's to say: a page that is
 * made hidden passes for visible until its window has been shown once (Electron, BrowserWindow, “Page visibility”).
 */
import type { WindowPush } from '../../shared/contract.ts';

export type Shown = WindowPush['window'];

export interface ShownWindows {
  /** Whether it is one of ours: only these may call. */
  has(id: number): boolean;
  /** `hidden` for a window that is none of ours. */
  of(id: number): Shown;
  /** The one listener, told of each change. */
  onChange(listener: (id: number, shown: Shown) => void): void;
  set(id: number, shown: Shown): void;
  delete(id: number): void;
}

export function createShownWindows(): ShownWindows {
  const windows = new Map<number, Shown>();
  let tell: (id: number, shown: Shown) => void = () => undefined;
  return {
    has: (id) => windows.has(id),
    of: (id) => windows.get(id) ?? 'hidden',
    onChange: (listener) => {
      tell = listener;
    },
    set: (id, shown) => {
      const before = windows.get(id);
      windows.set(id, shown);
      if (before !== undefined && before !== shown) tell(id, shown);
    },
    delete: (id) => {
      windows.delete(id);
    },
  };
}
