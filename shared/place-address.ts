/** Addresses at GitHub as people paste them: a host, a place. */
import type { SetUpScope } from './set-up.ts';

const HOST = /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?$/;
const PART = /^(?!\.{1,2}$)[\w.-]{1,100}$/;
const ADDRESS = /^(?:https?:\/\/)?([^/?#]+)(\/[^?#]*)/i;
/** Pages of GitHub itself, which are nobody's. */
const NOBODY = new Set([
  'settings',
  'orgs',
  'organizations',
  'login',
  'explore',
  'marketplace',
  'enterprises',
]);

/** `https://GitHub.com/` → `github.com`; null: no host name. */
export function hostFrom(typed: string): string | null {
  const bare = typed
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/\/.*$/, '');
  return bare.length <= 253 && HOST.test(bare) ? bare : null;
}

/**
 * The place that an address names, from anything on its pages: `https://github.com/acme/rocket/settings/actions`,
 * `github.com/organizations/acme`, `github.com/enterprises/acme`; or `acme/rocket`, at `usualHost`. Null: it names none.
 */
export function placeFrom(typed: string, usualHost: string): SetUpScope | null {
  const text = typed.trim();
  if (/^[^./:]+\/[^/]+$/.test(text)) return repositoryFrom(text, usualHost);
  const [, typedHost = '', path = ''] = ADDRESS.exec(text) ?? [];
  // A login in front of the host, `me:token@`, makes it none.
  const host = hostFrom(typedHost.replace(/:443$/, ''));
  const [first, second] = path.split('/').filter((part) => part !== '');
  if (host === null || first === undefined || !PART.test(first)) return null;
  const named = second !== undefined && PART.test(second) ? second.replace(/\.git$/, '') : null;
  if (first === 'enterprises') return named === null ? null : { kind: 'enterprise', host, enterprise: named };
  if (first === 'organizations' || first === 'orgs') {
    return named === null ? null : { kind: 'organization', host, organization: named };
  }
  if (NOBODY.has(first)) return null;
  if (second === undefined) return { kind: 'organization', host, organization: first };
  return named === null || named === ''
    ? null
    : { kind: 'repository', host, owner: first, repository: named };
}

/** `acme/rocket`, typed into the search; null: it is no such name. */
export function repositoryFrom(typed: string, host: string): SetUpScope | null {
  const [owner, repository, more] = typed.trim().split('/');
  if (owner === undefined || repository === undefined || more !== undefined) return null;
  return PART.test(owner) && PART.test(repository) ? { kind: 'repository', host, owner, repository } : null;
}

/** The name that confirms a place: `owner/name`, or whose it is. */
export function placeName(scope: SetUpScope): string {
  switch (scope.kind) {
    case 'repository':
      return `${scope.owner}/${scope.repository}`;
    case 'organization':
      return scope.organization;
    case 'enterprise':
      return scope.enterprise;
  }
}

/** Where GitHub shows a registration token for it. */
export function newRunnerPage(scope: SetUpScope): string {
  const origin = `https://${scope.host}`;
  switch (scope.kind) {
    case 'repository':
      return `${origin}/${scope.owner}/${scope.repository}/settings/actions/runners/new`;
    case 'organization':
      return `${origin}/organizations/${scope.organization}/settings/actions/runners/new`;
    case 'enterprise':
      return `${origin}/enterprises/${scope.enterprise}/settings/actions/runners/new`;
  }
}
