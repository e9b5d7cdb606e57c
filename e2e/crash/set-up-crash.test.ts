/**
 * What it must survive: ended with SIGKILL at every step boundary and in the middle of each long step, a set-up is complete
 * or cleanly undone after the next start.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Broken, GOES_WELL, tryCrashes } from './crash-points.ts';
import { type CrashWorld, startCrashWorld } from './crash-world.ts';

/** They wait more than they compute. */
const AT_ONCE = 3;
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
    'at any step boundary or within a step, is complete after the next start: never half a directory, two registrations or a lost .zshrc',
    async () => {
      const { points, ended, broken } = await tryCrashes(worlds, GOES_WELL);
      expect(broken).toEqual(NONE);
      expect(points.length).toBeGreaterThan(30);
      // What was confirmed is gone on with; only what had not begun, or what failed, is not there.
      expect(ended).toBeGreaterThan(points.length / 2);
    },
    LIMIT_MS,
  );
});
