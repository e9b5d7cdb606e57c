import * as fc from 'fast-check';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseRunnerJson, readRunnerJson, readRunnerVersion, scopeOfUrl } from './runner-json.ts';

fc.configureGlobal({ seed: 24 });

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
/** As `config.sh` writes it: with a BOM, defaults left out. */
const USUAL = `\uFEFF{
  "agentId": 31,
  "agentName": "mini",
  "poolId": 1,
  "poolName": "Default",
  "serverUrl": "https://pipelines.actions.githubusercontent.com/x/",
  "gitHubUrl": "https://github.com/acme/app",
  "workFolder": "_work",
  "useV2Flow": true,
  "serverUrlV2": "https://broker.actions.githubusercontent.com/"
}`;

describe('parseRunnerJson', () => {
  it('reads what config.sh writes', () => {
    expect(parseRunnerJson(bytes(USUAL))).toEqual({
      kind: 'read',
      settings: {
        name: 'mini',
        agentId: 31,
        poolId: 1,
        poolName: 'Default',
        gitHubUrl: 'https://github.com/acme/app',
        scope: { kind: 'repository', host: 'github.com', owner: 'acme', repository: 'app' },
        workFolder: '_work',
        ephemeral: false,
        disableUpdate: false,
        useV2Flow: true,
        isHostedServer: true,
      },
    });
  });

  it('takes numbers and truth values as texts, and fills in what is left out', () => {
    const text = '{"agentId":"31","agentName":"a","ephemeral":"True","isHostedServer":"false","poolId":-1}';
    expect(parseRunnerJson(bytes(text))).toMatchObject({
      settings: {
        agentId: 31,
        poolId: null,
        ephemeral: true,
        isHostedServer: false,
        workFolder: '_work',
        scope: { kind: 'unknown' },
      },
    });
  });

  it.each([
    ['', 'empty'],
    ['\uFEFF \n', 'empty'],
    ['\0\0\0\0', 'empty'],
    ['{"agentName": "mi', 'truncated'],
    ['{"agentName": "a\\', 'truncated'],
    ['{', 'truncated'],
    ['{"a": [1, 2', 'truncated'],
    ['not json', 'not-json'],
    ['{"a": }', 'not-json'],
    ['{"a": 1}}', 'not-json'],
    ['<html>', 'not-json'],
    ['[]', 'not-a-runner'],
    ['null', 'not-a-runner'],
    ['7', 'not-a-runner'],
    ['{}', 'not-a-runner'],
    ['{"agentName": 5}', 'not-a-runner'],
  ])('says of %j that it is %s', (text, kind) => {
    expect(parseRunnerJson(bytes(text))).toEqual({
      kind,
      why: expect.stringMatching(/^Its \.runner file .*\.$/),
    });
  });

  it('calls every cut of a good file cut off, and never throws on noise', () => {
    const whole = bytes(USUAL);
    fc.assert(
      fc.property(fc.integer({ min: 4, max: whole.length - 1 }), fc.uint8Array(), (length, noise) => {
        expect(parseRunnerJson(whole.slice(0, length)).kind).toBe('truncated');
        expect(typeof parseRunnerJson(noise).kind).toBe('string');
      }),
    );
  });

  it('gives back any settings, whichever way they are spelt', () => {
    const name = fc.stringMatching(/^[A-Za-z][\w .-]{0,30}[A-Za-z]$/);
    fc.assert(
      fc.property(name, fc.nat(1e9), fc.boolean(), fc.boolean(), (agentName, agentId, ephemeral, asTexts) => {
        const file = asTexts
          ? { agentName, agentId: String(agentId), ephemeral: String(ephemeral) }
          : { agentName, agentId, ephemeral };
        expect(parseRunnerJson(bytes(JSON.stringify(file)))).toMatchObject({
          settings: { name: agentName, agentId, ephemeral },
        });
      }),
    );
  });
});

describe('scopeOfUrl', () => {
  it.each([
    [
      'https://github.com/acme/app',
      { kind: 'repository', host: 'github.com', owner: 'acme', repository: 'app' },
    ],
    [
      'https://github.com/acme/app/',
      { kind: 'repository', host: 'github.com', owner: 'acme', repository: 'app' },
    ],
    ['https://github.com/acme', { kind: 'organization', host: 'github.com', organization: 'acme' }],
    ['https://github.com/enterprises/big', { kind: 'enterprise', host: 'github.com', enterprise: 'big' }],
    [
      'https://GHES.example.org:8443/acme',
      { kind: 'organization', host: 'ghes.example.org:8443', organization: 'acme' },
    ],
    ['https://github.com/', { kind: 'unknown' }],
    ['https://github.com/a/b/c', { kind: 'unknown' }],
    ['https://github.com/%zz', { kind: 'unknown' }],
    ['ftp://github.com/a', { kind: 'unknown' }],
    ['acme/app', { kind: 'unknown' }],
  ])('%s', (address, scope) => {
    expect(scopeOfUrl(address)).toEqual(scope);
  });
});

describe('a runner directory', () => {
  let directory = '';
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'trackside-runner-'));
  });
  afterEach(async () => {
    await rm(directory, { recursive: true, force: true });
  });

  it('is read from disk, or told why not', async () => {
    expect(await readRunnerJson(directory)).toMatchObject({ kind: 'missing' });
    await writeFile(join(directory, '.runner'), USUAL);
    expect(await readRunnerJson(directory)).toMatchObject({ kind: 'read', settings: { name: 'mini' } });
    await writeFile(join(directory, '.runner'), 'x'.repeat(2_000_000));
    expect(await readRunnerJson(directory)).toMatchObject({ kind: 'unreadable' });
    await rm(join(directory, '.runner'));
    await mkdir(join(directory, '.runner'));
    expect(await readRunnerJson(directory)).toMatchObject({ kind: 'unreadable' });
  });

  it('shows its version once it has updated itself', async () => {
    expect(await readRunnerVersion(directory)).toBeNull();
    await mkdir(join(directory, 'bin'));
    expect(await readRunnerVersion(directory)).toBeNull();
    await rm(join(directory, 'bin'), { recursive: true });
    await symlink(join(directory, 'bin.2.336.0'), join(directory, 'bin'));
    expect(await readRunnerVersion(directory)).toBe('2.336.0');
  });
});
