import type { Agent, Instant, ScopeRef } from './model.ts';
import { type State } from './state.ts';
export declare const runnerJson: (
  state: State,
  agent: Agent,
) => {
  id: number;
  runner_group_id: number;
  name: string;
  os: string;
  status: string;
  busy: boolean;
  labels: readonly import('./model.ts').Label[];
  ephemeral: boolean;
  version: string | null;
};
/** A new token for this scope, good for `lifeMs` of the world's time. */
export declare function randomToken(
  state: State,
  scope: ScopeRef,
  use: 'register' | 'remove',
  lifeMs: number,
): {
  readonly token: string;
  readonly until: Instant;
};
