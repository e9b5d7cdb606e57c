/** The icon in the menu bar: its shape, its sentence, its time. */
import { expect } from '@playwright/test';
import { aJob, withRunners } from '../../electron/practice/states.ts';
import { busy, idle, test } from './fixture.ts';

test.describe('the icon', () => {
  test('is a template image in both sizes, with the state in a sentence', async ({ launch }) => {
    const shell = await launch({ state: withRunners([idle]) });
    await shell.page();
    expect(await shell.journal('tray-made')).toEqual([
      {
        name: 'idleTemplate.png',
        empty: false,
        template: true,
        size: { width: 16, height: 16 },
        scales: [1, 2],
      },
    ]);
    expect(await shell.journal('tray-tooltip')).toEqual(['It is idle.']);
  });

  test('changes only when what it shows changes, and counts the time of a running job', async ({
    launch,
  }) => {
    const shell = await launch({ state: withRunners([idle]) });
    await shell.page();
    const working = { ...busy, job: aJob(busy, { startedAt: Date.now() - 61_000 }) };
    await shell.app.evaluate(
      (_electron, state) => {
        practice.set(state);
        practice.set(structuredClone(state));
      },
      withRunners([working]),
    );
    expect(await shell.journal('tray-image')).toMatchObject([{ name: 'busyTemplate.png' }]);
    expect(await shell.journal('tray-tooltip')).toEqual(['It is idle.', 'It is busy.']);
    await expect.poll(async () => (await shell.journal('tray-title')).length).toBeGreaterThan(1);
    const titles = await shell.journal('tray-title');
    expect(titles[0]).toEqual({ title: expect.stringMatching(/^1:0\d$/), fontType: 'monospacedDigit' });

    await shell.app.evaluate((_electron, state) => practice.set(state), withRunners([idle]));
    expect((await shell.journal('tray-title')).at(-1)).toEqual({ title: '', fontType: 'monospacedDigit' });
  });

  test('shows no time when the person does not want it', async ({ launch }) => {
    const working = { ...busy, job: aJob(busy, { startedAt: Date.now() }) };
    const shell = await launch({ state: withRunners([working], { timeInMenuBar: false }) });
    await shell.page();
    expect(await shell.journal('tray-title')).toEqual([]);
  });
});
