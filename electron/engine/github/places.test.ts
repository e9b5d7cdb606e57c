/** Where runners could be registered: the list, by part of a name, and what is typed whole. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startGitHub, type WorldGitHub } from '../../../e2e/world/github/start.ts';
import type { Place } from '../../../shared/set-up.ts';
import { bad, createAccountBench, good, type AccountBench } from './test-account.ts';

const HOST = 'github.com';
const FINE = `github_pat_${'f'.repeat(82)}`;
let world: WorldGitHub;
let bench: AccountBench;

beforeEach(async () => {
  world = await startGitHub({ seed: 7 });
  world.addRepository('acme/moon', { visibility: 'public' });
  world.addRepository('mona/notes', { ownerKind: 'User', visibility: 'internal' });
  bench = createAccountBench({ githubApi: world.origin, gh: world.token });
});
afterEach(async () => {
  bench.github.close();
  await world.close();
});

const name = ({ scope, administers }: Place): string => {
  const text = scope.kind === 'repository' ? `${scope.owner}/${scope.repository}` : '';
  return `${text}${scope.kind === 'organization' ? scope.organization : ''}${administers ? '' : ' (not mine)'}`;
};
const find = async (query = ''): Promise<readonly string[]> =>
  good(await bench.github.places.find(HOST, query)).places.map(name);
const requests = (): readonly string[] => world.journal.entries.map(({ path }) => path.split('?')[0] ?? '');
const loginOf = (token: string): void => {
  bench.gh.token = { ok: true, value: token };
  bench.github.logins.clear();
};

describe('the places where this person may administer runners', () => {
  it('are the organisations that they own and their repositories, the last pushed to first', async () => {
    expect(await find()).toEqual(['acme', 'mona/notes', 'acme/moon', 'acme/rocket']);
    const { places, more, note } = good(await bench.github.places.find(HOST, ''));
    expect(places.map(({ visibility }) => visibility)).toEqual([null, 'internal', 'public', 'private']);
    expect({ more, note }).toEqual({ more: false, note: null });
  });

  it('can be searched by any part of a name, in any letter case, also by their address', async () => {
    expect(await find('MOO')).toEqual(['acme/moon']);
    expect(await find('me/ro')).toEqual(['acme/rocket']);
    expect(await find(' https://github.com/acme/moon/ ')).toEqual(['acme/moon']);
    expect(await find('github.com/acme/moon.git')).toEqual(['acme/moon']);
    expect(await find('zzz')).toEqual([]);
  });

  it('are listed once a minute, however much is typed', async () => {
    for (const query of ['', 'a', 'ac', 'acm', 'acme/moon']) await find(query);
    expect(requests()).toEqual(['/user/repos', '/user/memberships/orgs']);
    bench.timers.advance(60_000);
    await find();
    expect(requests()).toHaveLength(4);
  });

  it('are listed anew for another login', async () => {
    await find();
    const token = `ghp_${'y'.repeat(36)}`;
    world.addToken({
      kind: 'classic',
      token,
      login: 'hubot',
      repositories: [],
      scopes: ['repo', 'read:org'],
    });
    loginOf(token);
    expect(await find()).toEqual(['acme', 'acme/moon']);
  });

  it('come before those that they do not administer', async () => {
    const token = `ghp_${'y'.repeat(36)}`;
    world.addToken({
      kind: 'classic',
      token,
      login: 'hubot',
      repositories: ['acme/rocket'],
      scopes: ['repo', 'read:org'],
      role: 'write',
    });
    loginOf(token);
    expect(await find()).toEqual(['acme (not mine)', 'acme/moon (not mine)', 'acme/rocket (not mine)']);
  });

  it('leave out what is archived', async () => {
    world.addRepository('acme/moon', { archived: true });
    expect(await find()).not.toContain('acme/moon');
  });

  it('are read over several pages, and shown in a bounded number', async () => {
    for (let number = 0; number < 120; number += 1) world.addRepository(`acme/r-${String(number)}`);
    const { places, more } = good(await bench.github.places.find(HOST, ''));
    expect(places).toHaveLength(50);
    expect(more).toBe(true);
    expect(await find('rocket')).toEqual(['acme/rocket']);
    expect(requests().filter((path) => path === '/user/repos')).toHaveLength(2);
  });
});

describe('a name that is typed whole and is not in the list', () => {
  it('is looked up, once', async () => {
    world.addRepository('acme/old', { archived: true });
    expect(await find('ACME/old')).toEqual(['acme/old']);
    expect(await find('acme/old')).toEqual(['acme/old']);
    expect(await find('acme/none')).toEqual([]);
    expect(await find('acme/none')).toEqual([]);
    expect(requests().filter((path) => path.startsWith('/repos/'))).toEqual([
      '/repos/acme/old',
      '/repos/acme/none',
    ]);
  });

  it('is looked up again after something went wrong', async () => {
    await find();
    world.addRepository('acme/late');
    world.faults.add({ kind: 'reset', path: '/repos/', times: 1 });
    expect(await find('acme/late')).toEqual([]);
    expect(await find('acme/late')).toEqual(['acme/late']);
  });
});

describe('single sign-on', () => {
  it('leaves out what this login is not authorized for, and that is said', async () => {
    const token = `ghp_${'y'.repeat(36)}`;
    world.addToken({
      kind: 'classic',
      token,
      login: 'mona',
      repositories: 'all',
      scopes: ['repo', 'read:org'],
      ssoMissing: ['acme'],
    });
    loginOf(token);
    const found = good(await bench.github.places.find(HOST, ''));
    expect(found.places.map(name)).toEqual(['acme', 'mona/notes']);
    expect(found.note).toMatch(/single sign-on are left out.*authorize it/);
  });
});

describe('a fine-grained token', () => {
  it('sees few, which is said; an organisation can then be typed', async () => {
    world.addToken({
      kind: 'fine-grained',
      token: FINE,
      login: 'mona',
      repositories: ['acme/rocket'],
      permissions: { administration: 'write' },
    });
    loginOf(FINE);
    const found = good(await bench.github.places.find(HOST, ''));
    // The organisation is known by its repository; that this person owns it is not.
    expect(found.places.map(name)).toEqual(['acme/moon', 'acme/rocket', 'acme (not mine)']);
    expect(found.note).toMatch(/only those repositories of one owner.*does not list your organisations/);
    expect(await find('zoo')).toEqual(['zoo (not mine)']);
  });
});

describe('what goes wrong', () => {
  it('is that nobody is logged in', async () => {
    bench.gh.token = { ok: true, value: null };
    expect(bad(await bench.github.places.find(HOST, ''))).toMatchObject({
      code: 'login-needed',
      message: 'There is no login for github.com.',
    });
    bench.gh.token = { ok: false, why: 'gh did not answer.' };
    expect(bad(await bench.github.places.find(HOST, ''))).toMatchObject({
      code: 'login-needed',
      message: expect.stringContaining('gh did not answer.') as unknown,
    });
  });

  it('is told, and not remembered', async () => {
    world.faults.add({ kind: 'failing', status: 502, path: '/user/memberships', times: 1 });
    expect(bad(await bench.github.places.find(HOST, ''))).toMatchObject({ code: 'unreachable' });
    expect(await find('moon')).toEqual(['acme/moon']);
  });

  it('is that gh’s login was taken back: it is asked for anew at the next try', async () => {
    const { token } = world;
    world.revokeToken(token);
    expect(bad(await bench.github.places.find(HOST, ''))).toMatchObject({
      code: 'login-refused',
      hint: 'Sign in again with “gh auth login”.',
    });
    const next = `gho_${'n'.repeat(36)}`;
    const scopes = ['repo', 'read:org'];
    world.addToken({ kind: 'classic', token: next, login: 'mona', repositories: 'all', scopes });
    bench.gh.token = { ok: true, value: next };
    expect(await find('moon')).toEqual(['acme/moon']);
  });
});
