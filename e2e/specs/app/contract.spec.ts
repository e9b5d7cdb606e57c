/** The conformance list over this launcher’s transport. */
import type { App } from '../../driver/app.ts';
import { launchApp } from '../../driver/app.ts';
import { CONFORMANCE } from '../../driver/conformance.ts';
import { startWorld, type World } from '../../world/world.ts';
import { test } from './fixture.ts';

test.describe('the contract over this transport', () => {
  // One app for all cases, one after another: they ask of the transport, not of a fresh start.
  test.describe.configure({ mode: 'default' });
  let world: World;
  let app: App;
  test.beforeAll(async ({ launcher, viewer }) => {
    world = await startWorld({ runners: [] });
    app = await launchApp(launcher, world.environment, viewer);
  });
  test.afterAll(async () => {
    await app.quit();
    await world.close();
  });
  for (const one of CONFORMANCE) {
    test(one.name, async () => {
      await one.run(app.bridge);
    });
  }
});
