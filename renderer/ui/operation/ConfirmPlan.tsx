/** The person's word on a plan: a button, or a name to be typed first and why. */
import { useId, type ReactElement } from 'react';
import type { Confirmation } from '../../../shared/operation.ts';
import { operationWords as text } from './words.ts';

/** Whether what was typed is what the plan asks for. */
export const isConfirmed = (confirmation: Confirmation, typed: string): boolean =>
  confirmation.kind === 'button' || typed.trim() === confirmation.text;

/** Nothing where a button is enough. */
export function TypedConfirmation(props: {
  confirmation: Confirmation;
  typed: string;
  onType: (typed: string) => void;
}): ReactElement | null {
  const { confirmation } = props;
  const id = useId();
  if (confirmation.kind === 'button') return null;
  return (
    <div className="card typed">
      <p id={`${id}-why`}>{confirmation.reason}</p>
      <label htmlFor={id}>{text.typeToConfirm(confirmation.text)}</label>
      <input
        id={id}
        className="text"
        type="text"
        value={props.typed}
        maxLength={260}
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="off"
        aria-describedby={`${id}-why`}
        onChange={(event) => props.onType(event.target.value)}
      />
    </div>
  );
}
