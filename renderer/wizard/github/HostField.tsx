/** Which GitHub: asked for once what was typed is whole. */
import { useState, type ReactElement } from 'react';
import { TextField, type FieldProblem } from '../../ui/fields.tsx';
import { hostFrom } from '../../../shared/place-address.ts';
import { wizardWords } from '../words.ts';

const text = wizardWords.github;

/** Tells a new host when the field is left or Return is pressed. */
export function HostField(props: {
  host: string;
  problems: readonly FieldProblem[];
  onHost: (host: string) => void;
}): ReactElement {
  const [typed, setTyped] = useState<string | null>(null);
  const wrong = typed !== null && hostFrom(typed) === null;
  const settle = (): void => {
    const host = typed === null ? null : hostFrom(typed);
    if (host === null) return;
    setTyped(null);
    props.onHost(host);
  };
  return (
    <form
      className="card"
      onBlur={settle}
      onSubmit={(event) => {
        event.preventDefault();
        settle();
      }}
    >
      <TextField
        label={text.host}
        hint={text.hostHint}
        value={typed ?? props.host}
        maxLength={260}
        onType={setTyped}
        problems={wrong ? [{ severity: 'error', message: text.hostWrong }] : props.problems}
      />
    </form>
  );
}
