/** Where runners may be registered, in which group, and which version there is to install. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startGitHub, type WorldGitHub } from './start.ts';
import { addRunner, ask, type Reply } from './test-client.ts';

let world: WorldGitHub;
beforeEach(async () => {
  world = await startGitHub({ seed: 11 });
});
afterEach(() => world.close());

const FINE = `github_pat_${'f'.repeat(82)}`;
const fine = (permissions: Readonly<Record<string, 'read' | 'write'>>, repositories: readonly string[]) =>
  world.addToken({ kind: 'fine-grained', token: FINE, login: 'mona', repositories, permissions });
const names = (reply: Reply): unknown =>
  (reply.body as readonly { readonly full_name: string }[]).map((one) => one.full_name);
const status = async (path: string, token = world.token): Promise<number> =>
  (await ask(world, 'GET', path, { token })).status;

describe('repositories', () => {
  it('are those that the token sees, the newest first, with the right that the person has there', async () => {
    world.addRepository('acme/moon', { visibility: 'public' });
    world.addRepository('mona/notes', { ownerKind: 'User' });
    expect(names(await ask(world, 'GET', '/user/repos'))).toEqual(['mona/notes', 'acme/moon', 'acme/rocket']);
    fine({}, ['mona/notes']);
    const few = await ask(world, 'GET', '/user/repos', { token: FINE });
    expect(names(few)).toEqual(['mona/notes', 'acme/moon']);
    expect(few.body).toMatchObject([{ permissions: { admin: true } }, {}]);
  });

  it('behind a single sign-on that the token lacks are left out, and that is told', async () => {
    world.addRepository('mona/notes', { ownerKind: 'User' });
    world.addToken({
      kind: 'classic',
      token: FINE,
      login: 'mona',
      repositories: 'all',
      scopes: ['repo'],
      ssoMissing: ['acme'],
    });
    const few = await ask(world, 'GET', '/user/repos', { token: FINE });
    expect(names(few)).toEqual(['mona/notes']);
    expect(few.headers.get('x-github-sso')).toMatch(/^partial-results/);
  });

  it('tell when they are archived or when Actions are off', async () => {
    world.addRepository('acme/old', { archived: true, actions: 'disabled' });
    const old = await ask(world, 'GET', '/repos/acme/old');
    expect(old.verdict).toEqual({ kind: 'valid' });
    expect(old.body).toMatchObject({ archived: true });
    expect((await ask(world, 'GET', '/repos/acme/old/actions/permissions')).body).toEqual({ enabled: false });
  });
});

describe('organisations', () => {
  it('are those that own a repository or were added, and no others', async () => {
    world.addOrganization('zoo');
    const list = await ask(world, 'GET', '/user/memberships/orgs?state=active');
    expect(list.body).toMatchObject([
      { role: 'admin', state: 'active', organization: { login: 'acme' } },
      { role: 'admin', organization: { login: 'zoo' } },
    ]);
    expect(await status('/user/memberships/orgs/zoo')).toBe(200);
    expect(await status('/orgs/nowhere/actions/runners')).toBe(404);
  });

  it('are told to a fine-grained token only with “Members: read”', async () => {
    fine({ administration: 'write' }, ['acme/rocket']);
    const refused = await ask(world, 'GET', '/user/memberships/orgs', { token: FINE });
    expect(refused.status).toBe(403);
    expect(refused.headers.get('x-accepted-github-permissions')).toBe('members=read');
    fine({ members: 'read' }, ['acme/rocket']);
    expect(await status('/user/memberships/orgs', FINE)).toBe(200);
  });

  it('say which of their repositories may have runners, to those who administer them', async () => {
    const policy = '/orgs/acme/actions/permissions/self-hosted-runners';
    expect((await ask(world, 'GET', policy)).body).toEqual({ enabled_repositories: 'all' });
    world.addOrganization('acme', { repositoryRunners: ['acme/rocket'] });
    expect((await ask(world, 'GET', policy)).body).toMatchObject({ enabled_repositories: 'selected' });
    expect((await ask(world, 'GET', `${policy}/repositories`)).body).toMatchObject({
      total_count: 1,
      repositories: [{ full_name: 'acme/rocket' }],
    });
    fine({ organization_self_hosted_runners: 'write' }, []);
    expect(await status(policy, FINE)).toBe(403);
    expect(await status('/orgs/acme/actions/runner-groups', FINE)).toBe(200);
  });
});

describe('runner groups', () => {
  it('take the runners that name them; a group that is not there takes none', async () => {
    world.addOrganization('acme', { groups: [{ name: 'Macs', allowsPublic: true }] });
    const { body } = await ask(world, 'GET', '/orgs/acme/actions/runner-groups');
    expect(body).toMatchObject({
      runner_groups: [
        { name: 'Default', default: true, allows_public_repositories: false },
        { name: 'Macs', default: false, allows_public_repositories: true },
      ],
    });
    const register = async (runnerGroup: string): Promise<number> => {
      const answer = await fetch(`${world.origin}/_broker/agents`, {
        method: 'POST',
        headers: {
          authorization: `RemoteAuth ${world.mintToken({ kind: 'organization', organization: 'acme' }, 'register')}`,
        },
        body: JSON.stringify({ name: runnerGroup, url: `${world.origin}/acme`, runnerGroup }),
      });
      return answer.status;
    };
    expect(await register('Windows')).toBe(422);
    expect(await register('Macs')).toBe(201);
    const runners = await ask(world, 'GET', '/orgs/acme/actions/runners');
    expect(runners.body).toMatchObject({ runners: [{ name: 'Macs', runner_group_id: 2 }] });
  });
});

describe('versions', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'release-'));
    await writeFile(join(folder, 'one.tar.gz'), 'not really an archive');
    await writeFile(join(folder, 'two.tar.gz'), 'not one either');
  });
  afterEach(() => rm(folder, { recursive: true }));
  const offered = async (): Promise<unknown> =>
    (await ask(world, 'GET', '/repos/acme/rocket/actions/runners/downloads')).body;
  const release = async (which: string): Promise<unknown> =>
    (await ask(world, 'GET', `/repos/actions/runner/releases/${which}`, { token: null })).body;

  it('can be there to install although no runner is told to update to them', async () => {
    const { sha256 } = await world.addRelease('2.338.0', join(folder, 'one.tar.gz'));
    expect(await offered()).toMatchObject([{}, { architecture: 'arm64', sha256_checksum: sha256 }]);
    const fast = await startGitHub({ seed: 11, speed: 500 });
    try {
      await fast.addRelease('2.338.0', join(folder, 'one.tar.gz'));
      const runner = await addRunner(fast, { name: 'mini' });
      await runner.open('2.337.0');
      // The poll ends without a message.
      expect((await runner.poll({ version: '2.337.0' })).status).toBe(202);
    } finally {
      await fast.close();
    }
  });

  it('have their checksum in the text and beside the asset, and can be had by tag', async () => {
    const { sha256 } = await world.addRelease('2.337.0', join(folder, 'one.tar.gz'));
    await world.addRelease('2.338.0', join(folder, 'two.tar.gz'));
    expect(await release('latest')).toMatchObject({ tag_name: 'v2.338.0' });
    expect(await release('tags/v2.337.0')).toMatchObject({
      tag_name: 'v2.337.0',
      body: expect.stringContaining(
        `<!-- BEGIN SHA osx-arm64 -->${sha256}<!-- END SHA osx-arm64 -->`,
      ) as unknown,
      assets: [
        { name: 'actions-runner-osx-arm64-2.337.0.tar.gz', digest: `sha256:${sha256}`, size: 21 },
        { name: 'actions-runner-osx-x64-2.337.0.tar.gz' },
      ],
    });
    expect(await release('tags/v1.0.0')).toMatchObject({ message: 'Not Found' });
  });

  it('may be released before they are offered here', async () => {
    await world.addRelease('2.337.0', join(folder, 'one.tar.gz'));
    await world.addRelease('2.338.0', join(folder, 'two.tar.gz'), 'release');
    expect(await offered()).toMatchObject([
      { filename: 'actions-runner-osx-x64-2.337.0.tar.gz' },
      { filename: 'actions-runner-osx-arm64-2.337.0.tar.gz' },
    ]);
    expect(await release('latest')).toMatchObject({ tag_name: 'v2.338.0' });
  });
});
