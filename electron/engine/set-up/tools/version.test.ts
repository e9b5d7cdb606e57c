import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ProgramId } from './toolbox.ts';
import { parsePackageVersion, parseVersion, parseXcodeVersion } from './version.ts';

const SAMPLES = join(dirname(fileURLToPath(import.meta.url)), '../../../../../shared/samples/macos/doctor');

describe('what a tool prints for --version', () => {
  it.each<readonly [ProgramId, string, string | null]>([
    ['git', 'git version 2.50.1 (Apple Git-155)\n', '2.50.1'],
    ['git', 'git version 2.51.0\n', '2.51.0'],
    ['homebrew', 'Homebrew 5.0.4\n', '5.0.4'],
    ['homebrew', 'Homebrew 4.6.17-12-g0123456\nHomebrew/homebrew-core (git revision 1)\n', '4.6.17'],
    ['homebrew', 'Homebrew >=4.3.0 (shallow or no git repository)\n', null],
    ['node', 'v24.10.0\n', '24.10.0'],
    ['node', '(node:1) Warning: something\nv26.0.0-nightly20261001\n', '26.0.0-nightly20261001'],
    ['pnpm', '10.16.1\n', '10.16.1'],
    ['pnpm', ' WARN  something 1.2.3 else\n10.16.1\n', '10.16.1'],
    ['gh', 'gh version 2.80.0 (2026-09-01)\nhttps://github.com/cli/cli/releases/tag/v2.80.0\n', '2.80.0'],
    ['docker', 'Docker version 28.4.0, build d8eb465f86\n', '28.4.0'],
    ['docker', 'podman version 5.2.0\n', null],
    ['node', '', null],
  ])('of %s: %j', (tool, text, version) => {
    expect(parseVersion(tool, text)).toBe(version);
  });

  it('is a version or nothing, whatever is printed', () => {
    const tool = fc.constantFrom<ProgramId>('git', 'homebrew', 'node', 'pnpm', 'gh', 'docker');
    const words = [
      'git version ',
      'Homebrew ',
      'gh version ',
      'Docker version ',
      'v',
      '1',
      '.',
      '-',
      '\n',
      ' ',
      '>=',
      'x',
    ];
    fc.assert(
      fc.property(tool, fc.array(fc.constantFrom(...words)), (id, parts) => {
        expect(parseVersion(id, parts.join('')) ?? '0.0').toMatch(/^\d+(?:\.\d+)+(?:-[\w.]+)?$/);
      }),
    );
  });
});

describe('Apple’s tools', () => {
  it('are told by the release, not by the whole package number', () => {
    expect(parsePackageVersion('package-id: a\nversion: 16.4.0.0.1.1747106510\nvolume: /\n')).toBe('16.4');
    expect(parsePackageVersion("No receipt for 'x' found at '/'.\n")).toBeNull();
  });

  it('read Xcode’s own version from its property list', () => {
    const plist = '<dict>\n\t<key>CFBundleShortVersionString</key>\n\t<string>26.2</string>\n</dict>';
    expect(parseXcodeVersion(plist)).toBe('26.2');
    expect(parseXcodeVersion('<dict/>')).toBeNull();
  });

  it.skipIf(!existsSync(SAMPLES))('in a real print of pkgutil', () => {
    expect(parsePackageVersion(readFileSync(join(SAMPLES, 'pkgutil-clt.txt'), 'utf8'))).toBe('26.1');
  });
});
