/** What a person opens the popover for. */
import { SHORT, building, expect, listening, queue, test } from './fixture.ts';

test.describe('the main job', () => {
  test('a runner that is up, the job it builds step by step, and how it ended', async ({
    newWorld,
    open,
  }) => {
    const world = await newWorld();
    const app = await open(world);
    await listening(app);
    queue(world, [SHORT, { name: 'Lint', seconds: 1, result: 'Failed' }, { name: 'Deploy', seconds: 1 }]);
    await building(app);
    await expect(app.page.getByText('acme / rocket · main')).toBeVisible();
    await expect(app.page.getByText('#1', { exact: true })).toBeVisible();
    await expect(app.page.getByRole('list', { name: 'Steps' })).toContainText('Build');
    await expect(app.page.getByText('failed at “Lint”')).toBeVisible({ timeout: 15_000 });
    await listening(app);
  });

  test('how the machine copes, in numbers with units', async ({ newWorld, open }) => {
    const app = await open(await newWorld());
    const machine = app.page.getByRole('region', { name: 'This Mac' });
    await expect(machine).toContainText(/CPU\s*\d+\s*%/);
    await expect(machine).toContainText(/Memory\s*[\d.]+\s*of \d+ GB/);
    await expect(machine).toContainText(/Disk free\s*[\d.]+\s*(GB|TB)/);
    await expect(machine).toContainText('pressure normal');
  });

  test('a job that ran before the app started is known, with its failed step', async ({ newWorld, open }) => {
    const world = await newWorld();
    queue(world, [SHORT, { name: 'Lint', seconds: 1, result: 'Failed' }]);
    await expect.poll(() => world.github.jobs()[0]?.phase, { timeout: 20_000 }).toBe('completed');
    const app = await open(world);
    await expect(app.page.getByText('failed at “Lint”')).toBeVisible();
  });
});
