/**
 * The README's picture: a runner that builds, on a Mac that copes. Each run draws it into test-results;
 * `TRACKSIDE_PICTURES=1` puts it into docs/pictures (with the font Inter installed, where there is no Mac's own).
 */
import { aBusyRunner, aView } from './fixtures.ts';
import { expect, test } from './popover-page.ts';

const folder = process.env['TRACKSIDE_PICTURES'] === '1' ? 'docs/pictures' : 'test-results/pictures';

// Wider than the popover, so that it stands on a page, with its round corners.
test.use({ viewport: { width: 460, height: 680 } });

test('the picture of the README shows everything that the popover has, without scrolling', async ({
  popover,
}) => {
  const { page } = popover;
  await popover.open(aView([aBusyRunner()]));
  await page.evaluate(() => {
    document.body.style.background = 'none';
    const window = document.querySelector<HTMLElement>('.popover');
    if (window === null) throw new Error('no popover');
    window.style.boxShadow = 'none';
    window.style.outline = '0.5px solid #80808066';
    window.style.outlineOffset = '-0.5px';
  });
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const hidden = await page.getByRole('main').evaluate((main) => main.scrollHeight - main.clientHeight);
    expect(hidden).toBeLessThanOrEqual(0);
    await page
      .locator('.popover')
      .screenshot({ path: `${folder}/popover-${colorScheme}.png`, omitBackground: true });
  }
});
