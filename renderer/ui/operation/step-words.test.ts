import { expect, test } from 'vitest';
import {
  aSetUp,
  setUpDownloading,
  setUpFailed,
  setUpHeld,
  setUpRegistering,
  setUpPlan,
  setUpSucceeded,
  setUpTakenBack,
} from '../../../e2e/specs/fixtures.ts';
import { currentStep, markOf, progressText, remark, runsToItsEnd, usualSeconds } from './step-words.ts';

test('progress is told in what it is counted in', () => {
  expect(progressText({ done: 82e6, total: 198e6, unit: 'bytes' })).toBe('82 MB of 198 MB');
  expect(progressText({ done: 82e6, total: null, unit: 'bytes' })).toBe('82 MB');
  expect(progressText({ done: 3, total: 12, unit: 'items' })).toBe('3 of 12');
  expect(progressText({ done: 3, total: null, unit: 'items' })).toBe('3');
});

test('no two ends of a step look the same', () => {
  const ends = [...setUpFailed.steps, ...setUpTakenBack.steps, ...setUpDownloading.steps];
  const marks = new Map(ends.map((step) => [step.kind, markOf(step)]));
  expect(new Set(marks.values()).size).toBe(marks.size);
});

test('a step says why it failed, stays or was left out', () => {
  expect(setUpFailed.steps.map(remark)).toEqual([
    null,
    null,
    'The folder could not be deleted.',
    null,
    'The disk is full.',
    null,
    null,
  ]);
});

test('the usual time is that of all steps that have one', () => {
  expect(usualSeconds(setUpPlan)).toBe(60);
  const timeless = setUpPlan.steps.map((step) => ({ ...step, usualSeconds: null }));
  expect(usualSeconds({ steps: timeless })).toBeNull();
});

test('where it stands', () => {
  expect([setUpDownloading, setUpRegistering, setUpHeld, aSetUp()].map(currentStep)).toEqual([
    1,
    3,
    null,
    null,
  ]);
});

test('a step that cannot be cancelled halfway is said to be so', () => {
  expect(runsToItsEnd(setUpRegistering)).toBe(true);
  expect(runsToItsEnd(setUpDownloading)).toBe(false);
  expect(runsToItsEnd(setUpSucceeded)).toBe(false);
});
