import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startGitHub, type WorldGitHub } from './start.ts';
import { addRunner, ask, judgeBody, type Reply, type TestRunner } from './test-client.ts';

let world: WorldGitHub;
beforeEach(async () => {
  world = await startGitHub({ seed: 11 });
});
afterEach(async () => {
  await world.close();
});

const RUNNERS = '/repos/acme/rocket/actions/runners';
const RUNS = '/repos/acme/rocket/actions/runs';
/** The answer has this status and is as GitHub describes it. */
function expectValid(reply: Reply, status: number): void {
  expect(reply.status).toBe(status);
  expect(reply.verdict).toEqual({ kind: 'valid' });
}
const finish = async (runner: TestRunner, result = 'Succeeded'): Promise<void> => {
  const { body } = await runner.poll();
  const offer = body as { messageId: number; body: { jobMessageId: string; jobId: string } };
  await runner.acknowledge(offer.messageId);
  await runner.call('POST', 'acquire', { jobMessageId: offer.body.jobMessageId, agentId: runner.agentId });
  const at = new Date().toISOString();
  await runner.call('POST', 'steps', {
    jobId: offer.body.jobId,
    steps: [
      {
        number: 1,
        name: 'Build',
        status: 'completed',
        conclusion: 'success',
        started_at: at,
        completed_at: at,
      },
    ],
  });
  await runner.call('POST', 'complete', { jobId: offer.body.jobId, result });
};

describe('answers are as GitHub describes them', () => {
  it('for runners: list, one, labels, tokens, JIT, downloads, removal', async () => {
    const { agentId } = await addRunner(world, { name: 'mini', labels: ['self-hosted', 'macOS', 'xcode'] });
    const one = `${RUNNERS}/${String(agentId)}`;
    const list = await ask(world, 'GET', `${RUNNERS}?per_page=100`);
    expectValid(list, 200);
    expect(list.body).toMatchObject({
      total_count: 1,
      runners: [{ name: 'mini', status: 'offline', busy: false }],
    });
    expectValid(await ask(world, 'GET', one), 200);
    expectValid(await ask(world, 'GET', `${one}/labels`), 200);
    const labels = { labels: ['fast'] };
    expect(judgeBody('POST', `${one}/labels`, labels)).toEqual({ kind: 'valid' });
    expectValid(await ask(world, 'POST', `${one}/labels`, { body: labels }), 200);
    expectValid(await ask(world, 'PUT', `${one}/labels`, { body: { labels: ['a', 'b'] } }), 200);
    expectValid(await ask(world, 'DELETE', `${one}/labels/a`), 200);
    expectValid(await ask(world, 'DELETE', `${one}/labels/macOS`), 422);
    expectValid(await ask(world, 'DELETE', `${one}/labels/none`), 404);
    const left = await ask(world, 'DELETE', `${one}/labels`);
    expectValid(left, 200);
    expect(left.body).toMatchObject({ total_count: 2 });
    expectValid(await ask(world, 'POST', `${RUNNERS}/registration-token`), 201);
    expectValid(await ask(world, 'POST', `${RUNNERS}/remove-token`), 201);
    world.announceVersion('2.337.0');
    expectValid(await ask(world, 'GET', `${RUNNERS}/downloads`), 200);
    const jit = { name: 'once', runner_group_id: 1, labels: ['self-hosted'] };
    expect(judgeBody('POST', `${RUNNERS}/generate-jitconfig`, jit)).toEqual({ kind: 'valid' });
    expectValid(await ask(world, 'POST', `${RUNNERS}/generate-jitconfig`, { body: jit }), 201);
    expectValid(await ask(world, 'POST', `${RUNNERS}/generate-jitconfig`, { body: jit }), 409);
    expectValid(await ask(world, 'POST', `${RUNNERS}/generate-jitconfig`, { body: { name: 'x' } }), 422);
    expectValid(await ask(world, 'DELETE', one), 204);
    expect((await ask(world, 'GET', one)).status).toBe(404);
  });

  it('for runs and jobs, while they wait, run and have ended', async () => {
    const runner = await addRunner(world, { name: 'mini' });
    const { runId, jobId } = world.queueJob({
      repository: 'acme/rocket',
      job: 'build',
      steps: [{ name: 'Build' }],
    });
    const run = `${RUNS}/${String(runId)}`;
    expectValid(await ask(world, 'GET', `${RUNS}?status=queued&exclude_pull_requests=true`), 200);
    const waiting = await ask(world, 'GET', `/repos/acme/rocket/actions/jobs/${String(jobId)}`);
    expectValid(waiting, 200);
    const { created_at, started_at } = waiting.body as { created_at: string; started_at: string };
    expect(started_at).toBe(created_at);
    expect((await ask(world, 'GET', `/repos/acme/rocket/actions/jobs/${String(jobId)}/logs`)).status).toBe(
      404,
    );
    expect((await ask(world, 'POST', `${run}/rerun`)).status).toBe(403);
    await runner.open();
    await finish(runner);
    expectValid(await ask(world, 'GET', run), 200);
    const jobs = await ask(world, 'GET', `${run}/jobs?per_page=100`);
    expectValid(jobs, 200);
    expect(jobs.body).toMatchObject({
      jobs: [
        {
          status: 'completed',
          conclusion: 'success',
          runner_name: 'mini',
          steps: [{ number: 1, name: 'Build' }],
        },
      ],
    });
    expectValid(await ask(world, 'GET', `${run}/attempts/1/jobs`), 200);
    expectValid(await ask(world, 'POST', `${run}/cancel`), 409);
    expectValid(await ask(world, 'POST', `${run}/rerun`), 201);
    expectValid(await ask(world, 'POST', `${run}/cancel`), 202);
    expectValid(await ask(world, 'POST', `${run}/rerun-failed-jobs`), 201);
    expectValid(await ask(world, 'POST', `${run}/force-cancel`), 202);
    const all = await ask(world, 'GET', `${run}/jobs?filter=all`);
    expectValid(all, 200);
    expect(all.body).toMatchObject({ total_count: 3 });
  });

  it('for the account, the repository, the limit and the release', async () => {
    world.announceVersion('2.336.0');
    world.announceVersion('2.337.0');
    expectValid(await ask(world, 'GET', '/user'), 200);
    const repository = await ask(world, 'GET', '/repos/acme/rocket');
    expectValid(repository, 200);
    expect(repository.body).toMatchObject({ private: true, permissions: { admin: true } });
    expectValid(await ask(world, 'GET', '/rate_limit'), 200);
    const latest = await ask(world, 'GET', '/repos/actions/runner/releases/latest', { token: null });
    expectValid(latest, 200);
    expect(latest.body).toMatchObject({ tag_name: 'v2.337.0' });
    expectValid(await ask(world, 'GET', '/user', { token: 'ghp_unknown' }), 401);
  });

  it('for organisations and enterprises, and under /api/v3', async () => {
    await addRunner(world, { name: 'org', url: `${world.origin}/acme` });
    await addRunner(world, { name: 'ent', url: `${world.origin}/enterprises/big` });
    const org = await ask(world, 'GET', '/orgs/acme/actions/runners');
    expectValid(org, 200);
    expect(org.body).toMatchObject({ runners: [{ name: 'org' }] });
    const enterprise = await ask(world, 'GET', '/enterprises/big/actions/runners');
    expect(enterprise.body).toMatchObject({ runners: [{ name: 'ent' }] });
    const prefixed = await ask(world, 'GET', '/repos/acme/rocket', { prefix: '/api/v3' });
    expect(prefixed.body).toMatchObject({ url: `${world.origin}/api/v3/repos/acme/rocket` });
  });

  it('for a version that ends (not yet in the description)', async () => {
    world.announceVersion('2.337.0');
    world.deprecate('2.335.0');
    const current = await ask(world, 'GET', `${RUNNERS}/deprecations/2.337.0`);
    expect(current.body).toEqual({
      runner_version: '2.337.0',
      runtime_deprecates_at: null,
      registration_deprecates_at: null,
    });
    const ended = await ask(world, 'GET', `${RUNNERS}/deprecations/2.335.0`);
    expect(ended.body).toMatchObject({ runtime_deprecates_at: expect.stringMatching(/Z$/) as unknown });
    expect((await ask(world, 'GET', `${RUNNERS}/deprecations/1.0.0`)).status).toBe(404);
  });
});

describe('pages and filters', () => {
  it('gives pages with a Link header', async () => {
    for (const name of ['a', 'b', 'c']) await addRunner(world, { name });
    const first = await ask(world, 'GET', `${RUNNERS}?per_page=2`);
    expect(first.headers.get('link')).toContain(`<${world.origin}${RUNNERS}?per_page=2&page=2>; rel="next"`);
    const second = await ask(world, 'GET', `${RUNNERS}?per_page=2&page=2`);
    expect(second.headers.get('link')).not.toContain('next');
    expect(second.body).toMatchObject({ total_count: 3, runners: [{ name: 'c' }] });
    const named = await ask(world, 'GET', `${RUNNERS}?name=b`);
    expect(named.body).toMatchObject({ total_count: 1 });
  });

  it('filters runs', async () => {
    world.queueJob({ repository: 'acme/rocket', job: 'a', branch: 'one', actor: 'hubot', steps: [] });
    world.queueJob({ repository: 'acme/rocket', job: 'b', branch: 'two', event: 'schedule', steps: [] });
    const count = async (query: string): Promise<unknown> =>
      (await ask(world, 'GET', `${RUNS}?${query}`)).body;
    expect(await count('branch=one')).toMatchObject({ total_count: 1 });
    expect(await count('actor=hubot')).toMatchObject({ total_count: 1 });
    expect(await count('event=schedule&status=queued')).toMatchObject({ total_count: 1 });
    expect(await count('status=completed')).toMatchObject({ total_count: 0 });
    expect(await count('created=%3E%3D2020-01-01')).toMatchObject({ total_count: 2 });
    expect(await count('created=2019-01-01..2020-01-01')).toMatchObject({ total_count: 0 });
  });
});

describe('logs and archives', () => {
  it('sends the log from another address that is good for a minute and takes no login', async () => {
    const runner = await addRunner(world, { name: 'mini' });
    const { jobId } = world.queueJob({ repository: 'acme/rocket', job: 'build', steps: [{ name: 'Build' }] });
    await runner.open();
    await finish(runner);
    const reply = await ask(world, 'GET', `/repos/acme/rocket/actions/jobs/${String(jobId)}/logs`);
    expect(reply.status).toBe(302);
    const where = reply.headers.get('location') ?? '';
    expect(await (await fetch(where)).text()).toContain('##[group]Run Build');
    expect((await fetch(where, { headers: { authorization: `Bearer ${world.token}` } })).status).toBe(400);
  });

  it('serves an archive from the byte on that is asked for, if it is still the same', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'archive-'));
    await writeFile(join(folder, 'a'), '0123456789');
    await world.offerUpdate('2.338.0', join(folder, 'a'));
    const url = `${world.origin}/_downloads/v2.338.0/any`;
    const whole = await fetch(url);
    const etag = whole.headers.get('etag') ?? '';
    expect([whole.status, whole.headers.get('content-length'), etag[0]]).toEqual([200, '10', '"']);
    const part = async (range: string, more: Readonly<Record<string, string>> = {}) => {
      const answer = await fetch(url, { headers: { range, ...more } });
      return [answer.status, answer.headers.get('content-range'), await answer.text()];
    };
    expect(await part('bytes=4-')).toEqual([206, 'bytes 4-9/10', '456789']);
    expect(await part('bytes=2-3', { 'if-range': etag })).toEqual([206, 'bytes 2-3/10', '23']);
    expect(await part('bytes=-3')).toEqual([206, 'bytes 7-9/10', '789']);
    expect(await part('bytes=4-', { 'if-range': '"other"' })).toEqual([200, null, '0123456789']);
    expect(await part('bytes=0-1,4-5')).toEqual([200, null, '0123456789']);
    expect(await part('bytes=10-')).toEqual([416, 'bytes */10', '']);
    expect(world.journal.entries.map(({ status }) => status)).toEqual([200, 206, 206, 206, 200, 200, 416]);
    await rm(folder, { recursive: true });
  });

  it('serves the archive whose checksum it tells', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'archive-'));
    const file = join(folder, 'runner.tar.gz');
    await writeFile(file, 'not really an archive');
    const { sha256 } = await world.offerUpdate('2.338.0', file);
    const { body } = await ask(world, 'GET', `${RUNNERS}/downloads`);
    const arm = (body as { architecture: string; download_url: string; sha256_checksum: string }[]).find(
      (one) => one.architecture === 'arm64',
    );
    const bytes = Buffer.from(await (await fetch(arm?.download_url ?? '')).arrayBuffer());
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(arm?.sha256_checksum);
    expect(arm?.sha256_checksum).toBe(sha256);
    await rm(folder, { recursive: true });
  });
});

describe('repeatable', () => {
  it('gives the same ids for the same seed', async () => {
    const other = await startGitHub({ seed: 11 });
    const spec = { repository: 'acme/rocket', job: 'build', steps: [] };
    expect(other.queueJob(spec)).toEqual(world.queueJob(spec));
    await other.close();
  });
});
