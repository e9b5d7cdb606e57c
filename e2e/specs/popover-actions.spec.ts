/** What one can do from the popover, by mouse and by keyboard, and what is said of it. */
import type { Reply } from '../../shared/contract.ts';
import {
  aBusyRunner,
  aRunner,
  aView,
  drainingRunner,
  runnerId,
  stoppedRunner,
  unknownRunner,
} from './fixtures.ts';
import { expect, test } from './popover-page.ts';

test('in the app, Esc on the main page puts the window away; in a sheet it only closes the sheet', async ({
  popover,
}) => {
  const { page } = popover;
  await popover.open(aView([aRunner()], { app: { ...aView([]).app, host: 'electron' } }));
  await page.evaluate(() => {
    window.close = () => document.body.setAttribute('data-closed', '');
  });
  await page.getByRole('button', { name: 'Stop…' }).click();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(page.locator('body')).not.toHaveAttribute('data-closed');
  await page.keyboard.press('Escape');
  await expect(page.locator('body')).toHaveAttribute('data-closed', '');
});

test.describe('actions', () => {
  test('stopping an idle runner says what it does first', async ({ popover }) => {
    const { page } = popover;
    await popover.open(aView([aRunner()]));
    await page.getByRole('button', { name: 'Stop…' }).click();
    const sheet = page.getByRole('dialog', { name: 'Stop mac-mini-m4?' });
    await expect(sheet).toContainText('disables its service');
    await expect(sheet.getByRole('button', { name: 'Stop', exact: true })).toBeFocused();
    await popover.inspect('sheet-idle');
    await page.keyboard.press('Enter');
    await expect(sheet).toBeHidden();
    expect(await popover.calls()).toEqual([
      { name: 'runner.stop', input: { runnerId: runnerId(1), when: 'if-idle' } },
    ]);
  });

  test('with a job running, the choice that ends it is never the default', async ({ popover }) => {
    const { page } = popover;
    await popover.open(aView([aBusyRunner()]));
    const stop = page.getByRole('button', { name: 'Stop…' });
    await stop.focus();
    await page.keyboard.press('Enter');
    const sheet = page.getByRole('dialog');
    await expect(sheet.getByRole('button', { name: 'After this job' })).toBeFocused();
    await expect(sheet.getByRole('button')).toHaveText([
      /^After this job/,
      /^Cancel the job/,
      'Leave it as it is',
    ]);
    await popover.inspect('sheet');
    await page.keyboard.press('Escape');
    await expect(sheet).toBeHidden();
    await expect(stop).toBeFocused();
    await page.keyboard.press('Enter');
    await sheet.getByRole('button', { name: 'Leave it as it is' }).press('Enter');
    await expect(sheet).toBeHidden();
    await expect(stop).toBeFocused();
    expect(await popover.calls()).toEqual([]);

    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Cancel the job' }).click();
    expect(await popover.calls()).toEqual([
      { name: 'runner.stop', input: { runnerId: runnerId(1), when: 'cancel-job' } },
    ]);
  });

  test('what was asked can be taken back with the next key', async ({ popover }) => {
    const { page } = popover;
    await popover.open(aView([aBusyRunner()]));
    await page.getByRole('button', { name: 'Stop…' }).press('Enter');
    await page.getByRole('dialog').getByRole('button', { name: 'After this job' }).press('Enter');
    await expect(page.getByRole('dialog')).toBeHidden();
    await popover.push([{ slice: 'runners', key: runnerId(1), value: drainingRunner }]);
    await expect(page.getByRole('button', { name: 'Keep running' })).toBeFocused();
  });

  test('a refusal is said in the sheet, with the way on', async ({ popover }) => {
    const { page } = popover;
    const refusal: Reply<never> = {
      ok: false,
      code: 'launchd-refused',
      message: 'launchd refused to start it.',
      hint: 'Log in at the screen and try again.',
    };
    await popover.open(aView([stoppedRunner]), { replies: { 'runner.start': refusal } });
    await page.getByRole('button', { name: 'Start…' }).click();
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await expect(page.getByRole('alert')).toContainText('launchd refused to start it.');
    await expect(page.getByRole('alert')).toContainText('Log in at the screen and try again.');
    await popover.inspect('sheet-error');
  });

  test('an action that is no longer offered cannot be confirmed', async ({ popover }) => {
    const { page } = popover;
    await popover.open(aView([aRunner()]));
    await page.getByRole('button', { name: 'Stop…' }).click();
    await popover.push([{ slice: 'runners', key: runnerId(1), value: unknownRunner }]);
    await expect(page.getByRole('dialog')).toContainText('no longer possible');
    await expect(page.getByRole('dialog').getByRole('button')).toHaveText(['Close']);
  });

  test('where Trackside cannot tell, it looks again when asked', async ({ popover }) => {
    await popover.open(aView([unknownRunner]));
    await popover.page.getByRole('button', { name: 'Look again' }).click();
    expect(await popover.calls()).toEqual([{ name: 'runner.look', input: {} }]);
  });

  test('a stop that waits can be taken back', async ({ popover }) => {
    await popover.open(aView([drainingRunner]));
    await popover.page.getByRole('button', { name: 'Keep running' }).click();
    expect(await popover.calls()).toEqual([{ name: 'runner.keep', input: { runnerId: runnerId(1) } }]);
  });

  test('links go through the engine, which knows where they may lead', async ({ popover }) => {
    await popover.open(aView([aBusyRunner()]), {
      replies: { 'link.open': { ok: false, code: 'link-refused', message: 'That page is not opened.' } },
    });
    await popover.page.getByRole('button', { name: 'Build and test (macOS)' }).click();
    await expect(popover.page.getByRole('alert')).toContainText('That page is not opened.');
    expect((await popover.calls()).map(({ name }) => name)).toEqual(['link.open']);
  });
});

test('in a browser the page opens what the engine allowed; in the app the shell does', async ({
  popover,
}) => {
  const { page } = popover;
  await popover.open(aView([aBusyRunner()]));
  await page.evaluate(() => {
    window.open = (url) => {
      document.body.setAttribute('data-opened', String(url));
      return null;
    };
  });
  const job = page.getByRole('button', { name: 'Build and test (macOS)' });
  await job.click();
  await expect(page.locator('body')).toHaveAttribute('data-opened', /^https:\/\/github\.com\//);
  await popover.push([{ slice: 'app', value: { ...aView([]).app, host: 'electron' } }]);
  await page.evaluate(() => document.body.removeAttribute('data-opened'));
  await job.click();
  await expect.poll(async () => (await popover.calls()).length).toBe(2);
  await expect(page.locator('body')).not.toHaveAttribute('data-opened');
});
