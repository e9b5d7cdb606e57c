/** The person's Trash, for where the system's own call for it is not at hand (only Electron has it). */
import { lstat, mkdir, rename } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Probe } from './host.ts';

const MAX_NAMES = 1000;

/** Moves `path` into `~/.Trash`, under a name that is free there. Gives where it is now. Never throws. */
export async function moveToTrash(home: string, path: string): Promise<Probe<string | null>> {
  const trash = join(home, '.Trash');
  try {
    await mkdir(trash, { recursive: true, mode: 0o700 });
    const target = await freeName(trash, basename(path));
    await rename(path, target);
    return { ok: true, value: target };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'EXDEV') return { ok: false, why: 'It lies on another volume than the Trash.' };
    if (code === 'EACCES' || code === 'EPERM') {
      return { ok: false, why: 'macOS does not let Trackside move it to the Trash.' };
    }
    return { ok: false, why: `It could not be moved to the Trash${code === '' ? '' : ` (${code})`}.` };
  }
}

async function freeName(trash: string, name: string): Promise<string> {
  for (let number = 1; number < MAX_NAMES; number += 1) {
    const candidate = join(trash, number === 1 ? name : `${name} ${number}`);
    const taken = await lstat(candidate).then(
      () => true,
      () => false,
    );
    if (!taken) return candidate;
  }
  return join(trash, `${name} ${Date.now()}`);
}
