import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Notice } from '../../shared/domain.ts';
import { watchIcon } from './hidden-icon.ts';
import type { IconWatch } from './hidden-icon.ts';

const display = {
  bounds: { x: 0, y: 0, width: 1440, height: 900 },
  workArea: { x: 0, y: 25, width: 1440, height: 875 },
};
const SEEN = { x: 1000, y: 0, width: 24, height: 24 };
const HIDDEN = { x: 0, y: 900, width: 24, height: 24 };

let bounds = SEEN;
let told: string[] = [];
let opened = 0;
let watch: IconWatch;

beforeEach(() => {
  vi.useFakeTimers();
  bounds = SEEN;
  told = [];
  opened = 0;
  const notice = (one: Notice | { readonly remove: string }): void => {
    told.push('remove' in one ? `- ${one.remove}` : `+ ${one.id}`);
  };
  watch = watchIcon({ notice }, { bounds: () => bounds, displays: () => [display] }, () => {
    opened += 1;
  });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('an icon that macOS hides', () => {
  it('is explained once, with a window, and taken back when it is seen again', () => {
    bounds = HIDDEN;
    expect(watch.look()).toBe(true);
    watch.look();
    expect([told, opened]).toEqual([['+ icon-hidden'], 1]);
    bounds = SEEN;
    expect(watch.look()).toBe(false);
    expect(told).toEqual(['+ icon-hidden', '- icon-hidden']);
  });

  it('is believed only at the second look: the menu bar is slow at login', () => {
    bounds = HIDDEN;
    watch.lookLater();
    vi.advanceTimersByTime(2500);
    bounds = SEEN;
    vi.runAllTimers();
    expect([told, opened]).toEqual([[], 0]);
    expect(vi.getTimerCount()).toBe(0);

    bounds = HIDDEN;
    watch.lookLater();
    vi.runAllTimers();
    expect([told, opened]).toEqual([['+ icon-hidden'], 1]);
  });

  it('is found out, too, when the menu bar hides it only after the first look; and then nobody looks any more', () => {
    watch.lookLater();
    vi.advanceTimersByTime(2500);
    bounds = HIDDEN;
    vi.advanceTimersByTime(20_000);
    expect([told, opened]).toEqual([['+ icon-hidden'], 1]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is looked for anew, not more often, when displays come and go at once', () => {
    for (let times = 0; times < 50; times += 1) watch.lookLater();
    expect(vi.getTimerCount()).toBe(2);
  });
});
