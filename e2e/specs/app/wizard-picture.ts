/** The README's picture of the wizard, of the real app: `TRACKSIDE_PICTURES=1` puts it into docs/pictures (with the font Inter installed). */
import { writeFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';

/** As sharp as the popover's. */
const SCALE = 2;

/** Nothing where no picture is asked for. */
export async function takePicture(page: Page): Promise<void> {
  if (process.env['TRACKSIDE_PICTURES'] !== '1') return;
  // Without the line that says that this is the practice world.
  const box = await page.locator('.frame').boundingBox();
  if (box === null) throw new Error('There is no page to take a picture of.');
  const devtools = await page.context().newCDPSession(page);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const { data } = await devtools.send('Page.captureScreenshot', { clip: { ...box, scale: SCALE } });
    await writeFile(`docs/pictures/wizard-${colorScheme}.png`, Buffer.from(data, 'base64'));
  }
}
