/** A person's login: which is used, what it may do, giving and forgetting a token, and everything that can go wrong. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startGitHub, type WorldGitHub } from '../../../e2e/world/github/start.ts';
import { bad, createAccountBench, good, type AccountBench } from './test-account.ts';
import { createBench, ROCKET, runner } from './test-bench.ts';

const HOST = 'github.com';
const GIVEN = `ghp_${'g'.repeat(36)}`;
const FINE = `github_pat_${'f'.repeat(82)}`;
let world: WorldGitHub;
let bench: AccountBench;

beforeEach(async () => {
  world = await startGitHub({ seed: 7 });
  world.addToken({ kind: 'classic', token: GIVEN, login: 'hubot', repositories: 'all', scopes: ['repo'] });
  world.addToken({
    kind: 'fine-grained',
    token: FINE,
    login: 'mona',
    repositories: ['acme/rocket'],
    permissions: { administration: 'write' },
  });
  bench = createAccountBench({ githubApi: world.origin, gh: world.token });
});
afterEach(async () => {
  bench.github.close();
  await world.close();
});

describe('the login of a host', () => {
  it('is that of gh when there is one, with what it may do in words', async () => {
    const login = await bench.github.accounts.login(HOST);
    expect(login).toMatchObject({
      host: HOST,
      way: 'gh',
      account: 'mona',
      gh: 'logged-in',
      keychain: 'available',
      deviceFlow: 'no-client-id',
      problem: null,
    });
    expect(login.abilities.map(({ allowed, sentence }) => `${allowed}: ${sentence}`)).toEqual([
      'yes: Speaks for mona.',
      'yes: May see the runners of repositories that you administer.',
      'yes: May register runners for repositories that you administer.',
      'yes: May remove runners from repositories that you administer.',
      'yes: May see the jobs of your repositories.',
      'yes: May manage the runners of organisations that you own.',
    ]);
  });

  it('says how gh comes by a right that it lacks', async () => {
    bench.gh.token = { ok: true, value: GIVEN };
    const { abilities } = await bench.github.accounts.login(HOST);
    expect(abilities.find(({ id }) => id === 'organization-runners')).toEqual({
      id: 'organization-runners',
      allowed: 'no',
      sentence: 'May not manage the runners of organisations that you own.',
      hint: 'Type “gh auth refresh -h github.com -s admin:org” in a terminal, then look again.',
    });
  });

  it('does not guess what a fine-grained token may do', async () => {
    bench.gh.token = { ok: true, value: FINE };
    const { abilities } = await bench.github.accounts.login(HOST);
    expect(abilities.map(({ allowed }) => allowed)).toEqual(['yes', 'unknown']);
    expect(abilities[1]?.hint).toContain('one place at a time');
  });

  it('is the one that gh has now, also a moment after it had another', async () => {
    bench.gh.token = { ok: true, value: null };
    expect(await bench.github.accounts.login(HOST)).toMatchObject({ way: null });
    bench.gh.token = { ok: true, value: GIVEN };
    expect(await bench.github.accounts.login(HOST)).toMatchObject({ account: 'hubot' });
    bench.gh.token = { ok: true, value: world.token };
    expect(await bench.github.accounts.login(HOST)).toMatchObject({ account: 'mona' });
  });

  it.each([
    ['is not logged in', 'yes', { ok: true, value: null }, 'not-logged-in'],
    ['is not installed', 'no', { ok: true, value: null }, 'not-installed'],
    ['gives no answer', 'yes', { ok: false, why: 'gh did not answer.' }, 'unknown'],
  ] as const)('is none when gh %s', async (_name, installed, token, state) => {
    bench.gh.installed = installed;
    bench.gh.token = token;
    const login = await bench.github.accounts.login(HOST);
    expect(login).toMatchObject({ way: null, account: null, gh: state, abilities: [] });
    expect(login.problem).toBe(state === 'unknown' ? 'gh did not answer.' : null);
    expect(world.journal.entries).toHaveLength(0);
  });

  it('says when it is refused, and of a kept token that cannot be read', async () => {
    world.revokeToken(world.token);
    const refused = await bench.github.accounts.login(HOST);
    expect(refused).toMatchObject({ way: 'gh', account: null, abilities: [] });
    expect(refused.problem).toMatch(/expired or was taken back.*gh auth login/);
    await bench.github.accounts.useToken(HOST, GIVEN, 'keychain');
    bench.keychain.broken = 'The kept token cannot be read any more.';
    bench.gh.token = { ok: true, value: FINE };
    expect(await bench.github.accounts.login(HOST)).toMatchObject({
      way: 'gh',
      account: 'mona',
      problem: 'The kept token cannot be read any more.',
    });
  });
});

describe('a token that is given', () => {
  it('is kept in the keychain and used from then on, and never comes back', async () => {
    const login = good(await bench.github.accounts.useToken(HOST, GIVEN, 'keychain'));
    expect(login).toMatchObject({ way: 'kept-token', account: 'hubot', gh: 'logged-in' });
    expect(JSON.stringify(login)).not.toContain(GIVEN.slice(4));
    expect([...bench.keychain.entries.values()]).toEqual([GIVEN]);
    expect(bench.changed).toEqual([HOST]);
  });

  it('is held for this session where that is wanted, and forgotten on request', async () => {
    bench.keychain.there = 'no';
    const login = good(await bench.github.accounts.useToken(HOST, GIVEN, 'session'));
    expect(login).toMatchObject({ way: 'session-token', account: 'hubot', keychain: 'not-available' });
    expect(bench.keychain.entries.size).toBe(0);
    const after = good(await bench.github.accounts.forgetToken(HOST));
    expect(after).toMatchObject({ way: 'gh', account: 'mona' });
    expect(bench.changed).toEqual([HOST, HOST]);
  });

  it('is not even shown to GitHub where it is to be kept and there is no keychain', async () => {
    bench.keychain.there = 'no';
    expect(bad(await bench.github.accounts.useToken(HOST, GIVEN, 'keychain'))).toMatchObject({
      code: 'no-keychain',
      hint: expect.stringContaining('for this session') as unknown,
    });
    expect(world.journal.entries).toHaveLength(0);
  });

  it('is not taken into use when GitHub refuses it', async () => {
    const wrong = `ghp_${'x'.repeat(36)}`;
    const failure = bad(await bench.github.accounts.useToken(HOST, wrong, 'keychain'));
    expect(failure).toMatchObject({
      code: 'login-refused',
      message: 'github.com does not accept this token, so it was not taken into use.',
    });
    expect(JSON.stringify(failure)).not.toContain('xxxx');
    expect(bench.keychain.entries.size).toBe(0);
    expect((await bench.github.accounts.login(HOST)).way).toBe('gh');
  });

  it('is no registration token: that is told, and GitHub is not asked', async () => {
    const token = world.mintToken({ kind: 'repository', owner: 'acme', repository: 'rocket' }, 'register');
    expect(bad(await bench.github.accounts.useToken(HOST, token, 'session'))).toMatchObject({
      code: 'wrong-answer',
      message: expect.stringContaining('registration token') as unknown,
    });
    expect(world.journal.entries).toHaveLength(0);
  });

  it('is what the watch uses, too: a runner of a host with a kept token is watched', async () => {
    const watch = createBench({ githubApi: world.origin, token: null, secrets: bench.keychain });
    try {
      await bench.github.accounts.useToken(HOST, GIVEN, 'keychain');
      watch.watch.setRunners([runner('a', 1, 'mini', ROCKET)]);
      await watch.watch.askNow();
      expect(watch.last('a')).toMatchObject({
        kind: 'unknown',
        why: 'GitHub does not list this runner.',
      });
      expect(watch.access.at(-1)?.kind).toBe('ok');
    } finally {
      watch.watch.close();
    }
  });
});

type Fault = Parameters<WorldGitHub['faults']['add']>[0];
const FAULTS: readonly (readonly [name: string, fault: Fault, code: string, words: RegExp, hint: RegExp])[] =
  [
    [
      'an expired token',
      { kind: 'bad-credentials' },
      'login-refused',
      /does not accept this token/,
      /copied/,
    ],
    [
      'single sign-on',
      { kind: 'sso', organization: 'acme' },
      'no-permission',
      /single sign-on/,
      /github\.com/,
    ],
    [
      'a missing permission',
      { kind: 'missing-permission', accepted: 'administration=write' },
      'no-permission',
      /asks for the permission “Administration: read and write”/,
      /organisation may still have to approve/,
    ],
    ['what is not visible', { kind: 'not-found' }, 'not-found', /not found at github\.com/, /Check the name/],
    [
      'a used-up limit',
      { kind: 'primary-limit', seconds: 600 },
      'rate-limited',
      /hourly limit/,
      /in 1[01] minutes/,
    ],
    [
      'too many requests',
      { kind: 'secondary-limit', retryAfter: 30 },
      'rate-limited',
      /less often/,
      /in a minute/,
    ],
    ['the page of a proxy', { kind: 'html', status: 200 }, 'odd-answer', /not GitHub’s API/, /proxy/],
    [
      'the page of a proxy as refusal',
      { kind: 'html', status: 403 },
      'odd-answer',
      /not GitHub’s API/,
      /proxy/,
    ],
    [
      'GitHub in trouble',
      { kind: 'failing', status: 503 },
      'unreachable',
      /trouble of its own/,
      /few minutes/,
    ],
    ['a cut connection', { kind: 'reset' }, 'unreachable', /cannot be reached/, /connection/],
    ['no answer', { kind: 'hang' }, 'timed-out', /did not answer/, /connection/],
  ];

describe('what goes wrong has its code, its sentence and a way on, and no token in it', () => {
  it.each(FAULTS)('%s', async (_name, fault, code, words, hint) => {
    bench.github.close();
    const limitMs = fault.kind === 'hang' ? 60 : 10_000;
    bench = createAccountBench({ githubApi: world.origin, gh: null, limitMs, timers: bench.timers });
    world.faults.add(fault);
    const failure = bad(await bench.github.accounts.useToken(HOST, GIVEN, 'keychain'));
    expect(failure).toMatchObject({
      code,
      message: expect.stringMatching(words) as unknown,
      hint: expect.stringMatching(hint) as unknown,
    });
    expect(JSON.stringify(failure)).not.toContain(GIVEN.slice(4));
    expect(bench.keychain.entries.size).toBe(0);
  });
});

describe('GitHub’s form for a token', () => {
  it.each([HOST, 'octo.ghe.com', 'ghe.acme.test:8443'])('is at %s, filled in', async (host) => {
    const { tokenPage, tokenPermissions } = await bench.github.accounts.login(host);
    const page = new URL(tokenPage);
    expect(page.origin + page.pathname).toBe(`https://${host}/settings/personal-access-tokens/new`);
    expect(Object.fromEntries(page.searchParams)).toMatchObject({
      name: 'Trackside',
      administration: 'write',
      actions: 'read',
    });
    // GitHub's own bounds for what is filled in.
    expect(page.searchParams.get('name')?.length).toBeLessThanOrEqual(40);
    expect(page.searchParams.get('description')?.length).toBeLessThanOrEqual(1024);
    expect(tokenPermissions.map(({ name, level }) => `${name}: ${level}`)).toContain(
      'Self-hosted runners: Read and write',
    );
  });
});
