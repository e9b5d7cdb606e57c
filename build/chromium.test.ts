import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chromiumCommand, findChromium, kindOf } from './chromium.ts';
import type { Places } from './chromium.ts';

const GOOD = 'echo "Chromium 156.0.8078.79 built on Debian GNU/Linux 12"';

describe('a Chromium counts as found', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'trackside-chromium-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const program = (name: string, script: string): string => {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `#!/bin/sh\n${script}\n`);
    chmodSync(path, 0o755);
    return path;
  };
  const find = (places: Partial<Places>): string | null =>
    findChromium({ named: undefined, path: '', apps: [], own: join(folder, 'absent'), ...places });

  it('when it says its version', () => {
    const path = program('bin/chromium', GOOD);
    expect(find({ path: `/nowhere:${dirname(path)}` })).toBe(path);
    const chrome = program('Google Chrome', 'echo "Google Chrome 156.0.8078.79 "');
    expect(find({ apps: [chrome] })).toBe(chrome);
  });

  it('not when it is Ubuntu’s stub for a snap, or Playwright’s own without its libraries', () => {
    const stub = program(
      'bin/chromium-browser',
      `echo "Command '/usr/bin/chromium-browser' requires the chromium snap to be installed." >&2; exit 1`,
    );
    const own = program('own', 'echo "error while loading shared libraries: libnss3.so" >&2; exit 127');
    expect(find({ path: dirname(stub), own })).toBeNull();
    const chrome = program('apps/chrome', GOOD);
    expect(find({ path: dirname(stub), apps: [chrome], own })).toBe(chrome);
  });

  it('not when it is a folder, a file that is no program, or another program', () => {
    mkdirSync(join(folder, 'bin', 'chromium'), { recursive: true });
    writeFileSync(join(folder, 'hostname'), 'here\n');
    const other = program('other', 'echo "true (GNU coreutils) 9.1"');
    const good = program('good', GOOD);
    for (const named of [join(folder, 'hostname'), other, folder, '']) {
      expect(find({ named, path: join(folder, 'bin'), own: good })).toBe(good);
    }
  });

  it('when it has been installed since it was looked for', () => {
    const own = join(folder, 'own');
    expect(find({ own })).toBeNull();
    program('own', GOOD);
    expect(find({ own })).toBe(own);
  });
});

describe('the one command that gets a Chromium', () => {
  it.each([
    ['linux', 'ID=debian\nVERSION_ID="12"\n', `sudo sh -c 'apt-get update && apt-get install -y chromium'`],
    ['linux', 'ID=raspbian\nID_LIKE=debian\n', `sudo sh -c 'apt-get update && apt-get install -y chromium'`],
    ['linux', 'ID=ubuntu\nID_LIKE=debian\n', 'npx playwright install --with-deps chromium'],
    ['linux', 'ID=linuxmint\nID_LIKE="ubuntu debian"\n', 'npx playwright install --with-deps chromium'],
    ['linux', 'ID=fedora\n', 'npx playwright install chromium'],
    ['darwin', '', 'npx playwright install chromium'],
  ])('on %s with %j', (platform, release, command) => {
    expect(chromiumCommand(kindOf(platform, release))).toBe(command);
  });
});
