/** The whole app on the practice world: real processes, real logs, real HTTP, a real browser engine; both launchers. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, test as base, expect } from '@playwright/test';
import type { Runner } from '../../../shared/domain.ts';
import type { Snapshot } from '../../../shared/contract.ts';
import { type App, launchApp, type Launcher, openBrowser } from '../../driver/app.ts';
import { startWorld, type World, type WorldOptions } from '../../world/world.ts';

interface Given {
  /** A world with what the test asks for; ends with the test. */
  readonly newWorld: (options?: WorldOptions) => Promise<World>;
  /** The app on that world; quits with the test. */
  readonly open: (world: World) => Promise<App>;
}

interface GivenOnce {
  readonly launcher: Launcher;
  /** One for all apps of a worker; null where the app brings its own. */
  readonly viewer: Browser | null;
}

export const test = base.extend<Given, GivenOnce>({
  launcher: ['web', { option: true, scope: 'worker' }],
  viewer: [
    async ({ launcher }, use) => {
      const browser = launcher === 'web' ? await openBrowser() : null;
      await use(browser);
      await browser?.close();
    },
    { scope: 'worker' },
  ],
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the names from the pattern
  newWorld: async ({}, use) => {
    const worlds: World[] = [];
    await use(async (options) => {
      const world = await startWorld({ runners: [{ name: 'mac-mini-m4' }], ...options });
      worlds.push(world);
      return world;
    });
    for (const world of worlds) await world.close();
  },
  open: async ({ launcher, viewer }, use) => {
    const apps: App[] = [];
    await use(async (world) => {
      const app = await launchApp(launcher, world.environment, viewer);
      apps.push(app);
      return app;
    });
    for (const app of apps) await app.quit();
  },
});

export const LONG = { name: 'Build', seconds: 120 };
export const SHORT = { name: 'Build', seconds: 1 };
export const queue = (
  world: World,
  steps: readonly { name: string; seconds: number; result?: 'Failed' }[],
  job = 'Build and test',
) =>
  world.github.queueJob({
    repository: 'acme/rocket',
    workflow: 'CI',
    job,
    branch: 'main',
    steps: [...steps],
  });

/** Queues a job that goes on until the test lets it end, however long that takes. */
export function queueHeld(world: World): { readonly jobId: number; readonly release: () => Promise<void> } {
  const gate = join(world.home, `gate-${world.github.jobs().length}`);
  const { jobId } = world.github.queueJob({
    repository: 'acme/rocket',
    workflow: 'CI',
    job: 'Build and test',
    branch: 'main',
    steps: [{ name: 'Build', run: `until [ -e '${gate}' ]; do sleep 0.1; done` }],
  });
  return { jobId, release: () => writeFile(gate, '') };
}

export async function stateOf(app: App): Promise<Snapshot['state']> {
  const reply = await app.bridge.request('state.subscribe', {});
  if (!reply.ok) throw new Error(reply.message);
  return (reply.value as Snapshot).state;
}
export async function theRunner(app: App): Promise<Runner> {
  const [runner] = Object.values((await stateOf(app)).runners);
  if (runner === undefined) throw new Error('There is no runner.');
  return runner;
}
export const listening = (app: App) =>
  expect(app.page.getByText('Listening for jobs')).toBeVisible({ timeout: 15_000 });
export const building = (app: App) =>
  expect(app.page.getByRole('heading', { name: 'Build and test' })).toBeVisible({ timeout: 15_000 });

export { expect };
