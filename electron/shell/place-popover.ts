/** Where the popover goes, and whether the icon is to be seen at all. Pure geometry, in points. */

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
export interface DisplayArea {
  readonly bounds: Rectangle;
  readonly workArea: Rectangle;
}
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The menu bar is 24 to 44 points high; it slides above the edge when it hides itself in full screen. */
const BAND_ABOVE = 60;
const BAND_BELOW = 60;
const GAP = 4;

/** The display in whose menu-bar band the icon lies; null when it lies in none. */
export function displayOfIcon(icon: Rectangle, displays: readonly DisplayArea[]): DisplayArea | null {
  if (icon.width <= 0 || icon.height <= 0 || isParked(icon, displays)) return null;
  const middle = icon.x + icon.width / 2;
  const found = displays.find(({ bounds }) => {
    const across = middle >= bounds.x && middle <= bounds.x + bounds.width;
    return across && icon.y >= bounds.y - BAND_ABOVE && icon.y <= bounds.y + BAND_BELOW;
  });
  return found ?? null;
}

/** Points by which the place of a hidden icon may be off. */
const PARKED_WITHIN = 2;

/**
 * Where macOS 26 puts an icon that it hides: at a display's lower left corner. A second display below begins just there,
 * and this would be its menu bar; but an icon does not lie at the very edge, where the Apple menu is.
 */
function isParked(icon: Rectangle, displays: readonly DisplayArea[]): boolean {
  return displays.some(
    ({ bounds }) => icon.x === bounds.x && Math.abs(icon.y - (bounds.y + bounds.height)) <= PARKED_WITHIN,
  );
}

/**
 * macOS 26 can switch an app's icon off with no error; `tray.getBounds()` is then `{x: 0, y: screen height}`
 * (electron.md 5). No display at all (a Mac without a screen) is not called hidden.
 */
export function iconIsHidden(icon: Rectangle, displays: readonly DisplayArea[]): boolean {
  return displays.length > 0 && displayOfIcon(icon, displays) === null;
}

/**
 * The popover's top left corner: centred under the icon and inside that display's work area.
 * Without a plausible icon: the top right of the first display, which must be the primary one.
 */
export function placePopover(
  icon: Rectangle | null,
  displays: readonly DisplayArea[],
  size: Size,
): { readonly x: number; readonly y: number } {
  const display = icon === null ? null : displayOfIcon(icon, displays);
  const area = (display ?? displays[0])?.workArea ?? { x: 0, y: 0, ...size };
  const wanted =
    icon === null || display === null
      ? { x: area.x + area.width - size.width - GAP, y: area.y + GAP }
      : { x: Math.round(icon.x + icon.width / 2 - size.width / 2), y: icon.y + icon.height };
  return {
    x: clamp(wanted.x, area.x, area.x + area.width - size.width),
    y: clamp(wanted.y, area.y, area.y + area.height - size.height),
  };
}

/** The lower bound wins where the window is larger than the area: its top left must stay in reach. */
function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(value, high));
}
