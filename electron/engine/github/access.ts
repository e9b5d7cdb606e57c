/** How it stands with GitHub as a whole, out of how it stands with each scope. */
import type { GitHubAccess, Instant } from '../../../shared/domain.ts';

export type ScopeStanding =
  | { readonly kind: 'not-yet' }
  | { readonly kind: 'no-login' }
  | { readonly kind: 'ok'; readonly remaining: number | null }
  | { readonly kind: 'trouble'; readonly message: string; readonly retryAt: Instant | null };

/**
 * Trouble first, so that it is not hidden by a scope that works; no login only where no scope has one.
 * @returns null while nothing is known yet.
 */
export function accessOf(asking: 'on' | 'off', scopes: readonly ScopeStanding[]): GitHubAccess | null {
  if (asking === 'off') return { kind: 'off' };
  const trouble = scopes.find((scope) => scope.kind === 'trouble');
  if (trouble !== undefined) return trouble;
  const good = scopes.filter((scope) => scope.kind === 'ok');
  if (good.length > 0) {
    const remaining = good.flatMap((scope) => (scope.remaining === null ? [] : [scope.remaining]));
    return { kind: 'ok', remaining: remaining.length === 0 ? null : Math.min(...remaining) };
  }
  return scopes.some((scope) => scope.kind === 'no-login') ? { kind: 'no-login' } : null;
}
