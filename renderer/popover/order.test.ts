import { expect, test } from 'vitest';
import { aRunner, runnerId, twelveRunners } from '../../e2e/specs/fixtures.ts';
import { inOrder, needsLook, worksNow } from '../../shared/order.ts';

test('those that build, those in trouble, the quiet ones; names as a person counts', () => {
  const names = inOrder(twelveRunners()).map((runner) => runner.name.replace('mac-mini-', ''));
  expect(names.join(' ')).toBe('3 10 5 8 11 12 7 1 4 6 9 2');
});

test('equal names keep one order, whichever comes first', () => {
  const [a, b] = [aRunner({ id: runnerId(1) }), aRunner({ id: runnerId(2) })];
  expect(inOrder([b, a]).map(({ id }) => id)).toEqual([a.id, b.id]);
  expect(inOrder([a, b]).map(({ id }) => id)).toEqual([a.id, b.id]);
});

test('who works and who needs a look', () => {
  const all = twelveRunners();
  expect([all.filter(worksNow).length, all.filter(needsLook).length]).toEqual([2, 4]);
});
