/**
 * What it must survive: ended with SIGKILL at every step boundary and in the middle of each long step, a set-up is complete
 * or cleanly undone after the next start.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ANSWERS, type CrashWorld, NOTHING, startCrashWorld, type Traces } from './crash-world.ts';

const SET_UP = { kind: 'set-up', answers: ANSWERS } as const;
const COMPLETE: Traces = {
  folders: ['actions-runner-acme-rocket'],
  configured: true,
  registrations: ['mac-mini-m4'],
  plists: ['dev.trackside.runner.acme.rocket.mac-mini-m4.plist'],
  loaded: ['dev.trackside.runner.acme.rocket.mac-mini-m4'],
  zshrc: 'with-block',
  openJournals: 0,
};

let one: CrashWorld;
beforeAll(async () => {
  one = await startCrashWorld();
});
afterEach(async () => {
  await one.clean();
});
afterAll(async () => {
  await one.close();
});

describe('a set-up that is ended by SIGKILL', () => {
  it(
    'at any step boundary, or within a step, is complete after the next start: never half a directory, two registrations or a lost .zshrc',
    async () => {
      const whole = await one.attempt({ request: SET_UP });
      expect(whole?.shown).toMatchObject({ state: { kind: 'succeeded' } });
      expect(await one.traces()).toEqual(COMPLETE);
      await one.clean();
      const points = whole?.points ?? [];
      expect(points.length).toBeGreaterThan(30);
      for (const point of points) {
        expect(await one.attempt({ request: SET_UP, crashAt: point }), point).toBeNull();
        await one.nextStart();
        const begun = point !== 'before begun';
        expect({ point, ...(await one.traces()) }).toEqual({ point, ...(begun ? COMPLETE : NOTHING) });
        await one.clean();
      }
    },
    10 * 60_000,
  );
});
