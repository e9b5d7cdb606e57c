import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createPopover } from './popover.ts';
import type { Popover, PopoverWindow } from './popover.ts';

interface FakeWindow extends PopoverWindow {
  readonly did: string[];
  blur(): void;
  escape(): void;
  crash(): void;
}

function fakeWindow(): FakeWindow {
  const did: string[] = [];
  let blur = (): void => undefined;
  let gone = (): void => undefined;
  let escape = (): void => undefined;
  return {
    did,
    showAt: ({ x, y }) => did.push(`show ${x},${y}`),
    hide: () => did.push('hide'),
    destroy: () => did.push('destroy'),
    onBlur: (listener) => {
      blur = listener;
    },
    onCloseAsked: (listener) => {
      escape = listener;
    },
    onGone: (listener) => {
      gone = listener;
    },
    blur: () => blur(),
    escape: () => escape(),
    crash: () => gone(),
  };
}

const KEEP = 600_000;
let made: FakeWindow[] = [];
let popover: Popover;

beforeEach(() => {
  vi.useFakeTimers();
  made = [];
  popover = createPopover({
    make: () => {
      const window = fakeWindow();
      made.push(window);
      return window;
    },
    place: () => ({ x: 1, y: 2 }),
    now: () => Date.now(),
    keepHidden: KEEP,
  });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the popover', () => {
  it('is made once and opened and closed by clicks', () => {
    expect(popover.state()).toBe('cold');
    popover.toggle();
    expect(popover.state()).toBe('open');
    popover.toggle();
    popover.toggle();
    expect(made.map(({ did }) => did)).toEqual([['show 1,2', 'hide', 'show 1,2']]);
  });

  it('closes by blur, and the click that took the focus does not reopen it', () => {
    popover.toggle();
    made[0]?.blur();
    vi.advanceTimersByTime(100);
    popover.toggle();
    expect(popover.state()).toBe('warm');
    vi.advanceTimersByTime(300);
    popover.toggle();
    expect(popover.state()).toBe('open');
  });

  it.each([
    ['before', (): void => popover.press(), (): void => made[0]?.blur()],
    ['after', (): void => made[0]?.blur(), (): void => popover.press()],
  ])('stays closed by a click that is held for long, with the press %s the blur', (_order, first, then) => {
    popover.toggle();
    first();
    then();
    vi.advanceTimersByTime(2000);
    popover.toggle();
    expect(popover.state()).toBe('warm');
    // The next click is a new one, held just as long.
    popover.press();
    vi.advanceTimersByTime(2000);
    popover.toggle();
    expect(popover.state()).toBe('open');
  });

  it('forgets a press that was let go elsewhere', () => {
    popover.toggle();
    popover.press();
    made[0]?.blur();
    vi.advanceTimersByTime(60_000);
    popover.toggle();
    expect(popover.state()).toBe('open');
  });

  it('is thrown away ten minutes after it was hidden, and not while it is open', () => {
    popover.toggle();
    vi.advanceTimersByTime(KEEP * 2);
    popover.hide();
    vi.advanceTimersByTime(KEEP - 1);
    popover.toggle();
    vi.advanceTimersByTime(KEEP * 2);
    expect(popover.state()).toBe('open');
    popover.hide();
    vi.advanceTimersByTime(KEEP);
    expect(popover.state()).toBe('cold');
    expect(made[0]?.did.at(-1)).toBe('destroy');
  });

  it('is put away by its page and kept warm', () => {
    popover.toggle();
    made[0]?.escape();
    expect(popover.state()).toBe('warm');
    expect(made[0]?.did).toEqual(['show 1,2', 'hide']);
  });

  it('warms up hidden, once', () => {
    popover.warm();
    popover.warm();
    expect(popover.state()).toBe('warm');
    popover.open();
    expect(made.map(({ did }) => did)).toEqual([['show 1,2']]);
  });

  it('comes back after its page died, and hears nothing more of the dead one', () => {
    popover.toggle();
    made[0]?.crash();
    expect(popover.state()).toBe('cold');
    popover.toggle();
    made[0]?.blur();
    made[0]?.crash();
    expect(popover.state()).toBe('open');
    expect(made).toHaveLength(2);
  });

  it('leaves nothing behind when disposed', () => {
    popover.warm();
    popover.dispose();
    expect(made[0]?.did).toEqual(['destroy']);
    expect(vi.getTimerCount()).toBe(0);
  });
});
