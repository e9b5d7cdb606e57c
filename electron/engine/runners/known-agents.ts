/** The person's LaunchAgents as last read. */
import type { AgentPlist, Host } from '../host/host.ts';

export interface UnreadableAgent {
  readonly path: string;
  readonly unreadable: string;
}

export interface KnownAgents {
  readonly agents: readonly AgentPlist[];
  readonly unreadable: readonly UnreadableAgent[];
  read(): Promise<void>;
}

export function createKnownAgents(host: Pick<Host, 'agents' | 'launchAgents'>): KnownAgents {
  let agents: readonly AgentPlist[] = [];
  let unreadable: readonly UnreadableAgent[] = [];
  return {
    get agents() {
      return agents;
    },
    get unreadable() {
      return unreadable;
    },
    read: async () => {
      const answer = await host.agents();
      if (!answer.ok) {
        unreadable = [{ path: host.launchAgents, unreadable: answer.why }];
        return; // the agents known so far stay: a folder that cannot be read is no proof that they are gone
      }
      agents = answer.value.flatMap((agent) => ('unreadable' in agent ? [] : [agent]));
      unreadable = answer.value.flatMap((agent) => ('unreadable' in agent ? [agent] : []));
    },
  };
}
