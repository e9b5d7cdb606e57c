/** The names that a scope is made of. */
import type { SetUpScope } from '../../../shared/set-up.ts';

/** `acme`, `rocket`: without the host. */
export function namesOf(scope: SetUpScope): readonly string[] {
  switch (scope.kind) {
    case 'repository':
      return [scope.owner, scope.repository];
    case 'organization':
      return [scope.organization];
    case 'enterprise':
      return [scope.enterprise];
  }
}

/** The same for the same scope: GitHub does not tell the letter cases apart. */
export function scopeKey(scope: SetUpScope): string {
  return [scope.kind, scope.host, ...namesOf(scope)].join(' ').toLowerCase();
}
