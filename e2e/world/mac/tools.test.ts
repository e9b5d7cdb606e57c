/** The tools of the practice Mac: as Homebrew, npm and Corepack answer, and as they come and go. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestMac } from './testing.ts';
import type { TestMac } from './testing.ts';

const SAMPLES = join(dirname(fileURLToPath(import.meta.url)), '../../../../shared/samples/macos');
const sample = (name: string): string => readFileSync(join(SAMPLES, name), 'utf8');

describe('the tools of the practice Mac', () => {
  let world: TestMac;
  beforeAll(async () => {
    world = await startTestMac({ speed: 100 });
  });
  afterAll(() => world.close());
  const run = (...call: Parameters<TestMac['mac']['run']>) => world.mac.run(...call);
  const there = async () => (await world.mac.status()).tools;

  it('are those of a Mac that somebody has begun to set up', async () => {
    expect(await there()).toEqual(['git', 'xcode-tools', 'homebrew', 'node', 'gh']);
    expect((await run('git', '--version')).stdout).toBe('git version 2.50.1 (Apple Git-155)\n');
    expect((await run('brew', '--version')).stdout).toMatch(/^Homebrew \d/);
    expect((await run('brew', 'list', '--formula', '-1')).stdout).toBe('gh\nicu4c@77\nnode\n');
    expect((await run('brew', '--prefix')).stdout.trim()).toBe(dirname(world.mac.programs));
    await expect(run('pnpm', '--version')).rejects.toThrow('ENOENT');
  });

  it('come and go with Homebrew, which prints while it works', async () => {
    const { status, stdout } = await run('brew', 'install', 'docker', 'colima');
    expect(status).toBe(0);
    expect(stdout.split('\n').filter((line) => line.startsWith('==> Pouring'))).toEqual([
      '==> Pouring docker--28.4.0.arm64_tahoe.bottle.tar.gz',
      '==> Pouring lima--1.2.1.arm64_tahoe.bottle.tar.gz',
      '==> Pouring colima--0.8.4.arm64_tahoe.bottle.tar.gz',
    ]);
    expect((await run('docker', '--version')).stdout).toMatch(/^Docker version 28/);
    expect(await run('brew', 'install', 'docker')).toMatchObject({
      status: 0,
      stderr: expect.stringContaining('docker 28.4.0 is already installed and up-to-date.'),
    });
    expect((await run('brew', 'uninstall', 'docker', 'colima')).status).toBe(0);
    expect((await run('brew', 'uninstall', 'docker')).stderr).toMatch(/^Error: No such keg: /);
    // What came along stays, as with the real one.
    expect((await run('brew', 'list', '--formula', '-1')).stdout).toContain('lima\n');
    expect(await there()).not.toContain('docker');
  });

  it('are locked while Homebrew works on them', async () => {
    // While the Mac's clock stands still, the one that came first does not end.
    await world.mac.sleep();
    const both = [run('brew', 'install', 'pnpm'), run('brew', 'install', 'pnpm')];
    const second = await Promise.race(both);
    await world.mac.wake();
    expect(second.stderr).toMatch(
      /^Error: A `brew install pnpm` process has already locked .*\/Cellar\/pnpm\.\nPlease wait for it to finish or terminate it to continue\.\n$/,
    );
    expect((await Promise.all(both)).map(({ status }) => status).sort((a, b) => a - b)).toEqual([0, 1]);
    await run('brew', 'uninstall', 'pnpm');
  });

  it('bring pnpm by npm, for all projects, and by Corepack', async () => {
    const prefix = dirname(world.mac.programs);
    expect((await run('npm', 'prefix', '--global')).stdout).toBe(`${prefix}\n`);
    expect((await run('npm', 'install', '--global', 'pnpm')).stdout).toContain('added 1 package');
    expect(existsSync(join(prefix, 'lib/node_modules/pnpm/package.json'))).toBe(true);
    expect((await run('pnpm', '--version')).stdout).toBe('10.16.1\n');
    await run('npm', 'uninstall', '--global', 'pnpm');
    expect(await there()).not.toContain('pnpm');
    expect(await run('corepack', 'enable', 'pnpm')).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(await there()).toContain('pnpm');
    await run('corepack', 'disable', 'pnpm');
    expect(await there()).not.toContain('pnpm');
  });

  it('of Apple open a dialog when there is nothing behind them, and xcode-select says so without one', async () => {
    const before = await world.mac.status();
    await world.mac.setTools(['git']);
    expect(await run('xcode-select', '-p')).toMatchObject({ status: 2, stdout: '' });
    expect((await world.mac.status()).dialogs).toBe(before.dialogs);
    expect((await run('git', '--version')).status).toBe(1);
    expect((await world.mac.status()).dialogs).toBe(before.dialogs + 1);
    await world.mac.setTools(before.tools);
    expect((await run('xcode-select', '-p')).stdout).toMatch(/\/Xcode\.app\/Contents\/Developer\n$/);
  });

  it.skipIf(!existsSync(SAMPLES))('speak as real ones do', async () => {
    expect((await run('fdesetup', 'status')).stdout).toBe(
      sample('doctor/fdesetup-status.txt').replace('On', 'Off'),
    );
    const { tools } = await world.mac.status();
    await world.mac.setTools([]);
    expect((await run('xcode-select', '-p')).stderr).toBe(sample('doctor/xcode-select-missing.stderr.txt'));
    await world.mac.setTools(tools);
  });
});

describe('a practice Mac that root uses', () => {
  it('has a Homebrew that refuses it, but for what only looks', async () => {
    const world = await startTestMac({ uid: 0 });
    try {
      const refused = await world.mac.run('brew', 'install', 'pnpm');
      expect(refused.status).toBe(1);
      expect(refused.stderr).toContain('Running Homebrew as root is extremely dangerous');
      expect((await world.mac.run('brew', 'list', '--formula', '-1')).status).toBe(0);
      expect((await world.mac.run('brew', '--prefix')).status).toBe(0);
    } finally {
      await world.close();
    }
  });

  it.skipIf(!existsSync(SAMPLES))('refuses it in Homebrew’s own words', async () => {
    const world = await startTestMac({ uid: 0 });
    try {
      const { stderr } = await world.mac.run('brew', 'install', 'pnpm');
      expect(stderr).toBe(sample('cleanup/brew-root-refused.stderr.txt'));
    } finally {
      await world.close();
    }
  });
});
