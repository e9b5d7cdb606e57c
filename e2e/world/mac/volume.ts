/**
 * The file systems behind a practice Mac's disk: mounting, measuring, taking away. Only root on Linux may mount.
 * A large one is a sparse file with ext4 in it, which says how full it is without taking that room; a small one, or a
 * large one where there are no loop devices, is in memory.
 */
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  openSync,
  closeSync,
  ftruncateSync,
  readFileSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

const GIB = 1024 ** 3;
/** Below this a file system in memory costs less than the tables of a real one. */
const SPARSE_FROM = GIB / 4;
/** Filled with real bytes, so it must not grow with the wish. */
const MOST_IN_MEMORY = GIB / 2;
const LIMIT_MS = 30_000;
const TMPFS_NAME = 'practice-disk';

/** What lies in a world's folder: the image, and who uses it. */
const imageOf = (root: string): string => join(root, 'mac', 'practice-disk.img');
const ownerOf = (root: string): string => join(root, 'mac', 'practice-disk.pid');
export const volumeOf = (root: string): string => join(root, 'volume');

export type Mounted =
  | { readonly kind: 'sparse' }
  | { readonly kind: 'in-memory' }
  | { readonly kind: 'impossible'; readonly why: string };

/** Mounts a volume of this many bytes, or less where it has to be in memory. */
export function mountVolume(root: string, bytes: number): Mounted {
  if (process.platform !== 'linux') {
    return { kind: 'impossible', why: 'a disk of its own needs Linux and root, and this is no Linux' };
  }
  if (process.getuid?.() !== 0) {
    return {
      kind: 'impossible',
      why: 'a disk of its own has to be mounted, which only root may do, and this is not root',
    };
  }
  unmountStale();
  writeFileSync(ownerOf(root), `${process.pid} ${startOf(process.pid) ?? ''}`);
  if (bytes >= SPARSE_FROM && mountSparse(root, bytes)) return { kind: 'sparse' };
  const size = Math.min(bytes, MOST_IN_MEMORY);
  const options = `size=${size},mode=700`;
  const problem = complaint('mount', ['-t', 'tmpfs', '-o', options, TMPFS_NAME, volumeOf(root)]);
  if (problem === null) return { kind: 'in-memory' };
  return { kind: 'impossible', why: `this machine does not mount a disk of its own (${problem})` };
}

function mountSparse(root: string, bytes: number): boolean {
  const image = imageOf(root);
  const descriptor = openSync(image, 'w', 0o600);
  try {
    ftruncateSync(descriptor, bytes);
  } catch {
    // The file system below has no room for a file of that length, not even an empty one.
    return false;
  } finally {
    closeSync(descriptor);
  }
  // No journal, large blocks and no tables written ahead: about 1 MB in the image, and half a second to fill it.
  const sparing = [
    '-E',
    'lazy_itable_init=1,nodiscard',
    '-O',
    '^has_journal,bigalloc',
    '-C',
    '1M',
    '-m',
    '0',
    '-N',
    '10000',
  ];
  if (complaint('mkfs.ext4', ['-q', '-F', ...sparing, image]) === null) {
    if (complaint('mount', ['-o', 'loop', image, volumeOf(root)]) === null) return true;
  }
  rmSync(image, { force: true });
  return false;
}

/** Takes the volume away, if one is mounted, and its image. */
export function unmountVolume(root: string): void {
  if (mounts().includes(volumeOf(root))) {
    // Lazy: a process that still has a file open must not keep the mount.
    const problem = complaint('umount', ['-l', volumeOf(root)]);
    if (problem !== null) throw new Error(`The practice Mac’s disk cannot be unmounted: ${problem}`);
  }
  rmSync(imageOf(root), { force: true });
}

/** The disks of worlds that were killed before they could clean up. */
function unmountStale(): void {
  for (const path of mounts()) {
    const root = path.replace(/\/volume$/, '');
    if (root === path || !existsSync(ownerOf(root)) || ownerLives(root)) continue;
    unmountVolume(root);
  }
}

function ownerLives(root: string): boolean {
  const [pid, start] = readFileSync(ownerOf(root), 'utf8').split(' ');
  return start !== undefined && startOf(Number(pid)) === start;
}

/** When a process was started, in the kernel's ticks: its number alone may be another's by now. Null: it is gone. */
function startOf(pid: number): string | null {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return null;
  const stat = readFileSync(file, 'latin1');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
}

function mounts(): readonly string[] {
  if (process.platform !== 'linux') return [];
  return readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .flatMap((line) => line.split(' ').slice(1, 2));
}

/** Reserves room that counts as used, without writing it. The rest of what is asked for, where it does not fit. */
export function reserve(file: string, bytes: number): void {
  const problem = complaint('fallocate', ['-l', String(bytes), file]);
  // Full to the last block is what was asked for.
  if (problem !== null && !problem.includes('No space left')) throw new Error(problem);
}

export interface Room {
  readonly totalBytes: number;
  readonly availableBytes: number;
}

export function roomOn(path: string): Room {
  const { bsize, blocks, bavail } = statfsSync(path);
  return { totalBytes: blocks * bsize, availableBytes: bavail * bsize };
}

/** Null: it went well. */
function complaint(program: string, args: readonly string[]): string | null {
  const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' };
  const { status, stderr, error } = spawnSync(program, [...args], {
    env,
    timeout: LIMIT_MS,
    encoding: 'utf8',
  });
  if (status === 0) return null;
  return (
    error?.message ?? (stderr.trim().split('\n').at(-1) || `${program} ended with ${status ?? 'a signal'}`)
  );
}
