import { chmod, mkdir, mkdtemp, realpath, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { directoryProblem, realPlace } from './directory-problem.ts';
import { workFolderProblem } from './work-folder-problem.ts';

let home = '';
beforeEach(async () => {
  home = await realpath(await mkdtemp(join(tmpdir(), 'trackside-place-')));
});
afterEach(async () => {
  await rm(home, { recursive: true });
});

const problem = async (path: string) => await directoryProblem({ home }, path);
/** What is said to the person, both sentences. */
const said = async (path: string): Promise<string> => {
  const failure = await problem(path);
  return failure === null ? 'nothing' : `${failure.message} ${failure.hint ?? ''}`;
};
const aRunner = async (path: string, configured: 'configured' | 'unpacked'): Promise<void> => {
  await mkdir(join(path, 'bin'), { recursive: true });
  for (const name of ['config.sh', 'bin/Runner.Listener']) await writeFile(join(path, name), '');
  if (configured === 'configured') await writeFile(join(path, '.runner'), '{}');
};

describe('the folder for a runner', () => {
  it('may be one that is not there yet, or one that is empty', async () => {
    await mkdir(join(home, 'empty'));
    await mkdir(join(home, 'größe'));
    for (const path of ['~/actions-runner', '~/a/b/c', join(home, 'x'), '~/empty', '~/empty/', '~/größe/r']) {
      expect([path, await said(path)]).toEqual([path, 'nothing']);
    }
  });

  it.each([
    ['~/my runner', 'a space', 'without quotes'],
    ['~/Library/Application Support/runner', 'a space', 'every step of a job would fail'],
    ['~/a&b', 'the sign “&”', '- _ and . only'],
    ['~/a@b', 'the sign “@”', 'without quotes'],
    ['~/$HOME', 'the sign “$”', 'without quotes'],
    ["~/o'brien", "the sign “'”", 'without quotes'],
    ['~/a\nb', 'a space', 'without quotes'],
    ['~/-rf', 'begin with “-”', 'for an option'],
    [`~/${'a'.repeat(256)}`, 'longer than', 'shorter'],
    ['actions-runner', 'full path', '~/actions-runner'],
    ['', 'full path', '~/actions-runner'],
    ['~someone/runner', 'full path', '~/actions-runner'],
    ['~/a/../b', '“..”', 'without it'],
  ])('may not be written as %j: %s', async (path, what, why) => {
    expect(await said(path)).toContain(what);
    expect(await said(path)).toContain(why);
  });

  it.each([
    ['~/Desktop/runner', 'protects the Desktop'],
    ['~/desktop', 'protects the Desktop'],
    ['~/Documents/x', 'protects Documents'],
    ['~/Downloads', 'protects Downloads'],
    ['~/Library/CloudStorage/Box/runner', 'kept in a cloud'],
    ['/Volumes/Extern/runner', 'external or network volume'],
    ['/Network/runner', 'network volume'],
  ])('may not be %s, and is told the reason', async (path, why) => {
    const words = await said(path);
    expect(words).toContain(why);
    expect(words).toMatch(/Operation not permitted|gone in the middle of a job/);
    expect(words).toContain('Choose a folder directly in your home folder');
    expect((await problem(path))?.code).toBe('bad-place');
  });

  it.each(['/tmp/runner', '/private/tmp/r', '/var/folders/xx/T/r'])(
    'may not be temporary: %s',
    async (path) => {
      expect(await said(path)).toContain('empties by itself');
    },
  );

  it('may not be reached by a link into such a place, nor by one that leads nowhere', async () => {
    const documents = join(home, 'Documents');
    await mkdir(join(home, 'Library/Mobile Documents/iCloud'), { recursive: true });
    await mkdir(documents);
    await symlink(documents, join(home, 'papers'));
    await symlink(join(home, 'Library/Mobile Documents/iCloud'), join(home, 'icloud'));
    await symlink(join(home, 'nowhere'), join(home, 'dangling'));
    expect(await said('~/papers/deep/runner')).toContain('A link leads elsewhere: macOS protects Documents');
    expect(await said('~/icloud/r')).toContain('A link leads elsewhere');
    expect(await said('~/dangling')).toContain('a link that leads nowhere');
    expect(await said('~/dangling/r')).toContain('a link that leads nowhere');
    expect(await said('~/empty')).toBe('nothing');
  });

  it('is told by its real path, for what is written there', async () => {
    await mkdir(join(home, 'disk/a'), { recursive: true });
    await symlink(join(home, 'disk/a'), join(home, 'link'));
    expect(await realPlace({ home }, '~/link/b/c')).toEqual({
      ok: true,
      value: { nearest: join(home, 'disk/a'), path: join(home, 'disk/a/b/c') },
    });
  });

  it('may not hold anything yet', async () => {
    await mkdir(join(home, 'full'));
    await writeFile(join(home, 'full/.DS_Store'), '');
    await writeFile(join(home, 'file'), '');
    expect(await said('~/full')).toContain('not empty: there is “.DS_Store” in it');
    expect(await said('~/file')).toContain('is a file, not a folder');
    expect(await said('~/file/deeper')).toContain('is a file, not a folder');
  });

  it('that is a runner’s already is offered to be adopted', async () => {
    await aRunner(join(home, 'mini'), 'configured');
    await aRunner(join(home, 'half'), 'unpacked');
    expect(await problem('~/mini')).toMatchObject({ code: 'already-configured' });
    expect(await said('~/mini')).toContain('Adopt it instead');
    expect(await said('~/half')).toContain('not registered');
  });

  it('may not be inside another runner’s, by a link either', async () => {
    await aRunner(join(home, 'mini'), 'configured');
    await mkdir(join(home, 'mini/_work'));
    await symlink(join(home, 'mini/_work'), join(home, 'work'));
    for (const path of ['~/mini/second', '~/mini/a/b/c', '~/work/second']) {
      expect(await said(path)).toContain('inside the folder of another runner, “mini”');
    }
  });

  it('may not be on another volume', async ({ skip }) => {
    const other = await stat('/dev/shm').catch(() => null);
    if (other === null || other.dev === (await stat(home)).dev) return skip('There is no other volume here.');
    const folder = await mkdtemp('/dev/shm/trackside-');
    try {
      expect(await said(`${folder}/runner`)).toContain('another volume than your home folder');
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('may only be where this person may write', async ({ skip }) => {
    if (process.getuid?.() === 0) return skip('The administrator may write everywhere.');
    await mkdir(join(home, 'locked/empty'), { recursive: true });
    await chmod(join(home, 'locked'), 0o500);
    expect(await said('~/locked/runner')).toContain('no administrator’s rights');
    expect(await said('~/locked/empty')).toContain('no administrator’s rights');
    await chmod(join(home, 'locked'), 0o700);
  });
});

describe('the work folder', () => {
  const work = async (folder: string): Promise<string> => {
    const failure = await workFolderProblem({ home }, '~/runner', folder);
    return failure === null ? 'nothing' : `${failure.message} ${failure.hint ?? ''}`;
  };

  it('may be a name, or a full path elsewhere', async () => {
    for (const folder of ['_work', 'w', 'a/b', join(home, 'builds')]) {
      expect([folder, await work(folder)]).toEqual([folder, 'nothing']);
    }
  });

  it.each([
    ['', 'no name'],
    ['my work', 'a space'],
    ['~/work', 'what “~” means'],
    ['../work', 'no plain name'],
    ['a//b', 'no plain name'],
    ['.', 'no plain name'],
    ['-w', 'no plain name'],
    ['bin', 'one of its own files'],
    ['_diag', 'one of its own files'],
    ['.runner', 'one of its own files'],
  ])('may not be %j', async (folder, why) => {
    expect(await work(folder)).toContain(why);
  });

  it('may not be in a protected place, around the runner, in it by its full path, or another runner’s', async () => {
    await mkdir(join(home, 'shared/_PipelineMapping'), { recursive: true });
    await aRunner(join(home, 'mini'), 'configured');
    expect(await work(join(home, 'Documents/w'))).toContain('protects Documents');
    expect(await work(home)).toContain('holds the runner itself');
    expect(await work(join(home, 'runner/w'))).toContain('Write w instead');
    expect(await work(join(home, 'shared/x'))).toContain('Another runner uses this work folder');
    expect(await work(join(home, 'mini/w'))).toContain('inside the folder of another runner');
  });
});
