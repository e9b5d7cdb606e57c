import { expect, test } from 'vitest';
import { runnerId } from '../../e2e/specs/fixtures.ts';
import { wizardParameters } from '../../shared/wizard-address.ts';
import { wizardView } from './address.ts';

const at = (search: string, hash = ''): ReturnType<typeof wizardView> => wizardView({ search, hash });

test('the address of the window says what it shows', () => {
  expect(at('')).toEqual({ kind: 'set-up' });
  expect(at('?view=operation&operation=0f')).toEqual({ kind: 'operation', operationId: '0f' });
  for (const kind of ['adopt', 'remove'] as const) {
    const search = `?${wizardParameters({ view: kind, runnerId: runnerId(1) })}`;
    expect(at(search)).toEqual({ kind, runnerId: runnerId(1) });
  }
});

test('a window that is open is asked for something else behind the #, where a browser has its token', () => {
  expect(at('?view=set-up', '#view=remove&runner=abc')).toEqual({ kind: 'remove', runnerId: 'abc' });
  expect(at('?view=remove&runner=abc', '#view=set-up')).toEqual({ kind: 'set-up' });
  expect(at('?view=remove&runner=abc', '#token=t')).toEqual({ kind: 'remove', runnerId: 'abc' });
});

test('an address that it does not understand leads to a set-up, which does nothing by itself', () => {
  for (const search of ['?view=remove', '?view=operation', '?view=other&runner=abc']) {
    expect(at(search)).toEqual({ kind: 'set-up' });
  }
});
