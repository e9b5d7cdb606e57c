import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { iconIsHidden, placePopover } from './place-popover.ts';
import type { DisplayArea } from './place-popover.ts';

const size = { width: 380, height: 600 };
const laptop: DisplayArea = {
  bounds: { x: 0, y: 0, width: 1440, height: 900 },
  workArea: { x: 0, y: 25, width: 1440, height: 875 },
};
/** Left of the laptop and higher than it. */
const beside: DisplayArea = {
  bounds: { x: -1920, y: -180, width: 1920, height: 1080 },
  workArea: { x: -1920, y: -155, width: 1920, height: 1055 },
};
const displays = [laptop, beside];
const icon = (x: number, y: number): { x: number; y: number; width: number; height: number } => ({
  x,
  y,
  width: 24,
  height: 24,
});

describe('the popover', () => {
  it.each([
    ['under the middle of the icon', icon(1000, 0), { x: 822, y: 25 }],
    ['inside at the right edge', icon(1410, 0), { x: 1060, y: 25 }],
    ['on the display of the icon', icon(-1000, -180), { x: -1178, y: -155 }],
    ['top right of the first display when the icon is nowhere', icon(0, 900), { x: 1056, y: 29 }],
    ['there too when there is no icon', null, { x: 1056, y: 29 }],
  ])('lies %s', (_where, at, expected) => {
    expect(placePopover(at, displays, size)).toEqual(expected);
  });

  it('lies inside a work area wherever the icon is said to be', () => {
    const anywhere = fc.integer({ min: -5000, max: 5000 });
    fc.assert(
      fc.property(anywhere, anywhere, (x, y) => {
        const place = placePopover(icon(x, y), displays, size);
        const inside = displays.some(
          ({ workArea: area }) =>
            place.x >= area.x &&
            place.y >= area.y &&
            place.x + size.width <= area.x + area.width &&
            place.y + size.height <= area.y + area.height,
        );
        expect(inside).toBe(true);
      }),
      { seed: 3 },
    );
  });

  it('keeps its top left in reach on a display smaller than itself', () => {
    const small = {
      bounds: { x: 0, y: 0, width: 300, height: 300 },
      workArea: { x: 0, y: 25, width: 300, height: 275 },
    };
    expect(placePopover(icon(100, 0), [small], size)).toEqual({ x: 0, y: 25 });
  });
});

describe('the icon', () => {
  it.each([
    ['seen in the menu bar', icon(1000, 0), false],
    ['seen on a second display', icon(-100, -180), false],
    ['seen while the menu bar has slid away', icon(1000, -24), false],
    ['hidden by macOS 26', icon(0, 900), true],
    ['hidden where no display is', icon(5000, 0), true],
    ['hidden without a size', { x: 0, y: 0, width: 0, height: 0 }, true],
  ])('is %s', (_how, at, hidden) => {
    expect(iconIsHidden(at, displays)).toBe(hidden);
  });

  it.each([
    ['straight below', 0],
    ['below and to the left', -240],
  ])('is hidden, not in the menu bar of a second display that lies %s', (_where, x) => {
    const below: DisplayArea = {
      bounds: { x, y: 900, width: 1920, height: 1080 },
      workArea: { x, y: 925, width: 1920, height: 1055 },
    };
    expect(iconIsHidden(icon(0, 900), [laptop, below])).toBe(true);
    expect(placePopover(icon(0, 900), [laptop, below], size)).toEqual({ x: 1056, y: 29 });
    expect(iconIsHidden(icon(1200, 900), [laptop, below])).toBe(false);
  });

  it('is not called hidden on a Mac without a display', () => {
    expect(iconIsHidden(icon(0, 900), [])).toBe(false);
  });
});
