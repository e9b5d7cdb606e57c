/** macOS 26 can hide the icon with no error: noticed, explained, and another way in is opened. */
import type { Notice } from '../../shared/domain.ts';
import type { EnginePort } from './engine-port.ts';
import { iconIsHidden } from './place-popover.ts';
import type { DisplayArea, Rectangle } from './place-popover.ts';

const HIDDEN: Notice = {
  id: 'icon-hidden',
  kind: 'condition',
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
   * Looks after some seconds, and once more when the menu bar has surely come to rest: at login, after sleep, or when a
   * display comes, it takes a moment to put its icons in their places. Hidden is believed only when two looks, some
   * seconds apart, say so. Calling it again begins anew.
   */
  lookLater(): void;
}

/** Milliseconds to each look, and from a look that finds it hidden to the one that confirms it. */
const LOOKS = [2000, 15_000] as const;
const CONFIRM = 3000;

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
  const planned = new Set<NodeJS.Timeout>();
  const plan = (act: () => void, delay: number): void => {
    const timer = setTimeout(() => {
      planned.delete(timer);
      act();
    }, delay);
    timer.unref();
    planned.add(timer);
  };
  const lookTwice = (): void => {
    if (isHidden()) plan(look, CONFIRM);
    else look();
  };
  return {
    look,
    lookLater: () => {
      for (const timer of planned) clearTimeout(timer);
      planned.clear();
      for (const delay of LOOKS) plan(lookTwice, delay);
    },
  };
}
