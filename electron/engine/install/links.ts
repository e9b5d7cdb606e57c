/**
 * The links of an archive. They are made last of all: while files are written there is none in the folder, so that
 * nothing can be written through one.
 */
import { link, realpath, symlink } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { isMissing } from '../jobs/file-errors.ts';
import { goesStraight, linkLeaves } from './entry-rules.ts';
import { badArchive, Stopped } from './problems.ts';

export interface ArchiveLink {
  readonly kind: 'symbolic' | 'hard';
  /** Relative to the folder. */
  readonly path: string;
  /** Of a hard link: relative to the folder. Of a symbolic one: its text. */
  readonly target: string;
}

/** Makes them, and looks where each leads. Rejects with what the file system says, or `Stopped` for one that leaves. */
export async function makeLinks(folder: string, links: readonly ArchiveLink[]): Promise<void> {
  const symbolic = links.filter(({ kind }) => kind === 'symbolic');
  // Hard ones first: with a symbolic one on their way they could reach what is not ours.
  for (const { path, target } of links.filter(({ kind }) => kind === 'hard')) {
    await link(join(folder, target), join(folder, path)).catch((error: unknown) => {
      throw isMissing(error) ? new Stopped(badArchive('it links to a file that it does not hold')) : error;
    });
  }
  for (const { path, target } of symbolic) await symlink(target, join(folder, path));
  const root = await realpath(folder);
  for (const one of symbolic) {
    if (!(await staysInside(root, one))) throw new Stopped(badArchive(linkLeaves));
  }
}

async function staysInside(root: string, { path, target }: ArchiveLink): Promise<boolean> {
  try {
    const end = await realpath(join(root, path));
    return end === root || end.startsWith(root + sep);
  } catch (error) {
    // It leads nowhere: harmless, unless what is made there later could turn it outward. A circle is refused.
    return isMissing(error) && goesStraight(target);
  }
}
