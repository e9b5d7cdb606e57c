/** Which addresses Trackside opens: the GitHub host of a runner that it knows, by https, the pages of tools that it names itself, and nothing else. */
import type { RunnerScope } from '../../shared/domain.ts';
import { isToolPage } from './set-up/tools/pages.ts';

/** @param scopes of the known runners. */
export function isAllowedLink(url: string, scopes: readonly RunnerScope[]): boolean {
  if (isToolPage(url)) return true;
  if (!URL.canParse(url)) return false;
  const { protocol, host, username, password } = new URL(url);
  if (protocol !== 'https:' || username !== '' || password !== '') return false;
  return scopes.some((scope) => scope.kind !== 'unknown' && scope.host.toLowerCase() === host.toLowerCase());
}
