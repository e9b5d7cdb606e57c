/** What an operation may touch of a runner and of its person's home, byte for byte, and putting it back. */
import { lstat, mkdir, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

/** By path from the home folder on. Modes are not in it: an adoption may leave them tighter. */
export type Snapshot = Readonly<Record<string, string>>;

/** What the runner itself writes all the time, and its large package. */
const NOT_LOOKED_INTO = new Set(['_diag', '_work', 'bin', 'externals', 'Logs', '.Trash', 'node_modules']);
const WRITTEN_BY_RUNNER = /^(?:runner(?:\.error)?\.log|run-helper\.sh)$/;

/** @param folders of the home folder, such as `actions-runner`, and files in it. */
export async function snapshot(home: string, folders: readonly string[]): Promise<Snapshot> {
  const found: Record<string, string> = {};
  for (const folder of folders) await walk(join(home, folder), home, found);
  return found;
}

async function walk(path: string, home: string, found: Record<string, string>): Promise<void> {
  const info = await lstat(path).catch(() => null);
  if (info === null) return;
  const name = relative(home, path);
  if (info.isSymbolicLink()) found[name] = `link to ${await readlink(path)}`;
  else if (info.isFile()) found[name] = (await readFile(path)).toString('latin1');
  else {
    found[name] = 'folder';
    for (const entry of (await readdir(path)).sort()) {
      if (NOT_LOOKED_INTO.has(entry) || WRITTEN_BY_RUNNER.test(entry)) continue;
      await walk(join(path, entry), home, found);
    }
  }
}

/** Makes it so again. */
export async function restore(home: string, folders: readonly string[], wanted: Snapshot): Promise<void> {
  const now = await snapshot(home, folders);
  for (const name of Object.keys(now)) {
    if (wanted[name] === undefined) await rm(join(home, name), { recursive: true, force: true });
  }
  for (const [name, content] of Object.entries(wanted)) {
    if (now[name] === content) continue;
    const path = join(home, name);
    if (content === 'folder') await mkdir(path, { recursive: true });
    else {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, Buffer.from(content, 'latin1'));
    }
  }
}
