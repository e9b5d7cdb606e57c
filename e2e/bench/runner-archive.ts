/** A runner archive of 200 MB from a seed: thousands of small files and a few large ones, compressible as programs are. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

export interface MadeArchive {
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
}

const MB = 1024 * 1024;
const POOL_BYTES = 48 * MB;
/** Of a hundred steps, so many repeat a known word: the rest is noise. Gives about what .NET programs shrink to. */
const WORDS_PERCENT = 85;
/** The first words of a 64-bit Mach-O program for Apple silicon. */
const APPLE_SILICON = Buffer.from('cffaedfe0c000001', 'hex');
const SCRIPTS = ['config.sh', 'run.sh', 'bin/Runner.Listener'];
const NODES = ['node20', 'node24'];

/** xorshift32: below `limit`. */
type Random = (limit: number) => number;
function random(seed: number): Random {
  let state = seed;
  return (limit) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % limit;
  };
}

function pool(next: Random): Buffer {
  const bytes = Buffer.alloc(POOL_BYTES);
  const words = Array.from({ length: 2048 }, () =>
    Buffer.from(Array.from({ length: 4 + next(24) }, () => next(256))),
  );
  for (let at = 0; at < POOL_BYTES;) {
    if (next(100) < WORDS_PERCENT) {
      // Some far more often than others, as instructions are.
      at += words[Math.floor((next(2048) * next(2048)) / 2048)]?.copy(bytes, at) ?? 0;
    } else {
      const end = Math.min(POOL_BYTES, at + 4 + next(16));
      while (at < end) bytes[at++] = next(256);
    }
  }
  return bytes;
}

async function put(path: string, size: number, from: Buffer, next: Random, head: Buffer): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, 'w', 0o755);
  try {
    await file.write(head);
    for (let left = size - head.length; left > 0;) {
      const at = next(POOL_BYTES - 1);
      const { bytesWritten } = await file.write(from, at, Math.min(left, POOL_BYTES - at, 4 * MB));
      left -= bytesWritten;
    }
  } finally {
    await file.close();
  }
}

/** Makes `folder`/runner.tar.gz with the system's tar. Rejects when that fails. */
export async function makeRunnerArchive(folder: string): Promise<MadeArchive> {
  const tree = join(folder, 'tree');
  const next = random(20_261_125);
  const from = pool(next);
  const plain = Buffer.alloc(0);
  for (const script of SCRIPTS) {
    await mkdir(dirname(join(tree, script)), { recursive: true });
    await writeFile(join(tree, script), '#!/bin/bash\n', { mode: 0o755 });
  }
  for (let index = 0; index < 200; index += 1) {
    await put(join(tree, 'bin', `System.Part${index}.dll`), 40_000 + next(700_000), from, next, plain);
  }
  await put(join(tree, 'bin/libcoreclr.dylib'), 40 * MB, from, next, plain);
  await put(join(tree, 'bin/libparts.dylib'), 32 * MB, from, next, plain);
  for (const node of NODES) {
    const base = join(tree, 'externals', node);
    await put(join(base, 'bin/node'), 110 * MB, from, next, APPLE_SILICON);
    for (let index = 0; index < 2500; index += 1) {
      const path = join(base, 'lib/node_modules/npm/node_modules', `p${index % 180}`, 'lib', `f${index}.js`);
      await put(path, 200 + next(9000), from, next, plain);
    }
  }
  const path = join(folder, 'runner.tar.gz');
  await promisify(execFile)('tar', ['-czf', path, '-C', tree, '.'], { timeout: 5 * 60_000 });
  await rm(tree, { recursive: true });
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return { path, sha256: hash.digest('hex'), bytes: (await stat(path)).size };
}
