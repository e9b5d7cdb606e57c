/** The place by its address, where there is no login to list places with. */
import { useState, type ReactElement } from 'react';
import type { SetUpScope } from '../../../shared/set-up.ts';
import { TextField } from '../../ui/fields.tsx';
import { placeFrom, placeName } from '../../../shared/place-address.ts';
import { wizardWords } from '../words.ts';

const text = wizardWords.where;

function addressOf(scope: SetUpScope): string {
  const path = scope.kind === 'enterprise' ? `enterprises/${placeName(scope)}` : placeName(scope);
  return `https://${scope.host}/${path}`;
}

/** Tells each place that what is typed names; what names none takes the last one back. */
export function AddressField(props: {
  scope: SetUpScope | null;
  host: string;
  onScope: (scope: SetUpScope | null) => void;
}): ReactElement {
  const [typed, setTyped] = useState(props.scope === null ? '' : addressOf(props.scope));
  const wrong = typed.trim() !== '' && placeFrom(typed, props.host) === null;
  return (
    <div className="card">
      <TextField
        label={text.address}
        hint={text.addressHint(props.host)}
        value={typed}
        maxLength={1024}
        missing="missing"
        problems={wrong ? [{ severity: 'error', message: text.addressWrong }] : []}
        onType={(next) => {
          setTyped(next);
          props.onScope(placeFrom(next, props.host));
        }}
      />
    </div>
  );
}
