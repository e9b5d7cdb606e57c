import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fail } from '../../shared/contract.ts';
import { createEngine, type Engine } from './engine.ts';
import { createMacHost } from './host/macos/host.ts';
import type { ShellPort } from './server.ts';

const NOT_HERE = fail('not-supported-here', 'Not in this test.');
const shell: ShellPort = {
  chooseFolder: () => Promise.resolve(NOT_HERE),
  openLink: () => Promise.resolve(NOT_HERE),
  openSystemSettings: () => Promise.resolve(NOT_HERE),
  quit: () => Promise.resolve(NOT_HERE),
  openWizard: () => Promise.resolve(NOT_HERE),
};

let home = '';
let engine: Engine | null = null;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'trackside-engine-'));
});
afterEach(async () => {
  await engine?.stop();
  await rm(home, { recursive: true });
});

/** On a Mac without any of the programs: what is measured is unknown, and the settings are what this is about. */
async function started(): Promise<Engine> {
  const host = createMacHost({ home, programs: join(home, 'none'), data: join(home, 'data') });
  engine = createEngine(host, { version: '0', host: 'headless', githubApi: null, banner: null });
  await engine.start();
  return engine;
}

describe('the app', () => {
  it('starts with the defaults and says so when its settings cannot be read', async () => {
    await mkdir(join(home, 'data', 'settings.json'), { recursive: true });
    const { notices, settings } = (await started()).state();
    expect(settings.notifications).toBe('failures');
    expect(notices).toMatchObject([{ id: 'settings', detail: expect.stringContaining('the defaults hold') }]);
    expect(await readdir(join(home, 'data'))).toEqual(['settings.json']);
  });

  it('leaves a setting as it was, on screen as well, when it cannot be written', async () => {
    await writeFile(join(home, 'data'), 'a file where the folder should be');
    const running = await started();
    const line = running.connect(shell);
    const reply = await line.request('settings.update', { notifications: 'all' });
    expect(reply).toMatchObject({ ok: false, code: 'cannot-write' });
    expect(running.state().settings.notifications).toBe('failures');
  });

  it('keeps every one of two settings that are changed at once', async () => {
    const running = await started();
    const line = running.connect(shell);
    await Promise.all([
      line.request('settings.update', { notifications: 'all' }),
      line.request('settings.update', { appearance: 'dark' }),
    ]);
    expect(running.state().settings).toMatchObject({ notifications: 'all', appearance: 'dark' });
  });
});
