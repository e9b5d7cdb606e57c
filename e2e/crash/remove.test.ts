/**
 * A runner of Trackside's own making, from its first job to its end: set up in either kind of service, seen as what it is, and
 * removed, each part as it is wished. What cannot be done now is said to stay, and can be finished later.
 */
import { existsSync } from 'node:fs';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { planLines } from '../../electron/cli/operation-text.ts';
import type { ServiceAnswer } from '../../shared/domain.ts';
import type { RemoveChoices, SetUpAnswers } from '../../shared/set-up.ts';
import type { WorldRunner } from '../world/runner/runner.ts';
import type { World } from '../world/types.ts';
import { ANSWERS, type CrashWorld, NOTHING, startCrashWorld, ZSHRC } from './crash-world.ts';
import { type EngineInWorld, startEngine } from './engine-in-world.ts';
import { addRunner, holdJob, loadedServices } from './runner-in-world.ts';
import { snapshot, type Snapshot } from './snapshot.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const NAME = ANSWERS.name;
const OWN = `dev.trackside.runner.acme.rocket.${NAME}`;
const OFFICIAL = `actions.runner.acme-rocket.${NAME}`;
const SCOPE = { kind: 'repository', owner: 'acme', repository: 'rocket' } as const;

let one: CrashWorld;
let world: World;
let engine: EngineInWorld;
let hand: WorldRunner;
let plain: WorldRunner;

beforeAll(async () => {
  one = await startCrashWorld();
  ({ world } = one);
  [hand, plain] = await Promise.all([
    addRunner(world, { name: 'hand', service: 'hand-made', label: 'com.exzosframer.runner' }),
    addRunner(world, { name: 'plain', service: 'none', after: 'installed' }),
  ]);
  engine = await startEngine(world);
});
afterAll(async () => {
  await engine.close();
  await one.close();
});

const setUp = (change: Partial<SetUpAnswers> = {}) =>
  ({ kind: 'set-up', answers: { ...ANSWERS, ...change } }) as const;
const remove = (name: string, change: Partial<RemoveChoices> = {}) => {
  const runner = engine.runner(name);
  if (runner === undefined) throw new Error(`${name} is not known.`);
  const all = { deregister: 'yes', service: 'remove', hooks: 'remove', shellProfile: 'remove' } as const;
  return {
    kind: 'remove',
    choices: { runnerId: runner.id, ...all, folder: 'trash', ...change },
  } as const;
};
const inState = (name: string, kind: string): Promise<void> =>
  engine.until(`${name} to be ${kind}`, () => engine.runner(name)?.state.kind === kind);
const servicesOf = (name: string): readonly ServiceAnswer[] => {
  const launchd = engine.runner(name)?.witnesses.launchd;
  return launchd?.kind === 'answered' ? launchd.answer.services : [];
};
const registered = (): readonly string[] => world.github.runners().map(({ name }) => name);
const disabledLabels = async (): Promise<string> =>
  (await world.mac.run('launchctl', 'print-disabled', `gui/${world.mac.uid}`)).stdout
    .split('\n')
    .filter((line) => line.includes('disabled') && line.includes('=>'))
    .join('\n');
const filesOf = (runner: WorldRunner): Promise<Snapshot> =>
  snapshot(world.home, ['Library/LaunchAgents', '.zshrc', basename(runner.directory)]);
const findingsOf = (name: string) =>
  engine.state().findings.filter(({ runnerId }) => runnerId === engine.runner(name)?.id);

describe('a runner that Trackside has set up, not to start at login', () => {
  it('listens, by three witnesses, and is seen as our own with its log', async () => {
    const done = await engine.perform(setUp({ startAtLogin: 'no' }));
    expect(done).toMatchObject({ state: { kind: 'succeeded' }, leftBehind: [] });
    expect(done.steps.at(-1)).toMatchObject({ kind: 'done', note: 'Listening for jobs.' });
    await inState(NAME, 'idle');
    expect(servicesOf(NAME)).toMatchObject([{ label: OWN, kind: 'own', loaded: true }]);
    expect(findingsOf(NAME)).toEqual([]);
    const log = await engine.request('log.open', {
      runnerId: remove(NAME).choices.runnerId,
      source: 'console',
    });
    if (!log.ok) throw new Error(log.message);
    const read = await engine.request('log.read', {
      id: log.value.id,
      maxBytes: 65_536,
      direction: 'backward',
    });
    expect(JSON.stringify(read)).toContain('Listening for Jobs');
  });

  it('waits stopped after the next login, and is said to do just that, until it is started', async () => {
    await world.mac.logout();
    await engine.request('runner.look', {});
    await inState(NAME, 'offline');
    await world.mac.login();
    await engine.request('runner.look', {});
    await engine.until('it stopped', () => servicesOf(NAME)[0]?.loaded === true);
    await inState(NAME, 'stopped');
    expect(engine.runner(NAME)).toMatchObject({
      state: { kind: 'stopped', reason: 'by-person' },
      sentence: 'Stopped; it takes no jobs until you start it.',
      actions: [{ command: 'start' }],
    });
    expect(engine.runner(NAME)?.actions[0]?.effect).toContain('At the next login it waits');
    expect(findingsOf(NAME)).toEqual([]);
    const { runnerId } = remove(NAME).choices;
    await engine.request('runner.start', { runnerId });
    await inState(NAME, 'idle');
    await engine.request('runner.restart', { runnerId, when: 'if-idle' });
    await engine.until('the restart', () => engine.runner(NAME)?.pending === null);
    await inState(NAME, 'idle');
    expect(engine.runner(NAME)?.lastProblem).toBeNull();
  });

  it('is only removed when its job has ended; cancelled meanwhile, it goes on as before', async () => {
    const job = holdJob(world, { name: 'M4' });
    await inState(NAME, 'busy');
    const id = await engine.begin(remove(NAME));
    await inState(NAME, 'draining');
    await engine.request('operation.cancel', { operationId: id });
    expect(await engine.ended(id)).toMatchObject({ state: { kind: 'undone' }, leftBehind: [] });
    await inState(NAME, 'busy');
    expect(job.phase()).toBe('in_progress');
    const again = await engine.begin(remove(NAME));
    await inState(NAME, 'draining');
    await job.end();
    expect(await engine.ended(again)).toMatchObject({ state: { kind: 'succeeded' }, leftBehind: [] });
    expect(job.conclusion()).toBe('success');
  });

  it('then leaves nothing but what lies in the Trash', async () => {
    expect(engine.runner(NAME)).toBeUndefined();
    expect(registered()).not.toContain(NAME);
    expect(await loadedServices(world)).not.toContain(OWN);
    expect(await disabledLabels()).toBe('');
    expect(await readdir(world.mac.launchAgents)).toEqual(['com.exzosframer.runner.plist']);
    expect(await readFile(join(world.home, '.zshrc'), 'utf8')).toBe(ZSHRC);
    expect(existsSync(join(world.home, 'actions-runner-acme-rocket'))).toBe(false);
    expect((await readdir(join(world.home, '.Trash'))).sort()).toEqual([
      'actions-runner-acme-rocket',
      `${OWN}.plist`,
    ]);
    expect(engine.state().findings).toEqual([]);
  });
});

describe('the official service, by set-up', () => {
  it('undone when it runs already leaves nothing, not even its logs', async () => {
    const heal = world.github.faults.add({ kind: 'hang', path: /\/runners\/\d+$/ });
    const id = await engine.begin(setUp({ service: 'official' }));
    await engine.until('it', () => servicesOf(NAME).some(({ pid }) => pid !== null));
    await inState(NAME, 'idle');
    await engine.request('operation.cancel', { operationId: id });
    // The registration is taken back, for which GitHub has to answer again.
    heal();
    expect(await engine.ended(id)).toMatchObject({ state: { kind: 'undone' }, leftBehind: [] });
    expect(await one.traces()).toMatchObject({
      ...NOTHING,
      folders: ['actions-runner-hand', 'actions-runner-plain'],
      registrations: expect.not.arrayContaining([NAME]),
    });
    expect(existsSync(join(world.home, 'Library/Logs', OFFICIAL))).toBe(false);
    expect(await disabledLabels()).toBe('');
    await engine.until('it gone', () => engine.runner(NAME) === undefined);
  });

  it('installs, starts and is verified, though an earlier one of its name was left disabled', async () => {
    await world.mac.run('launchctl', 'disable', `gui/${world.mac.uid}/${OFFICIAL}`);
    const done = await engine.perform(setUp({ service: 'official' }));
    expect(done).toMatchObject({ state: { kind: 'succeeded' }, leftBehind: [] });
    await inState(NAME, 'idle');
    expect(servicesOf(NAME)).toMatchObject([
      { label: OFFICIAL, kind: 'official', loaded: true, disabled: false },
    ]);
    expect(findingsOf(NAME)).toEqual([]);
  });

  it('is removed by a remove token alone, without a login', async () => {
    await engine.close();
    await world.mac.setGitHubLogin(null);
    engine = await startEngine(world);
    const plan = await engine.plan(remove(NAME));
    expect(planLines(plan.plan).join('\n')).toContain('needs: A remove token from GitHub');
    const removeToken = world.github.mintToken(SCOPE, 'remove');
    const done = await engine.perform(remove(NAME), { removeToken });
    expect(done).toMatchObject({ state: { kind: 'succeeded' }, leftBehind: [] });
    expect(registered()).not.toContain(NAME);
    expect(engine.runner(NAME)).toBeUndefined();
    expect(await loadedServices(world)).not.toContain(OFFICIAL);
    const inTrash = join(world.home, '.Trash', 'actions-runner-acme-rocket 2');
    expect((await readdir(inTrash)).filter((name) => name.startsWith('.service'))).toEqual(['.service']);
  });
});

describe('a registration that cannot be taken off GitHub now', () => {
  it('without a login and without a token stays, which is said, and the rest is done', async () => {
    await engine.perform({
      kind: 'adopt',
      choices: { directory: plain.directory, service: 'keep', tuning: null },
    });
    await engine.until('it', () => engine.runner('plain') !== undefined);
    const done = await engine.perform(remove('plain'));
    expect(done.state.kind).toBe('succeeded');
    expect(done.leftBehind).toHaveLength(1);
    expect(done.leftBehind[0]).toContain('there is no login and no remove token');
    expect(done.leftBehind[0]).toContain('https://github.com/acme/rocket/settings/actions/runners');
    expect(done.offers).toContain('continue');
    expect([engine.runner('plain'), engine.state().settings.folders]).toEqual([undefined, []]);
    expect(registered()).toContain('plain');
  });

  it('cannot be finished by a remove token, whose config.sh is in the Trash by then, and that is said', async () => {
    const [{ id } = { id: null }] = engine.state().operations.filter(({ kind }) => kind === 'remove');
    if (id === null) throw new Error('There is no removal.');
    await engine.request('operation.continue', {
      operationId: id,
      removeToken: world.github.mintToken(SCOPE, 'remove'),
    });
    const left = await engine.ended(id);
    expect(left.leftBehind[0]).toContain('its folder is not there any more');
    expect(registered()).toContain('plain');
  });

  it('is finished later, also after a restart of Trackside, once there is a login', async () => {
    await engine.close();
    await world.mac.setGitHubLogin({ token: world.github.token, hosts: null });
    engine = await startEngine(world);
    const open = engine.state().operations.find(({ plan }) => plan.title === 'Remove “plain”');
    if (open === undefined) throw new Error('It is forgotten.');
    expect(open).toMatchObject({ state: { kind: 'succeeded' }, offers: ['continue', 'dismiss'] });
    await engine.request('operation.continue', { operationId: open.id });
    const finished = await engine.ended(open.id);
    expect(finished).toMatchObject({ leftBehind: [], offers: ['dismiss'] });
    expect(registered()).not.toContain('plain');
  });

  it('because GitHub is unreachable stays, which is said, and can be finished', async () => {
    await inState('hand', 'idle');
    const before = await filesOf(hand);
    const heal = world.github.faults.add({ kind: 'reset', path: /\/runners\/\d+$/ });
    const done = await engine.perform(remove('hand', { folder: 'keep' }));
    expect(done.state.kind).toBe('succeeded');
    expect(done.leftBehind[0]).toContain('“hand” stays registered for acme/rocket');
    expect(await loadedServices(world)).toEqual([]);
    expect(Object.keys(before)).toContain('Library/LaunchAgents/com.exzosframer.runner.plist');
    expect(await readdir(world.mac.launchAgents)).toEqual([]);
    // The folder is kept, and off the list all the same.
    expect([existsSync(hand.directory), engine.runner('hand')]).toEqual([true, undefined]);
    heal();
    await engine.request('operation.continue', { operationId: done.id });
    expect(await engine.ended(done.id)).toMatchObject({ state: { kind: 'succeeded' }, leftBehind: [] });
    expect(registered()).not.toContain('hand');
  });
});

describe('a removal that is held or cancelled', () => {
  it('asks GitHub again while that still speaks of the last job; cancelled then, all is put back and runs', async () => {
    const runner = await addRunner(world, { name: 'busy' });
    await inState('busy', 'idle');
    const before = await filesOf(runner);
    const job = holdJob(world, runner);
    await inState('busy', 'busy');
    await job.end();
    // Half a minute of the world's GitHub is a second here.
    world.github.setBusyView({ kind: 'lag', ms: 40 * 60_000 });
    const id = await engine.begin(remove('busy'));
    await engine.until('what it waits for', () =>
      engine
        .operation(id)
        .steps.some((step) => step.kind === 'running' && (step.note ?? '').includes('last job')),
    );
    await engine.request('operation.cancel', { operationId: id });
    expect(await engine.ended(id)).toMatchObject({ state: { kind: 'undone' }, leftBehind: [] });
    await inState('busy', 'idle');
    expect(await filesOf(runner)).toEqual(before);
    world.github.setBusyView({ kind: 'lag', ms: 0 });
    expect(registered()).toContain('busy');
  });

  it('because the Trash refuses the folder can be taken back, and the runner runs again', async () => {
    const runner = world.runners().find(({ name }) => name === 'busy');
    if (runner === undefined) throw new Error('It is gone.');
    const before = await filesOf(runner);
    const trash = join(world.home, '.Trash');
    await rm(trash, { recursive: true });
    await writeFile(trash, 'no folder');
    const held = await engine.perform(remove('busy', { deregister: 'no' }));
    expect(held).toMatchObject({ state: { kind: 'held' }, offers: ['continue', 'leave', 'undo'] });
    expect(held.problem?.message).toContain('actions-runner-busy was not moved');
    await engine.request('operation.undo', { operationId: held.id });
    expect(await engine.ended(held.id)).toMatchObject({ state: { kind: 'undone' }, leftBehind: [] });
    await inState('busy', 'idle');
    expect(await filesOf(runner)).toEqual(before);
    await rm(trash);
  });
});
