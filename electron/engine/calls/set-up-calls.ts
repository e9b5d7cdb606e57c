/** The calls of the wizard: its draft, what it suggests, what is wrong with an answer. */
import { fail } from '../../../shared/contract.ts';
import type { GitHub } from '../github/github.ts';
import type { Host } from '../host/host.ts';
import type { Handlers } from '../server.ts';

export type SetUpCalls = Pick<Handlers, Extract<keyof Handlers, `setup.${string}`>>;

export interface SetUpCallParts {
  readonly host: Host;
  readonly github: GitHub;
}

export function setUpCalls(_parts: SetUpCallParts): SetUpCalls {
  const notYet = () => fail('not-supported-here', 'Not there yet.');
  return {
    'setup.draft': notYet,
    'setup.saveDraft': notYet,
    'setup.suggest': notYet,
    'setup.check': notYet,
  };
}
