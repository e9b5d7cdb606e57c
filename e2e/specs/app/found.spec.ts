/** Which runners are found. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, stateOf, test, theRunner } from './fixture.ts';

test.describe('finds runners without being told', () => {
  test('official, hand-made and started by hand; organisation and repository', async ({ newWorld, open }) => {
    const world = await newWorld({
      runners: [
        { name: 'official' },
        { name: 'guide', service: 'hand-made', scopeUrl: 'https://github.com/acme/app' },
        { name: 'by-hand', service: 'none', scopeUrl: 'https://github.com/acme' },
      ],
    });
    const app = await open(world);
    await expect(app.page.getByText('3 runners')).toBeVisible();
    const scopes = async () =>
      Object.fromEntries(
        Object.values((await stateOf(app)).runners).map((one) => [
          one.name,
          [one.scope.kind, one.state.kind],
        ]),
      );
    await expect.poll(scopes, { timeout: 25_000 }).toEqual({
      official: ['repository', 'idle'],
      guide: ['repository', 'idle'],
      'by-hand': ['organization', 'idle'],
    });
  });

  test('two services for one directory are a finding', async ({ newWorld, open }) => {
    const world = await newWorld();
    const runner = world.runners()[0];
    await writeFile(
      join(world.mac.launchAgents, 'com.exzosframer.runner.plist'),
      `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><dict><key>Label</key><string>com.exzosframer.runner</string>
<key>ProgramArguments</key><array><string>${runner?.directory}/run.sh</string></array></dict></plist>`,
    );
    const app = await open(world);
    await app.page.getByRole('button', { name: /needs? attention/ }).click();
    await expect(app.page.getByText('Two services start this runner')).toBeVisible();
    await app.page.getByText('What was seen').click();
    await expect(app.page.getByText('com.exzosframer.runner')).toBeVisible();
  });

  test('a folder that the person names, and one that is no runner', async ({ newWorld, open }) => {
    const world = await newWorld({ runners: [] });
    const stopped = await world.addRunner({ name: 'named', service: 'none', after: 'installed' });
    await mkdir(join(world.home, 'pictures'));
    const app = await open(world);
    await expect(app.page.getByText('No runner on this Mac yet')).toBeVisible();
    const wrong = await app.bridge.request('runner.add', { directory: '~/pictures' });
    expect(wrong).toMatchObject({ ok: false, code: 'not-a-runner' });
    expect((await app.bridge.request('runner.add', { directory: stopped.directory })).ok).toBe(true);
    await expect(app.page.getByText('named').first()).toBeVisible();
    const { id } = await theRunner(app);
    expect(await app.bridge.request('runner.add', { directory: stopped.directory })).toMatchObject({
      code: 'already-known',
    });
    expect((await app.bridge.request('runner.forget', { runnerId: id })).ok).toBe(true);
    await expect(app.page.getByText('No runner on this Mac yet')).toBeVisible();
  });
});

test('twelve runners', async ({ newWorld, open, launcher }) => {
  test.skip(launcher === 'electron', 'The transport has nothing to do with it; once is enough.');
  const names = Array.from({ length: 12 }, (_, index) => `mini-${index + 1}`);
  const world = await newWorld({ runners: names.map((name) => ({ name })) });
  const app = await open(world);
  await expect(app.page.getByText('12 runners')).toBeVisible();
  const kinds = async () => new Set(Object.values((await stateOf(app)).runners).map((one) => one.state.kind));
  await expect.poll(async () => [...(await kinds())], { timeout: 30_000 }).toEqual(['idle']);
});
