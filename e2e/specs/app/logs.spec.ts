/** The logs, followed and pulled. */
import { appendFile, rm, truncate, writeFile } from 'node:fs/promises';
import { expect, listening, stateOf, test, theRunner } from './fixture.ts';

test.describe('logs', () => {
  test('deleted, truncated or flooded while they are read: the engine goes on', async ({
    newWorld,
    open,
  }) => {
    const world = await newWorld();
    const app = await open(world);
    await listening(app);
    const log = world.runners()[0]?.consoleLog ?? '';
    await truncate(log, 0);
    const stamp = new Date().toISOString().slice(0, 19).replace('T', ' ');
    const lines = Array.from(
      { length: 10_000 },
      (_, index) =>
        `${stamp}Z: Running job: job ${index}\n${stamp}Z: Job job ${index} completed with result: Succeeded\n`,
    );
    await appendFile(log, lines.join(''));
    await expect(app.page.getByText('job 9999')).toBeVisible({ timeout: 15_000 });
    expect((await stateOf(app)).jobs.length).toBeLessThanOrEqual(20);
    await rm(log);
    await writeFile(log, `${stamp}Z: Running job: after all\n`);
    await expect(app.page.getByRole('heading', { name: 'after all' })).toBeVisible({ timeout: 15_000 });
  });

  test('are pulled in pieces, masked, from the end', async ({ newWorld, open }) => {
    const world = await newWorld();
    const log = world.runners()[0]?.consoleLog ?? '';
    await appendFile(log, `a token: ghp_${'x'.repeat(36)} in the log\nlast line\n`);
    const app = await open(world);
    const { id: runnerId } = await theRunner(app);
    const opened = await app.bridge.request('log.open', { runnerId, source: 'console' });
    expect(opened.ok).toBe(true);
    const id = opened.ok ? (opened.value as { id: string }).id : '';
    const piece = await app.bridge.request('log.read', { id, maxBytes: 4096, direction: 'backward' });
    const text = piece.ok ? (piece.value as { text: string }).text : '';
    expect(text).toContain('last line');
    expect(text).not.toContain('xxxxxxxx');
    expect(await app.bridge.request('log.close', { id })).toEqual({ ok: true, value: null });
  });
});
