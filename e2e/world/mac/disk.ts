/** A data volume of the world's own, to be filled: a file system in memory, which only root on Linux may mount. */
import { spawnSync } from 'node:child_process';
import { closeSync, ftruncateSync, mkdirSync, openSync, statSync, statfsSync, writeSync } from 'node:fs';
import { join } from 'node:path';

export interface Disk {
  readonly path: string;
  /** Makes the volume this full, 0..100. Throws a sentence for a person where it cannot. */
  fill(percent: number): void;
  close(): void;
}

const MIB = 1024 * 1024;
const FILL_NAME = '.filled-by-the-practice-world';
const MOUNT_LIMIT_MS = 10_000;

/** `bytes` null: the volume is that of the machine, which nobody may fill. Throws where it cannot mount. */
export function openDisk(path: string, bytes: number | null): Disk {
  mkdirSync(path, { recursive: true });
  if (bytes === null) return { path, fill: refuse, close: () => undefined };
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    throw new Error(
      'This machine cannot give the practice Mac a disk of its own: that needs Linux and root.',
    );
  }
  const options = { timeout: MOUNT_LIMIT_MS, encoding: 'utf8' } as const;
  const mounted = spawnSync(
    '/bin/mount',
    ['-t', 'tmpfs', '-o', `size=${bytes},mode=700`, 'practice-disk', path],
    options,
  );
  if (mounted.status !== 0) {
    throw new Error(`This machine cannot give the practice Mac a disk of its own: ${mounted.stderr.trim()}`);
  }
  return {
    path,
    fill: (percent) => fill(path, percent),
    // Lazy: a process that still has a file open must not keep the mount.
    close: () => void spawnSync('/bin/umount', ['-l', path], options),
  };
}

function refuse(): never {
  throw new Error(
    'The practice Mac has no disk of its own here. Start the world with a disk: `--disk BYTES`.',
  );
}

/** Real bytes in a real file, so that whoever measures sees what a full disk shows. */
function fill(path: string, percent: number): void {
  const file = join(path, FILL_NAME);
  const { bsize, blocks, bfree } = statfsSync(path);
  const now = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  const others = (blocks - bfree) * bsize - now;
  const wanted = Math.max(0, Math.min(blocks * bsize, Math.round((blocks * bsize * percent) / 100)) - others);
  const descriptor = openSync(file, now > wanted ? 'r+' : 'a');
  try {
    if (now > wanted) ftruncateSync(descriptor, wanted);
    else append(descriptor, wanted - now);
  } finally {
    closeSync(descriptor);
  }
}

function append(descriptor: number, bytes: number): void {
  const chunk = Buffer.alloc(MIB, 1);
  for (let left = bytes; left > 0;) {
    try {
      left -= writeSync(descriptor, chunk, 0, Math.min(left, MIB));
    } catch (error) {
      // Full to the last block is what was asked for.
      if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') return;
      throw error;
    }
  }
}
