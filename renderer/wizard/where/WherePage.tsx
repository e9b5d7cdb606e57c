/** Step 3: the repository or organisation that the runner works for. */
import { useEffect, useRef, useState, type ReactElement } from 'react';
import type { SetUpScope } from '../../../shared/set-up.ts';
import { scopeText } from '../../ui/scope-text.ts';
import type { SetUpModel } from '../model.ts';
import { wizardWords } from '../words.ts';
import { AddressField } from './AddressField.tsx';
import { ChosenPlace } from './ChosenPlace.tsx';
import { PlaceSearch } from './PlaceSearch.tsx';

const text = wizardWords.where;

/** The chosen place, and the way to another. Nothing is lost before another one is chosen. */
function Chosen(props: { scope: SetUpScope; model: SetUpModel; onOther: () => void }): ReactElement {
  const name = useRef<HTMLHeadingElement>(null);
  // The list that had the focus is gone.
  useEffect(() => {
    if (document.activeElement === document.body) name.current?.focus();
  }, []);
  return (
    <>
      <div className="card chosen-place">
        <h2 ref={name} tabIndex={-1}>
          {scopeText(props.scope)}
        </h2>
        <button type="button" className="btn small" onClick={props.onOther}>
          {text.another}
        </button>
      </div>
      <ChosenPlace model={props.model} scope={props.scope} />
    </>
  );
}

/** A list to search where there is a login; an address where there is only a registration token. */
export function WherePage({ model }: { model: SetUpModel }): ReactElement {
  const { scope, host, access } = model.answers;
  const [searching, setSearching] = useState<'no' | 'yes'>('no');
  if (access === 'registration-token') {
    return (
      <>
        <AddressField scope={scope} host={host} onScope={model.chooseScope} />
        {scope === null ? null : <ChosenPlace model={model} scope={scope} />}
      </>
    );
  }
  if (scope !== null && searching === 'no') {
    return <Chosen scope={scope} model={model} onOther={() => setSearching('yes')} />;
  }
  return (
    <>
      {scope === null ? null : (
        <div className="card chosen-place">
          <p>{text.chosenSoFar(scopeText(scope))}</p>
          <button type="button" className="btn small" onClick={() => setSearching('no')}>
            {text.keepIt}
          </button>
        </div>
      )}
      <PlaceSearch
        host={host}
        chosen={scope}
        focus={searching === 'yes' ? 'taken' : 'left'}
        onChoose={(next) => {
          model.chooseScope(next);
          setSearching('no');
        }}
      />
    </>
  );
}
