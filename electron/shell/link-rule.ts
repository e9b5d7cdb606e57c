/** Which addresses may leave the app. Pure. */
import type { ViewState } from '../../shared/contract.ts';

/** https, on the standard port, without a name or password in it, to the host of a runner that is known now. */
export function mayOpen(state: ViewState, address: string): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  if (url.protocol !== 'https:' || url.username !== '' || url.password !== '' || url.port !== '') return false;
  return Object.values(state.runners).some(
    ({ scope }) => scope.kind !== 'unknown' && scope.host.toLowerCase() === url.hostname,
  );
}
