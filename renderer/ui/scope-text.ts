/** Where a runner belongs, as people write it. */
import type { RunnerScope } from '../../shared/domain.ts';
import { words } from '../words.ts';

const text = words.details;

/** `owner/name`, or whose it is; the host only where it is not GitHub's own. */
export function scopeText(scope: RunnerScope): string {
  if (scope.kind === 'unknown') return text.unknown;
  const at = scope.host === 'github.com' ? '' : ` ${text.at(scope.host)}`;
  switch (scope.kind) {
    case 'repository':
      return `${scope.owner}/${scope.repository}${at}`;
    case 'organization':
      return `${scope.organization} (${text.organization})${at}`;
    case 'enterprise':
      return `${scope.enterprise} (${text.enterprise})${at}`;
  }
}
