/** The few form controls of the views: real inputs, drawn by the style sheet. */
import { useId, type ReactElement, type ReactNode } from 'react';

/** A row with a switch at its end. */
export function Switch(props: {
  label: string;
  hint?: ReactNode;
  state: 'on' | 'off';
  onFlip: (state: 'on' | 'off') => void;
}): ReactElement {
  const id = useId();
  const hintId = props.hint === undefined ? undefined : `${id}-hint`;
  return (
    <div className="setting">
      <label htmlFor={id}>{props.label}</label>
      <input
        id={id}
        className="switch"
        type="checkbox"
        role="switch"
        checked={props.state === 'on'}
        aria-describedby={hintId}
        onChange={(event) => props.onFlip(event.target.checked ? 'on' : 'off')}
      />
      {props.hint === undefined ? null : (
        <p id={hintId} className="hint">
          {props.hint}
        </p>
      )}
    </div>
  );
}

/** One of a few, side by side. Arrow keys move, as in every radio group. */
export function Segments<T extends string>(props: {
  label: string;
  options: Readonly<Record<T, string>>;
  value: T;
  onChoose: (value: T) => void;
}): ReactElement {
  const name = useId();
  // The keys of a literal record are its type's members.
  const values = Object.keys(props.options) as T[];
  return (
    <fieldset className="setting segments">
      <legend>{props.label}</legend>
      <div>
        {values.map((value) => (
          <label key={value}>
            <input
              type="radio"
              name={name}
              value={value}
              checked={value === props.value}
              onChange={() => props.onChoose(value)}
            />
            <span>{props.options[value]}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** A plain text that opens a page at GitHub. */
export function TextButton(props: {
  children: ReactNode;
  title: string;
  onClick: () => void;
  className?: string;
}): ReactElement {
  return (
    <button
      type="button"
      className={`plain ${props.className ?? ''}`}
      title={props.title}
      onClick={props.onClick}
    >
      {props.children}
    </button>
  );
}
