/**
 * Adoption of what exists: an official service, a hand-made LaunchAgent as guides describe it, a plain folder, one that runs in
 * a terminal. Never registered anew, never a job ended; and what fails, or is cancelled, is undone to the byte.
 */
import { existsSync } from 'node:fs';
import { appendFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { planLines } from '../../electron/cli/operation-text.ts';
import type { ServiceAnswer } from '../../shared/domain.ts';
import type { AdoptChoices, Tuning } from '../../shared/set-up.ts';
import type { WorldRunner } from '../world/runner/runner.ts';
import { handMadeAgent } from '../world/runner/service-plist.ts';
import type { World } from '../world/types.ts';
import { startWorld } from '../world/world.ts';
import { type EngineInWorld, startEngine } from './engine-in-world.ts';
import { addRunner, changesAtGitHub, holdJob, loadedServices } from './runner-in-world.ts';
import { snapshot, type Snapshot } from './snapshot.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const TUNING: Tuning = {
  nodeHeapMegabytes: 8192,
  threadPool: 16,
  dockerPlatform: 'on',
  pnpmHome: 'on',
  homebrewPath: 'on',
  caches: 'on',
  shellProfile: 'on',
  startHook: 'on',
  endHook: 'on',
};
const HAND_MADE = 'com.exzosframer.runner';
const SECRET_LINE = '\nexport HIDDEN=hidden\n';
const ZSHRC = '# mine\nexport EDITOR=vim';

let world: World;
let engine: EngineInWorld;
let hand: WorldRunner;
let official: WorldRunner;
let plain: WorldRunner;
let twice: WorldRunner;

beforeAll(async () => {
  world = await startWorld({ speed: 40 });
  await writeFile(join(world.home, '.zshrc'), ZSHRC);
  [hand, official, plain, twice] = await Promise.all([
    addRunner(world, { name: 'hand', service: 'hand-made', label: HAND_MADE, after: 'installed' }),
    addRunner(world, { name: 'official' }),
    addRunner(world, { name: 'plain', service: 'none', after: 'installed' }),
    addRunner(world, { name: 'twice' }),
  ]);
  // A hook of the person's, and a last line without its end.
  const theirs = join(world.home, 'my-hook.sh');
  await writeFile(theirs, `touch ${join(world.home, 'my-hook-ran')}\n`);
  await writeFile(
    join(hand.directory, '.env'),
    `# mine\nACTIONS_RUNNER_HOOK_JOB_STARTED=${theirs}\nSECRET=hush`,
  );
  await hand.start();
  engine = await startEngine(world);
});
afterAll(async () => {
  await engine.close();
  await world.close();
});

const adopt = (runner: WorldRunner, change: Partial<AdoptChoices>) =>
  ({
    kind: 'adopt',
    choices: { directory: runner.directory, service: 'keep', tuning: null, ...change },
  }) as const;
const inState = (runner: WorldRunner, kind: string): Promise<void> =>
  engine.until(`${runner.name} to be ${kind}`, () => engine.runner(runner.name)?.state.kind === kind);
const filesOf = (runner: WorldRunner): Promise<Snapshot> =>
  snapshot(world.home, ['Library/LaunchAgents', '.zshrc', basename(runner.directory)]);
const servicesOf = (runner: WorldRunner): readonly ServiceAnswer[] => {
  const launchd = engine.runner(runner.name)?.witnesses.launchd;
  return launchd?.kind === 'answered' ? launchd.answer.services : [];
};
const agentIdOf = (runner: WorldRunner): number | undefined =>
  world.github.runners().find(({ name }) => name === runner.name)?.id;
const own = (runner: WorldRunner): string => `dev.trackside.runner.acme.rocket.${runner.name}`;

describe('adoption of a hand-made service, as the M4 guide has it', () => {
  it('shows what would change before anything is', async () => {
    const before = await filesOf(hand);
    const { plan } = await engine.plan(adopt(hand, { service: 'trackside', tuning: TUNING }));
    const text = planLines(plan).join(' ').replaceAll(/\s+/g, ' ');
    expect(text).toContain(`~/Library/LaunchAgents/${HAND_MADE}.plist goes to the Trash`);
    expect(text).toContain(`It keeps the variables that ${HAND_MADE} sets: NODE_OPTIONS`);
    expect(text).toContain('NODE_OPTIONS=--max-old-space-size=8192');
    expect(text).toContain('Your own, ~/my-hook.sh, is run by them');
    expect(text).toContain('(was ~/my-hook.sh)');
    expect(text).toContain(own(hand));
    expect(JSON.stringify(plan)).not.toContain('hush');
    expect(await filesOf(hand)).toEqual(before);
  });

  it('waits for the job that runs; cancelled while it waits, it leaves the runner and the job as they were', async () => {
    const before = await filesOf(hand);
    const [listener] = hand.listeners();
    const job = holdJob(world, hand);
    await inState(hand, 'busy');
    const id = await engine.begin(adopt(hand, { service: 'trackside', tuning: TUNING }));
    await inState(hand, 'draining');
    expect(engine.runner('hand')?.pending).toMatchObject({ command: 'stop', phase: 'waiting' });
    await engine.until('what it waits for', () => {
      const step = engine.operation(id).steps[1];
      return step?.kind === 'running' && step.note === 'Waiting for the running job to end';
    });
    await engine.request('operation.cancel', { operationId: id });
    expect(await engine.ended(id)).toMatchObject({ state: { kind: 'undone' }, leftBehind: [] });
    await inState(hand, 'busy');
    expect([job.phase(), hand.listeners()]).toEqual(['in_progress', [listener]]);
    expect(engine.runner('hand')?.pending).toBeNull();
    await job.end();
    expect(job.conclusion()).toBe('success');
    expect(await filesOf(hand)).toEqual(before);
    expect(servicesOf(hand)).toMatchObject([{ label: HAND_MADE, loaded: true, disabled: false }]);
  });

  it('puts a service of our own in its place once the job has ended, without registering it anew', async () => {
    const before = await filesOf(hand);
    const agentId = agentIdOf(hand);
    world.github.journal.clear();
    const job = holdJob(world, hand);
    await inState(hand, 'busy');
    const id = await engine.begin(adopt(hand, { service: 'trackside', tuning: TUNING }));
    await inState(hand, 'draining');
    await job.end();
    expect(await engine.ended(id)).toMatchObject({
      state: { kind: 'succeeded' },
      leftBehind: [],
      result: ['Trackside looks after “hand” now.'],
    });
    expect(job.conclusion()).toBe('success');
    await inState(hand, 'idle');
    expect(servicesOf(hand)).toMatchObject([{ label: own(hand), kind: 'own', loaded: true }]);
    expect(engine.state().findings).toEqual([]);
    expect(agentIdOf(hand)).toBe(agentId);
    expect(changesAtGitHub(world)).toEqual([]);
    const after = await filesOf(hand);
    const folder = basename(hand.directory);
    for (const name of ['.runner', '.credentials', '.credentials_rsaparams']) {
      expect(after[`${folder}/${name}`]).toBe(before[`${folder}/${name}`]);
    }
    expect(after[`${folder}/.env`]).toMatch(/^# mine\n.*\nSECRET=hush\nNODE_OPTIONS=/);
    // What the old service sets, and the guide's own: kept, and the PATH only made longer.
    const plist = after[`Library/LaunchAgents/${own(hand)}.plist`];
    expect(plist).toContain('<key>UV_THREADPOOL_SIZE</key>');
    expect(after[`${folder}/.path`]).toMatch(/^\/usr\/bin:\/bin:\/usr\/sbin:\/sbin:.*\/opt\/homebrew\/bin/);
    expect(await readdir(join(world.home, '.Trash'))).toEqual([`${HAND_MADE}.plist`]);
    expect((await readdir(world.mac.launchAgents)).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('is then seen, started, stopped and restarted as every other; its jobs have their environment and both hooks', async () => {
    const { id: runnerId = null } = engine.runner('hand') ?? {};
    if (runnerId === null) throw new Error('It is not known.');
    const out = join(world.home, 'job-env');
    const job = holdJob(world, hand, `env > ${out}`);
    await inState(hand, 'busy');
    await job.end();
    expect(job.conclusion()).toBe('success');
    expect(await readFile(out, 'utf8')).toMatch(/^UV_THREADPOOL_SIZE=16$/m);
    expect(existsSync(join(world.home, 'my-hook-ran'))).toBe(true);
    await inState(hand, 'idle');
    await engine.request('runner.restart', { runnerId, when: 'if-idle' });
    await engine.until('the restart', () => engine.runner('hand')?.pending === null);
    await inState(hand, 'idle');
    await engine.request('runner.stop', { runnerId, when: 'if-idle' });
    await engine.until('the stop', () => engine.runner('hand')?.pending === null);
    expect(engine.runner('hand')?.state).toEqual({ kind: 'stopped', reason: 'by-person' });
    await engine.request('runner.start', { runnerId });
    await inState(hand, 'idle');
    expect(engine.runner('hand')?.lastProblem).toBeNull();
  });
});

describe('adoption of an official service', () => {
  it('that stays stops nothing: the job runs on, and what is tuned holds from the next start', async () => {
    const job = holdJob(world, official);
    await inState(official, 'busy');
    const [listener] = official.listeners();
    const plan = await engine.plan(adopt(official, { tuning: { ...TUNING, shellProfile: 'off' } }));
    expect(plan.plan.steps.map(({ id }) => id)).toEqual(['protect', 'hooks', 'environment']);
    const done = await engine.perform(adopt(official, { tuning: { ...TUNING, shellProfile: 'off' } }));
    expect(done).toMatchObject({ state: { kind: 'succeeded' }, leftBehind: [] });
    expect(done.result[1]).toContain('choose Restart');
    expect([job.phase(), official.listeners()]).toEqual(['in_progress', [listener]]);
    await job.end();
    expect(job.conclusion()).toBe('success');
    expect(servicesOf(official)).toMatchObject([{ kind: 'official', loaded: true }]);
  });

  it('whose new service cannot be written is undone to the byte, and the old one runs again', async () => {
    // The person's own change of what starts it: kept, and in no journal.
    await appendFile(join(official.directory, 'runsvc.sh'), SECRET_LINE);
    const before = await filesOf(official);
    await inState(official, 'idle');
    await world.mac.fault({ kind: 'fail', program: 'plutil', status: 1 });
    const undone = await engine.perform(adopt(official, { service: 'trackside', tuning: TUNING }));
    await world.mac.fault({ kind: 'none', program: 'plutil' });
    expect(undone).toMatchObject({
      state: { kind: 'undone' },
      leftBehind: [],
      problem: { code: 'launchd-refused' },
    });
    expect(await filesOf(official)).toEqual(before);
    const journals = join(world.root, 'data/operations');
    for (const name of await readdir(journals)) {
      expect(await readFile(join(journals, name), 'utf8')).not.toContain('hidden');
    }
    await inState(official, 'idle');
    // launchd is asked after the processes.
    await engine.until('its service', () => servicesOf(official).every(({ loaded }) => loaded));
    expect(servicesOf(official)).toMatchObject([{ kind: 'official', loaded: true, disabled: false }]);
  });

  it('cancelled when the new service runs already is undone to the byte; a job that came meanwhile ends first', async () => {
    const before = await filesOf(official);
    const heal = world.github.faults.add({ kind: 'hang', path: /\/runners\/\d+$/ });
    const id = await engine.begin(adopt(official, { service: 'trackside', tuning: TUNING }));
    await engine.until('the new service', () => servicesOf(official).some(({ kind }) => kind === 'own'));
    await inState(official, 'idle');
    const job = holdJob(world, official);
    await inState(official, 'busy');
    await engine.request('operation.cancel', { operationId: id });
    await inState(official, 'draining');
    await job.end();
    heal();
    expect(await engine.ended(id)).toMatchObject({ state: { kind: 'undone' }, leftBehind: [] });
    expect(job.conclusion()).toBe('success');
    expect(await filesOf(official)).toEqual(before);
    await inState(official, 'idle');
    expect(servicesOf(official)).toMatchObject([{ kind: 'official', loaded: true, disabled: false }]);
    expect(await loadedServices(world)).not.toContain(own(official));
  });

  it('switches to one of our own, and the runner’s own note of the old one goes with it', async () => {
    const done = await engine.perform(adopt(official, { service: 'trackside' }));
    expect(done).toMatchObject({ state: { kind: 'succeeded' }, leftBehind: [] });
    await inState(official, 'idle');
    expect(servicesOf(official)).toMatchObject([{ label: own(official), kind: 'own', loaded: true }]);
    const names = await readdir(official.directory);
    expect(names.filter((name) => name.startsWith('.service'))).toEqual([]);
    const [kept = ''] = names.filter((name) => name.startsWith('runsvc.sh.before-'));
    expect(await readFile(join(official.directory, kept), 'utf8')).toContain(SECRET_LINE);
    expect(done.steps.some((step) => step.kind === 'done' && step.note?.includes(kept))).toBe(true);
  });
});

describe('adoption of a folder without a service', () => {
  it('with the way of keeping everything puts it on the list', async () => {
    expect(engine.runner('plain')).toBeUndefined();
    const done = await engine.perform(adopt(plain, {}));
    expect(done).toMatchObject({ state: { kind: 'succeeded' }, leftBehind: [] });
    expect(engine.state().settings.folders).toEqual([plain.directory]);
    await engine.until('it', () => engine.runner('plain') !== undefined);
  });

  it('that runs in a terminal is not given a service, with the way on', async () => {
    await plain.start();
    await inState(plain, 'idle');
    const [listener] = plain.listeners();
    await expect(engine.plan(adopt(plain, { service: 'trackside' }))).rejects.toThrow(
      'It was started in a terminal and still runs',
    );
    expect(plain.listeners()).toEqual([listener]);
    await plain.stop();
  });

  it('gets a service of our own, without a word to GitHub', async () => {
    world.github.journal.clear();
    const plan = await engine.plan(adopt(plain, { service: 'trackside' }));
    expect(plan.plan.steps.map(({ id }) => id)).toEqual(['protect', 'service', 'start', 'listening']);
    const done = await engine.perform(adopt(plain, { service: 'trackside' }));
    expect(done).toMatchObject({ state: { kind: 'succeeded' }, leftBehind: [] });
    await inState(plain, 'idle');
    expect(servicesOf(plain)).toMatchObject([{ label: own(plain), kind: 'own', loaded: true }]);
    expect(changesAtGitHub(world)).toEqual([]);
  });
});

describe('adoption of a runner that two services start', () => {
  it('leaves one', async () => {
    const second = handMadeAgent({
      home: world.home,
      directory: twice.directory,
      label: 'com.example.second',
      keepAlive: 'never',
      environment: {},
    });
    await writeFile(second.plistPath, second.text);
    await world.mac.run('launchctl', 'bootstrap', `gui/${world.mac.uid}`, second.plistPath);
    await engine.until('both', () => servicesOf(twice).length === 2);
    const done = await engine.perform(adopt(twice, { service: 'trackside' }));
    expect(done).toMatchObject({ state: { kind: 'succeeded' }, leftBehind: [] });
    await inState(twice, 'idle');
    expect(servicesOf(twice)).toMatchObject([{ label: own(twice), kind: 'own', loaded: true }]);
    expect(engine.state().findings).toEqual([]);
  });
});
