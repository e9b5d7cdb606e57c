/** Whatever happens to the app or the Worker, no job is lost. */
import { LONG, building, expect, listening, queue, queueHeld, stateOf, test } from './fixture.ts';

test.describe('never loses a job', () => {
  for (const how of ['quit', 'crash'] as const) {
    test(`${how} while a job runs: it goes on, and the next start knows it`, async ({ newWorld, open }) => {
      const world = await newWorld();
      const app = await open(world);
      await listening(app);
      const { jobId, release } = queueHeld(world);
      await building(app);
      await expect.poll(() => world.runners()[0]?.workers().length).toBeGreaterThan(0);
      // A child of it that is about to become another program looks like a second one.
      const worker = Math.min(...(world.runners()[0]?.workers() ?? []));
      await app[how]();
      expect(world.runners()[0]?.workers()).toContain(worker);
      const again = await open(world);
      await building(again);
      await release();
      await expect
        .poll(() => world.github.jobs().find((job) => job.id === jobId)?.conclusion, { timeout: 20_000 })
        .toBe('success');
      await listening(again);
    });
  }

  test('a worker that is killed leaves a lost job, not a good one', async ({ newWorld, open }) => {
    const world = await newWorld();
    const app = await open(world);
    await listening(app);
    queue(world, [LONG]);
    await building(app);
    // The console tells of the job a moment before its Worker is there.
    await expect.poll(() => world.runners()[0]?.killWorker()).toBe(true);
    await expect
      .poll(async () => (await stateOf(app)).jobs[0]?.outcome.kind, { timeout: 40_000 })
      .toMatch(/lost|ended/);
    const outcome = (await stateOf(app)).jobs[0]?.outcome;
    expect(outcome?.kind === 'ended' ? outcome.result : 'lost').not.toBe('Succeeded');
  });
});
