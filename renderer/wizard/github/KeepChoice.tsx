/** Where a token stays: in the system's keychain, or nowhere once Trackside ends. */
import type { ReactElement } from 'react';
import type { GitHubLogin } from '../../../shared/set-up.ts';
import { Segments } from '../../ui/controls.tsx';
import { wizardWords } from '../words.ts';

const text = wizardWords.github;
export type Keep = 'keychain' | 'session';

/** What is offered first: the keychain, where there is one. */
export const usualKeep = (login: GitHubLogin): Keep =>
  login.keychain === 'available' ? 'keychain' : 'session';

/** Without a keychain there is no choice, which is said. */
export function KeepChoice(props: {
  login: GitHubLogin;
  keep: Keep;
  onKeep: (keep: Keep) => void;
}): ReactElement {
  if (props.login.keychain === 'not-available') return <p className="soft">{text.noKeychain}</p>;
  return <Segments label={text.keep} options={text.keepChoices} value={props.keep} onChoose={props.onKeep} />;
}
