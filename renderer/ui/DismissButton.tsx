/** Takes away what was read. */
import type { ReactElement } from 'react';

/** A small cross at the end of a message; `label` says what goes. */
export function DismissButton(props: {
  label: string;
  disabled: boolean;
  onClick: () => void;
}): ReactElement {
  return (
    <button
      type="button"
      className="icon dismiss"
      aria-label={props.label}
      title={props.label}
      disabled={props.disabled}
      onClick={props.onClick}
    >
      <svg viewBox="0 0 14 14" aria-hidden="true">
        <path className="stroke" d="M3.8 3.8l6.4 6.4M10.2 3.8l-6.4 6.4" />
      </svg>
    </button>
  );
}
