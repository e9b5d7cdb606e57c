/** Names without end, and text of twice the size: nothing is cut off that one needs. */
import type { Page } from '@playwright/test';
import { aBusyRunner, aRunner, aView, findings, longRunner, longEarlierJobs } from './fixtures.ts';
import { expect, test } from './popover-page.ts';

/** Of the reader's usual size, which is 13 px here. */
const setTextSize = (page: Page, times: number): Promise<void> =>
  page.evaluate((size) => void (document.documentElement.style.fontSize = size), `${13 * times}px`);

/** What one looks for in an earlier job: how it ended, and when. Neither may be cut off or pushed out. */
async function expectAccounts(page: Page, names: readonly string[]): Promise<void> {
  const rows = page.getByRole('region', { name: 'Earlier' }).getByRole('listitem');
  const seen = await rows.evaluateAll((items) =>
    items.map((item) => {
      const card = item.getBoundingClientRect();
      const time = item.querySelector('time');
      const account = item.querySelector('.account');
      const cut = account?.querySelector('.cut');
      if (time === null || account === null || cut === null || cut === undefined) return 'nothing';
      const end = time.getBoundingClientRect().right;
      if (end > card.right) return `time ends ${end - card.right} px outside`;
      const range = document.createRange();
      range.selectNodeContents(cut);
      // An ellipsis comes with the first hundredth of a pixel that is missing.
      const [wanted, given] = [range.getBoundingClientRect().width, cut.getBoundingClientRect().width];
      return given < Math.min(wanted, 120) - 0.01 ? `account cut: ${given} of ${wanted} px` : 'whole';
    }),
  );
  expect(seen).toEqual(names.map(() => 'whole'));
}

test('a long name gives way to how the job ended and when', async ({ popover }) => {
  const { page } = popover;
  await popover.open(aView([aRunner()], { jobs: longEarlierJobs }));
  await expectAccounts(
    page,
    longEarlierJobs.map(({ name }) => name),
  );
  await popover.inspect('long-earlier');
  await setTextSize(page, 2);
  await expectAccounts(
    page,
    longEarlierJobs.map(({ name }) => name),
  );
  await page.getByRole('region', { name: 'Earlier' }).scrollIntoViewIfNeeded();
  await popover.inspect('large-text-long-earlier');
});

test('rows are whole pixels high, and both sides of one stand on one line', async ({ popover }) => {
  const { page } = popover;
  await popover.open(aView([aRunner()]));
  const rows = await page.locator('.earlier .row').evaluateAll((elements) =>
    elements.map((row) => {
      const bottom = (selector: string): number => {
        const range = document.createRange();
        const part = row.querySelector(selector);
        if (part === null) return Number.NaN;
        range.selectNodeContents(part);
        return range.getBoundingClientRect().bottom;
      };
      const { top, height } = row.getBoundingClientRect();
      return { height, top: top % 1, difference: Math.round(bottom('.cut') - bottom('time')) };
    }),
  );
  expect(new Set(rows.map(({ height }) => height % 1))).toEqual(new Set([0]));
  expect(new Set(rows.map((row) => JSON.stringify(row))).size).toBe(1);
});

test('the version gives way to the name and the state', async ({ popover }) => {
  const { page } = popover;
  await popover.open(
    aView([aRunner({ version: '2.337.0-preview.20261101.4+a-very-long-build-number-of-it' })]),
  );
  const widths = await page.locator('.top').evaluate((top) =>
    ['h1', '.state > :first-child', '.version'].map((selector) => {
      const part = top.querySelector(selector);
      return part === null ? 'none' : part.scrollWidth > part.clientWidth ? 'cut' : 'whole';
    }),
  );
  expect(widths).toEqual(['whole', 'whole', 'cut']);
});

test('text of twice the size still fits, and the way out of a sheet is in sight', async ({ popover }) => {
  const { page } = popover;
  await popover.open(aView([aBusyRunner()], { findings }));
  await setTextSize(page, 2);
  await popover.inspect('large-text');
  await page.getByRole('button', { name: 'Stop…' }).click();
  const leave = page.getByRole('dialog').getByRole('button', { name: 'Leave it as it is' });
  await expect(leave).toBeInViewport({ ratio: 1 });
  const inside = await leave.evaluate((button) => {
    const sheet = button.closest('dialog')?.getBoundingClientRect();
    return sheet !== undefined && button.getBoundingClientRect().bottom <= sheet.bottom;
  });
  expect(inside).toBe(true);
  await popover.inspect('large-text-sheet');
});

test('details fit at twice the size', async ({ popover }) => {
  const { page } = popover;
  await popover.open(aView([longRunner]));
  await page.locator('summary').press('Enter');
  await popover.inspect('long-details');
  await setTextSize(page, 2);
  await page.locator('dl').scrollIntoViewIfNeeded();
  await popover.inspect('large-text-details');
});
