import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { protectFolder } from './protect-folder.ts';

let root = '';
let directory = '';
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'trackside-protect-')));
  directory = join(root, 'actions-runner');
  mkdirSync(directory, { mode: 0o755 });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));
const mode = (...names: readonly string[]): string =>
  (statSync(join(directory, ...names)).mode & 0o777).toString(8);

describe('a runner’s folder', () => {
  it('is closed to others, with its login, settings and variables, once', async () => {
    const names = ['.credentials', '.credentials_migrated', '.credentials_rsaparams', '.env', '.runner'];
    for (const name of [...names, 'run.sh']) writeFileSync(join(directory, name), '', { mode: 0o644 });
    expect(await protectFolder(directory)).toEqual({
      ok: true,
      value: { changed: ['.', ...names], open: [] },
    });
    expect([mode(), ...names.map((name) => mode(name)), mode('run.sh')]).toEqual([
      '700',
      '600',
      '600',
      '600',
      '600',
      '600',
      '644',
    ]);
    expect(await protectFolder(directory)).toEqual({ ok: true, value: { changed: [], open: [] } });
  });

  it('keeps what is closed further than that', async () => {
    writeFileSync(join(directory, '.credentials'), '', { mode: 0o400 });
    chmodSync(directory, 0o700);
    expect(await protectFolder(directory)).toEqual({ ok: true, value: { changed: [], open: [] } });
    expect(mode('.credentials')).toBe('400');
  });

  it('says what it left open, and never follows a link', async () => {
    const elsewhere = join(root, 'dotfiles.env');
    writeFileSync(elsewhere, '', { mode: 0o644 });
    symlinkSync(elsewhere, join(directory, '.env'));
    mkdirSync(join(directory, '.runner'), { mode: 0o755 });
    const reply = await protectFolder(directory);
    expect(reply).toMatchObject({
      ok: true,
      value: { changed: ['.'], open: [{ name: '.env' }, { name: '.runner' }] },
    });
    expect((statSync(elsewhere).mode & 0o777).toString(8)).toBe('644');
    symlinkSync(directory, join(root, 'link'));
    expect(await protectFolder(join(root, 'link'))).toMatchObject({ ok: false, code: 'bad-place' });
    expect(await protectFolder(join(root, 'none'))).toMatchObject({ ok: false, code: 'bad-place' });
  });

  // Only root can make a file of somebody else, and root may change it all the same: then it is closed.
  it.runIf(process.getuid?.() === 0)('closes what belongs to another where it may', async () => {
    writeFileSync(join(directory, '.env'), '', { mode: 0o644 });
    chownSync(join(directory, '.env'), 12_345, 12_345);
    expect(await protectFolder(directory)).toMatchObject({ value: { changed: ['.', '.env'], open: [] } });
  });
});
