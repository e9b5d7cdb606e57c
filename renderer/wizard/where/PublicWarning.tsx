/** What a public repository means for this Mac, and the name that says one knows. */
import type { ReactElement } from 'react';
import { TextField, type FieldProblem } from '../../ui/fields.tsx';
import { Message } from '../../ui/Message.tsx';
import { wizardWords } from '../words.ts';

const text = wizardWords.publicPlace;

/** `unknown`: GitHub does not say whether it is public. */
export function PublicWarning(props: {
  name: string;
  known: 'public' | 'unknown';
  confirm: 'typed' | 'no';
  typed: string;
  problems: readonly FieldProblem[];
  onType: (typed: string) => void;
}): ReactElement {
  const { known } = props;
  return (
    <div className="public">
      <Message severity="warning" title={text.title[known]} live="status">
        <p>{text.reason[known]}</p>
        <p>{text.advice}</p>
      </Message>
      {props.confirm === 'no' ? null : (
        <div className="card">
          <TextField
            label={text.confirm(props.name)}
            layout="above"
            value={props.typed}
            maxLength={260}
            placeholder={props.name}
            problems={props.problems}
            missing={props.typed === props.name ? undefined : 'missing'}
            onType={props.onType}
          />
        </div>
      )}
    </div>
  );
}
