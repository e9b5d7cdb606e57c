/** The stand-in's own promises: what it does not model throws, what it starts ends, names map both ways. */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { describe, expect, it, vi } from 'vitest';
import { guard } from './guard.ts';
import { pageScript } from './page-script.ts';
import { fromChromium, toChromium } from './web-address.ts';

describe('what is not modelled', () => {
  const app = guard({ name: 'x', _inner: 1 }, 'app');
  it('throws, with its name', () => {
    expect(app.name).toBe('x');
    expect(() => Reflect.get(app, 'dock')).toThrow('The stand-in for Electron does not model app.dock');
    expect(() => Reflect.set(app, 'badge', 1)).toThrow('does not model app.badge');
  });
  it('lets promises and the inspector look', () => {
    expect(Reflect.get(app, 'then')).toBeUndefined();
    expect(Reflect.get(app, Symbol.iterator)).toBeUndefined();
  });
});

describe('addresses', () => {
  it('go to Chromium and back', () => {
    const schemes = new Set(['app']);
    const address = 'app://trackside/popover/index.html?a=1#b';
    expect(toChromium(address, schemes)).toBe('https://trackside.app.stand-in.test/popover/index.html?a=1#b');
    expect(fromChromium(toChromium(address, schemes))).toBe(address);
    expect(toChromium('https://example.test/', schemes)).toBe('https://example.test/');
    expect(fromChromium('https://example.test/')).toBe('https://example.test/');
  });
});

describe('the sandbox of a preload script', () => {
  /** Runs the page's side here, with just enough of a page around it. */
  function run(preload: string): readonly string[] {
    const posted: string[] = [];
    const window: { top?: object } = {};
    window.top = window;
    const standInPost = (text: string): number => posted.push(text);
    runInNewContext(pageScript(preload, 'visible'), {
      window,
      document: new EventTarget(),
      standInPost,
      structuredClone,
    });
    return posted;
  }
  it('knows electron and nothing else', () => {
    expect(run('require("electron").contextBridge.exposeInMainWorld("x", {})')).toEqual([]);
    expect(run('require("node:fs")')[0]).toContain('module not found: node:fs');
    expect(run('require("electron").clipboard')[0]).toContain('does not model electron.clipboard');
  });
});

describe('the keeper', () => {
  it('ends its browser and takes the profile away when its owner is killed', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'keeper-'));
    try {
      const pidFile = join(folder, 'pid');
      const browser = join(folder, 'browser');
      await writeFile(browser, `#!/bin/sh\necho $$ > ${pidFile}\nexec sleep 600\n`, { mode: 0o755 });
      const profile = await mkdtemp(join(folder, 'profile-'));
      const keeper = join(import.meta.dirname, 'keeper.ts');
      const owner = join(folder, 'owner.mjs');
      await writeFile(
        owner,
        `import { spawn } from 'node:child_process';
         spawn(process.execPath, ${JSON.stringify([keeper, browser, `--user-data-dir=${profile}`])}, { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
         setInterval(() => undefined, 1000);`,
      );
      const child = spawn(process.execPath, [owner], { stdio: 'ignore' });
      const pid = await vi.waitUntil(
        async () => Number(await readFile(pidFile, 'utf8').catch(() => '')),
        10_000,
      );
      child.kill('SIGKILL');
      await vi.waitFor(() => expect(lives(pid)).toBe(false), 10_000);
      await vi.waitFor(
        async () => expect(await readdir(folder)).not.toContain(profile.split('/').at(-1)),
        10_000,
      );
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    // No such process.
    return false;
  }
}
