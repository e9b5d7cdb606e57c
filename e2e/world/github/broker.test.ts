import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startGitHub, type WorldGitHub } from './start.ts';
import { addRunner, ask, type TestRunner } from './test-client.ts';

/** For tests that wait: 60 s of an offer last 0.6 s, 50 s of a poll 0.5 s. */
const SPEED = 100;
let world: WorldGitHub;
beforeEach(async () => {
  world = await startGitHub({ seed: 2 });
});
afterEach(async () => {
  await world.close();
});

const restart = async (speed: number): Promise<void> => {
  await world.close();
  world = await startGitHub({ seed: 2, speed });
};

interface Offer {
  readonly messageId: number;
  readonly type: string;
  readonly body: { readonly jobMessageId: string; readonly jobId: string };
}
const SPEC = {
  repository: 'acme/rocket',
  workflow: 'Nightly CI',
  job: 'build',
  labels: ['Self-Hosted', 'macos'],
  steps: [{ name: 'Build', seconds: 2 }],
};
const phase = (jobId: number) => world.jobs().find((job) => job.id === jobId)?.phase;
const take = async (runner: TestRunner): Promise<Offer> => {
  const offer = (await runner.poll()).body as Offer;
  await runner.acknowledge(offer.messageId);
  return offer;
};
/** Resolves when `holds` does; checked after each change of the world, and now. */
const until = async (holds: () => boolean): Promise<void> =>
  await new Promise((resolve) => {
    const look = (): void => {
      if (!holds()) return;
      stop();
      resolve();
    };
    const stop = world.onChange(look);
    look();
  });

describe('registration', () => {
  const register = async (token: string, more: Record<string, unknown> = {}) =>
    await fetch(`${world.origin}/_broker/agents`, {
      method: 'POST',
      headers: { authorization: `RemoteAuth ${token}` },
      body: JSON.stringify({
        url: 'https://github.com/acme/rocket',
        name: 'mini',
        labels: ['self-hosted'],
        version: '2.337.0',
        ...more,
      }),
    });
  const scope = { kind: 'repository', owner: 'acme', repository: 'rocket' } as const;

  it('takes a token for this scope only, and one that is no removal token', async () => {
    expect((await register('nonsense')).status).toBe(404);
    expect((await register(world.mintToken(scope, 'remove'))).status).toBe(404);
    expect((await register(world.mintToken({ ...scope, repository: 'moon' }, 'register'))).status).toBe(404);
    const token = world.mintToken(scope, 'register');
    expect(token).toMatch(/^[A-Z0-9]{29}$/);
    const done = await register(token);
    expect(done.status).toBe(201);
    expect(await done.json()).toMatchObject({
      agentName: 'mini',
      poolName: 'Default',
      serverUrlV2: `${world.origin}/_broker/`,
    });
  });

  it('keeps names apart unless told to replace, and then keeps the number', async () => {
    const token = world.mintToken(scope, 'register');
    const { agentId } = (await (await register(token)).json()) as { agentId: number };
    expect((await register(token)).status).toBe(409);
    const replaced = (await (await register(token, { replace: true })).json()) as { agentId: number };
    expect(replaced.agentId).toBe(agentId);
  });

  it('refuses a version that is too old or deprecated', async () => {
    const token = world.mintToken(scope, 'register');
    const old = await register(token, { version: '2.328.9' });
    expect(old.status).toBe(404);
    expect(await old.json()).toMatchObject({ message: expect.stringContaining('out of date') as unknown });
    world.deprecate('2.336.0');
    expect((await register(token, { version: '2.336.0' })).status).toBe(404);
  });

  it('is removed with a removal token of its scope', async () => {
    const runner = await addRunner(world, { name: 'mini' });
    const remove = async (token: string) =>
      (
        await fetch(`${world.origin}/_broker/agents/${String(runner.agentId)}`, {
          method: 'DELETE',
          headers: { authorization: `RemoteAuth ${token}` },
        })
      ).status;
    expect(await remove(world.mintToken(scope, 'register'))).toBe(404);
    expect(await remove(world.mintToken(scope, 'remove'))).toBe(204);
    expect(world.runners()).toEqual([]);
    expect((await runner.open()).status).toBe(404);
  });
});

describe('sessions', () => {
  it('there is one at a time, until it has been silent for four minutes', async () => {
    await restart(SPEED);
    const runner = await addRunner(world, { name: 'mini' });
    expect((await runner.open()).status).toBe(201);
    const second = await runner.open();
    expect(second.status).toBe(409);
    expect(second.body).toMatchObject({ message: expect.stringContaining('active session') as unknown });
    const before = performance.now();
    let status = 409;
    while (status === 409 && performance.now() - before < 5000) status = (await runner.open()).status;
    expect(status).toBe(201);
    expect(performance.now() - before).toBeGreaterThan(240_000 / SPEED - 100);
  });

  it('make a runner online; a minute of silence makes it offline', async () => {
    await restart(SPEED);
    const runner = await addRunner(world, { name: 'mini' });
    const status = () => world.runners()[0]?.status;
    expect(status()).toBe('offline');
    await runner.open();
    expect(status()).toBe('online');
    expect((await runner.poll()).status).toBe(202);
    expect(status()).toBe('online');
    const before = performance.now();
    while (status() === 'online' && performance.now() - before < 5000) await new Promise(setImmediate);
    expect(performance.now() - before).toBeGreaterThan(60_000 / SPEED - 100);
    expect(status()).toBe('offline');
  });

  it('end with the registration: the poll that waits is told', async () => {
    const runner = await addRunner(world, { name: 'mini' });
    await runner.open();
    const waiting = runner.poll();
    await until(() => world.runners()[0]?.status === 'online');
    expect(world.deleteRunner(runner.agentId)).toBe(true);
    expect((await waiting).status).toBe(404);
    expect((await runner.poll()).status).toBe(404);
  });

  it('of a deprecated version get no messages', async () => {
    const runner = await addRunner(world, { name: 'mini', version: '2.336.0' });
    await runner.open();
    const waiting = runner.poll();
    world.deprecate('2.336.0');
    const answer = await waiting;
    expect(answer.status).toBe(403);
    expect(answer.body).toEqual({
      message: 'Runner version v2.336.0 is deprecated and cannot receive messages.',
    });
  });
});

describe('a job goes from moment to moment', () => {
  it('queued, offered, acquired, in progress, completed', async () => {
    const runner = await addRunner(world, { name: 'mini', url: 'https://github.com/acme/rocket' });
    const { jobId, runId } = world.queueJob(SPEC);
    expect(phase(jobId)).toBe('queued');
    await runner.open();
    expect(phase(jobId)).toBe('offered');
    expect(world.runStatus(runId)?.status).toBe('queued');
    const offer = await take(runner);
    expect(offer.type).toBe('RunnerJobRequest');
    const taken = await runner.call('POST', 'acquire', {
      jobMessageId: offer.body.jobMessageId,
      agentId: runner.agentId,
    });
    expect(taken.status).toBe(200);
    expect(phase(jobId)).toBe('acquired');
    expect(taken.body).toMatchObject({
      jobDisplayName: 'build',
      jobId: offer.body.jobId,
      script: SPEC.steps,
    });
    expect(taken.text).toContain(`{"k":"check_run_id","v":${String(jobId)}.0}`);
    expect(taken.text).toContain('{"k":"server_url","v":"https://github.com"}');
    expect(taken.text).toContain('{"k":"workflow","v":"Nightly CI"}');
    expect((await runner.call('POST', 'renew', { jobId: offer.body.jobId })).status).toBe(200);
    expect(phase(jobId)).toBe('in_progress');
    expect(world.runners()[0]).toMatchObject({ busy: true, jobId });
    await runner.call('POST', 'complete', { jobId: offer.body.jobId, result: 'Failed' });
    expect(world.runStatus(runId)).toEqual({ status: 'completed', conclusion: 'failure' });
    expect(world.runners()[0]).toMatchObject({ busy: false, jobId: null });
    expect((await runner.call('POST', 'renew', { jobId: offer.body.jobId })).status).toBe(404);
  });

  it('an offer that nobody takes within a minute goes back to the queue and is offered again', async () => {
    await restart(SPEED);
    const runner = await addRunner(world, { name: 'mini' });
    const { jobId } = world.queueJob(SPEC);
    await runner.open();
    const first = await take(runner);
    await until(() => phase(jobId) === 'queued' || (world.jobs()[0]?.offers ?? 0) > 1);
    const late = await runner.call('POST', 'acquire', {
      jobMessageId: first.body.jobMessageId,
      agentId: runner.agentId,
    });
    expect(late.status).toBe(404);
    const second = await take(runner);
    expect(second.body.jobMessageId).not.toBe(first.body.jobMessageId);
    expect(world.jobs()[0]?.offers).toBe(2);
  });

  it('goes to a runner that has all its labels, in any letter case, and is idle', async () => {
    const plain = await addRunner(world, { name: 'plain', labels: ['self-hosted'] });
    const mac = await addRunner(world, { name: 'mac' });
    await plain.open();
    await mac.open();
    const one = world.queueJob(SPEC);
    const two = world.queueJob(SPEC);
    expect(phase(one.jobId)).toBe('offered');
    expect(phase(two.jobId)).toBe('queued');
    expect(world.runners().find((one) => one.name === 'mac')?.jobId).toBe(one.jobId);
    expect(world.runners().find((one) => one.name === 'plain')?.jobId).toBeNull();
  });

  it('another runner cannot take an offer', async () => {
    const mine = await addRunner(world, { name: 'mine' });
    const other = await addRunner(world, { name: 'other', labels: ['none'] });
    world.queueJob(SPEC);
    await mine.open();
    const offer = await take(mine);
    const stolen = await other.call('POST', 'acquire', {
      jobMessageId: offer.body.jobMessageId,
      agentId: other.agentId,
    });
    expect(stolen.status).toBe(409);
  });

  it('is cancelled by a message while it runs, at once while it waits', async () => {
    const runner = await addRunner(world, { name: 'mini' });
    await runner.open();
    const { runId, jobId } = world.queueJob(SPEC);
    const offer = await take(runner);
    await runner.call('POST', 'acquire', { jobMessageId: offer.body.jobMessageId, agentId: runner.agentId });
    const waiting = world.queueJob(SPEC);
    expect(world.cancelRun(waiting.runId)).toBe('accepted');
    expect(phase(waiting.jobId)).toBe('completed');
    expect(world.cancelRun(runId)).toBe('accepted');
    expect(phase(jobId)).not.toBe('completed');
    const message = (await runner.poll({ status: 'Busy' })).body;
    expect(message).toMatchObject({
      type: 'JobCancellation',
      body: { jobId: offer.body.jobId, timeoutSeconds: 300 },
    });
    await runner.call('POST', 'complete', { jobId: offer.body.jobId, result: 'Canceled' });
    expect(world.runStatus(runId)?.conclusion).toBe('cancelled');
    expect(world.cancelRun(runId)).toBe('done');
    expect(world.cancelRun(1)).toBe('gone');
  });

  it('fails when its runner no longer renews it', async () => {
    // A lock of ten minutes ends after four seconds; an offer of a minute leaves time to take it on a busy machine.
    await restart(150);
    const runner = await addRunner(world, { name: 'mini' });
    const { jobId, runId } = world.queueJob(SPEC);
    await runner.open();
    let taken = 0;
    while (taken !== 200) {
      const offer = await take(runner);
      const { jobMessageId } = offer.body;
      taken = (await runner.call('POST', 'acquire', { jobMessageId, agentId: runner.agentId })).status;
    }
    await until(() => phase(jobId) === 'completed');
    expect(world.runStatus(runId)?.conclusion).toBe('failure');
  });

  it('ends an ephemeral registration', async () => {
    const runner = await addRunner(world, { name: 'once', ephemeral: true });
    world.queueJob(SPEC);
    await runner.open();
    const offer = await take(runner);
    await runner.call('POST', 'acquire', { jobMessageId: offer.body.jobMessageId, agentId: runner.agentId });
    await runner.call('POST', 'complete', { jobId: offer.body.jobId, result: 'Succeeded' });
    expect(world.runners()).toEqual([]);
  });
});

describe('what GitHub says of busy may be late or wrong', () => {
  it('lags by choice, is never true by choice, and a DELETE then kills the registration', async () => {
    const runner = await addRunner(world, { name: 'mini' });
    world.queueJob(SPEC);
    await runner.open();
    const shown = () => world.runners()[0]?.busy;
    const path = `/repos/acme/rocket/actions/runners/${String(runner.agentId)}`;
    expect(shown()).toBe(true);
    expect((await ask(world, 'DELETE', path)).status).toBe(422);
    world.setBusyView({ kind: 'lag', ms: 3_600_000 });
    expect(shown()).toBe(false);
    world.setBusyView({ kind: 'never' });
    expect(shown()).toBe(false);
    expect((await ask(world, 'DELETE', path)).status).toBe(204);
  });
});

describe('updates', () => {
  it('are offered once to a session that may update itself, and not to the others', async () => {
    await restart(SPEED);
    const folder = await mkdtemp(join(tmpdir(), 'update-'));
    const file = join(folder, 'runner.tar.gz');
    await writeFile(file, 'archive');
    const willing = await addRunner(world, { name: 'willing' });
    const fixed = await addRunner(world, { name: 'fixed' });
    await willing.open();
    await fixed.open();
    const { sha256 } = await world.offerUpdate('2.338.0', file);
    const refresh = (await willing.poll()).body as { messageId: number };
    expect(refresh).toMatchObject({
      type: 'RunnerRefresh',
      body: { target_version: '2.338.0', sha256_checksum: sha256, os: 'macOS' },
    });
    await willing.acknowledge(refresh.messageId);
    expect((await willing.poll()).status).toBe(202);
    expect((await fixed.poll({ disableUpdate: true })).status).toBe(202);
    await rm(folder, { recursive: true });
  });
});
