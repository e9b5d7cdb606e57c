import { mkdirSync, mkdtempSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { USUAL_DISK_BYTES } from './disk.ts';
import { startTestMac } from './testing.ts';
import type { TestMac } from './testing.ts';
import { mountVolume, unmountVolume, volumeOf } from './volume.ts';

const MIB = 1024 * 1024;
const canMount = process.platform === 'linux' && process.getuid?.() === 0;
const isMounted = (path: string): boolean => readFileSync('/proc/mounts', 'utf8').includes(` ${path} `);
const used = (path: string): number => {
  const { blocks, bavail } = statfsSync(path);
  return (100 * (blocks - bavail)) / blocks;
};

let world: TestMac | null = null;
afterEach(async () => {
  await world?.close();
  world = null;
});
async function start(...options: Parameters<typeof startTestMac>): Promise<TestMac> {
  world = await startTestMac(...options);
  return world;
}

describe.skipIf(!canMount)('a Mac with a disk of its own', () => {
  it.each([
    ['a small one', 16 * MIB],
    ['that of a Mac mini', USUAL_DISK_BYTES],
  ])('fills it so that statfs sees it, and empties it again: %s', async (_, bytes) => {
    const { mac } = await start({ disk: { kind: 'own', bytes } });
    expect((await mac.status()).disk.kind).toBe('own');
    for (const percent of [100, 95, 30]) {
      await mac.fillDisk(percent);
      expect(Math.abs(used(mac.volume) - percent)).toBeLessThan(1);
    }
    await mac.close();
    expect(isMounted(mac.volume)).toBe(false);
  });

  it('is gone when whoever started the Mac could not end it', async () => {
    const { mac } = await start({ disk: { kind: 'own', bytes: 16 * MIB } });
    const pid = Number.parseInt(readFileSync(join(mac.root, 'mac', 'practice-disk.pid'), 'utf8'), 10);
    process.kill(pid, 'SIGKILL');
    await mac.close();
    expect(isMounted(mac.volume)).toBe(false);
  });

  it('takes away the disk of a world that was killed with all that belonged to it, and no other’s', async () => {
    const { mac } = await start({ disk: { kind: 'own', bytes: 16 * MIB } });
    const [killed, next] = ['killed', 'next'].map((name) => {
      const root = mkdtempSync(join(tmpdir(), `trackside-${name}-`));
      for (const folder of ['mac', 'volume']) mkdirSync(join(root, folder));
      return root;
    }) as [string, string];
    try {
      mountVolume(killed, 16 * MIB);
      expect(isMounted(volumeOf(killed))).toBe(true);
      // As if a process of the same number had mounted it before this one was started.
      writeFileSync(join(killed, 'mac', 'practice-disk.pid'), `${process.pid} 1`);
      mountVolume(next, 16 * MIB);
      expect(isMounted(volumeOf(killed))).toBe(false);
      expect(isMounted(mac.volume)).toBe(true);
    } finally {
      for (const root of [killed, next]) {
        unmountVolume(root);
        rmSync(root, { recursive: true, force: true });
      }
    }
  });
});

describe('a Mac without a disk of its own', () => {
  it('says why when it is to be filled, and starts where one was only wished for', async () => {
    const { mac } = await start();
    await expect(mac.fillDisk(95)).rejects.toThrow(/no disk of its own here: it was started without one/);
    expect((await mac.status()).disk).toMatchObject({ kind: 'machine', why: expect.stringMatching(/./) });
  });

  it.skipIf(canMount)('names what it would need', async () => {
    const bytes = USUAL_DISK_BYTES;
    await expect(startTestMac({ disk: { kind: 'own', bytes } })).rejects.toThrow(/root/);
    const { mac } = await start({ disk: { kind: 'own-if-possible', bytes } });
    await expect(mac.fillDisk(95)).rejects.toThrow(/root/);
  });
});
