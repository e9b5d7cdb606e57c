/** The settings and the folders: a page of their own. */
import type { ViewState } from '../../shared/contract.ts';
import { aRunner, aView, runnerId, someSettings } from './fixtures.ts';
import { expect, test } from './popover-page.ts';

const inTheApp: ViewState['app'] = { ...aView([]).app, host: 'electron' };

test.describe('settings', () => {
  test('take effect at once', async ({ popover }) => {
    const { page } = popover;
    await popover.open(
      aView([aRunner({ named: true })], {
        app: inTheApp,
        settings: { ...someSettings, folders: ['/Users/mona/actions-runner'] },
      }),
    );
    await page.getByRole('button', { name: 'Settings' }).click();
    await popover.inspect('settings');
    await page.emulateMedia({ colorScheme: 'light' });
    await page.getByRole('radio', { name: 'Dark' }).check({ force: true });
    await expect(page.locator('html')).toHaveAttribute('data-appearance', 'dark');
    await expect(page.locator('.popover')).toHaveCSS('background-color', 'rgb(38, 38, 40)');
    await page.getByRole('switch', { name: 'Start at login' }).press('Space');
    await expect(page.getByRole('switch', { name: 'Start at login' })).not.toBeChecked();
    await page.getByRole('radio', { name: 'Failures only' }).press('ArrowRight');
    await expect(page.getByRole('radio', { name: 'All' })).toBeChecked();
    await page.getByRole('button', { name: 'Remove ~/actions-runner' }).click();
    expect(await popover.calls()).toEqual([
      { name: 'settings.update', input: { appearance: 'dark' } },
      { name: 'settings.update', input: { startAtLogin: false } },
      { name: 'settings.update', input: { notifications: 'all' } },
      { name: 'runner.forget', input: { runnerId: runnerId(1) } },
    ]);
  });

  test('are where the address asks for them, as often as it asks', async ({ popover }) => {
    const { page } = popover;
    const heading = page.getByRole('heading', { name: 'Settings' });
    await popover.open(aView([aRunner()]), { hash: '#settings' });
    for (const _time of ['first', 'second']) {
      await expect(heading).toBeVisible();
      await page.getByRole('button', { name: 'Back' }).click();
      await expect(heading).toBeHidden();
      // Nobody pressed it: the tray's menu asked. Yet the focus has to be somewhere.
      await expect(page.getByRole('button', { name: 'Settings' })).toBeFocused();
      await page.evaluate(() => location.assign('#settings'));
    }
    await expect(heading).toBeVisible();
  });

  test('a client id for GitHub’s device flow: a bad one is refused in words, none is none', async ({
    popover,
  }) => {
    const { page } = popover;
    await popover.open(aView([aRunner()], { app: inTheApp }), { hash: '#settings' });
    await page.locator('summary', { hasText: 'Advanced' }).press('Enter');
    const field = page.getByLabel('Client id of a GitHub OAuth App');
    const save = page.getByRole('button', { name: 'Save' });
    await expect(page.getByText('typing a short code at GitHub')).toBeVisible();
    await expect(save).toBeDisabled();
    await field.fill('not one!');
    await field.press('Enter');
    await expect(page.getByRole('alert')).toContainText('This is no client id');
    await field.scrollIntoViewIfNeeded();
    await popover.inspect('settings-advanced');
    await field.fill(' Iv23liABCDEFGHIJKLMN ');
    await field.press('Enter');
    await expect(page.getByRole('alert')).toBeHidden();
    await expect(field).toHaveValue('Iv23liABCDEFGHIJKLMN');
    await expect(save).toBeDisabled();
    await field.fill('');
    await save.click();
    await expect(save).toBeDisabled();
    expect(await popover.calls()).toEqual([
      { name: 'settings.update', input: { deviceClientId: 'Iv23liABCDEFGHIJKLMN' } },
      { name: 'settings.update', input: { deviceClientId: null } },
    ]);
  });

  test('what cannot be set is said in place', async ({ popover }) => {
    const { page } = popover;
    await popover.open(aView([aRunner()], { app: inTheApp }), {
      replies: {
        'settings.update': {
          ok: false,
          code: 'not-supported-here',
          message: 'Only the app can start at login.',
        },
      },
    });
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByRole('switch', { name: 'Start at login' }).click();
    await expect(page.getByRole('alert')).toContainText('Only the app can start at login.');
    await expect(page.getByRole('switch', { name: 'Start at login' })).toBeChecked();
  });

  test('in a browser, only those that do something there', async ({ popover }) => {
    const { page } = popover;
    await popover.open(aView([aRunner()]));
    await page.getByRole('button', { name: 'Settings' }).click();
    await expect(page.getByRole('switch')).toHaveCount(1);
    await expect(page.getByText('Only in the app: notifications')).toBeVisible();
    await popover.inspect('settings-browser');
  });
});

test.describe('a folder', () => {
  test('is chosen with the system’s chooser', async ({ popover }) => {
    const { page } = popover;
    await popover.open(aView([]), {
      replies: { 'folder.choose': { ok: true, value: { directory: '/Users/mona/runner' } } },
    });
    await page.getByRole('button', { name: 'Add a folder…' }).click();
    await expect
      .poll(() => popover.calls())
      .toEqual([
        { name: 'folder.choose', input: {} },
        { name: 'runner.add', input: { directory: '/Users/mona/runner' } },
      ]);
  });

  test('is typed where there is no chooser, and a wrong one is explained', async ({ popover }) => {
    const { page } = popover;
    await popover.open(aView([]), {
      replies: {
        'folder.choose': { ok: false, code: 'not-supported-here', message: 'No chooser here.' },
        'runner.add': {
          ok: false,
          code: 'not-a-runner',
          message: 'That folder holds no configured runner.',
          hint: 'It should contain a file named .runner.',
        },
      },
    });
    await page.getByRole('button', { name: 'Add a folder…' }).click();
    await page.getByLabel('Path of the runner’s folder').fill('/tmp');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('alert')).toContainText('That folder holds no configured runner.');
    await popover.inspect('empty-error');
  });
});
