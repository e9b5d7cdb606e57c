/** What set-up and removal ask of GitHub and change there, on the practice GitHub. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startGitHub, type WorldGitHub } from '../../../e2e/world/github/start.ts';
import { addRunner } from '../../../e2e/world/github/test-client.ts';
import { bad, createAccountBench, good, type AccountBench } from './test-account.ts';

const HOST = 'github.com';
const ROCKET = { kind: 'repository', host: HOST, owner: 'acme', repository: 'rocket' } as const;
const ACME = { kind: 'organization', host: HOST, organization: 'acme' } as const;
const BIG = { kind: 'enterprise', host: HOST, enterprise: 'big' } as const;
const FINE = `github_pat_${'f'.repeat(82)}`;
let world: WorldGitHub;
let bench: AccountBench;

beforeEach(async () => {
  world = await startGitHub({ seed: 7 });
  bench = createAccountBench({ githubApi: world.origin, gh: world.token });
});
afterEach(async () => {
  bench.github.close();
  await world.close();
});
const admin = () => bench.github.admin;
const requests = (method: string) => world.journal.entries.filter((entry) => entry.method === method);

describe('a login', () => {
  it('is there, or is not', async () => {
    expect(await admin().hasLogin(HOST)).toBe(true);
    bench.github.logins.clear();
    bench.gh.token = { ok: true, value: null };
    expect(await admin().hasLogin(HOST)).toBe(false);
    bench.gh.token = { ok: false, why: 'gh did not answer.' };
    expect(await admin().hasLogin(HOST)).toBe(false);
  });

  it('is needed for all that is asked here', async () => {
    bench.gh.token = { ok: true, value: null };
    const replies = [
      await admin().registrationToken(ROCKET),
      await admin().removeToken(ROCKET),
      await admin().findRunner(ROCKET, 'mini'),
      await admin().runner(ROCKET, 1),
      await admin().deleteRunner(ROCKET, 1),
    ];
    for (const reply of replies) {
      expect(bad(reply)).toMatchObject({
        code: 'login-needed',
        hint: 'Sign in with “gh auth login”, or give Trackside a token.',
      });
    }
    expect(world.journal.entries).toHaveLength(0);
  });
});

describe('registration and removal tokens', () => {
  it.each([
    ['a repository', ROCKET, '/acme/rocket'],
    ['an organisation', ACME, '/acme'],
    ['an enterprise', BIG, '/enterprises/big'],
  ] as const)('of %s register and remove a runner there', async (_name, scope, path) => {
    const token = good(await admin().registrationToken(scope));
    const registered = await fetch(`${world.origin}/_broker/agents`, {
      method: 'POST',
      headers: { authorization: `RemoteAuth ${token}` },
      body: JSON.stringify({ name: 'mini', url: `${world.origin}${path}` }),
    });
    expect(registered.status).toBe(201);
    const { agentId } = (await registered.json()) as { agentId: number };
    const removed = await fetch(`${world.origin}/_broker/agents/${String(agentId)}`, {
      method: 'DELETE',
      headers: { authorization: `RemoteAuth ${good(await admin().removeToken(scope))}` },
    });
    expect(removed.status).toBe(204);
  });

  it('are asked for once, whatever comes of it: the answer may have been lost after it took effect', async () => {
    world.faults.add({ kind: 'reset' });
    expect(bad(await admin().registrationToken(ROCKET))).toMatchObject({ code: 'unreachable' });
    expect(requests('POST')).toHaveLength(1);
  });

  it('are refused to a token without the permission to write, which is named', async () => {
    world.addToken({
      kind: 'fine-grained',
      token: FINE,
      login: 'mona',
      repositories: ['acme/rocket'],
      permissions: { administration: 'read' },
    });
    bench.gh.token = { ok: true, value: FINE };
    expect(bad(await admin().registrationToken(ROCKET))).toMatchObject({
      code: 'no-permission',
      message: expect.stringContaining(
        'may not register runners for acme/rocket. github.com asks for the permission “Administration: read and write”.',
      ) as unknown,
    });
    expect(bad(await admin().registrationToken(BIG))).toMatchObject({
      code: 'no-permission',
      hint: expect.stringContaining('classic token') as unknown,
    });
  });
});

describe('a runner by name', () => {
  it('is found in any letter case, on any page', async () => {
    for (let number = 0; number < 105; number += 1) await addRunner(world, { name: `r-${String(number)}` });
    const { agentId } = await addRunner(world, { name: 'Mac-Mini', labels: ['self-hosted', 'M4'] });
    expect(good(await admin().findRunner(ROCKET, 'mac-mini'))).toEqual({
      id: agentId,
      name: 'Mac-Mini',
      status: 'offline',
      busy: false,
      labels: ['self-hosted', 'M4'],
    });
    expect(good(await admin().findRunner(ROCKET, 'mac'))).toBeNull();
    expect(requests('GET').length).toBe(4);
  });

  it('is not “none” while GitHub cannot be asked', async () => {
    world.faults.add({ kind: 'failing', status: 503 });
    expect(bad(await admin().findRunner(ROCKET, 'mini'))).toMatchObject({ code: 'unreachable' });
  });
});

describe('a runner by number', () => {
  it('is told, and is “none” only where the list of runners can be read', async () => {
    const { agentId } = await addRunner(world, { name: 'mini' });
    expect(good(await admin().runner(ROCKET, agentId))).toMatchObject({ id: agentId, name: 'mini' });
    expect(good(await admin().runner(ROCKET, agentId + 1))).toBeNull();
    // The repository is hidden from this login: GitHub says 404 to everything in it.
    const hidden = { ...ROCKET, repository: 'none' };
    expect(bad(await admin().runner(hidden, agentId))).toMatchObject({ code: 'not-found' });
    expect(bad(await admin().deleteRunner(hidden, agentId))).toMatchObject({ code: 'not-found' });
  });
});

describe('removing a runner', () => {
  it('deletes it; what is gone already is told so', async () => {
    const { agentId } = await addRunner(world, { name: 'mini' });
    expect(good(await admin().deleteRunner(ROCKET, agentId))).toBe('deleted');
    expect(world.runners()).toHaveLength(0);
    expect(good(await admin().deleteRunner(ROCKET, agentId))).toBe('gone');
  });

  it('does not happen while GitHub says that it runs a job', async () => {
    const runner = await addRunner(world, { name: 'mini' });
    await runner.open();
    world.queueJob({ repository: 'acme/rocket', job: 'build', steps: [] });
    const { body } = await runner.poll();
    const offer = body as { body: { jobMessageId: string } };
    await runner.call('POST', 'acquire', {
      jobMessageId: offer.body.jobMessageId,
      agentId: runner.agentId,
    });
    expect(bad(await admin().deleteRunner(ROCKET, runner.agentId))).toMatchObject({ code: 'job-running' });
    expect(world.runners()).toHaveLength(1);
  });
});

type Fault = Parameters<WorldGitHub['faults']['add']>[0];
const FAULTS: readonly (readonly [name: string, fault: Fault, code: string])[] = [
  ['an expired login', { kind: 'bad-credentials' }, 'login-refused'],
  ['a missing permission', { kind: 'missing-permission', accepted: 'administration=write' }, 'no-permission'],
  ['single sign-on', { kind: 'sso', organization: 'acme' }, 'no-permission'],
  ['not found', { kind: 'not-found' }, 'not-found'],
  ['a used-up limit', { kind: 'primary-limit', seconds: 600 }, 'rate-limited'],
  ['too many requests', { kind: 'secondary-limit', retryAfter: 30 }, 'rate-limited'],
  ['the page of a proxy', { kind: 'html', status: 200 }, 'odd-answer'],
  ['a cut connection', { kind: 'reset' }, 'unreachable'],
  ['no answer', { kind: 'hang' }, 'timed-out'],
];

describe('what goes wrong has its code everywhere, and no token in it', () => {
  it.each(FAULTS)('%s', async (_name, fault, code) => {
    bench.github.close();
    const limitMs = fault.kind === 'hang' ? 60 : 10_000;
    bench = createAccountBench({ githubApi: world.origin, gh: world.token, limitMs });
    world.faults.add(fault);
    const replies = [
      await admin().registrationToken(ROCKET),
      await admin().removeToken(ACME),
      await admin().findRunner(ROCKET, 'mini'),
      await admin().runner(ROCKET, 1),
      await admin().deleteRunner(ROCKET, 1),
    ];
    for (const reply of replies) {
      expect(bad(reply)).toMatchObject({ code, message: expect.stringMatching(/\.$/) as unknown });
    }
    expect(JSON.stringify(replies)).not.toContain(world.token.slice(4));
  });
});
