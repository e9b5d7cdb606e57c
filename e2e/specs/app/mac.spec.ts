/** What happens to the Mac and the runner outside the app. */
import { building, expect, listening, queue, SHORT, test, theRunner } from './fixture.ts';

test.describe('what happens to a Mac', () => {
  test('the person logs out at the screen', async ({ newWorld, open }) => {
    const world = await newWorld({ speed: 5 });
    const app = await open(world);
    await listening(app);
    await world.mac.logout();
    await expect(app.page.getByText('Nobody is logged in at the screen')).toBeVisible({ timeout: 25_000 });
    await world.mac.login();
    await listening(app);
  });

  test('GitHub deletes the registration', async ({ newWorld, open }) => {
    const world = await newWorld({ speed: 5 });
    const app = await open(world);
    await listening(app);
    const agent = world.github.runners()[0];
    world.github.deleteRunner(agent?.id ?? 0);
    await expect(app.page.getByText('GitHub no longer knows this runner')).toBeVisible({ timeout: 25_000 });
  });

  test('the listener crashes: GitHub holds on to its old session, then takes the new one', async ({
    newWorld,
    open,
  }) => {
    const world = await newWorld({ speed: 20 });
    const app = await open(world);
    await listening(app);
    const before = world.runners()[0]?.listeners()[0];
    world.runners()[0]?.crashListener();
    await expect
      .poll(() => world.runners()[0]?.listeners()[0] ?? before, { timeout: 25_000 })
      .not.toBe(before);
    await expect(app.page.getByText('GitHub already has a session for this runner')).toBeVisible({
      timeout: 15_000,
    });
    await expect(app.page.getByText('Listening for jobs')).toBeVisible({ timeout: 30_000 });
  });

  test('the network is cut: the runner is offline with its reason, and comes back', async ({
    newWorld,
    open,
  }) => {
    const world = await newWorld({ speed: 20 });
    const app = await open(world);
    await listening(app);
    const mend = world.github.faults.add({ kind: 'reset', path: /^/ });
    await expect(app.page.getByText('Lost the connection to GitHub')).toBeVisible({ timeout: 30_000 });
    expect((await theRunner(app)).state).toMatchObject({ kind: 'offline', reason: 'reconnecting' });
    mend();
    queue(world, [SHORT]);
    await building(app);
    await listening(app);
  });

  test('the machine is under memory pressure', async ({ newWorld, open }) => {
    const world = await newWorld();
    const app = await open(world);
    await world.mac.setPressure(4);
    await expect(app.page.getByText('pressure critical')).toBeVisible({ timeout: 25_000 });
  });
});
