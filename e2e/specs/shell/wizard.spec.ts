/** The wizard's window: how it opens, what it is told, what closing and quitting mean while something is under way. */
import { expect, type Page } from '@playwright/test';
import type { ShellUnderTest } from '../../electron/practice/launch-shell.ts';
import { anOperation, emptyState, withRunners } from '../../electron/practice/states.ts';
import { idle, test } from './fixture.ts';

const operation = anOperation({ kind: 'running' });
const underWay = { ...emptyState({ notifications: 'all' }), operations: [operation] };

/** As the popover's page asks. */
const openWizard = async (shell: ShellUnderTest, wanted: object): Promise<Page> => {
  const page = await shell.page();
  await page.evaluate((input) => Object(globalThis).trackside.request('app.openWizard', input), wanted);
  await expect.poll(() => wizardOf(shell)?.url()).toContain('/wizard/index.html');
  const wizard = wizardOf(shell);
  if (wizard === undefined) throw new Error('No wizard');
  return wizard;
};
const wizardOf = (shell: ShellUnderTest): Page | undefined =>
  shell.app.windows().find((page) => page.url().includes('/wizard/'));

test.describe('the wizard’s window', () => {
  test('is one: asked again it comes to the front, is told by its address, and is not loaded anew', async ({
    launch,
  }) => {
    const shell = await launch({ state: withRunners([idle]) });
    const wizard = await openWizard(shell, { view: 'adopt', runnerId: idle.id });
    expect(new URL(wizard.url()).search).toBe(`?view=adopt&runner=${idle.id}`);
    await expect(wizard.locator('#answer')).toHaveText('subscribed');
    await wizard.evaluate(() => Reflect.set(globalThis, 'stillHere', true));

    await shell.app.evaluate(() => standIn.BrowserWindow.getAllWindows().at(-1)?.minimize());
    await openWizard(shell, { view: 'operation', operationId: operation.id });
    await expect(wizard.locator('#told')).toHaveText(`#view=operation&operation=${operation.id} `);
    expect(await wizard.evaluate(() => Reflect.get(globalThis, 'stillHere'))).toBe(true);
    const seen = await shell.app.evaluate(() => {
      const windows = standIn.BrowserWindow.getAllWindows();
      const last = windows.at(-1);
      return [windows.length, last?.isVisible(), last?.isMinimized(), last?.isFocused()];
    });
    expect(seen).toEqual([2, true, false, true]);
  });

  test('has the size that it was given last, the guards of every window, and hears the engine', async ({
    launch,
  }) => {
    const shell = await launch();
    const wizard = await openWizard(shell, { view: 'set-up' });
    expect((await shell.journal('window-made'))[1]).toMatchObject({
      options: {
        width: 760,
        height: 620,
        useContentSize: true,
        minWidth: 560,
        minHeight: 440,
        title: 'Set up a runner',
        show: false,
        webPreferences: { sandbox: true, contextIsolation: true, nodeIntegration: false, webSecurity: true },
      },
    });
    await expect(wizard.locator('#answer')).toHaveText('subscribed');
    await shell.app.evaluate(() => practice.push({ topic: 'state', rev: 2, changes: [] }));
    await expect(wizard.locator('#pushed')).toHaveText('{"topic":"state","rev":2,"changes":[]}');

    await shell.app.evaluate(() => {
      const window = standIn.BrowserWindow.getAllWindows().at(-1);
      window?.setSize(900, 100);
      window?.close();
    });
    await openWizard(shell, { view: 'set-up' });
    expect((await shell.journal('window-made'))[2]).toMatchObject({ options: { width: 900, height: 440 } });
  });

  test('can be asked for from both menus', async ({ launch }) => {
    const shell = await launch();
    await shell.page();
    const choose = (from: 'icon' | 'app'): Promise<number> =>
      shell.app.evaluate((_electron, menu) => {
        if (menu === 'icon') standIn.trays()[0]?.emit('right-click', {}, standIn.control.trayBounds);
        const items =
          menu === 'icon'
            ? (standIn.trays()[0]?._menu?.items ?? [])
            : (standIn.Menu.getApplicationMenu()?.items[0]?.submenu?.items ?? []);
        const wanted = items.filter(({ label }) => label === 'Set Up a Runner…');
        for (const item of wanted) item.click();
        return wanted.length;
      }, from);
    for (const menu of ['icon', 'app'] as const) {
      expect(await choose(menu)).toBe(1);
      await expect.poll(() => wizardOf(shell)?.url()).toContain('?view=set-up');
    }
    expect(await shell.journal('window-made')).toHaveLength(2);
  });
});

test.describe('while an operation is under way', () => {
  test('closing the window stops nothing, and its end is then told; a click shows it', async ({ launch }) => {
    const shell = await launch({ state: underWay });
    await openWizard(shell, { view: 'operation', operationId: operation.id });
    await shell.app.evaluate(() => standIn.BrowserWindow.getAllWindows().at(-1)?.close());
    const asked = await shell.app.evaluate(() => practice.requests.map(({ name }) => name));
    expect(asked.filter((name) => name.startsWith('operation.'))).toEqual([]);

    const end = { ...underWay, operations: [anOperation({ kind: 'succeeded', at: 1 })] };
    await shell.app.evaluate((_electron, state) => practice.set(state), end);
    expect(await shell.journal('notification')).toEqual([
      { title: 'Set up mini-a for octo/app', body: 'Done.' },
    ]);
    await shell.app.evaluate(() => standIn.lastNotification()?.emit('click', {}));
    await expect.poll(() => wizardOf(shell)?.url()).toContain(`?view=operation&operation=${operation.id}`);
    // In sight, the window tells by itself.
    for (const state of [underWay, end])
      await shell.app.evaluate((_electron, one) => practice.set(one), state);
    expect(await shell.journal('notification')).toHaveLength(1);
  });

  test('quitting asks once, on its window; “Keep running” leaves all as it is, “Quit” ends the app', async ({
    launch,
  }) => {
    const shell = await launch({ state: underWay, control: { messageBox: null } });
    const page = await shell.page();
    await shell.clickTray();
    const quit = (): Promise<void> => shell.app.evaluate(({ app }) => app.quit());
    await page.evaluate(() => Object(globalThis).trackside.request('app.quit', {}));
    await quit();
    expect(await shell.journal('message-box')).toEqual([
      {
        window: 2,
        options: {
          type: 'question',
          message: 'Set-up is under way.',
          detail: 'Set up mini-a for octo/app\n\nQuit now, and Trackside goes on with it at the next start.',
          buttons: ['Quit', 'Keep running'],
          defaultId: 1,
          cancelId: 1,
        },
      },
    ]);
    await expect.poll(() => wizardOf(shell)?.url()).toContain(`?view=operation&operation=${operation.id}`);
    await shell.app.evaluate(() => standIn.answerBox(1));
    expect(await shell.app.evaluate(() => practice.counts.stopped)).toBe(0);
    expect(await shell.journal('window-closed')).toEqual([]);

    const ended = new Promise((resolve) => shell.app.process().once('exit', resolve));
    await quit();
    await shell.app.evaluate(() => standIn.answerBox(0));
    expect(await ended).toBe(0);
  });

  for (const [how, end] of [
    ['a signal', (shell: ShellUnderTest) => void shell.app.process().kill('SIGTERM')],
    [
      'macOS as it shuts down',
      (shell: ShellUnderTest) =>
        shell.app.evaluate(({ powerMonitor, app }) => {
          powerMonitor.emit('shutdown');
          // The answer to this call must still go out.
          setTimeout(() => app.quit());
        }),
    ],
  ] as const) {
    test(`is ended by ${how} without a question`, async ({ launch }) => {
      const shell = await launch({ state: underWay, control: { messageBox: null } });
      await shell.page();
      const ended = new Promise((resolve) => shell.app.process().once('exit', resolve));
      await end(shell);
      expect(await ended).toBe(0);
    });
  }
});
