import { beforeEach, describe, expect, it } from 'vitest';
import type { ViewState } from '../../shared/contract.ts';
import type { Notice } from '../../shared/domain.ts';
import { emptyState } from '../../e2e/electron/practice/states.ts';
import { keepLoginItem } from './login-item.ts';
import type { LoginItem } from './login-item.ts';

let status: string;
let sets: boolean[];
let saved: boolean[];
let notices: Set<string>;
let state: ViewState;
let change: (state: ViewState) => void;
/** What macOS makes of a registration. */
let registered: string;

const item: LoginItem = {
  get: () => ({ openAtLogin: status === 'enabled', status }),
  set: (openAtLogin) => {
    sets.push(openAtLogin);
    status = openAtLogin ? registered : 'not-registered';
  },
};

function setting(startAtLogin: boolean): void {
  state = emptyState({ startAtLogin });
  change(state);
}

function start(startAtLogin: boolean, has: LoginItem | null = item): void {
  state = emptyState({ startAtLogin });
  keepLoginItem({
    engine: {
      state: () => state,
      onChange: (listener) => {
        change = listener;
        return () => undefined;
      },
      notice: (notice: Notice | { readonly remove: string }) => {
        if ('remove' in notice) notices.delete(notice.remove);
        else notices.add(notice.id);
      },
    },
    item: has,
    save: async (wanted) => {
      saved.push(wanted);
      // Anything else may change before the file is written.
      change({ ...state });
      await Promise.resolve();
      setting(wanted);
    },
  });
}

beforeEach(() => {
  status = 'not-registered';
  registered = 'enabled';
  sets = [];
  saved = [];
  notices = new Set();
});

describe('start at login', () => {
  it.each(['not-registered', 'not-found'])(
    'is off in the settings, too, when the person has taken it out in System Settings (%s)',
    async (word) => {
      status = word;
      start(true);
      await expect.poll(() => state.settings.startAtLogin).toBe(false);
      expect([sets, saved, [...notices]]).toEqual([[], [false], []]);
    },
  );

  it('is on in the settings when the system opens Trackside at login', async () => {
    status = 'enabled';
    start(false);
    await expect.poll(() => state.settings.startAtLogin).toBe(true);
    expect([sets, saved]).toEqual([[], [true]]);
  });

  it('is left alone when both agree', () => {
    status = 'enabled';
    start(true);
    status = 'not-registered';
    start(false);
    expect([sets, saved, [...notices]]).toEqual([[], [], []]);
  });

  it('waits for the person’s permission, and says so, without asking the system again', () => {
    status = 'requires-approval';
    start(true);
    expect([sets, saved, [...notices]]).toEqual([[], [], ['login-item-approval']]);
    setting(false);
    expect([sets, [...notices]]).toEqual([[false], []]);
  });

  it('is set by the person’s switch, and only by it', () => {
    start(false);
    setting(true);
    change({ ...state });
    setting(false);
    expect([sets, saved, [...notices]]).toEqual([[true, false], [], []]);
  });

  it('goes off again, with the reason, when macOS does not keep it', async () => {
    registered = 'not-found';
    start(false);
    setting(true);
    await expect.poll(() => state.settings.startAtLogin).toBe(false);
    expect([sets, saved, [...notices]]).toEqual([[true], [false], ['login-item-not-kept']]);
    registered = 'enabled';
    setting(true);
    expect([sets, [...notices]]).toEqual([[true, true], []]);
  });

  it('does not go to the system for an app that is not installed', async () => {
    start(true, null);
    expect([saved, [...notices]]).toEqual([[], []]);
    setting(false);
    setting(true);
    await expect.poll(() => state.settings.startAtLogin).toBe(false);
    expect([sets, saved, [...notices]]).toEqual([[], [false], ['login-item-not-kept']]);
  });
});
