/** Start, stop and restart, with and without a job. */
import { LONG, building, expect, listening, queue, queueHeld, stateOf, test, theRunner } from './fixture.ts';

test.describe('stop and start', () => {
  test('an idle runner stops, stays stopped, and starts again', async ({ newWorld, open }) => {
    const world = await newWorld();
    const app = await open(world);
    await listening(app);
    await app.page.getByRole('button', { name: /^Stop/ }).click();
    await app.page.getByRole('dialog').getByRole('button', { name: 'Stop' }).click();
    await expect(app.page.getByText('it takes no jobs until you start it')).toBeVisible({ timeout: 20_000 });
    expect(world.runners()[0]?.listeners()).toEqual([]);
    const disabled = await world.mac.run('launchctl', 'print-disabled', `gui/${world.mac.uid}`);
    expect(disabled.stdout).toContain(`"${world.runners()[0]?.label}" => disabled`);
    await app.page.getByRole('button', { name: /^Start/ }).click();
    await app.page.getByRole('dialog').getByRole('button', { name: 'Start' }).click();
    await listening(app);
    expect(world.runners()[0]?.listeners()).toHaveLength(1);
  });

  test('while a job runs asks; “after this job” lets it end first', async ({ newWorld, open }) => {
    const world = await newWorld();
    const app = await open(world);
    await listening(app);
    const { jobId, release } = queueHeld(world);
    await building(app);
    await app.page.getByRole('button', { name: /^Stop/ }).click();
    await app.page.getByRole('dialog').getByRole('button', { name: 'After this job' }).click();
    await expect(app.page.getByText('Stopping after this job')).toBeVisible();
    expect((await theRunner(app)).state.kind).toBe('draining');
    await release();
    await expect(app.page.getByText('it takes no jobs until you start it')).toBeVisible({ timeout: 25_000 });
    expect(world.github.jobs().find((job) => job.id === jobId)?.conclusion).toBe('success');
  });

  test('“keep running” takes a waiting stop back', async ({ newWorld, open }) => {
    const world = await newWorld();
    const app = await open(world);
    await listening(app);
    const { release } = queueHeld(world);
    await building(app);
    await app.page.getByRole('button', { name: /^Stop/ }).click();
    await app.page.getByRole('dialog').getByRole('button', { name: 'After this job' }).click();
    await app.page.getByRole('button', { name: 'Keep running' }).click();
    await release();
    await expect.poll(() => world.github.jobs()[0]?.phase, { timeout: 20_000 }).toBe('completed');
    await listening(app);
    expect(world.runners()[0]?.listeners()).toHaveLength(1);
  });

  test('“cancel the job” ends it the runner’s own way, then the runner', async ({ newWorld, open }) => {
    const world = await newWorld();
    const app = await open(world);
    await listening(app);
    queue(world, [LONG]);
    await building(app);
    await app.page.getByRole('button', { name: /^Stop/ }).click();
    await app.page.getByRole('dialog').getByRole('button', { name: 'Cancel the job and stop' }).click();
    await expect(app.page.getByText('it takes no jobs until you start it')).toBeVisible({ timeout: 25_000 });
    expect((await stateOf(app)).jobs[0]?.outcome).toMatchObject({ kind: 'ended', result: 'Canceled' });
    expect(world.runners()[0]?.workers()).toEqual([]);
  });

  test('a restart of an idle runner brings it back', async ({ newWorld, open }) => {
    const world = await newWorld();
    const app = await open(world);
    await listening(app);
    const before = world.runners()[0]?.listeners()[0];
    await app.page.getByRole('button', { name: /^Restart/ }).click();
    await app.page.getByRole('dialog').getByRole('button', { name: 'Restart' }).click();
    await expect
      .poll(() => world.runners()[0]?.listeners()[0] ?? before, { timeout: 20_000 })
      .not.toBe(before);
    await listening(app);
  });
});
