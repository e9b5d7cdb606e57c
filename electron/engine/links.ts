/**
 * Which addresses Trackside opens, always by https: the GitHub host of a runner that it knows or that is being set up,
 * and a few pages that its own words point to. Nothing else.
 */
import type { RunnerScope } from '../../shared/domain.ts';
import { isToolPage } from './set-up/tools/pages.ts';

/** Hosts of which any page may be opened. */
const PAGE_HOSTS: ReadonlySet<string> = new Set([
  // GitHub's own explanations: tokens, single sign-on, runner groups, public repositories.
  'docs.github.com',
  // How Homebrew is installed, which takes a terminal.
  'brew.sh',
]);

export interface LinkHosts {
  /** Of the known runners. */
  readonly scopes: readonly RunnerScope[];
  /** For which a login was looked at or given since Trackside started: a person is setting up a runner there. */
  readonly visited: readonly string[];
}

export function isAllowedLink(url: string, { scopes, visited }: LinkHosts): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, host, username, password } = new URL(url);
  if (protocol !== 'https:' || username !== '' || password !== '') return false;
  if (PAGE_HOSTS.has(host) || isToolPage(url)) return true;
  const own = [...scopes.flatMap((scope) => (scope.kind === 'unknown' ? [] : [scope.host])), ...visited];
  return own.some((one) => one.toLowerCase() === host.toLowerCase());
}

const MAX_VISITED = 8;

/** The hosts that a person set up runners at lately: the last few, so that none stays open for good. */
export function createVisits(): { visit(host: string): void; hosts(): readonly string[] } {
  let hosts: readonly string[] = [];
  return {
    visit: (host) => {
      const name = host.toLowerCase();
      hosts = [name, ...hosts.filter((one) => one !== name)].slice(0, MAX_VISITED);
    },
    hosts: () => hosts,
  };
}
