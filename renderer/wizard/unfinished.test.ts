import { expect, test } from 'vitest';
import {
  anOperation,
  downloading,
  failedHalfway,
  held,
  operationId,
  succeeded,
  takenBack,
} from '../../e2e/specs/fixtures/wizard-operations.ts';
import { unfinished } from './unfinished.ts';

test('a set-up that is under way, waits, or ended badly is shown first', () => {
  for (const operation of [downloading, held, takenBack, failedHalfway]) {
    expect(unfinished([operation])).toBe(operation);
  }
});

test('one that succeeded, or was cancelled and taken back, does not come back', () => {
  const cancelled = anOperation({
    ...takenBack,
    problem: { code: 'cancelled', message: 'You cancelled it.', hint: null },
  });
  expect(unfinished([succeeded, cancelled])).toBeNull();
  expect(unfinished([{ ...cancelled, leftBehind: ['The folder.'] }])).not.toBeNull();
});

test('other operations are none of its business', () => {
  const removal = anOperation({ ...downloading, id: operationId(2), kind: 'remove' });
  expect(unfinished([removal, downloading])).toBe(downloading);
});
