/** A set-up with nothing but a registration token that was pasted, and what that leaves out. */
import { describe, expect, it } from 'vitest';
import type { World } from '../world/types.ts';
import { COMPLETE } from './crash-points.ts';
import { ANSWERS, NOTHING } from './crash-world.ts';
import { logIn, refuseBootstrap, registrationToken, takeName } from './levers.ts';
import {
  RUNNERS_PAGE,
  runSetUp,
  said,
  stepsOf,
  SWITCHED_OFF,
  undoneUpTo,
  useTroubleBench,
} from './trouble-bench.ts';

const PASTED = { access: 'registration-token' } as const;
const bench = useTroubleBench();

describe('with nothing but a registration token', () => {
  it('sets a runner up, and never speaks to GitHub as somebody', async () => {
    const { github } = bench.world;
    await logIn(bench.world, null);
    github.journal.clear();
    const trackside = await bench.start();
    const outcome = await trackside.setUp({
      answers: PASTED,
      registrationToken: registrationToken(bench.world),
    });
    expect(outcome).toMatchObject({ state: { kind: 'succeeded' } });
    expect(await bench.one.traces()).toEqual(COMPLETE);
    const asked = github.journal.entries.filter(({ path }) => !path.startsWith('/_'));
    expect(asked.some(({ authorized }) => authorized)).toBe(false);
  });

  it('says where the registration is to be removed when something fails after it', async () => {
    await logIn(bench.world, null);
    await refuseBootstrap(bench.world, 119);
    const trackside = await bench.start();
    const { outcome, changed } = await runSetUp(trackside, bench.world.home, {
      answers: PASTED,
      registrationToken: registrationToken(bench.world),
    });
    expect(said(outcome)).toBe(SWITCHED_OFF);
    expect(outcome).toMatchObject({
      state: { kind: 'failed' },
      leftBehind: [
        `“mac-mini-m4” is still registered: without a login Trackside cannot take that back. Remove it at ${RUNNERS_PAGE}; GitHub drops it by itself after 14 days.`,
      ],
    });
    expect(changed).toEqual([]);
    expect(await bench.one.traces()).toEqual({ ...NOTHING, registrations: ['mac-mini-m4'] });
  });

  it.each<[name: string, token: (world: World) => string, taken: 'taken' | 'free', sentence: string]>([
    [
      'a token that has expired',
      (world) => registrationToken(world, -1),
      'free',
      'token-refused: GitHub did not accept the registration token for acme/rocket. › It may be more than an hour old, of another repository or organisation, or a remove token. Get a new one, and check the address.',
    ],
    [
      'a name that is taken',
      (world) => registrationToken(world),
      'taken',
      'name-taken: acme/rocket has a runner named mac-mini-m4 already. › Choose another name, or have this one take its place.',
    ],
  ])('%s: all is undone, and no registration is feared for', async (_, token, taken, sentence) => {
    if (taken === 'taken') await takeName(bench.world);
    await logIn(bench.world, null);
    const trackside = await bench.start();
    const { outcome, changed } = await runSetUp(trackside, bench.world.home, {
      answers: PASTED,
      registrationToken: token(bench.world),
    });
    expect(said(outcome)).toBe(sentence);
    expect(outcome).toMatchObject({ state: { kind: 'undone' }, leftBehind: [] });
    expect(stepsOf(outcome)).toEqual(undoneUpTo('register'));
    expect(changed).toEqual([]);
  });

  it('that a crash has lost: all is undone, and says so', async () => {
    await logIn(bench.world, null);
    const crashed = await bench.one.attempt({
      request: { kind: 'set-up', answers: { ...ANSWERS, ...PASTED } },
      registrationToken: registrationToken(bench.world),
      crashAt: 'after step-begun register',
    });
    expect(crashed).toBeNull();
    const [ended] = await bench.one.nextStart();
    expect(said(ended)).toBe(
      'login-needed: The registration token is gone: Trackside had ended, and keeps no token on the disk. › Start again, and paste a new one.',
    );
    expect(ended).toMatchObject({ state: { kind: 'undone' }, leftBehind: [] });
    expect(await bench.one.traces()).toEqual(NOTHING);
  });
});
