/** What ends an unpacking from outside: a kill, and a disk that is full. */
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stopAfter } from '../testing/archive-server.ts';
import { RUNNER_ENTRIES, tarGz } from '../testing/tar.ts';
import { createUnpackBench, sha256, type UnpackBench } from '../testing/unpack-bench.ts';

let bench: UnpackBench;
beforeEach(async () => {
  bench = await createUnpackBench();
});
afterEach(async () => {
  await bench.close();
});

const noise = createHash('shake256', { outputLength: 400_000 }).update('noise').digest();
const PACKAGE = tarGz([
  ...RUNNER_ENTRIES,
  ...Array.from({ length: 50 }, (_, index) => ({
    name: `lib/${String(index)}`,
    body: noise.subarray(index * 8000, (index + 1) * 8000),
  })),
]);

describe('after a SIGKILL', () => {
  /** Kills the child as soon as it says `word`. */
  async function killedAt(word: string): Promise<void> {
    const source = {
      url: bench.server.url,
      sha256: sha256(PACKAGE),
      sizeBytes: PACKAGE.length,
      architecture: 'arm64',
    };
    const script = join(import.meta.dirname, '..', 'testing', 'unpack-child.ts');
    const asked = JSON.stringify({ source, folder: bench.folder, part: bench.part });
    const child = spawn(process.execPath, [script, asked], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = new Promise<unknown>((resolve) => child.once('exit', (_, signal) => resolve(signal)));
    for await (const line of createInterface({ input: child.stdout })) {
      if (line === word) child.kill('SIGKILL');
    }
    expect(await ended).toBe('SIGKILL');
  }

  it('in the middle, the next call goes on with what is missing, and all is right', async () => {
    bench.server.serve(PACKAGE);
    bench.server.next(stopAfter(150_000));
    await killedAt('taken');
    const kept = statSync(bench.part).size;
    expect(kept).toBeGreaterThan(0);
    expect(await bench.unpack(PACKAGE)).toMatchObject({ ok: true, value: { entries: 55 } });
    expect(bench.server.requests.map(({ range }) => range)).toEqual([undefined, `bytes=${String(kept)}-`]);
    expect(bench.names().filter((name) => name.startsWith('lib/'))).toHaveLength(50);
    expect(bench.text('lib/49')).toBe(noise.subarray(49 * 8000).toString('utf8'));
  });

  it('at the very end, before anyone was told that it is done, the next call does it again', async () => {
    bench.server.serve(PACKAGE);
    await killedAt('flushing');
    expect(await bench.unpack(PACKAGE)).toMatchObject({ ok: true });
    expect(bench.names().filter((name) => name.startsWith('lib/'))).toHaveLength(50);
  });
});

/** A disk of its own in memory; only root may have one, and only Linux has this kind. */
function mountSmall(path: string, size: string): 'mounted' | 'not-here' {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'not-here';
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'trackside-test', path], { stdio: 'ignore' });
    return 'mounted';
  } catch {
    return 'not-here';
  }
}

describe('on a disk that is full', () => {
  let disk = '';
  let state: ReturnType<typeof mountSmall> = 'not-here';
  beforeEach(async ({ skip }) => {
    disk = join(bench.root, 'disk');
    await mkdir(disk);
    state = mountSmall(disk, '200k');
    if (state === 'not-here') skip('A small disk of its own takes root on Linux.');
  });
  afterEach(async () => {
    if (state === 'mounted') execFileSync('umount', [disk]);
    await rm(disk, { recursive: true });
  });
  const FULL = { ok: false, code: 'no-room', message: 'The disk is full.' };

  it('takes out again what was unpacked, and keeps what has come', async () => {
    const folder = join(disk, 'new');
    await mkdir(folder);
    expect(await bench.unpack(PACKAGE, { folder })).toMatchObject(FULL);
    expect(statSync(folder).nlink).toBe(2);
    const kept = bench.keptBytes() ?? 0;
    expect(kept).toBeGreaterThan(0);
    execFileSync('mount', ['-o', 'remount,size=2m', disk]);
    expect(await bench.unpack(PACKAGE, { folder })).toMatchObject({ ok: true });
    const [, second] = bench.server.requests;
    expect(second?.range).toBe(kept === PACKAGE.length ? undefined : `bytes=${String(kept)}-`);
  });

  it('says so, too, when it is the part file that finds no room', async () => {
    expect(await bench.unpack(PACKAGE, { part: join(disk, 'part') })).toMatchObject(FULL);
    expect(bench.names()).toEqual([]);
  });
});
