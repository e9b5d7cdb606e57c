/** setup-in-world: from “Do it” to “listening”, without the download. crash-points: what a crash at each point leaves. */
import { IS_ADOPTED, startAdoptWorld } from '../../crash/adopt-world.ts';
import {
  GOES_WELL,
  IS_REMOVED,
  IS_TAKEN_BACK,
  SET_UP,
  tryCrashes,
  type Tried,
} from '../../crash/crash-points.ts';
import { startCrashWorld } from '../../crash/crash-world.ts';
import type { Outcome } from '../../crash/orders.ts';
import { atMost, type Figure, type Measurement, percentile } from '../figure.ts';

const ROUNDS = 5;
const WORLDS = 2;

/** Milliseconds. The steps tell when they ended; the first of them is the download. */
function withoutDownload(outcome: Outcome | null): number {
  const shown = outcome?.shown;
  if (shown === undefined || typeof shown === 'string' || shown.state.kind !== 'succeeded') {
    throw new Error('The set-up did not succeed.');
  }
  const [download] = shown.steps;
  if (download?.kind !== 'done') throw new Error('The set-up did not begin with its download.');
  return shown.state.at - download.at;
}

async function inWorld(): Promise<readonly Figure[]> {
  // At the pace of a real Mac: launchd and the runner wait as long as they do there.
  const one = await startCrashWorld({ speed: 1 });
  try {
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      times.push(withoutDownload(await one.attempt({ request: SET_UP })));
      await one.clean();
    }
    return [atMost('setup-in-world', percentile(times, 0.5) / 1000, 's', 3)];
  } finally {
    await one.close();
  }
}

/** A set-up, its being taken back, a removal, and an adoption, at each of their points. */
async function crashPoints(): Promise<readonly Figure[]> {
  const all: readonly Tried<unknown>[] = [
    await inWorlds(startCrashWorld, async (worlds) => [
      await tryCrashes(worlds, GOES_WELL),
      await tryCrashes(worlds, IS_TAKEN_BACK),
      await tryCrashes(worlds, IS_REMOVED),
    ]),
    await inWorlds(startAdoptWorld, async (worlds) => [await tryCrashes(worlds, IS_ADOPTED)]),
  ].flat();
  const broken = all.flatMap((tried) => tried.broken);
  for (const { point, said } of broken) process.stderr.write(`crash-points: ${point}: ${said}\n`);
  const count = all.reduce((sum, { points }) => sum + points.length, 0);
  return [atMost('crash-points', broken.length, `of ${count} not survived`, 0)];
}

async function inWorlds<W extends { readonly close: () => Promise<void> }, R>(
  start: () => Promise<W>,
  act: (worlds: readonly W[]) => Promise<R>,
): Promise<R> {
  const worlds: W[] = [];
  try {
    for (let count = 0; count < WORLDS; count += 1) worlds.push(await start());
    return await act(worlds);
  } finally {
    await Promise.all(worlds.map((one) => one.close()));
  }
}

export const setUpInWorld: Measurement = { names: ['setup-in-world'], run: inWorld };
export const crashes: Measurement = { names: ['crash-points'], run: crashPoints };
