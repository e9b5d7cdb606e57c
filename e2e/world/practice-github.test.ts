import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startGitHub, type WorldGitHub } from './github/start.ts';
import { ask } from './github/test-client.ts';
import { furnishGitHub } from './practice-github.ts';

interface Listed {
  readonly full_name: string;
  readonly visibility: string;
  readonly archived: boolean;
  readonly permissions: { readonly admin: boolean };
}

describe('the GitHub that a person practises on', () => {
  let root = '';
  let github: WorldGitHub;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'trackside-practice-'));
    github = await startGitHub();
    await furnishGitHub({ github, root, speed: 1 });
  });
  afterAll(async () => {
    await github.close();
    await rm(root, { recursive: true });
  });
  const get = async (path: string): Promise<unknown> => (await ask(github, 'GET', path)).body;

  it('has places of every kind: public, read only, archived, without Actions, with a very long name', async () => {
    const listed = (await get('/user/repos?per_page=100')) as readonly Listed[];
    const where = (fits: (one: Listed) => boolean) => listed.filter(fits).map(({ full_name }) => full_name);
    expect(where(({ visibility }) => visibility === 'public')).toContain('acme/website');
    expect(where(({ permissions }) => !permissions.admin)).toEqual(['acme/handbook']);
    expect(where(({ archived }) => archived)).toEqual(['acme/attic']);
    expect(where(({ full_name }) => full_name.length > 90)).toHaveLength(1);
    expect(await get('/repos/acme/no-actions/actions/permissions')).toEqual({ enabled: false });
  });

  it('has organisations: with groups, one of them for public repositories, too, and one that keeps runners to itself', async () => {
    const { runner_groups: groups } = (await get('/orgs/orchard/actions/runner-groups')) as {
      readonly runner_groups: readonly { readonly allows_public_repositories: boolean }[];
    };
    expect(groups.map((group) => group.allows_public_repositories)).toEqual([false, false, true, false]);
    expect(await get('/orgs/strict/actions/permissions/self-hosted-runners')).toEqual({
      enabled_repositories: 'none',
    });
    expect(await get('/user/memberships/orgs/neighbours')).toMatchObject({ role: 'member' });
  });

  it('offers a runner to download that is large enough for its progress to be seen', async () => {
    const offered = (await get('/repos/orchard/pear/actions/runners/downloads')) as readonly {
      readonly download_url: string;
      readonly sha256_checksum: string;
    }[];
    expect(offered[0]?.sha256_checksum).toMatch(/^[0-9a-f]{64}$/);
    const abort = new AbortController();
    const archive = await fetch(offered[0]?.download_url ?? '', { signal: abort.signal });
    expect(Number(archive.headers.get('content-length'))).toBeGreaterThan(20_000_000);
    abort.abort();
  });
});
