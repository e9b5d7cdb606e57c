/** idle-8-*, open-8-cpu: what the engine uses with eight idle runners, without a view and with the popover open. */
import { bundle } from '../../../build/bundle.ts';
import { inRoot } from '../../../build/paths.ts';
import { openBrowser } from '../../driver/app.ts';
import { startWorld } from '../../world/world.ts';
import type { Used } from '../engine-process.ts';
import { atMost, type Figure, type Measurement } from '../figure.ts';
import { type Measured, startMeasured } from '../measured-process.ts';

const RUNNERS = 8;
const WINDOW_MS = 60_000;
/** Start-up, first looks and just-in-time compilation are not the idle state. */
const SETTLE_MS = 20_000;

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

async function used(engine: Measured): Promise<Used> {
  engine.say('used');
  return await engine.next<Used>();
}

interface Share {
  readonly cpuPercent: number;
  readonly spawnsPerMinute: number;
  readonly rssMb: number;
}

async function over(engine: Measured): Promise<Share> {
  const before = await used(engine);
  if (before.idle !== RUNNERS) throw new Error(`${before.idle} of ${RUNNERS} runners are idle.`);
  await pause(WINDOW_MS);
  const after = await used(engine);
  const elapsed = after.at - before.at;
  return {
    cpuPercent: ((after.cpuMs - before.cpuMs) / elapsed) * 100,
    spawnsPerMinute: ((after.spawns - before.spawns) / elapsed) * 60_000,
    rssMb: after.rssBytes / 1e6,
  };
}

async function run(): Promise<readonly Figure[]> {
  await bundle();
  const names = Array.from({ length: RUNNERS }, (_, index) => `mini-${index + 1}`);
  const world = await startWorld({ runners: names.map((name) => ({ name })) });
  const engine = await startMeasured('engine-process.ts', [], {
    ...world.environment,
    TRACKSIDE_PAGES: inRoot('out', 'renderer'),
  });
  const browser = await openBrowser();
  try {
    const { address } = await engine.next<{ address: string }>();
    await pause(SETTLE_MS);
    const closed = await over(engine);
    const page = await browser.newPage({ viewport: { width: 380, height: 600 } });
    await page.goto(address);
    await page
      .getByText(names[0] ?? '')
      .first()
      .waitFor();
    await pause(SETTLE_MS);
    const open = await over(engine);
    process.stderr.write(
      `  popover open: ${open.spawnsPerMinute.toFixed(0)} programs a minute, ${open.rssMb.toFixed(0)} MB\n`,
    );
    return [
      atMost('idle-8-cpu', closed.cpuPercent, '% of one core', 0.5),
      atMost('idle-8-spawns', closed.spawnsPerMinute, 'per minute', 12),
      atMost('idle-8-rss', closed.rssMb, 'MB', 100),
      atMost('open-8-cpu', open.cpuPercent, '% of one core', 2),
    ];
  } finally {
    await browser.close();
    await engine.end();
    await world.close();
  }
}

export const idleEngine: Measurement = {
  names: ['idle-8-cpu', 'idle-8-spawns', 'idle-8-rss', 'open-8-cpu'],
  run,
};
