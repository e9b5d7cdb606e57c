/** What cannot be known is said to be so. */
import { expect, listening, test, theRunner } from './fixture.ts';

test.describe('says unknown rather than guess', () => {
  test('when the process table cannot be had; nothing is stopped on the strength of that', async ({
    newWorld,
    open,
  }) => {
    const world = await newWorld();
    const app = await open(world);
    await listening(app);
    await world.mac.fault({ kind: 'fail', program: 'ps', status: 1, stderr: 'ps: broken' });
    await expect(app.page.getByText('cannot tell what it is doing')).toBeVisible({ timeout: 15_000 });
    const { id } = await theRunner(app);
    expect(await app.bridge.request('runner.stop', { runnerId: id, when: 'if-idle' })).toMatchObject({
      ok: false,
      code: 'job-unknown',
    });
    expect(world.runners()[0]?.listeners()).toHaveLength(1);
    await world.mac.fault({ kind: 'none', program: 'ps' });
    await listening(app);
  });

  for (const kind of ['hang', 'missing'] as const) {
    test(`when ps ${kind === 'hang' ? 'hangs' : 'is missing'}`, async ({ newWorld, open }) => {
      const world = await newWorld();
      const app = await open(world);
      await listening(app);
      await world.mac.fault({ kind, program: 'ps' });
      await expect(app.page.getByText('cannot tell what it is doing')).toBeVisible({ timeout: 25_000 });
      await world.mac.fault({ kind: 'none', program: 'ps' });
      await listening(app);
    });
  }

  test('when launchctl does not answer, the processes still tell; what launchd says is unknown', async ({
    newWorld,
    open,
  }) => {
    const world = await newWorld();
    await world.mac.fault({ kind: 'missing', program: 'launchctl' });
    const app = await open(world);
    await listening(app);
    expect((await theRunner(app)).witnesses.launchd.kind).toBe('unknown');
    await world.mac.fault({ kind: 'none', program: 'launchctl' });
    await expect
      .poll(async () => (await theRunner(app)).witnesses.launchd.kind, { timeout: 20_000 })
      .toBe('answered');
  });
});
