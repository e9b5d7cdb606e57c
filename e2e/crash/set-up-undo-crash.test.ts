/** Ended with SIGKILL while it is taken back, a set-up leaves nothing after the next start. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Broken, IS_TAKEN_BACK, tryCrashes } from './crash-points.ts';
import { type CrashWorld, startCrashWorld } from './crash-world.ts';

/** They wait more than they compute. */
const AT_ONCE = 2;
const LIMIT_MS = 300_000;
const NONE: readonly Broken[] = [];

let worlds: readonly CrashWorld[] = [];
beforeAll(async () => {
  worlds = await Promise.all(Array.from({ length: AT_ONCE }, () => startCrashWorld()));
});
afterAll(async () => {
  await Promise.all(worlds.map((world) => world.close()));
});

describe('a set-up that is ended by SIGKILL', () => {
  it(
    'while it is taken back, leaves nothing after the next start',
    async () => {
      const { points, broken } = await tryCrashes(worlds, {
        ...IS_TAKEN_BACK,
        // Where a step has just begun to be taken back; every other moment is tried by `npm run bench -- --only crash-points`.
        isTried: (point) => / step-undoing /.test(point),
      });
      expect(broken).toEqual(NONE);
      expect(points.length).toBeGreaterThan(4);
    },
    LIMIT_MS,
  );
});
