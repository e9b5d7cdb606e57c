/**
 * “The same by CLI for scripts” (issue 3, section 3): `trackside setup`, `adopt` and `remove` as the program that a script
 * starts, without a terminal, on a practice Mac, on which the app's own engine runs as well.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { WorldRunner } from '../world/runner/runner.ts';
import type { World } from '../world/types.ts';
import { command, type Ended, linesOf, runCommand } from './commands.ts';
import { COMPLETE } from './crash-points.ts';
import { ANSWERS, type CrashWorld, NOTHING, startCrashWorld } from './crash-world.ts';
import { type EngineInWorld, startEngine } from './engine-in-world.ts';
import { logIn, logInAsUsual, registrationToken } from './levers.ts';
import { addRunner, type HeldJob, holdJob, loadedServices } from './runner-in-world.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const URL = ['--url', 'https://github.com/acme/rocket'];
const HOW = ['--name', ANSWERS.name, '--labels', 'M4,16gb', '--yes'];
const SET_UP = ['setup', ...URL, ...HOW];

let one: CrashWorld;
let world: World;
let hand: WorldRunner;
let plain: WorldRunner;
/** The app, whose engine runs all the time. */
let app: EngineInWorld;

beforeAll(async () => {
  one = await startCrashWorld();
  ({ world } = one);
  world.github.addRepository('acme/open', { visibility: 'public' });
  [hand, plain] = await Promise.all([
    addRunner(world, { name: 'hand', service: 'hand-made', label: 'com.exzosframer.runner' }),
    addRunner(world, { name: 'plain', service: 'none', after: 'installed' }),
  ]);
  app = await startEngine(world);
});
afterAll(async () => {
  await app.close();
  await one.close();
});

const trackside = (...args: readonly string[]): Promise<Ended> => runCommand(world, args);
const last = (ended: Ended): unknown => linesOf(ended).at(-1);
/** What there is of the runner that is set up; nothing of the two others. */
const traces = async () => {
  const all = await one.traces();
  const isOther = (name: string): boolean => ['hand', 'plain'].some((other) => name.endsWith(other));
  return {
    ...all,
    folders: all.folders.filter((name) => !isOther(name)),
    registrations: all.registrations.filter((name) => !isOther(name)),
  };
};
/** How a set-up from a terminal leaves it: what is tuned in the shell is not suggested. */
const SET_UP_WELL = { ...COMPLETE, zshrc: 'as-before' };
const adoptHand = (service: 'keep' | 'trackside') =>
  ({ kind: 'adopt', choices: { directory: hand.directory, service, tuning: null } }) as const;
const inState = (name: string, kind: string): Promise<void> =>
  app.until(`${name} to be ${kind}`, () => app.runner(name)?.state.kind === kind);

describe('trackside, misused,', () => {
  it('ends with 2, says what is wrong and which option it is about, and does nothing', async () => {
    const cases: readonly (readonly [args: readonly string[], says: string])[] = [
      [['setup', '--yes'], '--url https://github.com/OWNER/REPO'],
      [[...SET_UP, '--lables', 'x'], '--lables'],
      // Whatever --yes says.
      [['setup', '--url', 'https://github.com/acme/open', '--yes'], '--confirm-public'],
    ];
    const all = await Promise.all(cases.map(([args]) => trackside(...args)));
    for (const [index, [, says]] of cases.entries()) {
      expect(all[index]).toMatchObject({ status: 2, out: '', err: expect.stringContaining(says) });
    }
    expect(await traces()).toEqual(NOTHING);
  });

  it('by a token among its arguments, or by none on standard input, does nothing and does not repeat it', async () => {
    const token = registrationToken(world);
    const [named, nothing] = await Promise.all([
      trackside(...SET_UP, '--token', token, '--json'),
      runCommand(world, [...SET_UP, '--token-stdin', '--json'], { input: '' }),
    ]);
    for (const ended of [named, nothing]) {
      expect([ended.status, last(ended)]).toMatchObject([
        2,
        { type: 'error', code: 'wrong-answer', exit: 2 },
      ]);
    }
    expect(named.out + named.err).not.toContain(token);
  });
});

describe('trackside setup', () => {
  it('without --yes, where nobody can be asked, shows the plan, does nothing and says what to add', async () => {
    const ended = await trackside('setup', ...URL);
    expect(ended.status).toBe(2);
    expect(ended.out).toContain('$ launchctl bootstrap');
    expect(ended.err).toBe(
      'Nobody is there to be asked, so nothing was done.\nAdd --yes to do it without being asked.\n',
    );
    expect(await traces()).toEqual(NOTHING);
  });

  it('with a token on standard input and --json tells each step on a line, and ends with the runs-on line', async () => {
    await logIn(world, null);
    const token = registrationToken(world);
    const ended = await runCommand(world, [...SET_UP, '--token-stdin', '--json'], { input: `${token}\n` });
    await logInAsUsual(world);
    expect([ended.status, ended.err]).toEqual([0, '']);
    const lines = linesOf(ended);
    const plan = expect.objectContaining({ title: 'Set up “mac-mini-m4” for acme/rocket' });
    expect(lines).toContainEqual(expect.objectContaining({ type: 'plan', plan }));
    expect(lines).toContainEqual(expect.objectContaining({ type: 'step', step: 'listening', state: 'done' }));
    expect(lines).toContainEqual(expect.objectContaining({ type: 'note', step: 'register' }));
    expect(lines.at(-1)).toMatchObject({
      type: 'result',
      state: 'succeeded',
      leftBehind: [],
      runsOn: 'runs-on: [self-hosted, macOS, ARM64, M4]',
      exit: 0,
    });
    expect(ended.out).not.toContain(token);
    expect(await traces()).toEqual(SET_UP_WELL);
  });

  it('is seen by the app that runs, without a restart', async () => {
    await inState(ANSWERS.name, 'idle');
    expect(app.runner(ANSWERS.name)?.witnesses.launchd).toMatchObject({ kind: 'answered' });
  });
});

describe('trackside remove', () => {
  let job: HeldJob;

  it('waits for the job of its runner; Control-C has all taken back, which it says, and the job goes on', async () => {
    job = holdJob(world, { name: 'M4' });
    await inState(ANSWERS.name, 'busy');
    const removing = command(world, ['remove', ANSWERS.name, '--yes']);
    await removing.printed('Waiting for the running job to end');
    removing.signal('SIGINT');
    const { status, err } = await removing.ended;
    expect(status).toBe(130);
    expect(err).toContain('Cancelling: what was done is taken back. Press Control-C again to end at once.');
    expect(err).toContain('What had been done was taken back; nothing of it stays.');
    expect([job.phase(), await traces()]).toEqual(['in_progress', SET_UP_WELL]);
  });

  it('is told of by the app, which changes nothing meanwhile; when the job has ended nothing is left', async () => {
    const removing = command(world, ['remove', ANSWERS.name, '--yes', '--json']);
    await removing.printed('Waiting for the running job to end');
    await app.until('the notice', ({ notices }) => notices.some(({ id }) => id === 'other-trackside'));
    expect(app.state().notices).toMatchObject([
      { kind: 'condition', detail: expect.stringContaining('Remove “mac-mini-m4”: under way in a terminal') },
    ]);
    await expect(app.begin(adoptHand('trackside'))).rejects.toThrow(
      /^other-trackside: Another Trackside \(process \d+\) is changing/,
    );
    expect(job.phase()).toBe('in_progress');
    await job.end();
    const ended = await removing.ended;
    expect([ended.status, last(ended)]).toMatchObject([0, { state: 'succeeded', leftBehind: [] }]);
    expect(job.conclusion()).toBe('success');
    expect(await traces()).toEqual(NOTHING);
    await app.until('it gone', () => app.runner(ANSWERS.name) === undefined);
    await app.until('no notice', ({ notices }) => notices.length === 0);
  });
});

describe('Control-C, pressed twice in the middle of a set-up,', () => {
  it('ends it at once; the app that runs tidies up', async () => {
    const heal = world.github.faults.add({ kind: 'hang', path: /\/runners\/\d+$/ });
    const setting = command(world, [...SET_UP, '--json']);
    await setting.printed('"step":"listening"');
    setting.signal('SIGINT');
    await setting.printed('Cancelling');
    await new Promise((resolve) => setTimeout(resolve, 450)); // sooner it counts as the same press
    setting.signal('SIGINT');
    const { err, status } = await setting.ended;
    heal();
    expect([status, err]).toEqual([130, expect.stringContaining('Ended at once.')]);
    await app.until('it taken back', ({ operations }) =>
      operations.some(({ resumed, state }) => resumed === 1 && state.kind === 'undone'),
    );
    expect(await traces()).toEqual(NOTHING);
  });
});

describe('while the app is at work', () => {
  it('a command is refused and begins nothing, and what the app does goes on', async () => {
    const job = holdJob(world, hand);
    await inState('hand', 'busy');
    const id = await app.begin(adoptHand('trackside'));
    const ended = await trackside('adopt', plain.directory, '--yes', '--json');
    expect([ended.status, last(ended)]).toMatchObject([
      1,
      { type: 'error', code: 'other-trackside', exit: 1 },
    ]);
    expect(app.operation(id).state.kind).toBe('running');
    await app.request('operation.cancel', { operationId: id });
    expect(await app.ended(id)).toMatchObject({ state: { kind: 'undone' }, leftBehind: [] });
    expect(job.phase()).toBe('in_progress');
    await job.end();
  });
});

describe('trackside adopt', () => {
  it('of a hand-made service, with --json, leaves its registration and its listener as they are', async () => {
    const before = world.github.runners().find(({ name }) => name === 'hand');
    const listeners = hand.listeners();
    const ended = await trackside('adopt', hand.directory, '--yes', '--json');
    expect([ended.status, last(ended)]).toMatchObject([0, { state: 'succeeded', leftBehind: [] }]);
    expect(world.github.runners().find(({ name }) => name === 'hand')).toEqual(before);
    expect(hand.listeners()).toEqual(listeners);
    expect(await loadedServices(world)).toEqual(['com.exzosframer.runner']);
  });

  it('of a plain folder is on the app’s list at once, and stays there when the app changes a setting', async () => {
    expect(app.runner('plain')).toBeUndefined();
    expect((await trackside('adopt', plain.directory, '--yes')).status).toBe(0);
    await app.until('it', () => app.runner('plain') !== undefined);
    await app.request('settings.update', { timeInMenuBar: false });
    expect(app.state().settings.folders).toEqual([plain.directory]);
    const now = JSON.parse(await readFile(join(world.root, 'data/settings.json'), 'utf8')) as unknown;
    expect(now).toMatchObject({ folders: [plain.directory], timeInMenuBar: false });
  });
});

describe('with GitHub unreachable', () => {
  it('a removal says what stays behind, and the app that runs offers to finish it', async () => {
    const heal = world.github.faults.add({ kind: 'reset', path: /\/runners\/\d+$/ });
    const ended = await trackside('remove', 'hand', '--yes');
    heal();
    expect(ended.status).toBe(0);
    expect(ended.out).toContain('“hand” stays registered for acme/rocket');
    await app.until('the offer', ({ operations }) =>
      operations.some(({ kind, offers }) => kind === 'remove' && offers.includes('continue')),
    );
    const id = app.state().operations.find(({ kind }) => kind === 'remove')?.id;
    if (id === undefined) throw new Error('It is gone.');
    await app.request('operation.continue', { operationId: id });
    expect(await app.ended(id)).toMatchObject({ leftBehind: [] });
    expect(world.github.runners().map(({ name }) => name)).not.toContain('hand');
    expect(await readdir(world.mac.launchAgents)).toEqual([]);
  });
});
