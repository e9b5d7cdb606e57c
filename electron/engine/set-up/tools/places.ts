/** Where tools are that do not belong to macOS: Homebrew, the person's own folders, version managers. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Host } from '../../host/host.ts';

export interface ToolPlace {
  readonly folder: string;
  /**
   * `usual`: in the PATH that a runner gets from Trackside. `own`: a job looks there only if its PATH says so. `shims`:
   * the same, and a file there is only a doorkeeper, behind which the tool may be missing. `system`: macOS's own folder,
   * where git is such a doorkeeper of Apple's (macos.md 3.1).
   */
  readonly kind: 'usual' | 'own' | 'shims' | 'system';
}

/** In the order in which they are looked through. `root`: of the disk, another one only in tests. */
export async function toolPlaces(
  host: Pick<Host, 'home' | 'programsFolder'>,
  root = '/',
): Promise<readonly ToolPlace[]> {
  if (host.programsFolder !== null) return [{ folder: host.programsFolder, kind: 'system' }];
  const of = (kind: ToolPlace['kind'], base: string, ...folders: readonly string[]): readonly ToolPlace[] =>
    folders.map((folder) => ({ folder: join(base, folder), kind }));
  return [
    ...of('usual', root, 'opt/homebrew/bin', 'usr/local/bin'),
    // pnpm's own folder: PNPM_HOME by default, and as the M4 guide sets it.
    ...of('usual', host.home, 'Library/pnpm', '.local/share/pnpm'),
    ...of('own', host.home, '.local/bin', '.docker/bin', '.orbstack/bin'),
    ...of(
      'own',
      host.home,
      'Library/Application Support/fnm/aliases/default/bin',
      '.local/share/fnm/aliases/default/bin',
    ),
    ...of('own', host.home, ...(await newestOfNvm(host.home))),
    ...of('shims', host.home, '.volta/bin', '.local/share/mise/shims', '.asdf/shims'),
    ...of('system', root, 'usr/bin'),
  ];
}

/** nvm keeps each Node in a folder of its own; which one a shell takes is the shell's matter, so the newest is shown. */
async function newestOfNvm(home: string): Promise<readonly string[]> {
  const folder = '.nvm/versions/node';
  // No nvm, or one that cannot be read: then it offers nothing.
  const names = await readdir(join(home, folder)).catch((): string[] => []);
  const newest = names
    .flatMap((name) => {
      const parts = /^v(\d{1,6})\.(\d{1,6})\.(\d{1,6})$/.exec(name)?.slice(1).map(Number);
      return parts === undefined ? [] : [{ name, parts }];
    })
    .sort((a, b) => compare(b.parts, a.parts))[0];
  return newest === undefined ? [] : [join(folder, newest.name, 'bin')];
}

function compare(a: readonly number[], b: readonly number[]): number {
  const index = a.findIndex((part, at) => part !== b[at]);
  return index === -1 ? 0 : (a[index] ?? 0) - (b[index] ?? 0);
}
