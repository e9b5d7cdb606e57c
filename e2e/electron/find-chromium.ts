/** Which Chromium the pages run in. */
import { existsSync } from 'node:fs';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** `TRACKSIDE_CHROMIUM`, else an installed one, else Playwright's own. Throws with the way on when there is none. */
export async function findChromium(env: Readonly<Record<string, string | undefined>>): Promise<string> {
  const named = env['TRACKSIDE_CHROMIUM'];
  if (named !== undefined && named !== '') return named;
  const installed = PLACES.find((path) => existsSync(path));
  if (installed !== undefined) return installed;
  const { chromium } = await import('playwright');
  const own = chromium.executablePath();
  if (existsSync(own)) return own;
  throw new Error('No Chromium found. One command gets it: npx playwright install chromium');
}
