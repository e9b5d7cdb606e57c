/** macOS 26 can hide the icon with no error: noticed, explained, and another way in is opened. */
import type { Notice } from '../../shared/domain.ts';
import type { EnginePort } from './engine-port.ts';
import { iconIsHidden } from './place-popover.ts';
import type { DisplayArea, Rectangle } from './place-popover.ts';

const HIDDEN: Notice = {
  id: 'icon-hidden',
  severity: 'warning',
  title: 'The menu bar does not show Trackside’s icon',
  detail:
    'macOS hides it, or the menu bar is full. To see it: System Settings > Menu Bar > allow Trackside. ' +
    'Until then, open Trackside again from the Applications folder to get this window.',
};

export interface IconWatch {
  /** Looks now; true when the icon is hidden. Opens the window only at the first look that finds it so. */
  look(): boolean;
}

/** `bounds` and `displays` are asked at each look; `openWindow` shows the normal window. */
export function watchIcon(
  engine: EnginePort,
  see: { readonly bounds: () => Rectangle; readonly displays: () => readonly DisplayArea[] },
  openWindow: () => void,
): IconWatch {
  let hidden = false;
  return {
    look: () => {
      const was = hidden;
      hidden = iconIsHidden(see.bounds(), see.displays());
      if (hidden && !was) {
        engine.notice(HIDDEN);
        openWindow();
      }
      if (!hidden && was) engine.notice({ remove: HIDDEN.id });
      return hidden;
    },
  };
}
