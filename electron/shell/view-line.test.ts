import { beforeEach, describe, expect, it } from 'vitest';
import { ok } from '../../shared/contract.ts';
import type { Push } from '../../shared/contract.ts';
import { createShownWindows } from './shown-windows.ts';
import type { ShownWindows } from './shown-windows.ts';
import { createViewLine } from './view-line.ts';
import type { ViewLine } from './view-line.ts';

const WINDOW = 7;
let windows: ShownWindows;
let asked: string[];
let heard: Push[];
let push: (push: Push) => void;
let line: ViewLine;

beforeEach(() => {
  windows = createShownWindows();
  asked = [];
  heard = [];
  windows.set(WINDOW, 'hidden');
  line = createViewLine(
    {
      request: async (name) => {
        asked.push(name);
        return ok(name);
      },
      onPush: (listener) => {
        push = listener;
        return () => undefined;
      },
      close: () => asked.push('closed'),
    },
    () => windows.of(WINDOW),
    (one) => heard.push(one),
  );
  windows.onChange((_id, shown) => line.windowIs(shown));
});

describe('a view’s line', () => {
  it('gives a page that is made ahead the state, and holds no subscription for it', async () => {
    expect(await line.request('state.subscribe', {})).toEqual(ok('state.subscribe'));
    expect(asked).toEqual(['state.subscribe', 'state.unsubscribe']);
    expect(heard).toEqual([{ topic: 'window', window: 'hidden' }]);
  });

  it('keeps the subscription of a page that is shown, until its window is hidden', async () => {
    windows.set(WINDOW, 'shown');
    await line.request('state.subscribe', {});
    push({ topic: 'state', rev: 2, changes: [] });
    windows.set(WINDOW, 'shown');
    expect(asked).toEqual(['state.subscribe']);
    windows.set(WINDOW, 'hidden');
    expect(asked).toEqual(['state.subscribe', 'state.unsubscribe']);
    expect(heard.map(({ topic }) => topic)).toEqual(['window', 'state', 'window']);
    expect(heard.at(-1)).toEqual({ topic: 'window', window: 'hidden' });
  });

  it('carries every other call of a hidden page as it is', async () => {
    await line.request('runner.look', {});
    line.close();
    expect(asked).toEqual(['runner.look', 'closed']);
  });
});

describe('the shell’s windows', () => {
  it('are hidden until they are shown, and unknown when closed', () => {
    expect([windows.has(WINDOW), windows.of(WINDOW), windows.has(8), windows.of(8)]).toEqual([
      true,
      'hidden',
      false,
      'hidden',
    ]);
    windows.set(WINDOW, 'shown');
    windows.delete(WINDOW);
    expect([windows.has(WINDOW), windows.of(WINDOW)]).toEqual([false, 'hidden']);
  });
});
