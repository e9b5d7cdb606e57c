/** Files that are not what they should be. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startWorld, type World } from '../../world/world.ts';
import { expect, listening, stateOf, test, theRunner } from './fixture.ts';

test.describe('a broken .runner', () => {
  // One world, an app for each: what it finds at its start is what counts.
  test.describe.configure({ mode: 'default' });
  let world: World;
  test.beforeAll(async () => {
    world = await startWorld({ runners: [{ name: 'mac-mini-m4' }] });
    await expect.poll(() => world.github.runners()[0]?.status).toBe('online');
  });
  test.afterAll(async () => world.close());

  for (const [what, bytes] of [
    ['empty', ''],
    ['truncated', '\uFEFF{"agentId": 7, "agentNa'],
    ['not JSON', 'hello'],
  ] as const) {
    test(`that is ${what} is a finding, and the runner is still watched`, async ({ open }) => {
      await writeFile(join(world.runners()[0]?.directory ?? '', '.runner'), bytes);
      const app = await open(world);
      await listening(app);
      expect((await theRunner(app)).state.kind).toBe('idle');
      await app.page.getByRole('button', { name: /needs? attention/ }).click();
      await expect(app.page.getByText('Its settings cannot be read')).toBeVisible();
    });
  }
});

test.describe('bad input', () => {
  test('a launch agent that is rubbish hides no other', async ({ newWorld, open }) => {
    const world = await newWorld();
    await writeFile(join(world.mac.launchAgents, 'com.broken.plist'), Buffer.from([0, 1, 2, 250]));
    const app = await open(world);
    await listening(app);
    await expect
      .poll(async () => (await stateOf(app)).findings.map(({ code }) => code))
      .toContain('unreadable-agent');
  });
});
