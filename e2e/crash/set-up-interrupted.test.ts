/** A set-up whose taking back is held up by GitHub, and one that is interrupted because Trackside is quit or killed. */
import { appendFile, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Operation } from '../../shared/operation.ts';
import { addRunner } from '../world/github/test-client.ts';
import { COMPLETE, SET_UP } from './crash-points.ts';
import { ANSWERS, NOTHING } from './crash-world.ts';
import { afterEntry, inStep, once, refuseBootstrap, registering } from './levers.ts';
import type { Trackside } from './trackside.ts';
import { operationOf, RUNNERS_PAGE, runSetUp, said, SWITCHED_OFF, useTroubleBench } from './trouble-bench.ts';

const bench = useTroubleBench();

describe('GitHub that cannot be reached while a registration is taken back', () => {
  const STILL = `“mac-mini-m4” is still registered (${RUNNERS_PAGE}), because it could not be taken off: github.com cannot be reached from this Mac.`;

  /** Its service cannot be started; from then on GitHub is out of reach. */
  async function held(): Promise<{ readonly trackside: Trackside; readonly operation: Operation }> {
    await refuseBootstrap(bench.world, 119);
    const lose = once(afterEntry('undoing'), () => void bench.world.github.faults.add({ kind: 'reset' }));
    const trackside = await bench.start({ see: lose });
    const operation = operationOf(await trackside.setUp());
    expect(operation).toMatchObject({ state: { kind: 'held' }, offers: ['undo', 'leave'] });
    expect(said(operation)).toBe(
      `unreachable: ${STILL} › Check the name of the host and this Mac’s connection, then try again. If you leave it, GitHub drops it by itself after 14 days.`,
    );
    // The folder is what its registration is taken back by.
    expect(await bench.one.traces()).toMatchObject({ configured: true, registrations: ['mac-mini-m4'] });
    return { trackside, operation };
  }

  it('waits for the person; once GitHub is back, they have it taken back, and why it failed is said again', async () => {
    const { trackside, operation } = await held();
    bench.world.github.faults.clear();
    await trackside.ask('operation.undo', { operationId: operation.id });
    const ended = await trackside.ended(operation.id);
    expect(ended).toMatchObject({ state: { kind: 'undone' }, leftBehind: [] });
    expect(said(ended)).toBe(SWITCHED_OFF);
    expect(await bench.one.traces()).toEqual(NOTHING);
  });

  it('is taken back by the next start', async () => {
    const { trackside } = await held();
    await trackside.stop();
    bench.world.github.faults.clear();
    const [ended] = await bench.one.nextStart();
    expect(ended).toMatchObject({ state: { kind: 'undone' }, leftBehind: [] });
    expect(await bench.one.traces()).toEqual(NOTHING);
  });

  it('can be left so: then what stays is named, with where to remove it', async () => {
    const { trackside, operation } = await held();
    await trackside.ask('operation.leave', { operationId: operation.id });
    const ended = await trackside.ended(operation.id);
    expect(ended).toMatchObject({ state: { kind: 'failed' }, leftBehind: [STILL] });
    expect(await bench.one.traces()).toEqual({ ...NOTHING, registrations: ['mac-mini-m4'] });
  });

  it('is not asked where config.sh itself was refused before it registered anything', async () => {
    const { github } = bench.world;
    const trackside = await bench.start({
      see: once(registering, () => void github.faults.add({ kind: 'reset', path: /./ })),
    });
    const { outcome, changed } = await runSetUp(trackside, bench.world.home);
    expect(said(outcome)).toBe(
      'unreachable: GitHub could not be reached, or stopped answering in the middle. › Check the network connection, then try again.',
    );
    expect(outcome).toMatchObject({ state: { kind: 'undone' }, leftBehind: [] });
    expect(changed).toEqual([]);
  });
});

describe('Trackside that is quit', () => {
  /** Resolves when it has ended. */
  async function quitAt(fits: Parameters<typeof once>[0]): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const trackside = await bench.start({ see: once(fits, () => resolve(trackside.stop())) });
    await trackside.begin();
    await promise;
  }

  it('in the middle of the download: the next start goes on with what has come, and completes it', async () => {
    const { github } = bench.world;
    github.journal.clear();
    github.faults.add({ kind: 'cut', afterBytes: 3_000, times: 1 });
    await quitAt(inStep('download'));
    expect((await bench.one.traces()).folders).toHaveLength(2);
    const [ended] = await bench.one.nextStart();
    expect(ended).toMatchObject({ state: { kind: 'succeeded' }, resumed: 1 });
    expect(await bench.one.traces()).toEqual(COMPLETE);
    const downloads = github.journal.entries.filter(({ path }) => path.startsWith('/_downloads'));
    expect(downloads.map(({ status }) => status)).toEqual([200, 206]);
  });

  it('while it registers: lets config.sh come to its end, and the next start completes it', async () => {
    bench.world.github.faults.add({ kind: 'slow', ms: 500, path: '/_broker/agents', times: 1 });
    await quitAt(registering);
    const between = await bench.one.traces();
    expect(between).toMatchObject({ configured: true, plists: [], openJournals: 1 });
    const [ended] = await bench.one.nextStart();
    expect(ended).toMatchObject({ state: { kind: 'succeeded' } });
    expect(await bench.one.traces()).toEqual(COMPLETE);
  });

  it('while it takes back what was done: the next start takes back the rest', async () => {
    await refuseBootstrap(bench.world, 119);
    await quitAt(afterEntry('step-undoing', 'hooks'));
    expect(await bench.one.traces()).toMatchObject({ configured: true, openJournals: 1 });
    const [ended] = await bench.one.nextStart();
    expect(ended).toMatchObject({ state: { kind: 'undone' }, leftBehind: [] });
    expect(await bench.one.traces()).toEqual(NOTHING);
  });
});

describe('Trackside that was killed', () => {
  const request = SET_UP;

  it('right before it ran config.sh: somebody else’s runner that has taken the name since is neither replaced nor taken off', async () => {
    expect(await bench.one.attempt({ request, crashAt: 'after remembered (2)' })).toBeNull();
    expect(await lastEntry()).toMatchObject({ type: 'remembered', facts: { registering: true } });
    const theirs = await addRunner(bench.world.github, {
      name: ANSWERS.name,
      url: 'https://github.com/acme/rocket',
    });
    await theirs.open();
    const listening = theirs.poll();
    const [ended] = await bench.one.nextStart();
    expect(said(ended)).toBe(
      'name-taken: A runner named “mac-mini-m4” is there already. › Choose another name, or have it replaced.',
    );
    expect(ended).toMatchObject({ state: { kind: 'undone' }, leftBehind: [] });
    expect(bench.world.github.runners()).toMatchObject([{ id: theirs.agentId, name: 'mac-mini-m4' }]);
    expect((await bench.one.traces()).folders).toEqual([]);
    bench.world.github.deleteRunner(theirs.agentId);
    await listening;
  });

  it('at the very end, again and again: waits for the person, who can still have all of it taken back', async () => {
    expect(await bench.one.attempt({ request, crashAt: 'before step-done listening' })).toBeNull();
    const resumed = `${JSON.stringify({ type: 'resumed', at: 1 })}\n`;
    await appendFile(await journalPath(), resumed.repeat(3));
    const trackside = await bench.start();
    const [held] = trackside.engine.state().operations;
    expect(held).toMatchObject({ state: { kind: 'held' } });
    if (held === undefined) return;
    await trackside.ask('operation.undo', { operationId: held.id });
    expect(await trackside.ended(held.id)).toMatchObject({ state: { kind: 'undone' }, leftBehind: [] });
    expect(await bench.one.traces()).toEqual(NOTHING);
  });

  async function journalPath(): Promise<string> {
    const folder = join(bench.world.root, 'data/operations');
    const name = (await readdir(folder)).find((one) => one.endsWith('.jsonl'));
    return join(folder, name ?? '');
  }
  const lastEntry = async (): Promise<unknown> =>
    JSON.parse((await readFile(await journalPath(), 'utf8')).trimEnd().split('\n').at(-1) ?? '');
});
