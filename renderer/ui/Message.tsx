/** Something said in place: an error, a warning, a note. Its kind has a shape and a word. */
import { useEffect, useRef, type ReactElement, type ReactNode, type Ref } from 'react';
import type { Failure } from '../../shared/contract.ts';
import type { Severity } from '../../shared/domain.ts';
import { words } from '../words.ts';

function drawing(severity: Severity): ReactElement {
  switch (severity) {
    case 'info':
      return (
        <path d="M7 1.6a5.4 5.4 0 1 0 0 10.8A5.4 5.4 0 0 0 7 1.6M7 6.4v3.4M7 4.1v.2" className="stroke" />
      );
    case 'warning':
      return <path d="M7 1.6 13 12H1zM7 5.6v3M7 10.3v.2" className="stroke" />;
    case 'critical':
      return (
        <path d="M4.6 1.5h4.8l3.1 3.1v4.8l-3.1 3.1H4.6L1.5 9.4V4.6zM7 4v3.6M7 9.8v.2" className="stroke" />
      );
  }
}

/** The severity's shape, named for a screen reader. */
export function SeverityShape({ severity }: { severity: Severity }): ReactElement {
  return (
    <svg
      className={`mark severity-${severity}`}
      viewBox="0 0 14 14"
      role="img"
      aria-label={words.severity[severity]}
    >
      {drawing(severity)}
    </svg>
  );
}

/** A box with a shape, a title and what else there is to say. Its text can be selected. */
export function Message({
  ref,
  ...props
}: {
  severity: Severity;
  title: string;
  children?: ReactNode;
  live?: 'alert' | 'status';
  /** What stands at its end, e.g. the way to dismiss it. */
  end?: ReactNode;
  ref?: Ref<HTMLDivElement>;
}): ReactElement {
  return (
    <div ref={ref} className={`message ${props.severity}`} role={props.live}>
      <SeverityShape severity={props.severity} />
      <div>
        <p className="title">{props.title}</p>
        {props.children}
      </div>
      {props.end}
    </div>
  );
}

/** A failed call, said where it was made. It comes into sight, for that place may be below the window's edge. */
export function FailureMessage({ failure }: { failure: Failure | null }): ReactElement | null {
  const box = useRef<HTMLDivElement>(null);
  const said = failure?.message;
  useEffect(() => {
    if (said !== undefined) box.current?.scrollIntoView({ block: 'nearest' });
  }, [said]);
  if (failure === null) return null;
  return (
    <Message ref={box} severity="warning" title={failure.message} live="alert">
      {failure.hint === undefined ? null : <p>{failure.hint}</p>}
    </Message>
  );
}
