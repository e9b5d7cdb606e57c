import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startGitHub, type WorldGitHub } from './start.ts';
import { addRunner, ask } from './test-client.ts';

let world: WorldGitHub;
beforeEach(async () => {
  world = await startGitHub({ seed: 5 });
});
afterEach(async () => {
  await world.close();
});

const RUNNERS = '/repos/acme/rocket/actions/runners';
const RUNS = '/repos/acme/rocket/actions/runs';

describe('limits and conditional requests', () => {
  it('a 304 with a login costs nothing, one without a login does', async () => {
    const first = await ask(world, 'GET', RUNNERS);
    const etag = first.headers.get('etag') ?? '';
    expect(etag).toMatch(/^W\/"/);
    const again = await ask(world, 'GET', RUNNERS, { headers: { 'if-none-match': etag } });
    expect([again.status, again.headers.get('x-ratelimit-used')]).toEqual([304, '1']);
    expect(world.journal.entries.map((entry) => entry.counted)).toEqual([true, false]);
    world.announceVersion('2.337.0');
    const latest = '/repos/actions/runner/releases/latest';
    const tag = (await ask(world, 'GET', latest, { token: null })).headers.get('etag') ?? '';
    await ask(world, 'GET', latest, { token: null, headers: { 'if-none-match': tag } });
    expect(world.journal.counted()).toBe(3);
  });

  it('the ETag changes with the answer, the page size and the token', async () => {
    const tag = async (path: string, token = world.token) =>
      (await ask(world, 'GET', path, { token })).headers.get('etag');
    const before = await tag(RUNNERS);
    expect(await tag(RUNNERS)).toBe(before);
    await addRunner(world, { name: 'mini' });
    await addRunner(world, { name: 'maxi' });
    const after = await tag(RUNNERS);
    expect(after).not.toBe(before);
    expect(await tag(`${RUNNERS}?per_page=1`)).not.toBe(after);
    const other = `ghp_${'q'.repeat(36)}`;
    world.addToken({ kind: 'classic', token: other, login: 'hubot', repositories: 'all', scopes: ['repo'] });
    expect(await tag(RUNNERS, other)).not.toBe(after);
  });

  it('says no when the limit is used up, until it starts anew; /rate_limit is free', async () => {
    world.setLimit('mona', { remaining: 1 });
    expect((await ask(world, 'GET', '/user')).headers.get('x-ratelimit-remaining')).toBe('0');
    const refused = await ask(world, 'GET', '/user');
    expect(refused.status).toBe(403);
    expect(refused.headers.get('x-ratelimit-remaining')).toBe('0');
    expect(Number(refused.headers.get('x-ratelimit-reset')) * 1000).toBeGreaterThan(Date.now());
    expect((await ask(world, 'GET', '/rate_limit')).body).toMatchObject({ rate: { remaining: 0 } });
  });

  it('is shared by all tokens of a person', async () => {
    const token = `ghp_${'w'.repeat(36)}`;
    world.addToken({ kind: 'classic', token, login: 'mona', repositories: 'all', scopes: ['repo'] });
    await ask(world, 'GET', '/user');
    expect((await ask(world, 'GET', '/user', { token })).headers.get('x-ratelimit-used')).toBe('2');
  });
});

describe('who may do what', () => {
  const fine = (
    permissions: Parameters<WorldGitHub['addToken']>[0] extends infer T
      ? T extends { permissions: infer P }
        ? P
        : never
      : never,
    repositories: 'all' | readonly string[] = 'all',
  ): string => {
    const token = `github_pat_${'f'.repeat(82)}`;
    world.addToken({ kind: 'fine-grained', token, login: 'mona', repositories, permissions });
    return token;
  };

  it('a token that is unknown, revoked or out of date is 401', async () => {
    world.revokeToken(world.token);
    expect((await ask(world, 'GET', '/user')).status).toBe(401);
    const token = `ghp_${'e'.repeat(36)}`;
    world.addToken({
      kind: 'classic',
      token,
      login: 'mona',
      repositories: 'all',
      scopes: [],
      expiresAt: Date.now() - 1,
    });
    expect((await ask(world, 'GET', '/user', { token })).status).toBe(401);
  });

  it('a fine-grained token is told which permission it lacks', async () => {
    const token = fine({ administration: 'read' });
    expect((await ask(world, 'GET', RUNNERS, { token })).status).toBe(200);
    const refused = await ask(world, 'POST', `${RUNNERS}/registration-token`, { token });
    expect(refused.status).toBe(403);
    expect(refused.headers.get('x-accepted-github-permissions')).toBe('administration=write');
    expect((await ask(world, 'GET', RUNS, { token })).headers.get('x-accepted-github-permissions')).toBe(
      'actions=read',
    );
    expect((await ask(world, 'GET', '/repos/acme/rocket', { token })).status).toBe(200);
    expect((await ask(world, 'GET', '/enterprises/big/actions/runners', { token })).status).toBe(403);
  });

  it('a classic token carries its scopes, and is told which would do', async () => {
    const token = `ghp_${'c'.repeat(36)}`;
    world.addToken({ kind: 'classic', token, login: 'mona', repositories: 'all', scopes: ['repo', 'gist'] });
    expect((await ask(world, 'GET', '/user', { token })).headers.get('x-oauth-scopes')).toBe('repo, gist');
    expect((await ask(world, 'GET', RUNNERS, { token })).status).toBe(200);
    const refused = await ask(world, 'GET', '/orgs/acme/actions/runners', { token });
    expect(refused.status).toBe(403);
    expect(refused.headers.get('x-accepted-oauth-scopes')).toContain('admin:org');
  });

  it('what a token may not see is 404, as if it were not there', async () => {
    const token = fine({ administration: 'read' }, ['acme/other']);
    world.addRepository('acme/open', { visibility: 'public' });
    expect((await ask(world, 'GET', RUNNERS, { token })).status).toBe(404);
    expect((await ask(world, 'GET', '/repos/acme/none/actions/runners')).status).toBe(404);
    expect((await ask(world, 'GET', '/repos/acme/open', { token })).status).toBe(200);
    expect((await ask(world, 'GET', RUNNERS, { token: null })).status).toBe(404);
  });

  it('single sign-on comes with the address to authorize at; a person without the right is refused', async () => {
    const token = `gho_${'s'.repeat(36)}`;
    world.addToken({
      kind: 'classic',
      token,
      login: 'mona',
      repositories: 'all',
      scopes: ['repo'],
      ssoMissing: ['acme'],
    });
    const refused = await ask(world, 'GET', RUNNERS, { token });
    expect(refused.status).toBe(403);
    expect(refused.headers.get('x-github-sso')).toMatch(
      /^required; url=https:\/\/github\.com\/orgs\/acme\/sso/,
    );
    const reader = `gho_${'r'.repeat(36)}`;
    world.addToken({
      kind: 'classic',
      token: reader,
      login: 'eve',
      repositories: 'all',
      scopes: ['repo'],
      role: 'read',
    });
    expect((await ask(world, 'GET', RUNNERS, { token: reader })).status).toBe(403);
    expect((await ask(world, 'GET', RUNS, { token: reader })).status).toBe(200);
    expect((await ask(world, 'POST', `${RUNS}/1/cancel`, { token: reader })).status).toBe(403);
  });
});

describe('faults', () => {
  it('come by path and by number of times, and can be taken back', async () => {
    const takeBack = world.faults.add({ kind: 'failing', status: 502, path: RUNNERS });
    world.faults.add({ kind: 'not-found', path: /\/user$/, times: 1 });
    expect((await ask(world, 'GET', RUNNERS)).status).toBe(502);
    expect((await ask(world, 'GET', RUNS)).status).toBe(200);
    expect((await ask(world, 'GET', '/user')).status).toBe(404);
    expect((await ask(world, 'GET', '/user')).status).toBe(200);
    takeBack();
    expect((await ask(world, 'GET', RUNNERS)).status).toBe(200);
  });

  it('of each kind answer as GitHub would', async () => {
    const status = async (fault: Parameters<WorldGitHub['faults']['add']>[0]) => {
      world.faults.clear();
      world.faults.add(fault);
      const answer = await fetch(`${world.origin}/user`, {
        headers: { authorization: `Bearer ${world.token}` },
      });
      return { status: answer.status, headers: answer.headers, text: await answer.text() };
    };
    const primary = await status({ kind: 'primary-limit', seconds: 60 });
    expect([primary.status, primary.headers.get('x-ratelimit-remaining')]).toEqual([403, '0']);
    const secondary = await status({ kind: 'secondary-limit', retryAfter: 9 });
    expect([secondary.status, secondary.headers.get('retry-after')]).toEqual([429, '9']);
    expect((await status({ kind: 'sso', organization: 'acme' })).headers.get('x-github-sso')).toContain(
      'required',
    );
    expect((await status({ kind: 'missing-permission', accepted: 'actions=read' })).status).toBe(403);
    expect((await status({ kind: 'bad-credentials' })).status).toBe(401);
    const page = await status({ kind: 'html', status: 200 });
    expect([page.headers.get('content-type'), page.text.slice(0, 15)]).toEqual([
      'text/html; charset=utf-8',
      '<!DOCTYPE html>',
    ]);
    const before = performance.now();
    await status({ kind: 'slow', ms: 120 });
    expect(performance.now() - before).toBeGreaterThanOrEqual(110);
  });

  it('cut and unanswered connections are what they say', async () => {
    world.faults.add({ kind: 'reset', times: 1 });
    await expect(ask(world, 'GET', '/user')).rejects.toThrow('fetch failed');
    world.faults.add({ kind: 'hang' });
    const hung = fetch(`${world.origin}/user`, { signal: AbortSignal.timeout(150) });
    await expect(hung).rejects.toThrow(/timeout/);
    expect(world.journal.entries.map((entry) => entry.status)).toEqual([0, 0]);
  });

  it('of archives cut them, shorten them, or change bytes of them, and of nothing else', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'archive-'));
    const bytes = Buffer.alloc(5000, 'x');
    await writeFile(join(folder, 'a'), bytes);
    await world.offerUpdate('2.338.0', join(folder, 'a'));
    const get = async (fault: Parameters<WorldGitHub['faults']['add']>[0], headers = {}) => {
      world.faults.clear();
      world.faults.add(fault);
      expect((await ask(world, 'GET', '/user')).status).toBe(200);
      const answer = await fetch(`${world.origin}/_downloads/v2.338.0/any`, { headers });
      const got: Uint8Array[] = [];
      const ended = await (async () => {
        for await (const piece of answer.body ?? []) got.push(piece);
      })().then(
        () => 'properly',
        () => 'broken',
      );
      return { ended, told: answer.headers.get('content-length'), got: Buffer.concat(got) };
    };
    const cut = await get({ kind: 'cut', afterBytes: 1200 }, { range: 'bytes=100-' });
    expect([cut.ended, cut.told, cut.got.length]).toEqual(['broken', '4900', 1200]);
    expect(await get({ kind: 'cut', afterBytes: 0 })).toMatchObject({ ended: 'broken', told: '5000' });
    const short = await get({ kind: 'short', bytes: 10 });
    expect([short.ended, short.told, short.got.length]).toEqual(['properly', '4990', 4990]);
    const wrong = await get({ kind: 'wrong-bytes' });
    expect([wrong.ended, wrong.got.length, wrong.got.equals(bytes)]).toEqual(['properly', 5000, false]);
    const part = await get({ kind: 'wrong-bytes' }, { range: 'bytes=2500-' });
    expect(part.got.equals(wrong.got.subarray(2500))).toBe(true);
    await rm(folder, { recursive: true });
  });

  it('leave the broker alone unless they name it', async () => {
    world.faults.add({ kind: 'failing', status: 500 });
    await addRunner(world, { name: 'mini' });
    world.faults.add({ kind: 'failing', status: 500, path: '/_broker/' });
    await expect(addRunner(world, { name: 'maxi' })).rejects.toThrow('500');
  });
});

describe('rubbish', () => {
  it('is answered or cut off, and the next request is served', async () => {
    await expect(fetch(`${world.origin}//`)).rejects.toThrow('fetch failed');
    expect((await ask(world, 'GET', '/repos/%E0%A4%A/x')).status).toBe(404);
    expect((await ask(world, 'GET', '/repos/__proto__/x')).status).toBe(404);
    const odd = await fetch(`${world.origin}/_broker/agents`, { method: 'POST', body: '{"url":' });
    expect(odd.status).toBe(400);
    expect((await ask(world, 'GET', '/user')).status).toBe(200);
  });
});

describe('signing in with a code', () => {
  const post = async (path: string, body: unknown): Promise<Record<string, unknown>> =>
    (await ask(world, 'POST', path, { body, token: null })).body as Record<string, unknown>;
  const GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

  it('waits for the person, slows down who asks too often, and gives a token that works', async () => {
    await world.close();
    let now = Date.UTC(2026, 10, 24);
    world = await startGitHub({ now: () => now });
    const code = await post('/login/device/code', { client_id: 'Iv1.made-up', scope: 'repo admin:org' });
    expect(code).toMatchObject({
      expires_in: 900,
      interval: 5,
      user_code: expect.stringMatching(/^[A-Z]{4}-[A-Z]{4}$/) as unknown,
    });
    const poll = async () =>
      await post('/login/oauth/access_token', {
        client_id: 'Iv1.made-up',
        device_code: code['device_code'],
        grant_type: GRANT,
      });
    expect(await poll()).toMatchObject({ error: 'authorization_pending' });
    expect(await poll()).toMatchObject({ error: 'slow_down', interval: 10 });
    now += 10_000;
    expect(world.decideDevice(String(code['user_code']), 'approved')).toBe(true);
    const done = await poll();
    expect(done).toMatchObject({ token_type: 'bearer', scope: 'repo,admin:org' });
    expect((await ask(world, 'GET', '/user', { token: String(done['access_token']) })).status).toBe(200);
    expect(await poll()).toMatchObject({ error: 'incorrect_device_code' });
  });

  it('ends when the code is too old or the person says no', async () => {
    await world.close();
    let now = Date.UTC(2026, 10, 24);
    world = await startGitHub({ now: () => now });
    const start = async () => await post('/login/device/code', { client_id: 'x' });
    const poll = async (code: Record<string, unknown>) =>
      await post('/login/oauth/access_token', {
        client_id: 'x',
        device_code: code['device_code'],
        grant_type: GRANT,
      });
    const denied = await start();
    world.decideDevice(String(denied['user_code']), 'denied');
    expect(await poll(denied)).toMatchObject({ error: 'access_denied' });
    const old = await start();
    now += 901_000;
    expect(await poll(old)).toMatchObject({ error: 'expired_token' });
    expect(await post('/login/oauth/access_token', { client_id: 'x', grant_type: 'other' })).toMatchObject({
      error: 'unsupported_grant_type',
    });
  });
});
