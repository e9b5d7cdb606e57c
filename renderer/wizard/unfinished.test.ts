import { expect, test } from 'vitest';
import {
  aSetUp,
  setUpDownloading,
  setUpFailed,
  setUpHeld,
  operationNumber,
  setUpSucceeded,
  setUpTakenBack,
} from '../../e2e/specs/fixtures.ts';
import { unfinished } from './unfinished.ts';

test('a set-up that is under way, waits, or ended badly is shown first', () => {
  for (const operation of [setUpDownloading, setUpHeld, setUpTakenBack, setUpFailed]) {
    expect(unfinished([operation])).toBe(operation);
  }
});

test('one that setUpSucceeded, or was cancelled and taken back, does not come back', () => {
  const cancelled = aSetUp({
    ...setUpTakenBack,
    problem: { code: 'cancelled', message: 'You cancelled it.', hint: null },
  });
  expect(unfinished([setUpSucceeded, cancelled])).toBeNull();
  expect(unfinished([{ ...cancelled, leftBehind: ['The folder.'] }])).not.toBeNull();
});

test('other operations are none of its business', () => {
  const removal = aSetUp({ ...setUpDownloading, id: operationNumber(2), kind: 'remove' });
  expect(unfinished([removal, setUpDownloading])).toBe(setUpDownloading);
});
