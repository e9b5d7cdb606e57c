/** GitHub's JSON of one runner, and its short-lived registration and removal tokens. */
import { runnerToken } from './ids.ts';
import type { Agent, Instant, ScopeRef } from './model.ts';
import { liveSession, shownBusy, type State } from './state.ts';

export const runnerJson = (state: State, agent: Agent) => ({
  id: agent.id,
  runner_group_id: agent.groupId,
  name: agent.name,
  os: agent.os,
  status: liveSession(state, agent.id) === null ? 'offline' : 'online',
  busy: shownBusy(state, agent),
  labels: agent.labels,
  ephemeral: agent.ephemeral,
  version: agent.version,
});

/** A new token for this scope, good for `lifeMs` of the world's time. */
export function randomToken(
  state: State,
  scope: ScopeRef,
  use: 'register' | 'remove',
  lifeMs: number,
): { readonly token: string; readonly until: Instant } {
  const now = state.clock.now();
  for (const [token, held] of state.runnerTokens) if (held.until < now) state.runnerTokens.delete(token);
  const token = runnerToken(state.ids);
  const until = now + state.clock.span(lifeMs);
  state.runnerTokens.set(token, { scope, use, until });
  return { token, until };
}
