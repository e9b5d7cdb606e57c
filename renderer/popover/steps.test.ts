import { array, assert, constantFrom, integer, option, property, record, string } from 'fast-check';
import { expect, test } from 'vitest';
import type { Step } from '../../shared/domain.ts';
import { viewSteps } from '../../shared/steps.ts';

const step = (name: string, state: Step['state']): Step => ({
  name,
  state,
  result: state === 'completed' ? 'Succeeded' : null,
  startedAt: null,
  endedAt: null,
});
const steps = (text: string): Step[] =>
  text
    .split('')
    .map((letter, index) =>
      step(`${letter}${index}`, letter === 'd' ? 'completed' : letter === 'r' ? 'running' : 'pending'),
    );
const shape = (text: string, announced: number | null) => {
  const view = viewSteps(steps(text), announced);
  return [view.folded.length, view.done.length, view.running.length, view.next];
};

test('as in the picture: two done, one running, one named, three more', () => {
  expect(shape('ddrpppp', 7)).toEqual([0, 2, 1, { name: 'p3', more: 3 }]);
});

test('many done ones fold, three do not', () => {
  expect(shape('dddr', 4)).toEqual([0, 3, 1, null]);
  expect(shape('dddddddddr', null)).toEqual([7, 2, 1, null]);
});

test('what was announced but not named is counted; post steps beyond it do no harm', () => {
  expect(shape('dr', 6)).toEqual([0, 1, 1, { name: null, more: 4 }]);
  expect(shape('ddddr', 3)).toEqual([2, 2, 1, null]);
  expect(shape('', null)).toEqual([0, 0, 0, null]);
});

test('no step is lost or shown twice', () => {
  const any = record({
    name: string(),
    state: constantFrom<Step['state']>('completed', 'running', 'pending'),
  }).map(({ name, state }) => step(name, state));
  assert(
    property(array(any, { maxLength: 60 }), option(integer({ min: 0, max: 80 })), (list, announced) => {
      const view = viewSteps(list, announced);
      const shown = [...view.folded, ...view.done, ...view.running];
      expect(shown).toHaveLength(list.filter((each) => each.state !== 'pending').length);
      const rest = view.next === null ? 0 : view.next.more + (view.next.name === null ? 0 : 1);
      expect(shown.length + rest).toBe(Math.max(list.length, announced ?? 0));
    }),
    { seed: 3 },
  );
});
