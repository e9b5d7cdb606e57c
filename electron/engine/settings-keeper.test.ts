import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Settings } from '../../shared/domain.ts';
import { createSettingsKeeper } from './settings-keeper.ts';
import { createSettingsFile, DEFAULT_SETTINGS, type SettingsFile } from './settings.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trackside-settings-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

function keep(file: SettingsFile) {
  let held: Settings = DEFAULT_SETTINGS;
  const reported: unknown[] = [];
  const keeper = createSettingsKeeper({
    file,
    get: () => held,
    set: (settings) => (held = settings),
    report: (error) => reported.push(error),
  });
  return { keeper, held: () => held, reported };
}
const add =
  (name: string) =>
  (settings: Settings): Settings => ({ ...settings, folders: [...settings.folders, name] });

describe('settings that are changed', () => {
  it('many at once are all kept', async () => {
    const { keeper, held } = keep(createSettingsFile(folder));
    const names = Array.from({ length: 10 }, (_, number) => `/runner-${number}`);
    await Promise.all([
      keeper.update((settings) => ({ ...settings, notifications: 'all' })),
      ...names.map((name) => keeper.update(add(name))),
      keeper.update((settings) => ({ ...settings, appearance: 'dark' })),
    ]);
    const expected = { ...DEFAULT_SETTINGS, notifications: 'all', appearance: 'dark', folders: names };
    expect(held()).toEqual(expected);
    expect((await createSettingsFile(folder).load()).settings).toEqual(expected);
  });

  it('in two Tracksides at once, such as the app and a terminal, are kept in both', async () => {
    const [app, terminal] = [keep(createSettingsFile(folder)), keep(createSettingsFile(folder))];
    await app.keeper.update((settings) => ({ ...settings, appearance: 'dark' }));
    await terminal.keeper.load();
    await terminal.keeper.update(add('/runner'));
    await app.keeper.refresh();
    expect(app.held()).toEqual({ ...DEFAULT_SETTINGS, appearance: 'dark', folders: ['/runner'] });
    await terminal.keeper.update(add('/other'));
    await app.keeper.update((settings) => ({ ...settings, notifications: 'all' }));
    expect((await createSettingsFile(folder).load()).settings).toEqual({
      ...DEFAULT_SETTINGS,
      appearance: 'dark',
      notifications: 'all',
      folders: ['/runner', '/other'],
    });
  });

  it.each([
    ['ENOSPC', 'The disk is full', 'Free some space'],
    ['EDQUOT', 'The disk is full', 'Free some space'],
    ['EACCES', 'could not write', 'Check that you may write'],
    ['EROFS', 'could not write', 'Check that you may write'],
  ])('but cannot be written (%s) stay as they were, and it is said why', async (code, message, hint) => {
    const refusing: SettingsFile = {
      load: () => Promise.resolve({ settings: DEFAULT_SETTINGS, problem: null }),
      now: () => Promise.resolve(null),
      save: () => Promise.reject(Object.assign(new Error('/Users/me/secret'), { code })),
    };
    const { keeper, held, reported } = keep(refusing);
    const reply = await keeper.update(add('/r'));
    expect(reply).toMatchObject({
      ok: false,
      code: 'cannot-write',
      message: expect.stringContaining(message),
      hint: expect.stringContaining(hint),
    });
    expect(JSON.stringify(reply)).not.toContain('/Users');
    expect(held()).toBe(DEFAULT_SETTINGS);
    expect(reported).toHaveLength(1);
  });

  it('after one that could not be written are kept', async () => {
    const file = createSettingsFile(folder);
    let refuse = true;
    const { keeper, held } = keep({
      load: () => file.load(),
      now: () => file.now(),
      save: (settings) => {
        if (!refuse) return file.save(settings);
        refuse = false;
        return Promise.reject(new Error('no'));
      },
    });
    const replies = await Promise.all([keeper.update(add('/a')), keeper.update(add('/b'))]);
    expect(replies.map((reply) => reply.ok)).toEqual([false, true]);
    expect(held().folders).toEqual(['/b']);
  });
});

describe('a settings file that cannot be read', () => {
  // A folder in its place: no program can read that, whoever runs it.
  beforeEach(async () => {
    await mkdir(join(folder, 'settings.json'));
    await writeFile(join(folder, 'settings.json', 'inside'), 'kept');
  });

  it('gives the defaults and a sentence, and stays as it is', async () => {
    const { keeper, held } = keep(createSettingsFile(folder));
    expect(await keeper.load()).toContain('cannot be read, so the defaults hold');
    expect(held()).toEqual(DEFAULT_SETTINGS);
    expect(await readdir(folder)).toEqual(['settings.json']);
  });

  it('is set aside, not lost, when the person changes a setting', async () => {
    const { keeper } = keep(createSettingsFile(folder));
    await keeper.load();
    expect(await keeper.update(add('/r'))).toMatchObject({ ok: true });
    expect(await keeper.update(add('/s'))).toMatchObject({ ok: true });
    expect(await readFile(join(folder, 'settings.json.unreadable', 'inside'), 'utf8')).toBe('kept');
    expect((await readdir(folder)).sort()).toEqual(['settings.json', 'settings.json.unreadable']);
    expect((await createSettingsFile(folder).load()).settings.folders).toEqual(['/r', '/s']);
  });

  it('is not waited for when the person has taken it away', async () => {
    const { keeper } = keep(createSettingsFile(folder));
    await keeper.load();
    await rm(join(folder, 'settings.json'), { recursive: true });
    expect(await keeper.update(add('/r'))).toMatchObject({ ok: true });
    expect(await readdir(folder)).toEqual(['settings.json']);
  });
});
