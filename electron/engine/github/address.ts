/** Where GitHub's API of a host is, and how a scope is asked for. */
import type { RunnerScope } from '../../../shared/domain.ts';

export type KnownScope = Exclude<RunnerScope, { kind: 'unknown' }>;

/**
 * The start of the REST API of a host, without a slash at its end (github.md 2.0).
 * @param override used for every host, when given: a practice GitHub.
 */
export function apiBase(host: string, override: string | null): string {
  if (override !== null) return override.replace(/\/+$/, '');
  const name = host.toLowerCase();
  if (name === 'github.com') return 'https://api.github.com';
  return name.endsWith('.ghe.com') ? `https://api.${name}` : `https://${name}/api/v3`;
}

/** The same for the same scope: names at GitHub do not depend on letter case. */
export function scopeKey(scope: KnownScope): string {
  return `${scope.host}/${scope.kind}/${scopeName(scope)}`.toLowerCase();
}

/** `acme/rocket`, `acme`: as a person writes it. */
export function scopeName(scope: KnownScope): string {
  switch (scope.kind) {
    case 'repository':
      return `${scope.owner}/${scope.repository}`;
    case 'organization':
      return scope.organization;
    case 'enterprise':
      return scope.enterprise;
  }
}

const part = encodeURIComponent;

/** The path of what GitHub's Actions know of a scope, each part escaped. */
export function actionsPath(scope: KnownScope): string {
  switch (scope.kind) {
    case 'repository':
      return `/repos/${part(scope.owner)}/${part(scope.repository)}/actions`;
    case 'organization':
      return `/orgs/${part(scope.organization)}/actions`;
    case 'enterprise':
      return `/enterprises/${part(scope.enterprise)}/actions`;
  }
}
/** The path of the list of runners. */
export const runnersPath = (scope: KnownScope): string => `${actionsPath(scope)}/runners`;
