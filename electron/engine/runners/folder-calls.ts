/**
 * Questions about a runner's folder, which may lie on a disk or server that does not answer. Each has a limit; and
 * while one is still unanswered no other is asked, since each such call holds one of the few threads of the file system.
 */
import type { Probe } from '../host/host.ts';
import { within } from '../host/within.ts';

export const FOLDER_LIMIT_MS = 3_000;

/** Folders with a question that has not come back. */
const unanswered = new Set<string>();

/** Asks, and says so when there is no answer in time. Rejects only as `ask` itself does. */
export async function askFolder<T>(folder: string, ask: () => Promise<T>): Promise<Probe<T>> {
  const hangs: Probe<T> = { ok: false, why: 'Its folder does not answer.' };
  for (const other of unanswered) if (isUnder(other, folder) || isUnder(folder, other)) return hangs;
  const asked = ask();
  const answer = await within(
    asked.then((value) => ({ ok: true as const, value })),
    FOLDER_LIMIT_MS,
  );
  if (answer !== null) return answer;
  unanswered.add(folder);
  const free = (): void => void unanswered.delete(folder);
  asked.then(free, free);
  return hangs;
}

function isUnder(folder: string, path: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}
