/** The calls about logins at GitHub, and about what they may do. */
import { fail } from '../../../shared/contract.ts';
import type { GitHub } from '../github/github.ts';
import type { Handlers } from '../server.ts';

export type GitHubCalls = Pick<Handlers, Extract<keyof Handlers, `github.${string}`>>;

export function githubCalls(_github: GitHub): GitHubCalls {
  const notYet = () => fail('not-supported-here', 'Not there yet.');
  return {
    'github.login': notYet,
    'github.useToken': notYet,
    'github.forgetToken': notYet,
    'github.deviceStart': notYet,
    'github.deviceState': notYet,
    'github.deviceCancel': notYet,
    'github.places': notYet,
    'github.place': notYet,
  };
}
