/** The steps of an operation as they stand: a mark, a word, and what there is to say. */
import type { ReactElement } from 'react';
import type { Operation } from '../../../shared/operation.ts';
import { Mark } from '../Mark.tsx';
import { markOf, progressText, remark } from './step-words.ts';
import { operationWords as text } from './words.ts';

/** All of them, in their order. */
export function OperationSteps({ operation }: { operation: Operation }): ReactElement {
  return (
    <ol className="card op-steps">
      {operation.plan.steps.map((step, index) => {
        const state = operation.steps[index] ?? { kind: 'pending' };
        const said = remark(state);
        const running = state.kind === 'running';
        const bytes = running && state.progress !== null ? progressText(state.progress) : null;
        const stopped = state.kind === 'undoing' && operation.state.kind === 'held';
        return (
          <li key={step.id} data-state={state.kind} aria-current={running ? 'step' : undefined}>
            <Mark kind={stopped ? 'lost' : markOf(state)} label={null} />
            <span className="title">{step.title}</span>
            <em className="state">{bytes ?? (stopped ? text.stopped : text.state[state.kind])}</em>
            {said === null ? null : <p className="remark">{said}</p>}
          </li>
        );
      })}
    </ol>
  );
}
