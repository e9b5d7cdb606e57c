/** The menu of a right click, and the application’s own. */
import { expect } from '@playwright/test';
import type { ShellUnderTest } from '../../electron/practice/launch-shell.ts';
import { aJob, withRunners } from '../../electron/practice/states.ts';
import { busy, idle, test } from './fixture.ts';

test.describe('the menu of a right click', () => {
  const openMenu = (shell: ShellUnderTest): Promise<void> =>
    shell.app.evaluate(() => {
      standIn.trays()[0]?.emit('right-click', {}, standIn.control.trayBounds);
    });
  const choose = (shell: ShellUnderTest, label: string): Promise<void> =>
    shell.app.evaluate((_electron, wanted) => {
      const item = standIn.trays()[0]?._menu?.items.find((one) => one.label === wanted);
      if (item === undefined) throw new Error(`No item ${wanted}`);
      item.click();
    }, label);

  test('offers what makes sense now, and never to cancel a job', async ({ launch }) => {
    const done = aJob(idle, { outcome: { kind: 'ended', result: 'Succeeded', endedAt: 60_000 } });
    const shell = await launch({ state: { ...withRunners([idle, busy]), jobs: [done] } });
    await shell.page();
    await openMenu(shell);
    expect((await shell.journal('tray-menu'))[0]).toEqual([
      'Open Trackside',
      '',
      'mini-a: It is idle.',
      'Stop mini-a',
      '',
      'mini-b: It is busy.',
      'Stop mini-b: After this job',
      '',
      'Recent jobs',
      '✓ build · octo/app',
      '',
      'Set Up a Runner…',
      'Settings…',
      'Quit Trackside',
    ]);
    await choose(shell, 'Stop mini-b: After this job');
    await choose(shell, '✓ build · octo/app');
    expect(
      await shell.app.evaluate(() => practice.requests.filter(({ name }) => !name.startsWith('state.'))),
    ).toEqual([
      { name: 'runner.stop', input: { runnerId: busy.id, when: 'after-job' } },
      { name: 'link.open', input: { url: done.url } },
    ]);
    await choose(shell, 'Open Trackside');
    expect(await shell.journal('window-shown')).toHaveLength(1);
  });

  test('opens the settings by the address of the page', async ({ launch }) => {
    const shell = await launch({ state: withRunners([idle]) });
    const page = await shell.page();
    await openMenu(shell);
    await choose(shell, 'Settings…');
    await expect.poll(() => page.evaluate(() => location.hash)).toBe('#settings');
    await expect(page.locator('#answer')).toHaveText('subscribed');

    // The page takes the word off when the person goes back, and can be asked again, without being loaded anew.
    await page.evaluate(() => {
      Reflect.set(globalThis, 'stillHere', true);
      history.replaceState(null, '', location.pathname + location.search);
    });
    await openMenu(shell);
    await choose(shell, 'Settings…');
    await expect.poll(() => page.evaluate(() => location.hash)).toBe('#settings');
    expect(await page.evaluate(() => Reflect.get(globalThis, 'stillHere'))).toBe(true);
  });
});

test('the application menu has copy and paste, which macOS takes from it, and zoom', async ({ shared }) => {
  const roles = await shared.app.evaluate(() =>
    standIn.Menu.getApplicationMenu()?.items.flatMap(({ submenu }) => submenu?.items.map(({ role }) => role)),
  );
  for (const role of ['copy', 'paste', 'selectAll', 'zoomIn', 'zoomOut', 'resetZoom', 'close', 'quit']) {
    expect(roles).toContain(role);
  }
});
