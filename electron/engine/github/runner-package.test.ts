/** Which package is installed: what GitHub offers this scope, else the release, and never without a checksum. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { array, assert, constantFrom, oneof, property, string } from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startGitHub, type WorldGitHub } from '../../../e2e/world/github/start.ts';
import { checksumsOf, isDownloadAddress } from './runner-package.ts';
import { bad, createAccountBench, good, type AccountBench } from './test-account.ts';

const ROCKET = { kind: 'repository', host: 'github.com', owner: 'acme', repository: 'rocket' } as const;
const ON_SERVER = { ...ROCKET, host: 'ghe.acme.test' } as const;
const SUM = 'ab'.repeat(32);
const OTHER = 'cd'.repeat(32);
let bench: AccountBench;
const find = (version: string | null = null) => bench.github.admin.runnerPackage(ROCKET, 'arm64', version);

describe('on the practice GitHub', () => {
  let world: WorldGitHub;
  let folder: string;
  let sha256: string;
  beforeEach(async () => {
    world = await startGitHub({ seed: 7 });
    folder = await mkdtemp(join(tmpdir(), 'package-'));
    await writeFile(join(folder, 'a.tar.gz'), 'one');
    await writeFile(join(folder, 'b.tar.gz'), 'another');
    ({ sha256 } = await world.addRelease('2.336.0', join(folder, 'a.tar.gz')));
    await world.addRelease('2.337.0', join(folder, 'b.tar.gz'), 'release');
    bench = createAccountBench({ githubApi: world.origin, gh: world.token });
  });
  afterEach(async () => {
    bench.github.close();
    await world.close();
    await rm(folder, { recursive: true });
  });
  const asked = (): readonly string[] =>
    world.journal.entries.map(({ path, authorized }) => `${authorized ? 'login' : 'open'} ${path}`);

  it('is what the downloads endpoint offers this scope, not the newest release', async () => {
    expect(good(await find())).toEqual({
      version: '2.336.0',
      url: `${world.origin}/_downloads/v2.336.0/actions-runner-osx-arm64-2.336.0.tar.gz`,
      fileName: 'actions-runner-osx-arm64-2.336.0.tar.gz',
      sha256,
      sizeBytes: null,
      architecture: 'arm64',
    });
    expect(asked()).toEqual(['login /repos/acme/rocket/actions/runners/downloads']);
    const intel = good(await bench.github.admin.runnerPackage(ROCKET, 'x64', null));
    expect(intel.fileName).toBe('actions-runner-osx-x64-2.336.0.tar.gz');
  });

  it('is the newest release where nobody is logged in, asked for without a login', async () => {
    bench.gh.token = { ok: true, value: null };
    expect(good(await find())).toMatchObject({ version: '2.337.0', sizeBytes: 7, architecture: 'arm64' });
    expect(asked()).toEqual(['open /repos/actions/runner/releases/latest']);
  });

  it('is the newest release where this login may not ask for downloads', async () => {
    const token = `github_pat_${'f'.repeat(82)}`;
    const permissions = {};
    world.addToken({
      kind: 'fine-grained',
      token,
      login: 'mona',
      repositories: ['acme/rocket'],
      permissions,
    });
    bench.gh.token = { ok: true, value: token };
    expect(good(await find()).version).toBe('2.337.0');
  });

  it('is the release of a version that was asked for and is not offered', async () => {
    expect(good(await find('2.337.0')).version).toBe('2.337.0');
    expect(good(await find('2.336.0')).sha256).toBe(sha256);
    expect(bad(await find('2.1.0'))).toMatchObject({
      code: 'not-found',
      message: 'There is no runner version 2.1.0.',
    });
    expect(bad(await find('latest'))).toMatchObject({ code: 'wrong-answer' });
  });

  it('asks with a login when too many have asked without one', async () => {
    bench.gh.token = { ok: true, value: null };
    world.setLimit(null, { remaining: 0 });
    expect(bad(await find())).toMatchObject({ code: 'rate-limited' });
    bench.gh.token = { ok: true, value: world.token };
    bench.github.logins.clear();
    expect(good(await find('2.337.0')).version).toBe('2.337.0');
  });

  it('is none without a checksum', async () => {
    world.announceVersion('2.338.0');
    expect(bad(await find())).toMatchObject({
      code: 'no-checksum',
      message: expect.stringMatching(/2\.338\.0.*Nothing is installed/) as unknown,
    });
  });

  it('is none while GitHub cannot be asked', async () => {
    world.faults.add({ kind: 'reset' });
    expect(bad(await find())).toMatchObject({ code: 'unreachable' });
  });
});

/** What the practice GitHub does not say by itself. */
describe('of odd answers', () => {
  let server: Server;
  let origin: string;
  let answers: Record<string, unknown>;
  beforeEach(async () => {
    answers = {};
    server = createServer((request, response) => {
      const path = (request.url ?? '').split('?')[0] ?? '';
      const value = answers[path];
      response.writeHead(value === undefined ? 404 : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(value ?? { message: 'Not Found' }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
    bench = createAccountBench({ githubApi: origin, gh: 'gho_something-long' });
  });
  afterEach(() => {
    bench.github.close();
    server.closeAllConnections();
    server.close();
  });
  const LATEST = '/repos/actions/runner/releases/latest';
  const NAME = 'actions-runner-osx-arm64-2.337.0.tar.gz';
  const inText = (sum: string): string =>
    `- ${NAME} <!-- BEGIN SHA osx-arm64 -->${sum}<!-- END SHA osx-arm64 -->`;
  const release = (details: { body?: string; digest?: string | null; url?: string }) => ({
    tag_name: 'v2.337.0',
    body: details.body ?? null,
    assets: [
      {
        name: NAME,
        browser_download_url: details.url ?? `${origin}/${NAME}`,
        size: 5,
        digest: details.digest ?? null,
      },
    ],
  });

  it.each([
    ['in the text', { body: inText(SUM) }],
    ['beside the asset', { digest: `sha256:${SUM}` }],
    ['in both', { body: inText(SUM.toUpperCase()), digest: `sha256:${SUM}` }],
  ])('a checksum %s is enough', async (_name, details) => {
    answers[LATEST] = release(details);
    expect(good(await find())).toMatchObject({ sha256: SUM, sizeBytes: 5 });
  });

  it.each([
    ['no checksum', {}, 'no-checksum', /no checksum/],
    ['half a checksum', { body: inText(SUM.slice(1)) }, 'no-checksum', /no checksum/],
    ['another kind of checksum', { digest: `sha1:${SUM}` }, 'no-checksum', /no checksum/],
    ['two that differ', { body: inText(SUM), digest: `sha256:${OTHER}` }, 'no-checksum', /two different/],
    ['a foreign address', { body: inText(SUM), url: 'https://evil.example/x' }, 'odd-answer', /not GitHub's/],
  ] as const)('%s: nothing is installed', async (_name, details, code, words) => {
    answers[LATEST] = release(details);
    expect(bad(await find())).toMatchObject({ code, message: expect.stringMatching(words) as unknown });
  });

  const download = (details: Record<string, unknown>) => [
    {
      os: 'osx',
      architecture: 'arm64',
      filename: NAME,
      download_url: `${origin}/${NAME}`,
      sha256_checksum: SUM,
      ...details,
    },
  ];
  const DOWNLOADS = '/repos/acme/rocket/actions/runners/downloads';

  it('a server whose packages want a token of their own is asked for the version and the checksum only', async () => {
    const secret = 'eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.secret';
    answers[DOWNLOADS] = download({
      download_url: 'https://ghe.acme.test/_services/pipelines/package/osx-arm64/2.337.0',
      temp_download_token: secret,
    });
    answers['/repos/actions/runner/releases/tags/v2.337.0'] = release({});
    const found = good(await bench.github.admin.runnerPackage(ON_SERVER, 'arm64', null));
    expect(found).toMatchObject({ version: '2.337.0', sha256: SUM, url: `${origin}/${NAME}` });
    expect(JSON.stringify(found)).not.toContain(secret);
    answers['/repos/actions/runner/releases/tags/v2.337.0'] = release({ digest: `sha256:${OTHER}` });
    expect(bad(await bench.github.admin.runnerPackage(ON_SERVER, 'arm64', null))).toMatchObject({
      code: 'no-checksum',
    });
  });

  it.each([
    ['a file name that is a path', { filename: `../${NAME}` }],
    ['a file for another architecture', { filename: 'actions-runner-osx-x64-2.337.0.tar.gz' }],
    ['nothing for a Mac', { os: 'linux' }],
  ])('%s counts as no offer', async (_name, details) => {
    answers[DOWNLOADS] = download(details);
    answers[LATEST] = release({ digest: `sha256:${OTHER}` });
    expect(good(await find())).toMatchObject({ fileName: NAME, sha256: OTHER });
  });

  it('an offer at a foreign address is refused', async () => {
    answers[DOWNLOADS] = download({ download_url: 'https://evil.example/x.tar.gz' });
    expect(bad(await find())).toMatchObject({ code: 'odd-answer' });
  });
});

describe('an address to download from', () => {
  it.each([
    ['https://github.com/actions/runner/releases/download/v2.337.0/x.tar.gz', true],
    ['https://ghe.acme.test/_services/x', true],
    ['http://github.com/x', false],
    ['https://github.com.evil.example/x', false],
    ['https://user@github.com/x', false],
    ['https://github.com:8443/x', false],
    ['http://127.0.0.1:9/x', false],
    ['not an address', false],
  ])('%s', (url, allowed) => expect(isDownloadAddress(url, 'GHE.acme.test', null)).toBe(allowed));

  it('may be on this machine only under a practice GitHub', () => {
    expect(isDownloadAddress('http://127.0.0.1:9/x', 'github.com', 'http://127.0.0.1:9')).toBe(true);
    expect(isDownloadAddress('http://evil.example/x', 'github.com', 'http://127.0.0.1:9')).toBe(false);
  });
});

describe('checksums in the text of a release', () => {
  it('are found whatever stands around them, and only those of the architecture', () => {
    assert(
      property(string(), string(), (before, after) => {
        const body = `${before}<!-- BEGIN SHA osx-x64 -->${OTHER}<!-- END SHA osx-x64 --> <!-- BEGIN SHA osx-arm64 -->${SUM}<!-- END SHA osx-arm64 -->${after}`;
        expect(checksumsOf(body, '', 'arm64')).toEqual([SUM]);
      }),
    );
  });

  it('are 64 hex digits or none, whatever the text is', () => {
    const piece = constantFrom(
      '<!-- BEGIN SHA osx-arm64 -->',
      '<!-- END SHA osx-arm64 -->',
      SUM,
      'sha256:',
      ' ',
      'x',
    );
    const text = array(oneof(piece, string()), { maxLength: 12 }).map((parts) => parts.join(''));
    assert(
      property(text, text, (body, digest) => {
        for (const sum of checksumsOf(body, digest, 'arm64')) expect(sum).toMatch(/^[0-9a-f]{64}$/);
      }),
    );
  });
});
