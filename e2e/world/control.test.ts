import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startControl } from './control.ts';
import type { Control } from './control.ts';
import { until } from './mac/testing.ts';
import type { World } from './types.ts';
import { startWorld } from './world.ts';

describe('the control address', () => {
  let world: World;
  let control: Control;
  const post = async (path: string, body: unknown): Promise<{ status: number; answer: unknown }> => {
    const response = await fetch(`${control.url}${path}`, {
      method: 'POST',
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    return { status: response.status, answer: await response.json() };
  };
  const github = async (path: string, token = world.github.token) => {
    const response = await fetch(`${world.github.origin}${path}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    return { status: response.status, body: (await response.json()) as unknown };
  };
  const status = async (): Promise<Record<string, unknown>> =>
    (await (await fetch(`${control.url}/status`)).json()) as Record<string, unknown>;
  beforeAll(async () => {
    world = await startWorld({ speed: 40, runners: [{ name: 'mac-mini' }] });
    control = await startControl(world, 0);
  });
  afterAll(async () => {
    await control.close();
    await world.close();
  });

  it('queues a job, and cancels its run', async () => {
    const queued = await post('/jobs', { job: 'long', steps: [{ name: 'Wait', seconds: 600 }] });
    expect(queued.status).toBe(200);
    const { runId } = queued.answer as { runId: number };
    await until('it runs', () => world.runners()[0]?.workers().length === 1);
    expect(await post(`/runs/${runId}/cancel`, {})).toEqual({ status: 200, answer: { outcome: 'accepted' } });
    await until('it ended', () => world.github.jobs().some(({ conclusion }) => conclusion === 'cancelled'));
  });

  it('makes GitHub fail, and well again', async () => {
    const ask = async (): Promise<number> =>
      (
        await fetch(`${world.github.origin}/user`, {
          headers: { authorization: `Bearer ${world.github.token}` },
        })
      ).status;
    expect(await ask()).toBe(200);
    expect((await post('/github/faults', { kind: 'failing', status: 502 })).status).toBe(200);
    expect(await ask()).toBe(502);
    await post('/github/faults', { kind: 'none' });
    await post('/github/faults', { kind: 'rate-limited' });
    expect(await ask()).toBe(403);
    await post('/github/faults', { kind: 'none' });
    expect(await ask()).toBe(200);
  });

  it('offers a further version of the runner, to be downloaded as fast as is wished', async () => {
    await post('/github/releases', { version: '2.399.0' });
    await post('/github/pace', { bytesPerSecond: null });
    const downloads = await github('/repos/acme/rocket/actions/runners/downloads');
    const [first] = downloads.body as readonly { readonly download_url: string }[];
    expect(first?.download_url).toContain('2.399.0');
    const archive = await fetch(first?.download_url ?? '');
    expect((await archive.arrayBuffer()).byteLength).toBeGreaterThan(20_000_000);
  });

  it('gives tokens to paste, which do what was asked for, until they are revoked', async () => {
    await post('/github/repositories', { name: 'acme/moon', visibility: 'public', role: 'read' });
    expect(await github('/repos/acme/moon')).toMatchObject({
      body: { visibility: 'public', permissions: { admin: false } },
    });
    const { answer } = await post('/github/tokens', { permissions: { administration: 'read' } });
    const { token } = answer as { readonly token: string };
    const runners = '/repos/acme/rocket/actions/runners';
    expect((await github(runners, token)).status).toBe(200);
    expect((await github('/repos/acme/rocket/actions/runs', token)).status).toBe(403);
    await post('/github/revoke', { token });
    expect((await github(runners, token)).status).toBe(401);
    const given = await post('/github/runner-tokens', { place: 'acme/rocket', use: 'remove' });
    expect(given.answer).toEqual({ token: expect.stringMatching(/^A[A-Z0-9]{20,}$/) });
  });

  it('decides a sign-in with a code as a person would in the browser, and logs gh out', async () => {
    expect((await post('/github/device', { decision: 'approved' })).status).toBe(400);
    await fetch(`${world.github.origin}/login/device/code`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ client_id: 'Iv1.practice', scope: 'repo' }),
    });
    expect((await post('/github/device', { decision: 'approved' })).status).toBe(200);
    await post('/mac/gh', { action: 'logout' });
    expect((await world.mac.run('gh', 'auth', 'token')).status).toBe(1);
    await post('/mac/gh', { action: 'login' });
    expect((await world.mac.run('gh', 'auth', 'token')).stdout.trim()).toBe(world.github.token);
  });

  it('kills what belongs to a runner, and nothing else', async () => {
    const pid = await until('it listens', () => world.runners()[0]?.listeners()[0]);
    expect(await post('/kill', { runner: 'mac-mini', process: 'listener' })).toEqual({
      status: 200,
      answer: { signalled: [pid] },
    });
    await until('another took its place', () => {
      const now = world.runners()[0]?.listeners()[0];
      return now !== undefined && now !== pid;
    });
    expect(await post('/kill', { pid: process.pid, signal: 'SIGKILL' })).toMatchObject({ status: 400 });
  });

  it('logs out and in, makes programs fail, and sleeps and wakes', async () => {
    await post('/screen', { action: 'logout' });
    expect(await status()).toMatchObject({ mac: { screen: 'logged-out' } });
    await post('/screen', { action: 'login' });
    await post('/mac/faults', { kind: 'fail', program: 'sw_vers', status: 3 });
    expect((await world.mac.run('sw_vers')).status).toBe(3);
    await post('/mac/faults', { kind: 'none', program: 'sw_vers' });
    await post('/sleep', {});
    expect(await status()).toMatchObject({ mac: { power: 'asleep' } });
    for (const action of ['logout', 'login']) {
      const refused = await post('/screen', { action });
      expect(refused).toMatchObject({
        status: 400,
        answer: { message: expect.stringMatching(/asleep.*Wake/) },
      });
    }
    await post('/wake', {});
    expect(await status()).toMatchObject({ mac: { power: 'awake', screen: 'logged-in' } });
  });

  it.each([
    ['/jobs', 'not json', /not JSON/],
    ['/jobs', { job: '' }, /“job” is not understood/],
    ['/jobs', { colour: 'red' }, /not understood/],
    ['/runs/12/cancel', {}, /no run 12/],
    ['/runs/x/cancel', {}, /no run x/],
    ['/github/faults', { kind: 'grumpy' }, /“kind” is not understood/],
    ['/screen', { action: 'lock' }, /“action” is not understood/],
    ['/disk', { percent: 101 }, /“percent” is not understood/],
    ['/disk', { percent: 50 }, /no disk of its own/],
    ['/kill', { runner: 'nobody', process: 'worker' }, /no runner “nobody”/],
    ['/kill', { pid: 1 }, /not understood/],
    ['/github/releases', { version: 'newest' }, /“version” is not understood/],
    ['/github/device', { decision: 'denied', userCode: 'NONE-SUCH' }, /No such code waits/],
    ['/github/runner-tokens', { place: 'a/b/c' }, /“place” is not understood/],
    ['/dance', {}, /There is no POST \/dance/],
  ])('answers %s %j with 400 and a sentence', async (path, body, sentence) => {
    const { status: code, answer } = await post(path, body);
    expect(code).toBe(400);
    expect((answer as { message: string }).message).toMatch(sentence);
  });

  it('takes any JSON without falling over', async () => {
    const paths = ['/jobs', '/runs/1/cancel', '/github/faults', '/mac/faults', '/screen', '/disk', '/kill'];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...paths),
        fc.jsonValue().filter((value) => JSON.stringify(value) !== '{}'),
        async (path, body) => {
          // As JSON also where it is a text: an empty body would be an empty request, which is a good one.
          const { status: code, answer } = await post(path, JSON.stringify(body));
          expect(code).toBe(400);
          expect((answer as { message: string }).message).toMatch(/\.$/);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('does not answer to a page in a browser', async () => {
    const response = await fetch(`${control.url}/status`, { headers: { origin: 'http://example.com' } });
    expect(response.status).toBe(403);
  });
});
