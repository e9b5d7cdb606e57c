/** Which Chromium the pages run in: `TRACKSIDE_CHROMIUM`, else what the project finds. */

/** Gives an absolute path; throws with the way on when there is none. */
export async function findChromium(env: Readonly<Record<string, string | undefined>>): Promise<string> {
  const named = env['TRACKSIDE_CHROMIUM'];
  if (named !== undefined && named !== '') return named;
  // Only when nobody said: it brings Playwright with it, which costs the start a third of a second.
  const { findChromium: search } = await import('../../build/chromium.ts');
  const found = search();
  if (found === null)
    throw new Error('No Chromium found. One command gets it: npx playwright install chromium');
  return found;
}
