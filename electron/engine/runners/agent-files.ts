/** Whether launchd could load a service at all, as far as its files tell (macos.md 1.3 step 1, 2.3). */
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import type { AgentPlist } from '../host/host.ts';

/** What is wrong with the service's files, before launchd is asked. */
export type FileProblem =
  | { readonly kind: 'plist-missing' }
  | { readonly kind: 'refused'; readonly text: string };

/** Looks at what launchd would look at, since it would only say "error 5" (macos.md 1.3 step 1). */
export async function checkAgentFiles(agent: AgentPlist): Promise<FileProblem | null> {
  const plist = await statOf(agent.path);
  if (plist === null) return { kind: 'plist-missing' };
  const uid = process.getuid?.() ?? plist.uid;
  if (plist.uid !== uid || (plist.mode & 0o022) !== 0) {
    return { kind: 'refused', text: 'The service file has the wrong owner or can be changed by others.' };
  }
  const program = agent.program[0];
  if (program === undefined || !isAbsolute(program)) {
    return { kind: 'refused', text: 'The service file does not name its program by its whole path.' };
  }
  if (!(await isExecutable(program))) {
    return { kind: 'refused', text: 'The program of the service is missing or may not be run.' };
  }
  return null;
}

async function statOf(path: string): Promise<{ readonly uid: number; readonly mode: number } | null> {
  try {
    return await stat(path);
  } catch {
    // Missing, or not ours to look at: launchd could not read it either.
    return null;
  }
}
async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    // The one thing asked is whether it can be run.
    return false;
  }
}
