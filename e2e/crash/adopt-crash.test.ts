/**
 * Ended with SIGKILL, an adoption is complete or cleanly undone after the next start: never two
 * services or none, a hook that is named and missing, or a job that was ended for it.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AdoptTraces, type AdoptWorld, IS_ADOPTED, startAdoptWorld } from './adopt-world.ts';
import { type Broken, tryCrashes } from './crash-points.ts';

/** They wait more than they compute. */
const AT_ONCE = 4;
const LIMIT_MS = 300_000;
const NONE: readonly Broken<AdoptTraces>[] = [];

let worlds: readonly AdoptWorld[] = [];
beforeAll(async () => {
  worlds = await Promise.all(Array.from({ length: AT_ONCE }, () => startAdoptWorld()));
});
afterAll(async () => {
  await Promise.all(worlds.map((world) => world.close()));
});

describe('an adoption that is ended by SIGKILL', () => {
  it(
    'around each step that changes its services, is complete after the next start, or has not begun',
    async () => {
      const { points, ended, broken } = await tryCrashes(worlds, {
        ...IS_ADOPTED,
        // Where a step has just begun or is about to be done; every other moment is tried by `npm run bench -- --only crash-points`.
        isTried: (point) => / step-(?:begun|done) (?:stop|set-aside|service|start|drop)\b/.test(point),
      });
      expect(broken).toEqual(NONE);
      expect(points.length).toBeGreaterThanOrEqual(5);
      expect(ended).toBeGreaterThan(points.length / 2);
    },
    LIMIT_MS,
  );
});
