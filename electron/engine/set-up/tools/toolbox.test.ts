import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aBenchMac, COMMAND_LINE_TOOLS } from '../test-bench.ts';
import type { BenchMac } from '../test-bench.ts';
import { developerFolder } from './developer-folder.ts';
import { inParallel } from './in-parallel.ts';
import { lookAround, lookFor, lookForTools } from './toolbox.ts';
import type { Toolbox } from './toolbox.ts';

const SAMPLES = join(dirname(fileURLToPath(import.meta.url)), '../../../../../shared/samples/macos/doctor');

let mac: BenchMac;
beforeEach(() => {
  mac = aBenchMac();
});
afterEach(() => mac.remove());

const look = (): Promise<Toolbox> => lookForTools(mac.host, { root: mac.root });

describe('Apple’s developer tools', () => {
  it('never starts /usr/bin/git, nor Homebrew’s question of git, when nothing is behind it', async () => {
    mac.tool('usr/bin/git', 'echo "git version 2.50.1"');
    mac.tool('usr/bin/python3', 'exit 0');
    mac.tool('usr/bin/xcrun', 'exit 0');
    mac.tool('opt/homebrew/bin/brew', 'echo "Homebrew 5.0.4"');
    const { tools } = await look();
    expect(tools.git).toEqual({ kind: 'missing' });
    expect(tools['xcode-tools']).toEqual({ kind: 'missing' });
    expect(tools.homebrew).toMatchObject({ kind: 'found', version: null });
    expect(mac.calls()).toEqual([]);
  });

  it('never starts it either when nobody can say, or when what was chosen is no longer there', async () => {
    mac.tool('usr/bin/git', 'echo "git version 2.50.1"');
    mac.system('xcode-select', 'exit 7');
    expect((await look()).tools.git).toMatchObject({ kind: 'unknown', why: expect.stringContaining('7') });
    const folder = mac.developer();
    rmSync(join(folder, 'usr/bin/git'));
    expect((await look()).tools.git).toEqual({ kind: 'missing' });
    expect(mac.calls()).toEqual([]);
  });

  it('asks it when there is something behind it', async () => {
    mac.tool('usr/bin/git', 'echo "git version 2.50.1 (Apple Git-155)"');
    mac.developer();
    mac.system('pkgutil', 'printf "package-id: x\\nversion: 26.1.0.0.1.1761104275\\n"');
    const { tools } = await look();
    expect(tools.git).toMatchObject({
      kind: 'found',
      version: '2.50.1',
      path: join(mac.root, 'usr/bin/git'),
    });
    expect(tools['xcode-tools']).toMatchObject({
      kind: 'found',
      version: '26.1',
      path: join(mac.root, COMMAND_LINE_TOOLS),
    });
  });

  it('takes Homebrew’s own git without them: that one is a program, no doorkeeper', async () => {
    mac.tool('usr/bin/git', 'exit 1');
    mac.tool('opt/homebrew/bin/git', 'echo "git version 2.51.0"');
    expect((await look()).tools.git).toMatchObject({ kind: 'found', version: '2.51.0' });
    expect(mac.calls()).toEqual(['opt/homebrew/bin/git --version']);
  });

  it('tells a licence that nobody has agreed to', async () => {
    mac.tool('usr/bin/git', 'echo "You have not agreed to the Xcode license agreements." >&2; exit 69');
    mac.developer();
    expect((await look()).tools.git).toMatchObject({ kind: 'unknown', cause: 'licence' });
  });

  it('tells the whole Xcode from its small package, by its own version', async () => {
    const folder = mac.developer('Applications/Xcode.app/Contents/Developer');
    writeFileSync(
      join(dirname(folder), 'version.plist'),
      '<key>CFBundleShortVersionString</key>\n<string>26.2</string>',
    );
    expect(await developerFolder(mac.host)).toMatchObject({
      kind: 'found',
      product: 'xcode',
      version: '26.2',
    });
  });

  it.skipIf(!existsSync(SAMPLES))('understands what real versions of xcode-select print', async () => {
    for (const name of ['xcode-select-missing', 'xcode-select-missing-oldform']) {
      mac.system('xcode-select', `cat ${join(SAMPLES, name)}.stderr.txt >&2; exit 2`);
      expect(await developerFolder(mac.host)).toEqual({ kind: 'none' });
    }
    mac.system('xcode-select', `cat ${join(SAMPLES, 'xcode-select-p.txt')}`);
    const there = existsSync(readFileSync(join(SAMPLES, 'xcode-select-p.txt'), 'utf8').trim());
    expect((await developerFolder(mac.host)).kind).toBe(there ? 'found' : 'none');
  });
});

describe('other tools', () => {
  it('are looked for in Homebrew first, then in the person’s own folders, and told where they were found', async () => {
    mac.tool('opt/homebrew/bin/gh', 'echo "gh version 2.80.0 (2026-09-01)"');
    mac.tool('usr/local/bin/gh', 'echo "gh version 1.0.0 (2020-01-01)"');
    mac.tool('~/Library/pnpm/pnpm', 'echo 10.16.1');
    mac.tool('~/.docker/bin/docker', 'echo "Docker version 28.4.0, build d8eb465"');
    const { tools } = await look();
    expect(tools.gh).toMatchObject({ kind: 'found', version: '2.80.0', place: 'usual' });
    expect(tools.pnpm).toMatchObject({ kind: 'found', version: '10.16.1', place: 'usual' });
    expect(tools.docker).toMatchObject({ kind: 'found', version: '28.4.0', place: 'own' });
    expect(tools.node).toEqual({ kind: 'missing' });
    expect(mac.calls()).not.toContain('usr/local/bin/gh --version');
  });

  it.each([
    ['nvm, the newest of several', '~/.nvm/versions/node/v22.9.0/bin/node', 'own'],
    ['fnm', '~/Library/Application Support/fnm/aliases/default/bin/node', 'own'],
    ['Volta', '~/.volta/bin/node', 'shims'],
    ['mise', '~/.local/share/mise/shims/node', 'shims'],
    ['asdf', '~/.asdf/shims/node', 'shims'],
  ])('Node is found with %s', async (_name, path, place) => {
    mkdirSync(join(mac.home, '.nvm/versions/node/v9.11.2/bin'), { recursive: true });
    const full = mac.tool(path, 'echo v22.9.0');
    expect((await look()).tools.node).toMatchObject({ kind: 'found', version: '22.9.0', path: full, place });
  });

  it('a doorkeeper with nothing behind it is passed over; alone, it is neither there nor missing', async () => {
    mac.tool('~/.volta/bin/node', 'echo "Volta error: Node is not available." >&2; exit 126');
    expect((await look()).tools.node).toEqual({
      kind: 'unknown',
      why: '“node --version” ended with status 126.',
      cause: 'other',
    });
    mac.tool('~/.asdf/shims/node', 'echo v20.1.0');
    expect((await look()).tools.node).toMatchObject({ kind: 'found', version: '20.1.0' });
  });

  it('one that hangs holds nothing up, and is unknown', async () => {
    mac.tool('opt/homebrew/bin/gh', 'sleep 600');
    const around = await lookAround(mac.host, { root: mac.root });
    expect(await lookFor(mac.host, 'gh', around, { timeoutMs: 200 })).toMatchObject({
      kind: 'unknown',
      why: '“gh --version” did not answer within 0.2 s.',
    });
  });

  it('one that prints something else is there, without a version', async () => {
    mac.tool('opt/homebrew/bin/docker', 'echo "podman version 5.2.0"');
    expect((await look()).tools.docker).toMatchObject({ kind: 'found', version: null });
  });

  it('a folder or a plain file of that name is none', async () => {
    mkdirSync(join(mac.root, 'opt/homebrew/bin/node'), { recursive: true });
    mkdirSync(join(mac.root, 'usr/local/bin'), { recursive: true });
    writeFileSync(join(mac.root, 'usr/local/bin/node'), 'text', { mode: 0o644 });
    expect((await look()).tools.node).toEqual({ kind: 'missing' });
  });

  it('a script for Node is asked with Node in its PATH, offline, and with nothing inherited', async () => {
    const node = mac.tool('opt/homebrew/bin/node', 'echo v24.10.0');
    const seen = join(mac.root, 'seen');
    mac.tool('~/Library/pnpm/pnpm', `echo "$PATH|$COREPACK_ENABLE_NETWORK|$HOME" > ${seen}; echo 10.16.1`);
    await look();
    const [path, network, home] = readFileSync(seen, 'utf8').trim().split('|');
    expect(path?.split(':')).toEqual([
      join(mac.home, 'Library/pnpm'),
      dirname(node),
      '/usr/bin',
      '/bin',
      '/usr/sbin',
      '/sbin',
    ]);
    expect(network).toBe('0');
    expect(home).toBe(mac.home);
  });

  it('Corepack’s pnpm that was never fetched is there: Corepack fetches it when it is used', async () => {
    const shim = mac.tool('opt/homebrew/lib/node_modules/corepack/dist/pnpm.js', 'exit 1');
    mkdirSync(join(mac.root, 'opt/homebrew/bin'), { recursive: true });
    symlinkSync(shim, join(mac.root, 'opt/homebrew/bin/pnpm'));
    expect((await look()).tools.pnpm).toMatchObject({ kind: 'found', version: null, fetched: 'when-used' });
  });

  it('on a practice Mac come from its one folder, and from nowhere else', async () => {
    mac.tool('opt/homebrew/bin/gh', 'echo "gh version 2.80.0"');
    const folder = join(mac.root, 'practice');
    mac.tool('practice/node', 'echo v24.10.0');
    const { tools } = await lookForTools({ ...mac.host, programsFolder: folder });
    expect(tools.gh).toEqual({ kind: 'missing' });
    expect(tools.node).toMatchObject({ kind: 'found', path: join(folder, 'node') });
  });
});

it('does several things at once, yet no more than it may', async () => {
  let [now, most] = [0, 0];
  const tasks = Array.from({ length: 9 }, (_, index) => async () => {
    most = Math.max(most, ++now);
    await Promise.resolve();
    now -= 1;
    return index;
  });
  expect(await inParallel(3, tasks)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  expect(most).toBe(3);
});
