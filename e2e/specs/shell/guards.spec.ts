/** What no page may do, whatever it contains. */
import { expect } from '@playwright/test';
import { test } from './fixture.ts';

test.describe('what a page may not do', () => {
  test('go elsewhere, open a window, load from elsewhere, run inline scripts', async ({ launch }) => {
    const shell = await launch();
    const page = await shell.page();
    const address = page.url();
    expect(await page.evaluate(() => document.documentElement.dataset['inline'])).toBeUndefined();

    await page.locator('#away').click();
    await expect.poll(() => shell.journal('navigation-prevented')).toEqual(['https://example.test/']);
    expect(page.url()).toBe(address);

    await page.evaluate(() => void window.open('https://example.test/window'));
    await expect.poll(() => shell.journal('window-open')).toMatchObject([{ action: 'deny' }]);

    await page.evaluate(async () => {
      addEventListener('securitypolicyviolation', ({ effectiveDirective }) => {
        const { dataset } = document.documentElement;
        dataset['refused'] = `${dataset['refused'] ?? ''} ${effectiveDirective}`;
      });
      const image = new Image();
      image.src = 'https://example.test/x.png';
      const frame = document.createElement('iframe');
      frame.src = 'https://example.test/';
      document.body.append(frame);
      await fetch('https://example.test/').catch(() => null);
    });
    await expect(
      page.evaluate(() => document.body.insertAdjacentHTML('beforeend', '<b>x</b>')),
    ).rejects.toThrow('TrustedHTML');
    for (const directive of ['img-src', 'frame-src', 'connect-src', 'require-trusted-types-for']) {
      await expect(page.locator('html')).toHaveAttribute('data-refused', new RegExp(directive));
    }
    expect(await shell.journal('request-refused')).toEqual([]);
  });

  test('be given a permission', async ({ shared }) => {
    expect(
      await shared.app.evaluate(() => {
        const { request, check, device } = standIn.permissions;
        const decisions: unknown[] = [check?.() ?? 'unset', device?.() ?? 'unset'];
        request?.(null, 'camera', (granted) => decisions.push(granted));
        return decisions;
      }),
    ).toEqual([false, false, false]);
  });

  test('read a file outside the pages', async ({ shared }) => {
    const page = await shared.page();
    const statuses = await page.evaluate(() =>
      Promise.all(
        ['/..%2f..%2fmain.ts', '/%2e%2e/%2e%2e/main.ts', '/popover/', '/popover/none.js', '/%ff'].map(
          async (path) => (await fetch(path)).status,
        ),
      ),
    );
    // The second is made `/main.ts` by Chromium itself; that ending is not served.
    expect(statuses).toEqual([400, 404, 404, 404, 400]);
  });
});
