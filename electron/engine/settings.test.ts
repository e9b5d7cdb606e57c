import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSettingsFile, DEFAULT_SETTINGS } from './settings.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trackside-settings-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe('the settings', () => {
  it('are the defaults before anything was set', async () => {
    expect(await createSettingsFile(join(folder, 'new')).load()).toEqual({
      settings: DEFAULT_SETTINGS,
      problem: null,
    });
  });

  it('come back as they were saved, in a file only for this person', async () => {
    const file = createSettingsFile(join(folder, 'data'));
    const settings = { ...DEFAULT_SETTINGS, notifications: 'all' as const, folders: ['/r'] };
    await file.save(settings);
    expect((await createSettingsFile(join(folder, 'data')).load()).settings).toEqual(settings);
    expect((await stat(join(folder, 'data', 'settings.json'))).mode & 0o777).toBe(0o600);
    expect(await readdir(join(folder, 'data'))).toEqual(['settings.json']);
  });

  it.each(['', '{', '[]', '{"notifications":"loud"}', '\u0000\u0001'])(
    'that are damaged (%j) are set aside, said so, and nothing is lost',
    async (text) => {
      await writeFile(join(folder, 'settings.json'), text);
      const loaded = await createSettingsFile(folder).load();
      expect(loaded.settings).toEqual(DEFAULT_SETTINGS);
      expect(loaded.problem).toContain('set aside');
      expect(await readFile(join(folder, 'settings.json.damaged'), 'utf8')).toBe(text);
    },
  );

  it('that are damaged again leave the earlier ones that were set aside alone', async () => {
    for (const text of ['{first', '{second', '{third']) {
      await writeFile(join(folder, 'settings.json'), text);
      await createSettingsFile(folder).load();
    }
    expect(await readFile(join(folder, 'settings.json.damaged'), 'utf8')).toBe('{first');
    expect(await readFile(join(folder, 'settings.json.damaged-2'), 'utf8')).toBe('{second');
    expect(await readFile(join(folder, 'settings.json.damaged-3'), 'utf8')).toBe('{third');
  });

  it('that could not be written leave no half a file behind', async () => {
    const file = createSettingsFile(folder);
    await mkdir(join(folder, 'settings.json'));
    await expect(file.save(DEFAULT_SETTINGS)).rejects.toThrow(/EISDIR|ENOTEMPTY|directory/);
    expect(await readdir(folder)).toEqual(['settings.json']);
  });

  it('of a later version are read as far as they are understood', async () => {
    await writeFile(join(folder, 'settings.json'), '{"notifications":"off","somethingNew":1}');
    expect((await createSettingsFile(folder).load()).settings).toEqual({
      ...DEFAULT_SETTINGS,
      notifications: 'off',
    });
  });

  it('saved many at once end as the last one asked for', async () => {
    const file = createSettingsFile(folder);
    const names = Array.from({ length: 20 }, (_, index) => `/runner-${index}`);
    await Promise.all(names.map((name) => file.save({ ...DEFAULT_SETTINGS, folders: [name] })));
    expect((await file.load()).settings.folders).toEqual(['/runner-19']);
  });
});
