/** The steps of a job, as its Worker log tells them one after another. */
import type { Instant, Job, Step } from '../../../shared/domain.ts';
import type { LogEvent } from './log-event.ts';

/** Steps seen, in order, then those that the job message names and that have not begun. */
export function shownSteps(
  seen: readonly Step[],
  outcome: Job['outcome'],
  announced: readonly string[],
): readonly Step[] {
  if (outcome.kind !== 'running') {
    return seen.map((step) => (step.state === 'running' ? { ...step, state: 'completed' } : step));
  }
  const names = new Set(seen.map((step) => step.name));
  const pending = announced
    .filter((name) => !names.has(name))
    .map((name): Step => ({ name, state: 'pending', result: null, startedAt: null, endedAt: null }));
  return [...seen, ...pending];
}

/** The steps after `event`. */
export function withStep(
  steps: readonly Step[],
  event: Extract<LogEvent, { type: 'step' }>,
  now: Instant,
): readonly Step[] {
  const at = event.at ?? now;
  const index = steps.findLastIndex((step) => step.name === event.step && step.state === 'running');
  if (event.state === 'running') {
    return [
      ...steps,
      { name: event.step, state: 'running', result: null, startedAt: event.startedAt ?? at, endedAt: null },
    ];
  }
  const before = steps[index];
  const done: Step = {
    name: event.step,
    state: 'completed',
    result: event.result,
    startedAt: event.startedAt ?? before?.startedAt ?? null,
    endedAt: event.result === 'Skipped' ? null : at,
  };
  return before === undefined ? [...steps, done] : steps.with(index, done);
}
