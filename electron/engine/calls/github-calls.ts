/** The calls about logins at GitHub, and about what they may do. */
import { ok } from '../../../shared/contract.ts';
import type { GitHub } from '../github/github.ts';
import type { Handlers } from '../server.ts';
import type { Places } from '../set-up/places.ts';

export type GitHubCalls = Pick<Handlers, Extract<keyof Handlers, `github.${string}`>>;

/**
 * @param look at one place, as the wizard's checks then know it.
 * @param visit is told each host that a login is looked at or given for: its pages may then be opened.
 */
export function githubCalls(
  github: GitHub,
  look: Places['look'],
  visit: (host: string) => void,
): GitHubCalls {
  const { accounts, device, places } = github;
  return {
    'github.login': async ({ host }) => {
      visit(host);
      return ok(await accounts.login(host.toLowerCase()));
    },
    'github.useToken': async ({ host, token, keep }) => {
      visit(host);
      return await accounts.useToken(host.toLowerCase(), token, keep);
    },
    'github.forgetToken': async ({ host }) => await accounts.forgetToken(host.toLowerCase()),
    'github.deviceStart': async ({ host, keep }) => {
      visit(host);
      return await device.start(host, keep);
    },
    'github.deviceState': ({ host }) => ok(device.state(host)),
    'github.deviceCancel': ({ host }) => ok(device.cancel(host)),
    'github.places': async ({ host, query }) => await places.find(host, query),
    'github.place': async ({ scope }) => await look(scope),
  };
}
