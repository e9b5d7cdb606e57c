/** The login that is there: what it may do, and the way to have a token forgotten. */
import type { ReactElement } from 'react';
import type { GitHubLogin } from '../../../shared/set-up.ts';
import { FailureMessage } from '../../ui/Message.tsx';
import { useCommand } from '../../ui/use-command.ts';
import { Abilities } from '../Abilities.tsx';
import { wizardWords } from '../words.ts';

const text = wizardWords.github;

/** gh's own login cannot be forgotten from here. */
export function PresentLogin(props: { login: GitHubLogin; onForgotten: () => void }): ReactElement {
  const { login } = props;
  const forgetting = useCommand();
  const forget = async (): Promise<void> => {
    const reply = await forgetting.run('github.forgetToken', { host: login.host });
    if (reply.ok) props.onForgotten();
  };
  return (
    <>
      <Abilities abilities={login.abilities} />
      {login.way === 'gh' ? null : (
        <button
          type="button"
          className="btn small"
          disabled={forgetting.phase === 'working'}
          onClick={() => void forget()}
        >
          {text.forget}
        </button>
      )}
      <FailureMessage failure={forgetting.failure} />
    </>
  );
}
