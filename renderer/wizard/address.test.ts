import { expect, test } from 'vitest';
import { wizardView } from './address.ts';

test('the address of the window says what it shows', () => {
  expect(wizardView('')).toEqual({ kind: 'set-up' });
  expect(wizardView('?view=set-up')).toEqual({ kind: 'set-up' });
  expect(wizardView('?view=adopt&runner=abc')).toEqual({ kind: 'adopt', runnerId: 'abc' });
  expect(wizardView('?view=remove&runner=abc')).toEqual({ kind: 'remove', runnerId: 'abc' });
  expect(wizardView('?view=operation&operation=0f')).toEqual({ kind: 'operation', operationId: '0f' });
});

test('an address that it does not understand leads to a set-up, which does nothing by itself', () => {
  for (const search of ['?view=remove', '?view=operation', '?view=other&runner=abc']) {
    expect(wizardView(search)).toEqual({ kind: 'set-up' });
  }
});
