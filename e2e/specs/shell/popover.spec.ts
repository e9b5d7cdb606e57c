/** The popover: how it opens and closes, what it is, what its page hears. */
import { expect } from '@playwright/test';
import { withRunners } from '../../electron/practice/states.ts';
import { idle, test } from './fixture.ts';

test.describe('the popover', () => {
  test('opens under the icon by a click, hides on blur, and the same click does not reopen it', async ({
    launch,
  }) => {
    const shell = await launch({ state: withRunners([idle]) });
    const page = await shell.page();
    await shell.clickTray();
    expect(await shell.journal('window-shown')).toEqual([{ id: 1, position: [822, 25] }]);

    // The mouse goes down on the icon: the popover loses the focus; the click arrives when the button is let go.
    await shell.app.evaluate(() => {
      standIn.trays()[0]?.emit('mouse-down', {}, { x: 0, y: 0 });
      standIn.BrowserWindow.getAllWindows()[0]?.blur();
    });
    await expect.poll(() => page.evaluate(() => document.visibilityState)).toBe('hidden');
    await shell.app.evaluate(() => {
      standIn.trays()[0]?.emit('click', {}, standIn.control.trayBounds, { x: 0, y: 0 });
    });
    expect(await shell.journal('window-hidden')).toEqual([{ id: 1 }]);
    expect(await shell.journal('window-shown')).toHaveLength(1);
    expect(await shell.journal('window-made')).toHaveLength(1);
  });

  test('made ahead of its first opening, it is not measured for; it is told when it is shown and hidden', async ({
    launch,
  }) => {
    const shell = await launch();
    const page = await shell.page();
    const asked = (): Promise<readonly string[]> =>
      shell.app.evaluate(() => practice.requests.map(({ name }) => name));
    const pushed = page.locator('#pushed');
    // What Electron's page believes before its window was ever shown.
    expect(await page.evaluate(() => document.visibilityState)).toBe('visible');
    await expect(pushed).toHaveText('{"topic":"window","window":"hidden"}');
    expect(await asked()).toEqual(['state.subscribe', 'state.unsubscribe']);

    await shell.clickTray();
    await expect(pushed).toHaveText('{"topic":"window","window":"shown"}');
    await page.evaluate(() => Object(globalThis).trackside.request('state.subscribe', {}));
    expect((await asked()).slice(2)).toEqual(['state.subscribe']);

    await shell.clickTray();
    await expect(pushed).toHaveText('{"topic":"window","window":"hidden"}');
    expect((await asked()).slice(3)).toEqual(['state.unsubscribe']);
  });

  test('has its text made twice as large by the keyboard', async ({ launch }) => {
    const shell = await launch();
    const page = await shell.page();
    await shell.clickTray();
    const press = (key: string): Promise<number> =>
      shell.app.evaluate((_electron, pressed) => {
        let taken = 0;
        const event = { preventDefault: () => (taken += 1) };
        const input = { type: 'keyDown', key: pressed, meta: true, control: false, alt: false };
        for (let times = 0; times < 8; times += 1) {
          standIn.BrowserWindow.getAllWindows()[0]?.webContents.emit('before-input-event', event, input);
        }
        return taken;
      }, key);
    expect(await press('=')).toBe(8);
    await expect.poll(() => page.evaluate(() => innerWidth)).toBeLessThanOrEqual(190);
    expect(await press('0')).toBe(8);
    await expect.poll(() => page.evaluate(() => innerWidth)).toBe(380);
    expect(await press('c')).toBe(0);
  });

  test('is put away by its own page (Esc) and kept', async ({ launch }) => {
    const shell = await launch();
    const page = await shell.page();
    await shell.clickTray();
    await page.evaluate(() => window.close());
    await expect.poll(() => shell.journal('window-hidden')).toEqual([{ id: 1 }]);
    expect(await shell.journal('window-closed')).toEqual([]);
  });

  test('is a panel of 380 by 600 with every guard on, and nobody sees more of it than two functions', async ({
    shared,
  }) => {
    const page = await shared.page();
    expect(await shared.journal('window-made')).toMatchObject([
      {
        options: {
          width: 380,
          height: 600,
          type: 'panel',
          frame: false,
          resizable: false,
          show: false,
          vibrancy: 'popover',
          visualEffectState: 'active',
          webPreferences: {
            sandbox: true,
            contextIsolation: true,
            nodeIntegration: false,
            webSecurity: true,
            webviewTag: false,
          },
        },
      },
    ]);
    expect(
      await page.evaluate(() => {
        const { trackside, require, process } = Object(globalThis);
        return [
          Object.keys(trackside).toSorted(),
          Object.isFrozen(trackside),
          typeof require,
          typeof process,
        ];
      }),
    ).toEqual([['onPush', 'request'], true, 'undefined', 'undefined']);
  });

  test('hears what the engine pushes', async ({ launch }) => {
    const shell = await launch();
    const page = await shell.page();
    await shell.app.evaluate(() => practice.push({ topic: 'state', rev: 2, changes: [] }));
    await expect(page.locator('#pushed')).toHaveText('{"topic":"state","rev":2,"changes":[]}');
  });

  test('has its connection closed when its page dies', async ({ launch }) => {
    const shell = await launch();
    await shell.page();
    const before = await shell.app.evaluate(() => practice.counts.closed);
    await shell.app.evaluate(() => standIn.BrowserWindow.getAllWindows()[0]?.destroy());
    expect(await shell.app.evaluate(() => practice.counts.closed)).toBe(before + 1);
    await shell.clickTray();
    expect(await shell.journal('window-made')).toHaveLength(2);
  });
});
