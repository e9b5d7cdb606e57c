import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFile,
  chmod,
  chown,
  link,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { appendFileSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  hasShellBlock,
  putShellBlock,
  readShellBlock,
  type ShellVariables,
  takeOutShellBlock,
} from './shell-profile.ts';
import { besideOf } from './whole-file.ts';

const SHELL: ShellVariables = {
  variables: {
    NODE_OPTIONS: '--max-old-space-size=8192',
    UV_THREADPOOL_SIZE: '16',
    DOCKER_DEFAULT_PLATFORM: 'linux/arm64',
    PNPM_HOME: "/Users/o'brien/Library/$(pnpm) `x` \\ !",
  },
  pathFolders: ['/opt/homebrew/bin', "/Users/o'brien/Library/$(pnpm)"],
};

let home = '';
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'trackside-zshrc-'));
});
afterEach(async () => {
  await rm(home, { recursive: true });
});
const zshrc = () => join(home, '.zshrc');
const runner = () => join(home, 'actions-runner');
const put = (shell = SHELL) => putShellBlock(home, runner(), shell);
const takeOut = () => takeOutShellBlock(home, runner());
const bytes = (path = zshrc()) => readFile(path);

describe('~/.zshrc', () => {
  it.each<[string, Buffer]>([
    ['a usual one', Buffer.from('export A=1\nalias ll="ls -l"\n')],
    ['one whose last line has no end', Buffer.from('export A=1')],
    ['one with Windows’ line ends', Buffer.from('export A=1\r\nexport B=2\r\n')],
    ['an empty one', Buffer.alloc(0)],
    ['one that is no text', Buffer.from([0xff, 0xfe, 0, 10, 13, 0x80])],
  ])('is byte for byte as before once the block is out again: %s', async (_what, content) => {
    await writeFile(zshrc(), content);
    expect(await put()).toEqual({ ok: true, value: { changed: 'put', note: null } });
    expect(await hasShellBlock(home, runner())).toEqual({ ok: true, value: true });
    expect(await readShellBlock(home, runner())).toEqual({ ok: true, value: SHELL });
    expect((await bytes()).includes('in ~/actions-runner >>>')).toBe(true);
    expect(await put()).toEqual({ ok: true, value: { changed: 'unchanged', note: null } });
    expect(await takeOut()).toEqual({ ok: true, value: 'taken-out' });
    expect(await bytes()).toEqual(content);
    expect(await takeOut()).toEqual({ ok: true, value: 'not-there' });
    expect(await readdir(home)).toEqual(['.zshrc']);
  });

  it('is made where there is none, and goes again unless something else came into it', async () => {
    await put();
    expect((await stat(zshrc())).mode & 0o777).toBe(0o644);
    await put({ variables: { A: 'b' }, pathFolders: [] });
    await takeOut();
    expect(await readdir(home)).toEqual([]);
    await put();
    await appendFile(zshrc(), 'export MINE=1\n');
    await takeOut();
    expect(await readFile(zshrc(), 'utf8')).toBe('export MINE=1\n');
  });

  it('gives the variables to a shell, whatever is in them, and each folder once and in order', async () => {
    await put();
    const shells = ['/bin/zsh', '/usr/bin/zsh', '/bin/bash', '/bin/sh'].filter((path) => existsSync(path));
    expect(shells.length).toBeGreaterThan(0);
    for (const shell of shells) {
      const names = [...Object.keys(SHELL.variables), 'PATH'];
      const script = `. "$1"; . "$1"; printf '%s\\n' ${names.map((name) => `"$${name}"`).join(' ')}`;
      const options = shell.endsWith('zsh')
        ? ['-f']
        : shell.endsWith('bash')
          ? ['--norc', '--noprofile']
          : [];
      const run = spawnSync(shell, [...options, '-c', script, 'sh', zshrc()], {
        env: { PATH: '/usr/bin:/bin' },
        encoding: 'utf8',
      });
      expect(run.stderr).toBe('');
      expect(run.stdout.trimEnd().split('\n')).toEqual([
        ...Object.values(SHELL.variables),
        "/opt/homebrew/bin:/Users/o'brien/Library/$(pnpm):/usr/bin:/bin",
      ]);
    }
  });

  it('that is a link (dotfiles) stays one: the file behind it is written, with its mode', async () => {
    await mkdir(join(home, 'dotfiles'));
    const target = join(home, 'dotfiles/zshrc');
    await writeFile(target, 'mine');
    await chmod(target, 0o600);
    await symlink('dotfiles/zshrc', zshrc());
    await put();
    expect((await lstat(zshrc())).isSymbolicLink()).toBe(true);
    expect(await readFile(target, 'utf8')).toContain('# >>> Trackside');
    expect((await stat(target)).mode & 0o777).toBe(0o600);
    await takeOut();
    expect(await readFile(target, 'utf8')).toBe('mine');
    expect(await readdir(join(home, 'dotfiles'))).toEqual(['zshrc']);
  });

  it('that Trackside made, and the person moved and linked, is left to the person', async () => {
    await put();
    await writeFile(join(home, 'moved'), await bytes());
    await rm(zshrc());
    await symlink('moved', zshrc());
    await takeOut();
    expect(await readFile(zshrc(), 'utf8')).toBe('');
  });

  it('keeps its group', async ({ skip }) => {
    const other =
      process.getuid?.() === 0 ? 65_534 : process.getgroups?.().find((id) => id !== process.getgid?.());
    if (other === undefined) return skip('This person is in one group only.');
    await writeFile(zshrc(), 'mine\n');
    await chown(zshrc(), process.getuid?.() ?? 0, other);
    await put();
    expect((await stat(zshrc())).gid).toBe(other);
  });

  it('is left alone, with a sentence, when something is odd about it', async () => {
    await mkdir(zshrc());
    expect(await put()).toMatchObject({
      code: 'cannot-read',
      message: expect.stringContaining('not a file'),
    });
    await rm(zshrc(), { recursive: true });

    await symlink('nowhere', zshrc());
    expect(await put()).toMatchObject({ message: expect.stringContaining('a link that leads nowhere') });
    expect(await readdir(home)).toEqual(['.zshrc']);
    await rm(zshrc());

    await writeFile(zshrc(), 'mine\n');
    await link(zshrc(), join(home, 'second'));
    expect(await put()).toMatchObject({ message: expect.stringContaining('a hard link') });
    await rm(join(home, 'second'));

    await writeFile(zshrc(), '# >>> Trackside: variables of the runner in ~/actions-runner >>>\n');
    expect(await put()).toMatchObject({ code: 'wrong-state' });
    expect(await takeOut()).toMatchObject({ code: 'wrong-state' });
    expect((await bytes()).length).toBe(65);

    await writeFile(zshrc(), Buffer.alloc(2 * 1024 * 1024, 10));
    expect(await put()).toMatchObject({ code: 'cannot-read' });
  });

  it('of another user is left alone', async ({ skip }) => {
    if (process.getuid?.() !== 0) return skip('Only the administrator can give a file away.');
    await writeFile(zshrc(), 'theirs\n');
    await chown(zshrc(), 65_534, 65_534);
    expect(await put()).toMatchObject({ message: expect.stringContaining('belongs to another user') });
    expect(await readFile(zshrc(), 'utf8')).toBe('theirs\n');
  });

  /** Another program that adds a line whenever Trackside is about to put its new file in place, `times` at most. */
  function rival(times: number): { readonly stop: () => void } {
    let written = 0;
    let stopped = false;
    let armed = true;
    const look = (): void => {
      if (stopped || written === times) return;
      const about = existsSync(besideOf(zshrc()));
      if (about && armed) appendFileSync(zshrc(), `rival ${(written += 1)}\n`);
      armed = !about;
      setImmediate(look);
    };
    look();
    return { stop: () => (stopped = true) };
  }

  it('keeps what another program writes in the middle', async () => {
    await writeFile(zshrc(), 'mine\n');
    const { stop } = rival(1);
    expect(await put()).toMatchObject({ ok: true, value: { changed: 'put' } });
    stop();
    await takeOut();
    expect(await readFile(zshrc(), 'utf8')).toBe('mine\nrival 1\n');
  });

  it('is left alone while another program keeps writing it', async () => {
    await writeFile(zshrc(), 'mine\n');
    const { stop } = rival(100);
    expect(await put()).toMatchObject({
      ok: false,
      message: expect.stringContaining('keeps writing ~/.zshrc'),
    });
    stop();
    expect(await readFile(zshrc(), 'utf8')).toMatch(/^mine\n(?:rival \d\n)+$/);
    expect(await readdir(home)).toEqual(['.zshrc']);
  });

  it('says so where zsh may read another file', async () => {
    await writeFile(join(home, '.zshenv'), '# ZDOTDIR=x\n');
    expect(await put()).toMatchObject({ value: { note: null } });
    await writeFile(join(home, '.zshenv'), 'export ZDOTDIR=~/.config/zsh\n');
    expect(await put()).toMatchObject({ value: { note: expect.stringContaining('ZDOTDIR') } });
  });

  it('is whole after Trackside was ended at any moment of writing it, and the next try cleans up', async () => {
    const before = '# a line of a long file\n'.repeat(2_000);
    await writeFile(zshrc(), before);
    await put();
    const after = await readFile(zshrc(), 'utf8');
    const script = `
      import { putShellBlock, takeOutShellBlock } from ${JSON.stringify(join(import.meta.dirname, 'shell-profile.ts'))};
      process.stdout.write('go');
      for (;;) {
        await takeOutShellBlock(process.argv[1], process.argv[2]);
        await putShellBlock(process.argv[1], process.argv[2], ${JSON.stringify(SHELL)});
      }`;
    for (let round = 0; round < 2; round += 1) {
      const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', script, home, runner()]);
      await once(child.stdout, 'data');
      for (let turn = 0; turn < 1 + round * 7; turn += 1) await stat(home);
      child.kill('SIGKILL');
      await once(child, 'close');
      expect([before, after]).toContain(await readFile(zshrc(), 'utf8'));
    }
    await writeFile(besideOf(zshrc()), 'half');
    await put();
    await put();
    await takeOut();
    await takeOut();
    expect(await readFile(zshrc(), 'utf8')).toBe(before);
    expect(await readdir(home)).toEqual(['.zshrc']);
  });
});
