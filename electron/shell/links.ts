/** Opens a page in the person's browser. The engine checks the host too; this door checks again. */
import { shell } from 'electron';
import type { Reply } from '../../shared/contract.ts';
import { fail, ok } from '../../shared/contract.ts';

/** `allows` is the engine's rule; opens nothing that it refuses. */
export async function openLink(allows: (address: string) => boolean, address: string): Promise<Reply<null>> {
  if (!allows(address)) {
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
