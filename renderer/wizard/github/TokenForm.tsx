/** A fine-grained token: what it must allow, where GitHub makes one, and where it will be kept. */
import { useState, type ReactElement } from 'react';
import type { GitHubLogin } from '../../../shared/set-up.ts';
import { Copyable } from '../../ui/Copyable.tsx';
import { TextField } from '../../ui/fields.tsx';
import { FailureMessage } from '../../ui/Message.tsx';
import { useCommand } from '../../ui/use-command.ts';
import { useLink } from '../../ui/use-link.ts';
import { looksLikeToken } from '../gate.ts';
import { wizardWords } from '../words.ts';
import { KeepChoice, usualKeep } from './KeepChoice.tsx';

const text = wizardWords.github;

/** What else would do: gh's login, and how to have one. */
function GhHint({ login }: { login: GitHubLogin }): ReactElement | null {
  switch (login.gh) {
    case 'logged-in':
    case 'unknown':
      return null;
    case 'not-installed':
      return <p className="soft">{text.ghMissing}</p>;
    case 'not-logged-in':
      return (
        <div className="gh-hint">
          <p className="soft">{text.ghNotLoggedIn}</p>
          <Copyable
            value={login.host === 'github.com' ? 'gh auth login' : `gh auth login --hostname ${login.host}`}
            what={text.ghCommand}
          />
        </div>
      );
  }
}

function Permissions({ login }: { login: GitHubLogin }): ReactElement {
  return (
    <>
      <p>{text.permissions}</p>
      <ul className="permissions">
        {login.tokenPermissions.map(({ name, level, why }) => (
          <li key={`${name} ${level}`}>
            <b>{name}</b>: {level} <em>{why}</em>
          </li>
        ))}
      </ul>
    </>
  );
}

/** The token lives in this form until GitHub has accepted it, and then no more. */
export function TokenForm(props: { login: GitHubLogin; onAccepted: () => void }): ReactElement {
  const { login } = props;
  const [token, setToken] = useState('');
  const [keep, setKeep] = useState(usualKeep(login));
  const giving = useCommand();
  const link = useLink();
  const working = giving.phase === 'working';
  const give = async (): Promise<void> => {
    const reply = await giving.run('github.useToken', { host: login.host, token: token.trim(), keep });
    if (!reply.ok) return;
    setToken('');
    props.onAccepted();
  };
  return (
    <>
      <GhHint login={login} />
      <Permissions login={login} />
      <p className="link">
        <button type="button" className="btn small" onClick={() => void link.open(login.tokenPage)}>
          {text.makeToken}
        </button>
      </p>
      <FailureMessage failure={link.failure} />
      <form
        className="inner"
        onSubmit={(event) => {
          event.preventDefault();
          if (looksLikeToken(token) && !working) void give();
        }}
      >
        <TextField
          label={text.tokenField}
          value={token}
          maxLength={1024}
          secret="secret"
          onType={setToken}
          missing="missing"
          end={
            <button type="submit" className="btn" disabled={!looksLikeToken(token) || working}>
              {working ? text.tokenWorking : text.tokenUse}
            </button>
          }
        />
        <FailureMessage failure={giving.failure} />
        <KeepChoice login={login} keep={keep} onKeep={setKeep} />
      </form>
    </>
  );
}
