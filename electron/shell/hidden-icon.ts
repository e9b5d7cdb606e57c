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
  /** Looks now; true when the icon is hidden. Explains, and opens the window, at the first look that finds it so. */
  look(): boolean;
  /**
   * Looks twice, some seconds apart, and believes only what both say: at login, or when a display comes, the menu bar
   * takes a moment to put its icons in their places.
   */
  lookLater(): void;
}

/** Milliseconds to the first, and from the first to the second look. */
const FIRST_LOOK = 2000;
const SECOND_LOOK = 3000;

/** `bounds` and `displays` are asked at each look; `openWindow` shows the normal window. */
export function watchIcon(
  engine: Pick<EnginePort, 'notice'>,
  see: { readonly bounds: () => Rectangle; readonly displays: () => readonly DisplayArea[] },
  openWindow: () => void,
): IconWatch {
  let hidden = false;
  const isHidden = (): boolean => iconIsHidden(see.bounds(), see.displays());
  const look = (): boolean => {
    const was = hidden;
    hidden = isHidden();
    if (hidden && !was) {
      engine.notice(HIDDEN);
      openWindow();
    }
    if (!hidden && was) engine.notice({ remove: HIDDEN.id });
    return hidden;
  };
  const lookAgain = (): void => {
    if (isHidden()) setTimeout(look, SECOND_LOOK).unref();
    else look();
  };
  return {
    look,
    lookLater: () => {
      setTimeout(lookAgain, FIRST_LOOK).unref();
    },
  };
}
