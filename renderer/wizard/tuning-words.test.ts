import { expect, test } from 'vitest';
import { suggestion } from '../../e2e/specs/fixtures.ts';
import { NO_TUNING } from './answers.ts';
import { switchedOn, whatIsWritten } from './tuning-words.ts';

const { tuning } = suggestion;
const codes = (of: typeof tuning): (string | null)[] =>
  whatIsWritten(of).flatMap(({ lines }) => lines.map(({ code }) => code));

test('what is switched on is written, by its name and value', () => {
  expect(codes(tuning)).toEqual([
    'NODE_OPTIONS=--max-old-space-size=8192',
    'UV_THREADPOOL_SIZE=16',
    'DOCKER_DEFAULT_PLATFORM=linux/arm64',
    'PNPM_HOME',
    'PATH',
    null,
    'ACTIONS_RUNNER_HOOK_JOB_STARTED',
    'ACTIONS_RUNNER_HOOK_JOB_COMPLETED',
  ]);
});

test('nothing is written where every switch is off', () => {
  expect(whatIsWritten(NO_TUNING)).toEqual([]);
  expect(whatIsWritten({ ...NO_TUNING, shellProfile: 'on' })).toEqual([]);
});

test('the profile of the shell is named only where it is asked for', () => {
  const where = (of: typeof tuning): string =>
    whatIsWritten(of)
      .map((file) => file.where)
      .join();
  expect(where(tuning)).not.toContain('.zshrc');
  expect(where({ ...tuning, shellProfile: 'on' })).toContain('.zshrc');
});

test('the switches are counted', () => {
  expect(switchedOn(tuning)).toEqual({ on: 8, of: 9 });
  expect(switchedOn(NO_TUNING)).toEqual({ on: 0, of: 9 });
});
