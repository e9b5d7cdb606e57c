import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readSmallFile } from './small-file.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trackside-small-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

it('reads a file, also through a link, and tells when it is the same as before', async () => {
  const path = join(folder, 'a');
  await writeFile(path, 'hello');
  await symlink(path, join(folder, 'link'));
  const first = await readSmallFile(join(folder, 'link'), 10);
  expect(first.kind === 'read' && Buffer.from(first.bytes).toString()).toBe('hello');
  const version = first.kind === 'read' ? first.version : null;
  expect(await readSmallFile(path, 10, version)).toEqual({ kind: 'unchanged' });
  await writeFile(path, 'hallo');
  expect(await readSmallFile(path, 10, version)).toMatchObject({ kind: 'read' });
});

it('reads an empty file', async () => {
  await writeFile(join(folder, 'empty'), '');
  expect(await readSmallFile(join(folder, 'empty'), 10)).toMatchObject({ kind: 'read' });
});

it('says what cannot be read, and does not wait on a named pipe', async () => {
  await writeFile(join(folder, 'big'), 'x'.repeat(11));
  await mkdir(join(folder, 'folder'));
  execFileSync('/usr/bin/mkfifo', [join(folder, 'pipe')]);
  expect(await readSmallFile(join(folder, 'big'), 10)).toMatchObject({ kind: 'unreadable' });
  expect(await readSmallFile(join(folder, 'folder'), 10)).toMatchObject({ kind: 'unreadable' });
  expect(await readSmallFile(join(folder, 'pipe'), 10)).toMatchObject({ kind: 'unreadable' });
  expect(await readSmallFile(join(folder, 'none'), 10)).toEqual({ kind: 'missing' });
  expect(await readSmallFile(join(folder, 'big', 'below'), 10)).toEqual({ kind: 'missing' });
});
