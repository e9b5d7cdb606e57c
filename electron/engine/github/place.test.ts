/** A closer look at one place: rights in words, groups, names that are taken, and who forbids a runner. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startGitHub, type WorldGitHub } from '../../../e2e/world/github/start.ts';
import { addRunner } from '../../../e2e/world/github/test-client.ts';
import type { PlaceReport, SetUpScope } from '../../../shared/set-up.ts';
import { bad, createAccountBench, good, type AccountBench } from './test-account.ts';

const HOST = 'github.com';
const TOKEN = `ghp_${'t'.repeat(36)}`;
const FINE = `github_pat_${'f'.repeat(82)}`;
const ROCKET = { kind: 'repository', host: HOST, owner: 'acme', repository: 'rocket' } as const;
const ACME = { kind: 'organization', host: HOST, organization: 'acme' } as const;
const BIG = { kind: 'enterprise', host: HOST, enterprise: 'big' } as const;
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

const look = async (scope: SetUpScope): Promise<PlaceReport> => good(await bench.github.lookAt(scope));
const abilities = (report: PlaceReport): readonly string[] =>
  report.abilities.map(({ id, allowed }) => `${id}: ${allowed}`);
const hint = (report: PlaceReport, id: string): string | null | undefined =>
  report.abilities.find((one) => one.id === id)?.hint;
type Permissions = Extract<Parameters<WorldGitHub['addToken']>[0], { kind: 'fine-grained' }>['permissions'];
function fineGrained(permissions: Permissions, role: 'admin' | 'write' = 'admin'): void {
  const repositories = ['acme/rocket'];
  world.addToken({ kind: 'fine-grained', token: FINE, login: 'mona', repositories, permissions, role });
  bench.gh.token = { ok: true, value: FINE };
}
function classic(scopes: readonly string[], role: 'admin' | 'write' = 'admin'): void {
  world.addToken({ kind: 'classic', token: TOKEN, login: 'hubot', repositories: 'all', scopes, role });
  bench.gh.token = { ok: true, value: TOKEN };
}

describe('a repository', () => {
  it('is told with its visibility, what the login may do there, and the names that are taken', async () => {
    await addRunner(world, { name: 'mini' });
    await addRunner(world, { name: 'maxi' });
    world.addRepository('acme/rocket', { visibility: 'public' });
    world.journal.clear();
    const report = await look({ ...ROCKET, owner: 'ACME' });
    expect(report).toMatchObject({
      // As GitHub spells it.
      place: { scope: ROCKET, visibility: 'public', administers: true },
      groups: [],
      runnerNames: ['mini', 'maxi'],
      refusal: null,
    });
    expect(report.abilities.map(({ sentence }) => sentence)).toEqual([
      'May see the runners of ACME/rocket.',
      'May register runners for ACME/rocket.',
      'May remove runners from ACME/rocket.',
      'May see the jobs of ACME/rocket.',
    ]);
    expect(world.journal.entries.every(({ method }) => method === 'GET')).toBe(true);
  });

  it('is not guessed at where a fine-grained token may perhaps register: GitHub tells only when it is tried', async () => {
    fineGrained({ administration: 'read', actions: 'read' });
    const report = await look(ROCKET);
    expect(abilities(report)).toEqual([
      'see-runners: yes',
      'register-runners: unknown',
      'remove-runners: unknown',
      'see-jobs: yes',
    ]);
    expect(hint(report, 'register-runners')).toMatch(/“Administration: read and write”/);
  });

  it('names the permission that a fine-grained token lacks', async () => {
    fineGrained({});
    const report = await look(ROCKET);
    expect(abilities(report).map((one) => one.split(': ')[1])).toEqual(['no', 'no', 'no', 'no']);
    expect(report.runnerNames).toBeNull();
    expect(hint(report, 'register-runners')).toMatch(
      /“Administration: read and write”.*may still have to approve/,
    );
    expect(hint(report, 'see-jobs')).toMatch(/“Actions: read-only”/);
  });

  it('takes an administrator, whatever the token may do', async () => {
    classic(['repo'], 'write');
    const report = await look(ROCKET);
    expect(report.place.administers).toBe(false);
    expect(hint(report, 'register-runners')).toBe('It takes an administrator of acme/rocket.');
  });

  it('that is public takes no more than the scope public_repo', async () => {
    classic(['public_repo']);
    world.addRepository('acme/rocket', { visibility: 'public' });
    expect(abilities(await look(ROCKET))).toContain('register-runners: yes');
  });

  it.each([
    ['archived', { archived: true }, /is archived/],
    ['without Actions', { actions: 'disabled' }, /Actions are turned off for acme\/rocket/],
  ] as const)('that is %s takes no runner, and why', async (_name, details, words) => {
    world.addRepository('acme/rocket', details);
    expect((await look(ROCKET)).refusal).toMatch(words);
  });

  it.each([
    ['forbids runners of repositories', 'none', /does not allow its repositories/],
    ['allows others only', ['acme/moon'], /only some of its repositories.*acme\/rocket is not one/],
    ['allows this one', ['acme/rocket'], /^none$/],
    ['allows all', 'all', /^none$/],
  ] as const)('of an organisation that %s', async (_name, repositoryRunners, words) => {
    world.addRepository('acme/moon');
    world.addOrganization('acme', { repositoryRunners });
    expect((await look(ROCKET)).refusal ?? 'none').toMatch(words);
  });

  it('has no refusal where GitHub does not tell the organisation’s rule', async () => {
    world.addOrganization('acme', { repositoryRunners: 'none' });
    classic(['repo']);
    expect((await look(ROCKET)).refusal).toBeNull();
  });

  it('that is not there is not found, and neither is one that this login may not see', async () => {
    expect(bad(await bench.github.lookAt({ ...ROCKET, repository: 'none' }))).toMatchObject({
      code: 'not-found',
      message: expect.stringContaining('or this login has no access') as unknown,
    });
  });
});

describe('an organisation', () => {
  it('is told with its runner groups', async () => {
    world.addOrganization('acme', { groups: [{ name: 'Macs', allowsPublic: true }] });
    await addRunner(world, { name: 'org-mini', url: `${world.origin}/acme` });
    const report = await look(ACME);
    expect(report).toMatchObject({
      place: { scope: ACME, visibility: null, administers: true },
      groups: [
        { name: 'Default', isDefault: true, allowsPublic: false },
        { name: 'Macs', isDefault: false, allowsPublic: true },
      ],
      runnerNames: ['org-mini'],
      refusal: null,
    });
    expect(abilities(report)).toEqual(['see-runners: yes', 'register-runners: yes', 'remove-runners: yes']);
  });

  it('takes a right that gh does not have by itself', async () => {
    classic(['repo', 'read:org']);
    const report = await look(ACME);
    expect(abilities(report)).toContain('register-runners: no');
    expect(report).toMatchObject({ groups: [], runnerNames: null, place: { administers: true } });
    expect(hint(report, 'register-runners')).toMatch(/gh auth refresh -h github\.com -s admin:org/);
  });

  it('may be managed by a fine-grained token, of which GitHub does not tell how far', async () => {
    fineGrained({ organization_self_hosted_runners: 'write' });
    const report = await look(ACME);
    expect(abilities(report)).toContain('register-runners: unknown');
    expect(hint(report, 'register-runners')).toMatch(/“Self-hosted runners: read and write”/);
    expect(report.groups).toHaveLength(1);
  });

  it('that is not there is not found', async () => {
    expect(bad(await bench.github.lookAt({ ...ACME, organization: 'none' }))).toMatchObject({
      code: 'not-found',
    });
  });
});

describe('an enterprise', () => {
  it('takes a classic token with its own scope, and that is said', async () => {
    classic(['manage_runners:enterprise']);
    const report = await look(BIG);
    expect(abilities(report)).toContain('register-runners: yes');
    expect(report).toMatchObject({ runnerNames: [], refusal: null });
    fineGrained({ administration: 'write' });
    bench.github.logins.clear();
    const refused = await look(BIG);
    expect(refused.refusal).toMatch(/only with a classic token.*manage_runners:enterprise/);
    expect(abilities(refused)).toContain('register-runners: no');
  });
});

describe('a look that comes to nothing', () => {
  it.each([
    ['/repos/acme/rocket/actions/runners', 'unreachable'],
    ['/repos/acme/rocket/actions/runs', 'unreachable'],
    ['/repos/acme/rocket/actions/permissions', 'unreachable'],
    ['/orgs/acme/actions/permissions', 'unreachable'],
  ])('because of %s is a failure, not half a report', async (path, code) => {
    world.faults.add({ kind: 'failing', status: 503, path });
    expect(bad(await bench.github.lookAt(ROCKET))).toMatchObject({ code });
  });
});
