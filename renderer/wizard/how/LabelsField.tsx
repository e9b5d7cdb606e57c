/** Labels as chips: those that the runner gives itself stay, the others can be taken out and added to. */
import { useId, useRef, useState, type ReactElement } from 'react';
import { FieldProblems, type FieldProblem } from '../../ui/fields.tsx';
import { addLabels } from '../answers.ts';
import { wizardWords } from '../words.ts';

const text = wizardWords.how;

function Chip(props: { label: string; onRemove: () => void }): ReactElement {
  return (
    <li className="chip">
      <span>{props.label}</span>
      <button
        type="button"
        aria-label={text.removeLabel(props.label)}
        title={text.removeLabel(props.label)}
        onClick={props.onRemove}
      >
        <svg viewBox="0 0 14 14" aria-hidden="true">
          <path className="stroke" d="M4.4 4.4l5.2 5.2M9.6 4.4 4.4 9.6" />
        </svg>
      </button>
    </li>
  );
}

/** Return or a comma adds; in an empty field the backspace key takes the last one out. */
export function LabelsField(props: {
  labels: readonly string[];
  automatic: readonly string[];
  problems: readonly FieldProblem[];
  onChange: (labels: readonly string[]) => void;
}): ReactElement {
  const { labels, automatic } = props;
  const [typed, setTyped] = useState('');
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const remove = (label: string): void => {
    props.onChange(labels.filter((each) => each !== label));
    input.current?.focus();
  };
  /** The automatic ones are there already, so they are not added again. */
  const add = (more: string): void => {
    props.onChange(addLabels([...automatic, ...labels], more).slice(automatic.length));
    setTyped('');
  };
  return (
    <div className="field labels">
      <label htmlFor={id}>{text.labels}</label>
      <div className="control">
        <ul className="chips" aria-label={text.labels}>
          {automatic.map((label) => (
            <li key={label} className="chip fixed" title={text.automatic}>
              <span>{label}</span>
              <span className="unseen">, {text.automatic}</span>
            </li>
          ))}
          {labels.map((label) => (
            <Chip key={label} label={label} onRemove={() => remove(label)} />
          ))}
        </ul>
        <input
          ref={input}
          id={id}
          className="text"
          type="text"
          value={typed}
          maxLength={256}
          placeholder={text.addLabel}
          spellCheck={false}
          autoComplete="off"
          autoCapitalize="off"
          aria-describedby={`${id}-problems ${id}-hint`}
          aria-invalid={props.problems.some(({ severity }) => severity === 'error')}
          onChange={(event) => {
            const { value } = event.target;
            if (value.includes(',')) add(value);
            else setTyped(value);
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && typed.trim() !== '') {
              event.preventDefault();
              add(typed);
            }
            const last = labels.at(-1);
            if (event.key === 'Backspace' && typed === '' && last !== undefined) remove(last);
          }}
          onBlur={() => {
            if (typed.trim() !== '') add(typed);
          }}
        />
      </div>
      <FieldProblems id={`${id}-problems`} problems={props.problems} />
      <div className="hint" id={`${id}-hint`}>
        {text.labelsHint}
      </div>
    </div>
  );
}
