import { describe, expect, it } from 'vitest';
import type { Notice } from '../../shared/domain.ts';
import { dismissNotice } from './notices.ts';
import { createEngineStore } from './state/store.ts';
import { emptyState } from './testing/samples.ts';

const reset: Notice = {
  id: 'settings',
  kind: 'news',
  severity: 'warning',
  title: 'Settings were reset',
  detail: 'They could not be read.',
};
const hidden: Notice = { ...reset, id: 'icon-hidden', kind: 'condition' };
const storeWith = (...notices: Notice[]) => createEngineStore({ ...emptyState(), notices });

describe('dismissing a notice', () => {
  it('takes away news once it was read, and only that', () => {
    const store = storeWith(reset, hidden);
    expect(dismissNotice(store, 'settings')).toEqual({ ok: true, value: null });
    expect(store.get().notices).toEqual([hidden]);
  });

  it('leaves what is still so', () => {
    const store = storeWith(hidden);
    expect(dismissNotice(store, 'icon-hidden')).toMatchObject({ ok: false, code: 'not-allowed' });
    expect(store.get().notices).toEqual([hidden]);
  });

  it('is content where another window was faster', () => {
    expect(dismissNotice(storeWith(), 'settings').ok).toBe(true);
  });
});
