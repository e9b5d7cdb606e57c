/** The door: what it answers, and to whom. */
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { test } from './fixture.ts';

test.describe('the door', () => {
  test('answers rubbish with bad-request', async ({ shared }) => {
    const page = await shared.page();
    const codes = await page.evaluate(async () => {
      const { trackside } = Object(globalThis);
      const deep: unknown[] = [];
      let inner = deep;
      for (let level = 0; level < 100; level += 1) {
        const next: unknown[] = [];
        inner.push(next);
        inner = next;
      }
      const asked: [unknown, unknown][] = [
        [42, {}],
        ['x'.repeat(65), {}],
        ['runner.look', 'x'.repeat(40_000)],
        ['runner.look', deep],
        ['runner.look', { extra: 1 }],
        ['runner.stop', { runnerId: '../../etc', when: 'if-idle' }],
        ['settings.update', null],
        ['__proto__', {}],
        ['no.such', {}],
      ];
      const given: string[] = [];
      for (const [name, input] of asked) given.push((await trackside.request(name, input)).code);
      return given;
    });
    expect(codes).toEqual([
      ...Array.from({ length: 7 }, () => 'bad-request'),
      'unknown-call',
      'unknown-call',
    ]);
  });

  test('stays shut to a page that is not ours, and to a window that the shell did not make', async ({
    launch,
    bundles,
  }) => {
    const shell = await launch();
    await shell.page();
    const asked = await shell.app.evaluate(
      async ({ BrowserWindow }, preload) => {
        const codes: unknown[] = [];
        for (const address of ['data:text/html,<p>foreign</p>', 'app://trackside/popover/index.html']) {
          const window = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true } });
          await window.loadURL(address);
          codes.push(
            await window.webContents.executeJavaScript(
              'trackside.request("runner.look", {}).then((r) => r.code)',
            ),
          );
        }
        return codes;
      },
      join(bundles, 'preload.cjs'),
    );
    expect(asked).toEqual(['not-allowed', 'not-allowed']);
    expect(
      await shell.app.evaluate(() => practice.requests.filter(({ name }) => name === 'runner.look')),
    ).toEqual([]);
  });
});
