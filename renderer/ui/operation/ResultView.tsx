/** How an operation ended: what there is now, what was taken back, what stays. */
import type { ReactElement, ReactNode } from 'react';
import type { Operation } from '../../../shared/operation.ts';
import { Chevron } from '../Chevron.tsx';
import { Mark } from '../Mark.tsx';
import { Message } from '../Message.tsx';
import { OperationLog } from './OperationLog.tsx';
import { OperationSteps } from './OperationSteps.tsx';
import { operationWords as text } from './words.ts';

function Problem({ operation }: { operation: Operation }): ReactElement | null {
  const { problem, state } = operation;
  if (state.kind === 'succeeded') return null;
  const title = problem?.message ?? (state.kind === 'failed' ? text.unknownEnd : text.undone);
  return (
    <Message severity={state.kind === 'failed' ? 'critical' : 'warning'} title={title} live="alert">
      {problem === null || problem.hint === null ? null : <p>{problem.hint}</p>}
    </Message>
  );
}

function LeftBehind({ sentences }: { sentences: readonly string[] }): ReactElement | null {
  if (sentences.length === 0) return null;
  return (
    <Message severity="warning" title={text.staysBehind} live="status">
      <ul className="bullets">
        {sentences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </Message>
  );
}

/**
 * `children` stand between what is to be known and what was done, e.g. the line for a workflow; `saidThere`: which
 * sentences of the result they say already.
 */
export function ResultView(props: {
  operation: Operation;
  children?: ReactNode;
  saidThere?: ((sentence: string) => boolean) | undefined;
}): ReactElement {
  const { operation, saidThere = () => false } = props;
  const { state, leftBehind } = operation;
  const result = operation.result.filter((sentence) => !saidThere(sentence));
  return (
    <div className="operation">
      <Problem operation={operation} />
      {state.kind === 'undone' && leftBehind.length === 0 ? <p className="aside">{text.undoneText}</p> : null}
      <LeftBehind sentences={leftBehind} />
      {result.length === 0 ? null : (
        <ul className="card result">
          {result.map((sentence) => (
            <li key={sentence}>
              <Mark kind="good" label={null} />
              <span>{sentence}</span>
            </li>
          ))}
        </ul>
      )}
      {props.children}
      <div className="card group record">
        <details>
          <summary>
            <Chevron />
            {text.steps}
          </summary>
          <OperationSteps operation={operation} />
        </details>
        <OperationLog log={operation.log} />
      </div>
    </div>
  );
}
