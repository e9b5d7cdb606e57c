/**
 * The popover's life: cold (no window), warm (made, hidden), open. Knows windows only through a port, so that
 * the rules (what a click means, when it is thrown away) are tested without Electron.
 */

/** One window, made hidden. */
export interface PopoverWindow {
  showAt(place: { readonly x: number; readonly y: number }): void;
  hide(): void;
  destroy(): void;
  onBlur(listener: () => void): void;
  /** The page asked to be put away (Esc). */
  onCloseAsked(listener: () => void): void;
  /** The window went, by whatever cause (its renderer died, the system closed it). */
  onGone(listener: () => void): void;
}

export interface PopoverOptions {
  readonly make: () => PopoverWindow;
  /** Where it goes now; asked at each opening, for displays come and go. */
  readonly place: () => { readonly x: number; readonly y: number };
  readonly now: () => number;
  /** Milliseconds hidden after which the page is thrown away: saves about 95 MB (electron.md 5). */
  readonly keepHidden: number;
}

export interface Popover {
  /** The mouse button went down on the icon: what its click will mean is settled here, however long it is held. */
  press(): void;
  /** The icon was clicked: opens, or closes what the same click's blur has not closed yet. */
  toggle(): void;
  open(): void;
  hide(): void;
  /** Makes the window ahead of the first click. */
  warm(): void;
  state(): 'cold' | 'warm' | 'open';
  dispose(): void;
}

/** A click on the icon takes the focus first: within this many milliseconds, blur and click are one gesture. */
const SAME_GESTURE = 250;
/** A press whose click has not come by then was let go elsewhere. */
const LONGEST_PRESS = 10_000;

/** Times are milliseconds of `now`. Never throws; a window that went is made again at the next opening. */
export function createPopover(options: PopoverOptions): Popover {
  let window: PopoverWindow | null = null;
  let shown = false;
  let blurredAt = Number.NEGATIVE_INFINITY;
  /** The last press: when, and whether it found the popover open. */
  let pressed: { readonly at: number; readonly on: 'open' | 'closed' } | null = null;
  let discard: NodeJS.Timeout | null = null;

  const keep = (): void => {
    if (discard !== null) clearTimeout(discard);
    discard = null;
  };
  const forget = (): void => {
    keep();
    window = null;
    shown = false;
  };
  const discardLater = (): void => {
    keep();
    discard = setTimeout(() => {
      const old = window;
      forget();
      old?.destroy();
    }, options.keepHidden);
    discard.unref();
  };
  const hide = (): void => {
    if (!shown) return;
    shown = false;
    window?.hide();
    discardLater();
  };
  const ready = (): PopoverWindow => {
    if (window !== null) return window;
    const made = options.make();
    window = made;
    made.onBlur(() => {
      if (!shown || window !== made) return;
      blurredAt = options.now();
      hide();
    });
    made.onCloseAsked(() => {
      if (window === made) hide();
    });
    made.onGone(() => {
      if (window === made) forget();
    });
    return made;
  };
  const open = (): void => {
    const target = ready();
    keep();
    shown = true;
    target.showAt(options.place());
  };

  /** Open now, or until the gesture under way took its focus. */
  const wasOpen = (): boolean => shown || options.now() - blurredAt < SAME_GESTURE;

  return {
    press: () => {
      pressed = { at: options.now(), on: wasOpen() ? 'open' : 'closed' };
    },
    toggle: () => {
      const press = pressed;
      pressed = null;
      const isCurrent = press !== null && options.now() - press.at < LONGEST_PRESS;
      if (isCurrent ? press.on === 'open' : wasOpen()) hide();
      else open();
    },
    open,
    hide,
    warm: () => {
      if (window !== null) return;
      ready();
      discardLater();
    },
    state: () => (window === null ? 'cold' : shown ? 'open' : 'warm'),
    dispose: () => {
      const old = window;
      forget();
      old?.destroy();
    },
  };
}
