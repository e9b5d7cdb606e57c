/** What a question to the engine came to: waiting, an error with the way on, or what the answer says. */
import type { ReactElement, ReactNode } from 'react';
import { Late } from '../ui/Late.tsx';
import { FailureMessage } from '../ui/Message.tsx';
import type { Asked } from '../ui/use-ask.ts';
import { wizardWords } from './words.ts';

/** What was known before stays on the page while it is asked anew, and when that fails. */
export function Answered<T>(props: {
  asked: Asked<T>;
  waiting: string;
  children: (value: T) => ReactNode;
}): ReactElement {
  const { asked } = props;
  return (
    <>
      {asked.failure === null ? null : (
        <div className="failed">
          <FailureMessage failure={asked.failure} />
          <button type="button" className="btn small" onClick={asked.again}>
            {wizardWords.tryAgain}
          </button>
        </div>
      )}
      {asked.value !== null ? (
        props.children(asked.value)
      ) : asked.phase === 'asking' ? (
        <Late>
          <p className="waiting" role="status">
            {props.waiting}
          </p>
        </Late>
      ) : null}
    </>
  );
}
