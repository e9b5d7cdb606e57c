/** One way to GitHub: a radio button, and what belongs to it while it is the chosen one. */
import { useId, type ReactElement, type ReactNode } from 'react';

/** Put into one fieldset; `way` names it. */
export function Way<T extends string>(props: {
  way: T;
  chosen: T;
  name: string;
  note: string;
  onChoose: (way: T) => void;
  children: ReactNode;
}): ReactElement {
  const id = useId();
  const chosen = props.way === props.chosen;
  return (
    <div className={chosen ? 'way chosen' : 'way'}>
      <input
        id={id}
        type="radio"
        name="way-to-github"
        checked={chosen}
        aria-describedby={`${id}-note`}
        onChange={() => props.onChoose(props.way)}
      />
      <label htmlFor={id}>{props.name}</label>
      <p id={`${id}-note`}>{props.note}</p>
      {chosen ? <div className="more">{props.children}</div> : null}
    </div>
  );
}
