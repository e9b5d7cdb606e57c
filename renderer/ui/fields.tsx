/** Fields to type in, each with its label, its hint, and what is wrong with the answer beside it. */
import { useId, useState, type ReactElement, type ReactNode } from 'react';
import { SeverityShape } from './Message.tsx';

export interface FieldProblem {
  readonly severity: 'error' | 'warning';
  readonly message: string;
}

/** What is wrong with an answer; a screen reader reads it with the field. */
export function FieldProblems(props: { id: string; problems: readonly FieldProblem[] }): ReactElement {
  return (
    <ul className="problems" id={props.id} aria-live="polite">
      {props.problems.map(({ severity, message }) => (
        <li key={message} className={severity}>
          <SeverityShape severity={severity === 'error' ? 'critical' : 'warning'} />
          <span>{message}</span>
        </li>
      ))}
    </ul>
  );
}

interface Common {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly problems?: readonly FieldProblem[];
  /** Where the label stands, if not beside the field. */
  readonly layout?: 'above';
}

/** Label, control, hint and problems; `children` makes the control from the ids that describe it. */
export function Labelled(
  props: Common & {
    id: string;
    children: (described: { 'aria-describedby': string; 'aria-invalid': boolean }) => ReactNode;
  },
): ReactElement {
  const { id, problems = [] } = props;
  const described = {
    'aria-describedby': `${id}-problems ${id}-hint`,
    'aria-invalid': problems.some(({ severity }) => severity === 'error'),
  };
  return (
    <div className={`field ${props.layout ?? ''}`}>
      <label htmlFor={id}>{props.label}</label>
      <div className="control">{props.children(described)}</div>
      <FieldProblems id={`${id}-problems`} problems={problems} />
      <div className="hint" id={`${id}-hint`}>
        {props.hint}
      </div>
    </div>
  );
}

/** A line of text. `secret`: dots, and no password manager. */
export function TextField(
  props: Common & {
    value: string;
    maxLength: number;
    onType: (value: string) => void;
    secret?: 'secret';
    placeholder?: string;
    /** Beside the field, in its line. */
    end?: ReactNode;
    /** Lets the page put the focus here. */
    missing?: 'missing' | undefined;
  },
): ReactElement {
  const id = useId();
  return (
    <Labelled {...props} id={id}>
      {(described) => (
        <>
          <input
            id={id}
            className="text"
            type={props.secret === undefined ? 'text' : 'password'}
            value={props.value}
            maxLength={props.maxLength}
            placeholder={props.placeholder}
            spellCheck={false}
            autoComplete="off"
            autoCapitalize="off"
            data-missing={props.missing}
            {...described}
            onChange={(event) => props.onType(event.target.value)}
          />
          {props.end}
        </>
      )}
    </Labelled>
  );
}

/** A whole number within bounds. Only such a one is told on; another goes back to the last when the field is left. */
export function NumberField(
  props: Common & {
    value: number;
    min: number;
    max: number;
    unit: string;
    outOfBounds: string;
    onNumber: (value: number) => void;
  },
): ReactElement {
  const id = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const { value, min, max, problems = [] } = props;
  const fits = (text: string): boolean => /^\d+$/.test(text) && Number(text) >= min && Number(text) <= max;
  const wrong = typed !== null && !fits(typed);
  return (
    <Labelled
      {...props}
      id={id}
      problems={wrong ? [{ severity: 'error', message: props.outOfBounds }] : problems}
    >
      {(described) => (
        <>
          <input
            id={id}
            className="text number"
            type="text"
            inputMode="numeric"
            value={typed ?? String(value)}
            maxLength={9}
            autoComplete="off"
            {...described}
            onChange={(event) => {
              const text = event.target.value;
              setTyped(text);
              if (fits(text)) props.onNumber(Number(text));
            }}
            onBlur={() => setTyped(null)}
          />
          <span className="unit">{props.unit}</span>
        </>
      )}
    </Labelled>
  );
}

/** One of a list that is too long to stand side by side. */
export function SelectField(
  props: Common & {
    value: string;
    options: readonly { readonly value: string; readonly label: string }[];
    onChoose: (value: string) => void;
  },
): ReactElement {
  const id = useId();
  return (
    <Labelled {...props} id={id}>
      {(described) => (
        <select
          id={id}
          className="select"
          value={props.value}
          {...described}
          onChange={(event) => props.onChoose(event.target.value)}
        >
          {props.options.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      )}
    </Labelled>
  );
}
