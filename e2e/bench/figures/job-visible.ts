/** job-visible-p95: from `Running job:` written in the console log to the job's name painted in the popover. */
import { appendFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { bundle } from '../../../build/bundle.ts';
import { launchApp } from '../../driver/app.ts';
import { startWorld } from '../../world/world.ts';
import { atMost, type Figure, type Measurement, percentile } from '../figure.ts';

const ROUNDS = 60;
/** A word that never comes is a failure, not a long wait. */
const LIMIT_MS = 10_000;

const stamp = (): string => new Date().toISOString().slice(0, 19).replace('T', ' ');

/** Resolves with the time (ms since 1970) at which the frame with the text has been painted. */
async function painted(page: Page, text: string): Promise<{ readonly seen: Promise<number> }> {
  // The page watches before the line is written; the handle keeps both apart.
  const handle = await page.evaluateHandle(
    ({ wanted, limit }) => {
      const seen = new Promise<number>((resolve, reject) => {
        const timer = setTimeout(() => {
          observer.disconnect();
          reject(new Error(`“${wanted}” was not shown within ${String(limit)} ms.`));
        }, limit);
        const check = (): void => {
          if (!document.body.innerText.toLowerCase().includes(wanted.toLowerCase())) return;
          clearTimeout(timer);
          observer.disconnect();
          // The first callback comes before the painting of its frame, the second after it.
          requestAnimationFrame(() =>
            requestAnimationFrame(() => resolve(performance.timeOrigin + performance.now())),
          );
        };
        const observer = new MutationObserver(check);
        observer.observe(document.body, { subtree: true, childList: true, characterData: true });
        check();
      });
      return { seen };
    },
    { wanted: text, limit: LIMIT_MS },
  );
  const seen = async (): Promise<number> => {
    const at = await handle.evaluate((one) => one.seen);
    await handle.dispose();
    return at;
  };
  return { seen: seen() };
}

async function run(): Promise<readonly Figure[]> {
  await bundle();
  const world = await startWorld({ runners: [{ name: 'mini' }] });
  const app = await launchApp('web', world.environment);
  const log = world.runners()[0]?.consoleLog ?? '';
  const times: number[] = [];
  try {
    await app.page.getByText('Listening for jobs').waitFor();
    for (let round = 0; round < ROUNDS; round += 1) {
      const name = `Measured ${round}`;
      const { seen } = await painted(app.page, name);
      const written = performance.timeOrigin + performance.now();
      await appendFile(log, `${stamp()}Z: Running job: ${name}\n`);
      times.push((await seen) - written);
      const { seen: ended } = await painted(app.page, 'Listening for jobs');
      await appendFile(log, `${stamp()}Z: Job ${name} completed with result: Succeeded\n`);
      await ended;
    }
  } finally {
    await app.quit();
    await world.close();
  }
  process.stderr.write(`  median ${percentile(times, 0.5).toFixed(0)} ms of ${ROUNDS}\n`);
  return [atMost('job-visible-p95', percentile(times, 0.95), 'ms', 150)];
}

export const jobVisible: Measurement = { names: ['job-visible-p95'], run };
