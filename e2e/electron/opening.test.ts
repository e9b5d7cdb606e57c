/** Pages are opened one after another; a wish that Chromium has lost is asked for again. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Session } from './cdp.ts';
import type { Client, Params } from './cdp.ts';
import { journal } from './journal.ts';
import { inTurn, openTarget } from './opening.ts';

type Answer = (params: Params) => void;

/** A browser that answers when the test says so. */
class Browser extends Session {
  readonly wishes: Answer[] = [];
  readonly closed: unknown[] = [];
  constructor() {
    super({} as Client, null);
  }
  override send(method: string, params: Params = {}): Promise<Params> {
    if (method === 'Target.closeTarget') {
      this.closed.push(params['targetId']);
      return Promise.resolve({});
    }
    return new Promise((resolve) => this.wishes.push(resolve));
  }
}

const SIZE = { width: 380, height: 600 };
const timesAskedAgain = (): number => journal().filter(({ what }) => what === 'page-asked-again').length;

afterEach(() => vi.useRealTimers());

describe('a page', () => {
  it('is opened when the one before is there, or has failed', async () => {
    const order: string[] = [];
    let fail = (_error: Error): void => undefined;
    const first = inTurn(() => {
      order.push('first begins');
      return new Promise((_resolve, reject) => (fail = reject));
    });
    const second = inTurn(async () => order.push('second begins'));
    await vi.waitFor(() => expect(order).toEqual(['first begins']));
    fail(new Error('gone'));
    await expect(first).rejects.toThrow('gone');
    await second;
    expect(order).toEqual(['first begins', 'second begins']);
  });

  it('is asked for once when Chromium answers', async () => {
    const browser = new Browser();
    const before = timesAskedAgain();
    const opened = openTarget(browser, SIZE);
    browser.wishes[0]?.({ targetId: 'A' });
    expect(await opened).toBe('A');
    expect(browser.wishes).toHaveLength(1);
    expect(timesAskedAgain()).toBe(before);
  });

  it('is asked for again when Chromium has lost the wish, and noted', async () => {
    vi.useFakeTimers();
    const browser = new Browser();
    const before = timesAskedAgain();
    const opened = openTarget(browser, SIZE);
    await vi.advanceTimersByTimeAsync(3000);
    browser.wishes[1]?.({ targetId: 'B' });
    expect(await opened).toBe('B');
    expect(timesAskedAgain()).toBe(before + 1);
    // Not lost but slow: there must not be two.
    browser.wishes[0]?.({ targetId: 'A' });
    await vi.advanceTimersByTimeAsync(0);
    expect(browser.closed).toEqual(['A']);
  });
});
