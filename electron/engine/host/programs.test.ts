import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { programPaths } from './programs.ts';

let home = '';
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'trackside-programs-'));
});
afterAll(async () => {
  await rm(home, { recursive: true, force: true });
});

it('knows where macOS keeps its programs', () => {
  const path = programPaths({ folder: null, home });
  expect(path('launchctl')).toBe('/bin/launchctl');
  expect(path('ps')).toBe('/bin/ps');
  expect(path('sysctl')).toBe('/usr/sbin/sysctl');
  expect(isAbsolute(path('gh'))).toBe(true);
});

it('takes every program from one folder when told to', () => {
  const path = programPaths({ folder: '/practice', home });
  expect(path('launchctl')).toBe('/practice/launchctl');
  expect(path('gh')).toBe('/practice/gh');
});

it('finds gh in the home folder, also when it is installed later', async () => {
  const path = programPaths({ folder: null, home });
  const before = path('gh');
  await mkdir(join(home, '.local/bin'), { recursive: true });
  await writeFile(join(home, '.local/bin/gh'), '#!/bin/sh\n');
  await chmod(join(home, '.local/bin/gh'), 0o755);
  expect(before).not.toBe(join(home, '.local/bin/gh'));
  // Where one of the two usual places has it, that one comes first.
  expect(['/opt/homebrew/bin/gh', '/usr/local/bin/gh', join(home, '.local/bin/gh')]).toContain(path('gh'));
});
