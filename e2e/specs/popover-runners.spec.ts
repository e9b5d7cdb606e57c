/** One runner and several, what was noticed about them, and what the app has to say. */
import type { Notice } from '../../shared/domain.ts';
import { aRunner, aView, findings, NOW, twelveRunners, unknownRunner } from './fixtures.ts';
import { expect, test } from './popover-page.ts';

test('of several runners the busy ones come first, and one is opened by keyboard', async ({ popover }) => {
  const { page } = popover;
  await popover.open(aView(twelveRunners()));
  const rows = page.getByRole('list', { name: 'Runners' }).locator(':scope > li > button');
  await expect(rows).toHaveCount(12);
  await expect(rows.nth(0)).toContainText('mac-mini-3');
  await expect(rows.nth(0)).toHaveAttribute('aria-expanded', 'true');
  await expect(rows.nth(1)).toContainText('Building · Build and test (macOS)');
  await expect(rows.nth(1).getByText('1 min 34 s')).toHaveAttribute('title', /^Started 24 November/);
  await rows.nth(1).focus();
  await page.keyboard.press('Enter');
  await expect(rows.nth(0)).toHaveAttribute('aria-expanded', 'false');
  await expect(rows.nth(1)).toHaveAttribute('aria-expanded', 'true');
  await expect(page.getByRole('contentinfo')).toContainText('mac-mini-10');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('contentinfo')).toBeHidden();
  await popover.inspect('twelve-closed');
});

test('findings open with their evidence; Esc goes back to where one was', async ({ popover }) => {
  const { page } = popover;
  await popover.open(aView([aRunner()], { findings }));
  const line = page.getByRole('button', { name: '2 things need attention' });
  await expect(line).toHaveCSS('background-color', 'rgb(255, 255, 255)');
  await line.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Back' })).toBeFocused();
  await expect(page.getByRole('heading', { level: 2 }).first()).toHaveText('This Mac goes to sleep');
  await page.getByText('What was seen').first().click();
  await expect(page.getByText('sleep 10 (pmset)')).toBeVisible();
  await popover.inspect('findings-open');
  await page.keyboard.press('Escape');
  await expect(line).toBeFocused();
});

test('what the witnesses said is kept for those who ask; the sentence is for everyone', async ({
  popover,
}) => {
  const { page } = popover;
  await popover.open(aView([unknownRunner]));
  await expect(page.getByText('ps did not answer within 10 s.')).toBeHidden();
  await expect(page.getByText('Since 09:38.')).toHaveAttribute('title', /09:38:00/);
  await page.getByText('What was said').click();
  await expect(page.getByText('ps did not answer within 10 s.')).toBeVisible();
  await popover.inspect('unknown-open');
});

test('a notice that the system can answer leads to its settings', async ({ popover }) => {
  const notice = {
    id: 'icon-hidden',
    kind: 'condition',
    severity: 'warning',
    title: 'macOS hides Trackside’s icon',
    detail: 'Allow it in System Settings, Menu Bar.',
  } as const;
  await popover.open(aView([aRunner()], { notices: [notice] }));
  await expect(popover.page.getByText(notice.title)).toBeVisible();
  await expect(popover.page.getByRole('button', { name: 'Dismiss' })).toBeHidden();
  await popover.inspect('notice');
  await popover.page.getByRole('button', { name: 'Open System Settings' }).click();
  expect(await popover.calls()).toEqual([{ name: 'app.openSettings', input: { pane: 'menu-bar' } }]);
});

test('a notice that is news can be dismissed, and the focus stays in the page', async ({ popover }) => {
  const { page } = popover;
  const notice: Notice = {
    id: 'settings',
    kind: 'news',
    severity: 'warning',
    title: 'Settings were reset',
    detail: 'Their file could not be read.',
  };
  await popover.open(aView([aRunner()], { notices: [notice] }));
  await popover.inspect('notice-news');
  await page.getByRole('button', { name: 'Dismiss: Settings were reset' }).press('Enter');
  expect(await popover.calls()).toEqual([{ name: 'notice.dismiss', input: { id: 'settings' } }]);
  await expect(page.getByRole('main')).toBeFocused();
});

test.describe('details of a runner', () => {
  const seenByGitHub = aRunner({
    witnesses: {
      ...aRunner().witnesses,
      github: {
        kind: 'answered',
        at: NOW,
        answer: { status: 'online', busy: false, labels: [], version: null },
      },
    },
  });

  test('are one quiet line with the labels, and open by keyboard', async ({ popover }) => {
    const { page } = popover;
    await popover.open(aView([seenByGitHub]));
    const summary = page.getByText('Details', { exact: true });
    await expect(page.getByText('self-hosted, macOS, ARM64')).toBeVisible();
    await expect(page.getByText('~/actions-runner')).toBeHidden();
    await page.locator('summary').press('Enter');
    await expect(summary).toBeVisible();
    const facts = page.locator('dl');
    for (const text of [
      'exzosverse/exzosframer-js',
      'online, idle',
      '2.337.0',
      '~/actions-runner',
      'running',
    ]) {
      await expect(facts).toContainText(text);
    }
    await popover.inspect('details');
  });

  test('copy the labels as a workflow wants them', async ({ popover }) => {
    const { page } = popover;
    await popover.open(aView([seenByGitHub]));
    await page.evaluate(() => {
      // At the window, after the page has had its say.
      window.addEventListener('copy', (event) => {
        document.body.dataset['copied'] = event.clipboardData?.getData('text/plain') ?? '';
      });
    });
    await page.locator('summary').press('Enter');
    await page.getByRole('button', { name: 'Copy' }).click();
    await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible();
    await expect(page.locator('body')).toHaveAttribute('data-copied', '[self-hosted, macOS, ARM64]');
  });

  test('stand in the open row where there are several', async ({ popover }) => {
    const { page } = popover;
    await popover.open(aView(twelveRunners()));
    const row = page.getByRole('list', { name: 'Runners' }).locator(':scope > li').first();
    await row.locator('summary').click();
    await expect(row.locator('dl')).toContainText('~/runners/3');
    await popover.inspect('twelve-details');
  });
});
