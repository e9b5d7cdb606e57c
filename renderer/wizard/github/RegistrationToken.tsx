/** Only a registration token: where it is found, what it leaves out, and the field for it, which is never kept. */
import type { ReactElement } from 'react';
import { TextField } from '../../ui/fields.tsx';
import { looksLikeToken } from '../gate.ts';
import type { SetUpModel } from '../model.ts';
import { wizardWords } from '../words.ts';

const text = wizardWords.github;

/** The field alone, where the token is asked for again. */
export function RegistrationTokenField(props: {
  label?: string;
  token: string;
  onToken: (token: string) => void;
  problem?: string | null;
}): ReactElement {
  const odd = props.token !== '' && !looksLikeToken(props.token);
  const message = odd ? text.tokenOdd : (props.problem ?? null);
  return (
    <TextField
      label={props.label ?? text.registrationField}
      hint={text.registrationHint}
      value={props.token}
      maxLength={1024}
      secret="secret"
      layout="above"
      missing="missing"
      problems={message === null ? [] : [{ severity: 'error', message }]}
      onType={props.onToken}
    />
  );
}

/** With what it cannot do, in words. */
export function RegistrationToken({ model }: { model: SetUpModel }): ReactElement {
  return (
    <>
      <p>{text.registrationWhere}</p>
      <p>{text.leavesOut}</p>
      <ul className="bullets">
        {text.leftOut.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      <div className="inner">
        <RegistrationTokenField token={model.registrationToken} onToken={model.pasteToken} />
      </div>
    </>
  );
}
