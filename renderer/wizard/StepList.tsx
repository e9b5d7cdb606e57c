/** The six steps beside the page: done, now, not yet, by shape and word; those that were reached can be gone back to. */
import type { ReactElement } from 'react';
import { SET_UP_STEPS, type SetUpStep } from '../../shared/set-up.ts';
import { Mark } from '../ui/Mark.tsx';
import { wizardWords } from './words.ts';

const text = wizardWords.steps;
type State = 'done' | 'now' | 'not-yet';
const MARKS = { done: 'good', now: 'running', 'not-yet': 'pending' } as const;

/** `furthest`: the last one that was reached. `summary`: what was answered there, in a few words. */
export function StepList(props: {
  step: SetUpStep;
  furthest: SetUpStep;
  /** Whether the last step is done too. */
  finished: boolean;
  /** `locked`: something is under way, and no answer can be changed. */
  way: 'free' | 'locked';
  summary: (step: SetUpStep) => string | null;
  onGo: (step: SetUpStep) => void;
}): ReactElement {
  const current = SET_UP_STEPS.indexOf(props.step);
  const furthest = SET_UP_STEPS.indexOf(props.furthest);
  return (
    <nav className="steps" aria-label={text.list}>
      <p className="where-now">{text.position(current + 1, SET_UP_STEPS.length, text.names[props.step])}</p>
      <ol>
        {SET_UP_STEPS.map((step, index) => {
          const ended = index < furthest || props.finished;
          const state: State = index === current && !props.finished ? 'now' : ended ? 'done' : 'not-yet';
          const summary = state === 'done' ? props.summary(step) : null;
          const inside = (
            <>
              <Mark kind={MARKS[state]} label={null} />
              <span className="name">{text.names[step]}</span>
              <span className="word cut" title={summary ?? undefined}>
                {text.words[state]}
                {summary === null ? null : ` · ${summary}`}
              </span>
            </>
          );
          const reachable = props.way === 'free' && index <= furthest && index !== current;
          return (
            <li key={step} className={state} aria-current={index === current ? 'step' : undefined}>
              {reachable ? (
                <button type="button" onClick={() => props.onGo(step)}>
                  {inside}
                </button>
              ) : (
                <div>{inside}</div>
              )}
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
