import { describe, expect, test } from 'vitest';
import type { RunnerState } from '../../shared/domain.ts';
import { addition, stateLine } from './state-line.ts';

const said = (state: RunnerState, sentence: string): string => {
  const line = stateLine({ state, sentence });
  return `${line.word}${line.rest}${line.sentence === null ? '' : ` | ${line.sentence}`}`;
};

describe('the header says nothing twice', () => {
  test.each<readonly [RunnerState, string, string]>([
    [{ kind: 'busy' }, 'Running a job.', 'Building'],
    [{ kind: 'idle' }, 'Listening for jobs.', 'Idle · listening for jobs'],
    [{ kind: 'idle' }, 'Stopping; this takes a few seconds.', 'Stopping | This takes a few seconds.'],
    [
      { kind: 'starting' },
      'Starting; it has not said yet that it listens for jobs, so give it a minute.',
      'Starting | It has not said yet that it listens for jobs, so give it a minute.',
    ],
    [{ kind: 'draining' }, 'Finishing this job, then stopping.', 'Finishing this job, then stopping'],
    [
      { kind: 'stopped', reason: 'by-person' },
      'Stopped; it takes no jobs until you start it.',
      'Stopped | It takes no jobs until you start it.',
    ],
    [
      { kind: 'stopped', reason: 'crashed' },
      'Crashed and was not started again; look at its log, then start it.',
      'Stopped | Crashed and was not started again; look at its log, then start it.',
    ],
    [
      { kind: 'crash-looping' },
      'Crashes again and again; look at its log before anything else.',
      'Keeps crashing | Look at its log before anything else.',
    ],
    [
      { kind: 'unknown' },
      'Trackside cannot tell what it is doing right now; nothing has been changed.',
      'Unknown',
    ],
    [
      { kind: 'updating', version: '2.338.0' },
      'Updating itself to 2.338.0; give it a few minutes.',
      'Updating itself to 2.338.0 | Give it a few minutes.',
    ],
  ])('%j', (state, sentence, shown) => expect(said(state, sentence)).toBe(shown));
});

test('below a row that has the word, only what adds to it', () => {
  expect(addition({ state: { kind: 'idle' }, sentence: 'Listening for jobs.' })).toBeNull();
  const stopping = 'Stopping; this takes a few seconds.';
  expect(addition({ state: { kind: 'idle' }, sentence: stopping })).toBe(stopping);
  expect(addition({ state: { kind: 'draining' }, sentence: 'Finishing this job, then stopping.' })).toBe(
    'Finishing this job, then stopping.',
  );
  expect(addition({ state: { kind: 'stopped', reason: 'by-person' }, sentence: 'Stopped; start it.' })).toBe(
    'Start it.',
  );
});
