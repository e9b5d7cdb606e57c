import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fail } from '../../../shared/contract.ts';
import { besideOf, replaceFile, writeFailure } from './whole-file.ts';

let folder = '';
let path = '';
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'trackside-whole-')));
  path = join(folder, 'file');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const replace = (more = {}) => replaceFile(path, 'new', { mode: 0o640, what: 'the file', ...more });

describe('a file is replaced as a whole', () => {
  it('with exactly the mode that was asked for, and nothing left beside it', async () => {
    writeFileSync(path, 'old', { mode: 0o600 });
    // What a killed try left, with more in it and another mode.
    writeFileSync(besideOf(path), 'left over, and longer');
    chmodSync(besideOf(path), 0o666);
    expect(await replace()).toBeNull();
    expect(readFileSync(path, 'utf8')).toBe('new');
    expect(statSync(path).mode & 0o777).toBe(0o640);
    expect(readdirSync(folder)).toEqual(['file']);
  });

  it('only once a check of the new one is passed', async () => {
    writeFileSync(path, 'old');
    const refusal = fail('launchd-refused', 'no');
    const seen: string[] = [];
    const check = (beside: string) => {
      seen.push(readFileSync(beside, 'utf8'), readFileSync(path, 'utf8'));
      return Promise.resolve(refusal);
    };
    expect(await replace({ check })).toEqual(refusal);
    expect(seen).toEqual(['new', 'old']);
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['file']);
  });

  it('behind a link, which stays', async () => {
    writeFileSync(join(folder, 'target'), 'old');
    symlinkSync('target', path);
    expect(await replace()).toBeNull();
    expect(lstatSync(path).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(folder, 'target'), 'utf8')).toBe('new');
  });

  it('or not at all', async () => {
    writeFileSync(path, 'old');
    mkdirSync(besideOf(path));
    expect(await replace()).toMatchObject({ ok: false, code: 'cannot-write' });
    expect(readFileSync(path, 'utf8')).toBe('old');
    rmSync(besideOf(path), { recursive: true });
    symlinkSync(join(folder, 'elsewhere'), besideOf(path));
    expect(await replace()).toMatchObject({ ok: false, code: 'cannot-write' });
    expect(readFileSync(path, 'utf8')).toBe('old');
  });
});

it.each([
  ['ENOSPC', 'no-room'],
  ['EDQUOT', 'no-room'],
  ['EACCES', 'cannot-write'],
  ['EPERM', 'cannot-write'],
  ['EROFS', 'cannot-write'],
  ['ENOENT', 'cannot-write'],
  ['EIO', 'cannot-write'],
])('%s is told as %s, with a way on', (code, told) => {
  const error = Object.assign(new Error('/Users/me/secret'), { code });
  const failure = writeFailure(error, 'the file .env');
  expect(failure).toMatchObject({ ok: false, code: told, message: expect.stringContaining('the file .env') });
  expect(failure.hint).toMatch(/\.$/);
  expect(JSON.stringify(failure)).not.toContain('/Users');
});
