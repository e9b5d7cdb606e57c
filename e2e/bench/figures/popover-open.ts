/** popover-open-p95: click on the icon → painted with current data, warm. On the stand-in for Electron. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron } from '@playwright/test';
import { bundle } from '../../../build/bundle.ts';
import { ROOT } from '../../../build/paths.ts';
import { STAND_IN } from '../../driver/app.ts';
import { startWorld } from '../../world/world.ts';
import { atMost, type Figure, type Measurement, percentile } from '../figure.ts';

const ROUNDS = 40;
const WARM_UP = 3;

async function run(): Promise<readonly Figure[]> {
  await bundle();
  const userData = await mkdtemp(join(tmpdir(), 'trackside-bench-'));
  const world = await startWorld({ runners: [{ name: 'mini' }] });
  const app = await _electron.launch({
    // Also where the real Electron is: a test cannot click the real menu bar.
    executablePath: STAND_IN,
    args: [ROOT, `--user-data-dir=${userData}`],
    env: { ...(process.env as Record<string, string>), ...world.environment, TMPDIR: userData },
  });
  const click = (): Promise<number> =>
    app.evaluate(() => {
      const at = performance.timeOrigin + performance.now();
      const stand = globalThis as unknown as {
        standIn: { trays(): { emit(...args: unknown[]): void }[]; control: { trayBounds: unknown } };
      };
      stand.standIn.trays()[0]?.emit('click', {}, stand.standIn.control.trayBounds, { x: 0, y: 0 });
      return at;
    });
  const hidden = async (): Promise<void> => {
    const isShown = (): Promise<boolean> =>
      app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().some((window) => window.isVisible()));
    while (await isShown()) await new Promise((resolve) => setTimeout(resolve, 20));
  };
  const times: number[] = [];
  try {
    const page = app.windows()[0] ?? (await app.firstWindow());
    await page.getByText('mini').first().waitFor({ state: 'attached' });
    for (let round = 0; round < ROUNDS + WARM_UP; round += 1) {
      const shown = await page.evaluateHandle(() => {
        const rev = (): number =>
          Number(document.querySelector<HTMLElement>('.popover')?.dataset['rev'] ?? 0);
        // Hidden, it is told nothing. Current is what the engine had at the click: a snapshot with a later rev.
        const before = rev();
        const painted = new Promise<number>((resolve) => {
          const waitForState = (): void => {
            if (rev() > before)
              requestAnimationFrame(() =>
                requestAnimationFrame(() => resolve(performance.timeOrigin + performance.now())),
              );
            else requestAnimationFrame(waitForState);
          };
          waitForState();
        });
        return { painted };
      });
      const clicked = await click();
      const at = await shown.evaluate(({ painted }) => painted);
      if (round >= WARM_UP) times.push(at - clicked);
      await shown.dispose();
      await page.waitForTimeout(250);
      await click();
      await hidden();
      await page.waitForTimeout(250);
    }
  } finally {
    await app.close();
    await world.close();
    await rm(userData, { recursive: true, force: true });
  }
  process.stderr.write(`  median ${percentile(times, 0.5).toFixed(0)} ms of ${ROUNDS}\n`);
  return [atMost('popover-open-p95', percentile(times, 0.95), 'ms', 100)];
}

export const popoverOpen: Measurement = { names: ['popover-open-p95'], run };
