/**
 * What a set-up must survive in its middle, but for a crash: each trouble is caused in the practice world by its own levers,
 * and gives one sentence, what was undone, and a way on. Nothing of it stays.
 */
import { rmSync, writeFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { World } from '../world/types.ts';
import { COMPLETE } from './crash-points.ts';
import { NOTHING, startCrashWorld } from './crash-world.ts';
import {
  CAN_CLOSE_FOLDERS,
  closeFolder,
  IS_ROOT,
  LABEL,
  logIn,
  offerCutArchive,
  refuseBootstrap,
  RUNNER_FOLDER,
  takeName,
} from './levers.ts';
import { type Course, startTrackside, type Trackside } from './trackside.ts';
import {
  type CourseResult,
  LOGIN_REFUSED,
  OFFLINE,
  runSetUp,
  said,
  stepsOf,
  SWITCHED_OFF,
  undoneUpTo,
  useTroubleBench,
  WEB_PAGE,
} from './trouble-bench.ts';

const NO_SESSION =
  'no-screen-session: Nobody is logged in at this Mac’s screen, and macOS runs such services only then. › Log in at the screen once; automatic login keeps it so after a restart.';

let slow: Promise<SlowOutcomes>;
beforeAll(() => {
  slow = tryWhatTakesLong();
  // It is looked at last; what goes wrong with it is told there.
  slow.catch(() => undefined);
});
const bench = useTroubleBench();

type Meet = (world: World, trackside: Trackside) => Promise<Course> | Course;
const loseLogin = ({ github }: World): Course => ({ afterPlan: () => github.revokeToken(github.token) });

describe('in the middle', () => {
  it.each<[name: string, meet: Meet, lastStep: string, sentence: string]>([
    [
      'a web page of a proxy in the place of the package',
      ({ github }) => {
        github.faults.add({ kind: 'html', status: 200, path: '/_downloads' });
        return {};
      },
      'download',
      'odd-answer: What answered for 127.0.0.1 was a web page, not the runner package. › Perhaps it was a proxy, or the sign-in page of a network: sign in there with a browser, then try again.',
    ],
    [
      'a package that is gone',
      ({ github }) => {
        github.faults.add({ kind: 'not-found', path: '/_downloads' });
        return {};
      },
      'download',
      'odd-answer: 127.0.0.1 did not give the runner package (status 404). › Perhaps that version is gone: choose another one.',
    ],
    [
      'an archive with other bytes than its checksum',
      ({ github }) => {
        github.faults.add({ kind: 'wrong-bytes' });
        return {};
      },
      'download',
      'wrong-checksum: The runner package that came is not the one that GitHub describes: its checksum is another. › Nothing of it was kept. Try again; if it happens again, something on the way changes what is downloaded.',
    ],
    [
      'an archive that was cut short on its way',
      ({ github }) => {
        github.faults.add({ kind: 'short', bytes: 3_000 });
        return {};
      },
      'download',
      'wrong-checksum: The runner package that came is not the one that GitHub describes: its checksum is another. › Nothing of it was kept. Try again; if it happens again, something on the way changes what is downloaded.',
    ],
    [
      'a file in the place of the folder',
      ({ home }) => ({ afterPlan: () => writeFileSync(join(home, RUNNER_FOLDER), '') }),
      'place',
      `bad-place: Something else has come to be at ~/${RUNNER_FOLDER} since the plan was made. › Move it away, or choose another folder for the runner.`,
    ],
    [
      'a file in the place of the folder around it',
      ({ home }) => ({
        answers: { directory: `~/${RUNNER_FOLDER}/deep/runner` },
        afterPlan: () => writeFileSync(join(home, RUNNER_FOLDER), ''),
      }),
      'download',
      'bad-place: There is a file where a folder should be, so Trackside could not make the folder. › Move it away, or choose another folder.',
    ],
    [
      'a name that somebody took meanwhile',
      (world) => ({ afterPlan: () => takeName(world) }),
      'register',
      'name-taken: A runner named “mac-mini-m4” is there already. › Choose another name, or have it replaced.',
    ],
    ['a login that is taken back meanwhile', loseLogin, 'register', LOGIN_REFUSED],
    [
      'a token that was given, and expires meanwhile',
      async ({ github }, trackside) => {
        const token = `ghp_${'s'.repeat(36)}`;
        github.addToken({ kind: 'classic', token, login: 'mona', repositories: 'all', scopes: ['repo'] });
        await trackside.ask('github.useToken', { host: 'github.com', token, keep: 'session' });
        return { afterPlan: () => github.revokeToken(token) };
      },
      'register',
      'login-refused: github.com refused the token that Trackside was given: it has expired or was taken back. › Give Trackside a new one.',
    ],
    [
      'a token that may only look',
      async (world) => {
        const token = `github_pat_${'r'.repeat(82)}`;
        await logIn(world, {
          kind: 'fine-grained',
          token,
          login: 'mona',
          repositories: 'all',
          permissions: { administration: 'read' },
        });
        return {};
      },
      'register',
      'no-permission: This login may not register runners for acme/rocket. github.com asks for the permission “Administration: read and write”. › Give its token that permission; if it has it, the organisation may still have to approve it.',
    ],
    [
      'no network from the registration on',
      ({ github }) => ({ afterPlan: () => void github.faults.add({ kind: 'reset', path: /^\/(?!_down)/ }) }),
      'register',
      OFFLINE,
    ],
    [
      'a proxy that answers for GitHub from the registration on',
      ({ github }) => ({ afterPlan: () => void github.faults.add({ kind: 'html', status: 200 }) }),
      'register',
      WEB_PAGE,
    ],
    [
      'a proxy that answers config.sh',
      ({ github }) => {
        github.faults.add({ kind: 'html', status: 200, path: '/_broker/agents' });
        return {};
      },
      'register',
      'odd-answer: Something else answered in the place of GitHub, with a web page. › A proxy or the login page of the network may stand in between: open github.com in a browser, then try again.',
    ],
    [
      'a service file of that name that is not ours',
      ({ mac }) => ({
        afterPlan: () => writeFileSync(join(mac.launchAgents, `${LABEL}.plist`), 'somebody else’s'),
      }),
      'service',
      `name-taken: ~/Library/LaunchAgents has a service file ${LABEL}.plist already, and it is not this runner’s. › Move it away if it is not needed, or choose another name for the runner.`,
    ],
    [
      'launchd that says 119',
      async (world) => {
        await refuseBootstrap(world, 119);
        return {};
      },
      'start',
      SWITCHED_OFF,
    ],
    [
      'launchd that says 125',
      async (world) => {
        await refuseBootstrap(world, 125);
        return {};
      },
      'start',
      NO_SESSION,
    ],
    [
      'somebody who logs out at the screen',
      ({ mac }) => ({ afterPlan: () => mac.logout() }),
      'start',
      NO_SESSION,
    ],
  ])('%s: all is undone', async (_, meet, lastStep, sentence) => {
    const trackside = await bench.start();
    const course = await meet(bench.world, trackside);
    const others = { plists: [] as readonly string[], registrations: [] as readonly string[] };
    const afterPlan = async (): Promise<void> => {
      await course.afterPlan?.();
      const { plists, registrations } = await bench.one.traces();
      Object.assign(others, { plists, registrations });
    };
    const { outcome, changed } = await runSetUp(trackside, bench.world.home, { ...course, afterPlan });
    expect(said(outcome)).toBe(sentence);
    expect(outcome).toMatchObject({ state: { kind: 'undone' }, leftBehind: [], offers: ['dismiss'] });
    expect(stepsOf(outcome)).toEqual(undoneUpTo(lastStep));
    expect(changed).toEqual([]);
    expect({ ...(await bench.one.traces()), folders: [] }).toEqual({ ...NOTHING, ...others });
  });

  it('an archive that GitHub itself offers cut short: all is undone', async () => {
    const lift = await offerCutArchive(bench.world);
    const trackside = await bench.start();
    const { outcome, changed } = await runSetUp(trackside, bench.world.home);
    await lift();
    expect(said(outcome)).toBe(
      'bad-archive: The runner package cannot be used, because it ends too early. › Nothing of it was kept. Choose another version.',
    );
    expect(stepsOf(outcome)).toEqual(undoneUpTo('download'));
    expect(changed).toEqual([]);
  });

  it.skipIf(!CAN_CLOSE_FOLDERS)('a folder that can no longer be written to: all is undone', async () => {
    const closed = join(bench.world.home, 'closed');
    await mkdir(closed);
    let lift = (): void => undefined;
    const trackside = await bench.start();
    const { outcome, changed } = await runSetUp(trackside, bench.world.home, {
      answers: { directory: `~/closed/${RUNNER_FOLDER}` },
      afterPlan: () => {
        lift = closeFolder(closed);
      },
    });
    lift();
    rmSync(closed, { recursive: true });
    expect(said(outcome)).toBe(
      IS_ROOT
        ? 'cannot-write: The disk can only be read, so Trackside could not make the folder. › Choose a folder on a disk that can be written to.'
        : 'cannot-write: macOS does not let Trackside make the folder. › Choose a folder in your home folder that you may write in.',
    );
    expect(stepsOf(outcome)).toEqual(undoneUpTo('download'));
    expect(changed).toEqual([]);
  });

  it('what is new goes, and what was there before stays: folders on the way to a deep one, logs of an earlier runner', async () => {
    const { home } = bench.world;
    const there = join(home, 'there');
    const logs = join(home, 'Library/Logs', LABEL);
    for (const folder of [there, logs]) await mkdir(folder);
    await writeFile(join(logs, 'stdout.log'), 'of an earlier one');
    await refuseBootstrap(bench.world, 119);
    const trackside = await bench.start();
    const answers = { directory: `~/there/new/deep/${RUNNER_FOLDER}` };
    const { outcome, changed } = await runSetUp(trackside, home, { answers });
    for (const folder of [there, logs]) rmSync(folder, { recursive: true });
    expect(stepsOf(outcome)).toEqual(undoneUpTo('start'));
    expect(changed).toEqual([]);
  });

  it('a runner that was to be replaced is not given back, which is said', async () => {
    await takeName(bench.world);
    await refuseBootstrap(bench.world, 119);
    const trackside = await bench.start();
    const { outcome, changed } = await runSetUp(trackside, bench.world.home, {
      answers: { sameName: 'replace' },
    });
    expect(said(outcome)).toBe(SWITCHED_OFF);
    expect(outcome).toMatchObject({
      state: { kind: 'failed' },
      leftBehind: [
        'The runner “mac-mini-m4” that was there before had been replaced, as you asked; it is gone.',
      ],
    });
    expect(changed).toEqual([]);
    expect(await bench.one.traces()).toEqual(NOTHING);
  });
});

describe('what passes', () => {
  it('is survived: a connection that breaks off once, and launchd that says 5 twice', async () => {
    bench.world.github.faults.add({ kind: 'cut', afterBytes: 3_000, times: 1 });
    await refuseBootstrap(bench.world, 5, 2);
    const trackside = await bench.start();
    expect(await trackside.setUp()).toMatchObject({ state: { kind: 'succeeded' } });
    expect(await bench.one.traces()).toEqual(COMPLETE);
  });

  it('is over once it is mended: a second try goes well after a login that was taken back', async () => {
    const trackside = await bench.start();
    const first = await trackside.setUp(loseLogin(bench.world));
    expect(first).toMatchObject({ state: { kind: 'undone' } });
    await bench.allIsWell();
    expect(await trackside.setUp()).toMatchObject({ state: { kind: 'succeeded' }, problem: null });
    expect(await bench.one.traces()).toEqual(COMPLETE);
  });
});

interface SlowOutcomes {
  readonly noNetwork: CourseResult;
  readonly says5: CourseResult;
}

/** In a world of its own, beside all the others: a download is tried again for 15 seconds, and so is launchd. */
async function tryWhatTakesLong(): Promise<SlowOutcomes> {
  const worlds = await Promise.all([startCrashWorld(), startCrashWorld()]);
  const [offline, refusing] = worlds;
  const tracksides = await Promise.all(worlds.map(({ world }) => startTrackside(world)));
  const [first, second] = tracksides as [Trackside, Trackside];
  try {
    const goOffline = (): void => {
      offline.world.github.faults.add({ kind: 'cut', afterBytes: 3_000, times: 1 });
      offline.world.github.faults.add({ kind: 'reset', path: /./ });
    };
    await refuseBootstrap(refusing.world, 5);
    const [noNetwork, says5] = await Promise.all([
      runSetUp(first, offline.world.home, { afterPlan: goOffline }),
      runSetUp(second, refusing.world.home, { answers: { service: 'official' } }),
    ]);
    return { noNetwork, says5 };
  } finally {
    await Promise.all(tracksides.map((trackside) => trackside.stop()));
    await Promise.all(worlds.map((world) => world.close()));
  }
}

describe('what is tried again for long', () => {
  it('no network in the middle of the download: all is undone', async () => {
    const { outcome, changed } = (await slow).noNetwork;
    expect(said(outcome)).toBe(
      'unreachable: 127.0.0.1 cannot be reached from this Mac. › Check the network, then try again.',
    );
    expect(outcome).toMatchObject({ state: { kind: 'undone' }, leftBehind: [] });
    expect(stepsOf(outcome)).toEqual(undoneUpTo('download'));
    expect(changed).toEqual([]);
  });

  it('launchd that says nothing but 5: all is undone', async () => {
    const { outcome, changed } = (await slow).says5;
    expect(said(outcome)).toBe(
      'launchd-refused: launchd could not load the service and gave no reason (error 5). › Try again; if it stays so, restart the Mac.',
    );
    expect(outcome).toMatchObject({ state: { kind: 'undone' }, leftBehind: [] });
    expect(stepsOf(outcome)).toEqual(undoneUpTo('start'));
    expect(changed).toEqual([]);
  });
});
