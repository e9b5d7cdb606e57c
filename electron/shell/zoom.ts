/**
 * Cmd with +, - and 0 in every window of ours (Ctrl elsewhere). The application menu offers the same, but its keys work for
 * the active app only, and opening the popover's panel does not make Trackside that.
 */
import type { WebContents } from 'electron';

/** The part of Electron's Input that the rule needs. */
export interface Key {
  readonly type: string;
  readonly key: string;
  readonly meta: boolean;
  readonly control: boolean;
  readonly alt: boolean;
}

/** Chromium's levels: each whole one is a fifth more, so 4 is a little over twice the size. The menu's step is the same. */
const STEP = 0.5;
const SMALLEST = -2;
const LARGEST = 4;

/** The level that `key` asks for at `level`; null when it asks for none. */
export function zoomAfter({ type, key, meta, control, alt }: Key, level: number): number | null {
  if (type !== 'keyDown' || alt || !(meta || control)) return null;
  switch (key) {
    // Without Shift, the key that carries the plus says “=” on most keyboards.
    case '+':
    case '=':
      return Math.min(LARGEST, level + STEP);
    case '-':
      return Math.max(SMALLEST, level - STEP);
    case '0':
      return 0;
    default:
      return null;
  }
}

/** Chromium keeps the level for all pages of one origin, so the popover and the normal window agree. */
export function zoomByKeys(contents: WebContents): void {
  contents.on('before-input-event', (event, input) => {
    const level = zoomAfter(input, contents.getZoomLevel());
    if (level === null) return;
    // Neither the page nor the menu gets it too.
    event.preventDefault();
    contents.setZoomLevel(level);
  });
}
