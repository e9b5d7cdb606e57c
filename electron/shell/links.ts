/** Opens a page in the person's browser. The engine checks the host too; this door checks again. */
import { shell } from 'electron';
import type { Reply, ViewState } from '../../shared/contract.ts';
import { fail, ok } from '../../shared/contract.ts';
import { isAllowedLink } from '../engine/links.ts';

/** Takes the state (for the hosts of known runners) and an address; opens nothing that the rule refuses. */
export async function openLink(state: ViewState, address: string): Promise<Reply<null>> {
  const scopes = Object.values(state.runners).map(({ scope }) => scope);
  if (!isAllowedLink(address, scopes)) {
    return fail('link-refused', 'Trackside opens only pages of the GitHub that your runners belong to.');
  }
  try {
    await shell.openExternal(new URL(address).href);
    return ok(null);
  } catch {
    // The system's text can hold a path; the person only needs to know that no browser came.
    return fail('internal', 'The page could not be opened.', 'Is a default browser set in System Settings?');
  }
}
