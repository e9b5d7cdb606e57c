/** The data volume of a practice Mac: one of its own, to be filled, or else that of this machine. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mountVolume, reserve, roomOn, unmountVolume, volumeOf } from './volume.ts';
import type { Mounted, Room } from './volume.ts';

/** What a Mac mini of 512 GB shows. */
export const USUAL_DISK_BYTES = 494_384_795_648;

/** `own`: the Mac does not start without. `own-if-possible`: it says why it has none. */
export type DiskWish =
  | { readonly kind: 'machine' }
  | { readonly kind: 'own' | 'own-if-possible'; readonly bytes: number };

export type DiskStatus = ({ readonly kind: 'own' } | { readonly kind: 'machine'; readonly why: string }) &
  Room;

export interface Disk {
  /** Makes the volume this full, 0..100. Throws a sentence for a person where it cannot. */
  fill(percent: number): void;
  status(): DiskStatus;
  close(): void;
}

const FILL_NAME = '.filled-by-the-practice-world';
const MIB = 1024 * 1024;

/** Throws where the wish cannot be met. */
export function openDisk(root: string, wish: DiskWish): Disk {
  const path = volumeOf(root);
  mkdirSync(path, { recursive: true });
  if (wish.kind === 'machine') return disk(root, { kind: 'impossible', why: 'it was started without one' });
  const mounted = mountVolume(root, wish.bytes);
  if (mounted.kind === 'impossible' && wish.kind === 'own') {
    throw new Error(`The practice Mac cannot have a disk of its own: ${mounted.why}.`);
  }
  return disk(root, mounted);
}

function disk(root: string, mounted: Mounted): Disk {
  const path = volumeOf(root);
  const close = (): void => unmountVolume(root);
  if (mounted.kind === 'impossible') {
    const { why } = mounted;
    const fill = (): never => {
      throw new Error(
        `The practice Mac has no disk of its own here: ${why}. The app is shown this machine’s disk, which nobody may fill.`,
      );
    };
    return { fill, status: () => ({ kind: 'machine', why, ...roomOn(path) }), close };
  }
  return {
    fill: (percent) => fill(path, percent, mounted.kind),
    status: () => ({ kind: 'own', ...roomOn(path) }),
    close,
  };
}

function fill(path: string, percent: number, kind: 'sparse' | 'in-memory'): void {
  const file = join(path, FILL_NAME);
  rmSync(file, { force: true });
  const { totalBytes, availableBytes } = roomOn(path);
  const wanted = Math.round((totalBytes * percent) / 100) - (totalBytes - availableBytes);
  if (wanted <= 0) return;
  switch (kind) {
    case 'sparse':
      reserve(file, wanted);
      return;
    case 'in-memory':
      write(file, Math.min(wanted, availableBytes));
      return;
  }
}

/** Real bytes: a file system in memory reserves nothing that it does not hold. */
function write(file: string, bytes: number): void {
  const chunk = Buffer.alloc(MIB, 1);
  try {
    for (let left = bytes; left > 0; left -= MIB) {
      writeFileSync(file, chunk.subarray(0, Math.min(left, MIB)), { flag: 'a' });
    }
  } catch (error) {
    // Full to the last block is what was asked for.
    if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') return;
    throw error;
  }
}
