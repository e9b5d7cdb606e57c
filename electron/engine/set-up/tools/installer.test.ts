import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../../../shared/contract.ts';
import type { ProgramResult } from '../../host/run-program.ts';
import { clean, installFailure } from './install-failure.ts';
import { installs } from './installer.ts';
import type { Recipe } from './recipe.ts';

const SAMPLES = join(dirname(fileURLToPath(import.meta.url)), '../../../../../shared/samples/macos/cleanup');
const BREW: Recipe = { way: 'brew', program: '/opt/homebrew/bin/brew', formulas: ['gh'] };
const NPM: Recipe = { way: 'npm', program: '/opt/homebrew/bin/npm', prefix: '/opt/homebrew', nodes: [] };

describe('an installation under way is known by its command line', () => {
  it.each([
    [BREW, '/bin/bash /opt/homebrew/bin/brew install gh', true],
    [BREW, '/bin/bash -p /opt/homebrew/Library/Homebrew/brew.sh install --quiet gh', true],
    [
      BREW,
      '/opt/x/ruby -W1 --disable=gems,rubyopt /opt/homebrew/Library/Homebrew/brew.rb install wget gh',
      true,
    ],
    [BREW, 'ruby brew.rb uninstall gh', true],
    [BREW, '/bin/bash /opt/homebrew/bin/brew install ghq', false],
    [BREW, '/bin/bash /opt/homebrew/bin/brew list gh', false],
    [BREW, 'vim /Users/me/brew-install-gh.md', false],
    [BREW, 'gh run watch', false],
    [NPM, 'npm install --global pnpm', true],
    [NPM, 'node /opt/homebrew/bin/npm install -g pnpm@latest', true],
    [NPM, 'node /opt/homebrew/bin/npm install', false],
    [NPM, 'pnpm install', false],
  ])('%#: %s', (recipe, args, expected) => {
    expect(installs(args, recipe)).toBe(expected);
  });
});

const exited = (stderr: string, stdout = ''): ProgramResult => ({
  kind: 'exited',
  status: 1,
  stdout,
  stderr,
});

describe('a failed installation', () => {
  it.each<readonly [string, ProgramResult, ErrorCode]>([
    [
      'a lock',
      exited(
        'Error: A `brew install gh` process has already locked /opt/homebrew/Cellar/gh.\nPlease wait for it to finish or terminate it to continue.\n',
      ),
      'busy-with-command',
    ],
    ['a full disk', exited('Error: No space left on device @ rb_sysopen'), 'no-room'],
    ['no network, by curl', exited('curl: (6) Could not resolve host: ghcr.io'), 'unreachable'],
    [
      'no network, by npm',
      exited('npm error code ENOTFOUND\nnpm error network request failed'),
      'unreachable',
    ],
    [
      'a folder of somebody else',
      exited('Error: The following directories are not writable by your user:\n/opt/homebrew'),
      'cannot-write',
    ],
    ['npm without rights', exited('npm error code EACCES\nnpm error syscall mkdir'), 'cannot-write'],
    [
      'Corepack without rights',
      exited("Internal Error: EACCES: permission denied, symlink 'a' -> 'b'"),
      'cannot-write',
    ],
    ['no Apple tools', exited('Error: No developer tools installed.'), 'program-failed'],
    ['a time limit', { kind: 'timed-out', afterMs: 900_000 }, 'timed-out'],
    ['a cancel', { kind: 'aborted' }, 'cancelled'],
    ['a program that went away', { kind: 'not-found' }, 'program-failed'],
    ['anything else', exited('Error: gh: undefined method `x`'), 'program-failed'],
  ])('by %s says so in a sentence, with a way on', (name, result, code) => {
    const failure = installFailure(BREW, 'brew install gh', result, '/Users/me');
    expect(failure.code).toBe(code);
    expect(failure.message).toMatch(/\.$/);
    expect(failure.hint ?? (name === 'a cancel' ? 'None.' : '')).toMatch(/\.$/);
  });

  it('tells what the program complained of, without the home folder or a secret', () => {
    const said = `Error: cannot load /Users/me/.npmrc with token ghp_${'a'.repeat(36)}\n`;
    const { message } = installFailure(BREW, 'brew install gh', exited(said), '/Users/me');
    expect(message).toContain('cannot load ~/.npmrc');
    expect(message).not.toMatch(/ghp_|Users/);
  });

  it('is cleaned of colours and of what a terminal would do with it', () => {
    expect(clean('\u001B[34m==>\u001B[0m \u001B[1mPouring gh\u001B[0m\r', '/Users/me')).toBe(
      '==> Pouring gh',
    );
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom('\u001B', '[', '3', 'm', ';', '\r', '\u0007', '\u009B', 'a', ' '),
        }),
        (text) => {
          expect(clean(text, '/Users/me')).not.toMatch(/\p{Cc}/u);
        },
      ),
    );
  });

  it.skipIf(!existsSync(SAMPLES))('is understood in a real refusal of root', () => {
    const stderr = readFileSync(join(SAMPLES, 'brew-root-refused.stderr.txt'), 'utf8');
    expect(installFailure(BREW, 'brew install gh', exited(stderr), '/Users/me')).toMatchObject({
      code: 'not-allowed',
      message: 'Homebrew refuses root.',
    });
  });
});
