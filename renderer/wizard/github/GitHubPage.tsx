/** Step 2: which GitHub, and how Trackside speaks to it. */
import { useState, type ReactElement } from 'react';
import type { GitHubLogin } from '../../../shared/set-up.ts';
import { Message } from '../../ui/Message.tsx';
import { Answered } from '../Answered.tsx';
import { problemsOf, type SetUpModel } from '../model.ts';
import { wizardWords } from '../words.ts';
import { DeviceSignIn } from './DeviceSignIn.tsx';
import { HostField } from './HostField.tsx';
import { PresentLogin } from './PresentLogin.tsx';
import { RegistrationToken } from './RegistrationToken.tsx';
import { TokenForm } from './TokenForm.tsx';
import { Way } from './Way.tsx';

const text = wizardWords.github;

/** `present`: the login that is there. */
type WayIn = 'present' | 'token' | 'device' | 'registration';

function Ways({ model, login }: { model: SetUpModel; login: GitHubLogin }): ReactElement {
  const { answers, change } = model;
  const has = login.way !== null;
  const [wanted, setWanted] = useState<WayIn | null>(null);
  const usual: WayIn = has ? 'present' : 'token';
  const way: WayIn =
    answers.access === 'registration-token'
      ? 'registration'
      : wanted === 'present' && !has
        ? usual
        : (wanted ?? usual);
  const choose = (next: WayIn): void => {
    setWanted(next);
    change({ access: next === 'registration' ? 'registration-token' : 'login' });
  };
  const accept = (): void => {
    choose('present');
    model.login.again();
  };
  const common = { chosen: way, onChoose: choose };
  return (
    <fieldset className="card ways">
      <legend className="unseen">{text.ways}</legend>
      {has ? (
        <Way {...common} way="present" name={text.present(login.account)} note={text.by[login.way]}>
          <PresentLogin login={login} onForgotten={model.login.again} />
        </Way>
      ) : null}
      <Way {...common} way="token" name={text.token} note={text.tokenNote}>
        <TokenForm login={login} onAccepted={accept} />
      </Way>
      {login.deviceFlow === 'available' ? (
        <Way {...common} way="device" name={text.device} note={text.deviceNote}>
          <DeviceSignIn login={login} onDone={accept} />
        </Way>
      ) : null}
      <Way {...common} way="registration" name={text.registration} note={text.registrationNote}>
        <RegistrationToken model={model} />
      </Way>
    </fieldset>
  );
}

/** What is there comes first: gh's login, else a token that is kept. */
export function GitHubPage({ model }: { model: SetUpModel }): ReactElement {
  return (
    <>
      <HostField host={model.answers.host} problems={problemsOf(model, 'host')} onHost={model.chooseHost} />
      <Answered asked={model.login} waiting={text.asking(model.answers.host)}>
        {(login) => (
          <>
            {login.problem === null ? null : (
              <Message severity="warning" title={login.problem} live="status" />
            )}
            <Ways key={login.host} model={model} login={login} />
          </>
        )}
      </Answered>
    </>
  );
}
