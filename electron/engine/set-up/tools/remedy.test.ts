import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TOOL_IDS } from '../../../../shared/set-up.ts';
import type { ToolId, ToolRemedy } from '../../../../shared/set-up.ts';
import { aBenchMac } from '../test-bench.ts';
import type { BenchMac } from '../test-bench.ts';
import { isToolPage } from './pages.ts';
import { asRemedy, wayToGet } from './remedy.ts';
import type { Way } from './remedy.ts';
import { toolReports } from './reports.ts';
import { lookForTools } from './toolbox.ts';

let mac: BenchMac;
beforeEach(() => {
  mac = aBenchMac();
});
afterEach(() => mac.remove());

async function way(tool: ToolId, appleSilicon: boolean | null = true, uid = 501): Promise<Way | null> {
  const box = await lookForTools(mac.host, { root: mac.root });
  return wayToGet(tool, { host: { ...mac.host, uid }, box, appleSilicon });
}
const remedy = async (tool: ToolId): Promise<ToolRemedy | null> => asRemedy(await way(tool));

function homebrew(): string {
  mac.developer();
  return mac.tool('opt/homebrew/bin/brew', 'echo "Homebrew 5.0.4"');
}
const node = (folder = 'opt/homebrew/bin'): string => mac.tool(`${folder}/node`, 'echo v24.10.0');

describe('a missing tool', () => {
  it('always has an exact way to get it, on a Mac with nothing', async () => {
    const box = await lookForTools(mac.host, { root: mac.root });
    const reports = await toolReports({ host: mac.host, box, appleSilicon: true }, mac.home);
    expect(reports.map(({ id }) => id)).toEqual([...TOOL_IDS]);
    for (const { state, remedy, purpose } of reports) {
      expect(state).toEqual({ kind: 'missing' });
      expect(purpose).toMatch(/\.$/);
      expect(
        (remedy?.kind === 'page' && isToolPage(remedy.url)) ||
          (remedy?.kind === 'command' && remedy.command !== ''),
      ).toBe(true);
    }
  });

  it('needs a person where Apple’s dialog or an administrator is needed', async () => {
    expect(await remedy('git')).toMatchObject({ kind: 'command', command: 'xcode-select --install' });
    expect(await remedy('xcode-tools')).toMatchObject({ kind: 'command', command: 'xcode-select --install' });
    expect(await remedy('homebrew')).toMatchObject({
      kind: 'command',
      command: expect.stringContaining('Homebrew/install/HEAD/install.sh'),
      why: expect.stringContaining('administrator'),
    });
  });

  it.each<readonly [ToolId, string]>([
    ['gh', 'brew install gh'],
    ['node', 'brew install node'],
    ['docker', 'brew install docker colima'],
  ])('is one click away with Homebrew: %s', async (tool, command) => {
    homebrew();
    expect(await remedy(tool)).toEqual({ kind: 'one-click', command });
  });

  it('is not with the Homebrew for Intel on Apple silicon, which refuses to install there', async () => {
    homebrew();
    const box = await lookForTools(mac.host, { root: mac.root });
    const brew = { ...box.tools.homebrew, path: '/usr/local/bin/brew' } as typeof box.tools.homebrew;
    const parts = { host: mac.host, box: { ...box, tools: { ...box.tools, homebrew: brew } } };
    expect(asRemedy(await wayToGet('gh', { ...parts, appleSilicon: true }))).toMatchObject({
      kind: 'command',
    });
    expect(asRemedy(await wayToGet('gh', { ...parts, appleSilicon: false }))).toMatchObject({
      kind: 'one-click',
    });
    const reports = await toolReports({ ...parts, appleSilicon: true }, mac.home);
    expect(reports.find(({ id }) => id === 'homebrew')?.state).toMatchObject({
      note: expect.stringContaining('Intel'),
    });
  });

  it('is not, where Homebrew would refuse: for root, or without Apple’s tools', async () => {
    homebrew();
    expect(asRemedy(await way('gh', true, 0))).toMatchObject({
      kind: 'command',
      command: 'brew install gh',
      why: expect.stringContaining('root'),
    });
    mac.system('xcode-select', 'exit 2');
    expect(await remedy('gh')).toMatchObject({
      kind: 'command',
      why: expect.stringContaining('command line tools'),
    });
  });

  it('is never installed over something that is there and cannot say so', async () => {
    homebrew();
    mac.tool('opt/homebrew/bin/gh', 'exit 134');
    expect(await way('gh')).toBeNull();
  });

  it('names the licence where that is all that is missing', async () => {
    mac.developer();
    mac.tool('usr/bin/git', 'exit 69');
    expect(await remedy('git')).toMatchObject({ command: 'sudo xcodebuild -license accept' });
  });
});

describe('pnpm', () => {
  it('comes through Corepack where Node brought it', async () => {
    node();
    mac.tool('opt/homebrew/bin/corepack', 'exit 0');
    expect(await remedy('pnpm')).toEqual({ kind: 'one-click', command: 'corepack enable pnpm' });
    expect(mac.calls().join()).not.toContain('corepack');
  });

  it('else through npm, where its folder is the person’s', async () => {
    node();
    mac.tool('opt/homebrew/bin/npm', `echo ${mac.root}/opt/homebrew`);
    expect(await remedy('pnpm')).toEqual({ kind: 'one-click', command: 'npm install --global pnpm' });
    expect(mac.calls()).toContain('opt/homebrew/bin/npm prefix --global');
  });

  // Root may write everywhere, so that this cannot be tried as root.
  it.skipIf(process.getuid?.() === 0)('else through Homebrew, and at last by an administrator', async () => {
    node('usr/local/bin');
    mac.tool('usr/local/bin/corepack', 'exit 0');
    mac.tool('usr/local/bin/npm', `echo ${mac.root}/usr/local`);
    const folder = join(mac.root, 'usr/local/bin');
    chmodSync(folder, 0o555);
    try {
      expect(await remedy('pnpm')).toMatchObject({
        kind: 'command',
        command: 'sudo npm install --global pnpm',
      });
      homebrew();
      expect(await remedy('pnpm')).toEqual({ kind: 'one-click', command: 'brew install pnpm' });
    } finally {
      chmodSync(folder, 0o755);
    }
  });

  it('the same where npm names a folder that is not there, or names none', async () => {
    node();
    mac.tool('opt/homebrew/bin/npm', `echo ${mac.root}/nowhere`);
    expect(await remedy('pnpm')).toMatchObject({
      kind: 'command',
      why: expect.stringContaining('administrator'),
    });
    mac.tool('opt/homebrew/bin/npm', 'echo "npm error"; exit 1');
    homebrew();
    expect(await remedy('pnpm')).toEqual({ kind: 'one-click', command: 'brew install pnpm' });
  });

  it('needs Node first, and a terminal where a version manager keeps the door', async () => {
    expect(await remedy('pnpm')).toMatchObject({ kind: 'page', why: expect.stringContaining('Node') });
    mkdirSync(join(mac.home, '.volta/bin'), { recursive: true });
    node('Users/me/.volta/bin');
    mac.tool('~/.volta/bin/corepack', 'exit 0');
    expect(await remedy('pnpm')).toMatchObject({ kind: 'command', command: 'npm install --global pnpm' });
  });

  it('is never installed as root', async () => {
    node();
    mac.tool('opt/homebrew/bin/corepack', 'exit 0');
    expect(asRemedy(await way('pnpm', true, 0))).toMatchObject({
      kind: 'command',
      why: expect.stringContaining('root'),
    });
  });
});

describe('a tool that is there', () => {
  it('is told with version and place, the home folder as ~, and whether a job would find it', async () => {
    mac.tool('~/.nvm/versions/node/v22.9.0/bin/node', 'echo v22.9.0');
    const box = await lookForTools(mac.host, { root: mac.root });
    const reports = await toolReports({ host: mac.host, box, appleSilicon: true }, mac.home);
    expect(reports.find(({ id }) => id === 'node')).toEqual({
      id: 'node',
      name: 'Node',
      purpose: expect.any(String),
      state: {
        kind: 'found',
        version: '22.9.0',
        path: '~/.nvm/versions/node/v22.9.0/bin/node',
        note: 'A job finds it only if the runner’s PATH names this folder.',
      },
      remedy: null,
    });
  });
});
