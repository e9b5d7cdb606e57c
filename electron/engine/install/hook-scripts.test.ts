import { spawn } from 'node:child_process';
import {
  existsSync,
  lutimesSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  chownSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canBeRun, hookScript, ON_A_MAC, theirsIn } from './hook-scripts.ts';
import type { Hook, HookSurroundings } from './hook-scripts.ts';

/** A script may take so long when everything hangs, and a busy machine adds to it. */
const LIMIT_MS = 8_000;

let folder = '';
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'trackside-hooks-')));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let made = 0;
function program(body: string, interpreter = '/bin/bash'): string {
  made += 1;
  const path = join(folder, `program-${made}`);
  writeFileSync(path, `#!${interpreter}\n${body}\n`, { mode: 0o755 });
  return path;
}
/** A Mac's answers (samples of macos.md 3.1), and a folder of the test's own for everyone's temporary one. */
function around(more: Partial<HookSurroundings> = {}): HookSurroundings {
  return {
    ...ON_A_MAC,
    sysctl: program('printf "Apple M4\\n17179869184\\n10\\n"'),
    swVers: program('echo 26.1'),
    df: program(
      'printf "Filesystem 1024-blocks Used Available Capacity  Mounted on\\nmap auto_home 482797652 275000000 207031250    58%%    /System/Volumes/Data\\n"',
    ),
    temporary: join(folder, 'nowhere'),
    // On a busy machine; it is waited for only where something hangs.
    patience: 10,
    ...more,
  };
}
interface Hostile {
  readonly around?: Partial<HookSurroundings>;
  readonly theirs?: string;
  /** The shell and its options, as the runner calls it: `bash -e SCRIPT`. */
  readonly shell?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Around the call, such as `>&-`. */
  readonly redirection?: string;
  readonly cwd?: string;
}
interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly ms: number;
}

/** Resolves when the script has ended and nobody holds its pipes any more: the runner waits for both. */
function run(hook: Hook, hostile: Hostile = {}): Promise<Ended> {
  made += 1;
  const path = join(folder, `${hook}-${made}.sh`);
  const options = { directory: folder, theirs: hostile.theirs ?? null, around: around(hostile.around) };
  writeFileSync(path, hookScript(hook, options));
  const [shell, ...args] = [...(hostile.shell ?? ['/bin/bash', '-e']), path];
  const command = ['-c', `exec "$@" ${hostile.redirection ?? ''}`, 'hook', shell ?? '', ...args];
  const started = performance.now();
  const child = spawn('/bin/bash', command, {
    cwd: hostile.cwd ?? folder,
    env: { PATH: '/usr/bin:/bin', ...hostile.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString('utf8')));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString('utf8')));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr, ms: performance.now() - started }));
  });
}

const LINE = 'Trackside: Apple M4, 16 GB memory, 10 cores, macOS 26.1, 212 GB free\n';

describe.concurrent('the hook at a job’s start', () => {
  it('prints one line about the Mac, and is quick', async ({ expect }) => {
    const ended = await run('started');
    expect(ended).toMatchObject({ code: 0, stdout: LINE, stderr: '' });
    expect(ended.ms).toBeLessThan(2_000);
  });

  it('leaves out what is not known, and prints nothing where nothing is', async ({ expect }) => {
    const missing = '/nowhere/program';
    const some = await run('started', { around: { sysctl: missing, df: program('exit 1') } });
    expect(some).toMatchObject({ code: 0, stdout: 'Trackside: macOS 26.1\n', stderr: '' });
    const none = await run('started', {
      around: { sysctl: missing, swVers: folder, df: program('echo no; kill -9 $$') },
    });
    expect(none).toMatchObject({ code: 0, stdout: '', stderr: '' });
  });

  it('does not wait for a program that hangs, and ends it', async ({ expect }) => {
    const note = join(folder, 'hanging-pid');
    const hangs = program(`trap "" TERM INT HUP; echo $$ > ${note}; while :; do read -t 60 < <(:); done`);
    const ended = await run('started', { around: { sysctl: hangs, swVers: hangs, df: hangs, patience: 1 } });
    expect(ended).toMatchObject({ code: 0, stdout: '', stderr: '' });
    expect(ended.ms).toBeLessThan(LIMIT_MS);
    const pid = Number(readFileSync(note, 'utf8'));
    await expect.poll(() => isAlive(pid)).toBe(false);
  });

  it('takes no harm from a program that says too much, nothing at all, or what is no text', async ({
    expect,
  }) => {
    const nulls = program('head -c 4096 /dev/zero');
    const ended = await run('started', {
      around: {
        sysctl: program('exec yes "$(printf %5000s)"'),
        swVers: nulls,
        df: program('cat /bin/bash'),
      },
    });
    expect(ended.code).toBe(0);
    expect(ended.ms).toBeLessThan(LIMIT_MS);
    const figures = await run('started', { around: { sysctl: program('printf "M\\n0099\\n1e3\\n"') } });
    expect(figures).toMatchObject({ code: 0, stdout: expect.stringContaining('M, 0 GB memory, macOS') });
  });
});

describe.concurrent('both hooks end with 0', () => {
  const HOSTILE: readonly (readonly [string, Hostile])[] = [
    ['with an empty environment', { shell: ['/usr/bin/env', '-i', '/bin/bash', '-e'] }],
    ['with every strictness of bash', { shell: ['/bin/bash', '-euo', 'pipefail'] }],
    ['in the POSIX mode of bash', { shell: ['/bin/bash', '--posix', '-e'] }],
    ['with POSIXLY_CORRECT', { env: { POSIXLY_CORRECT: '1' } }],
    [
      'with options of another shell',
      { env: { SHELLOPTS: 'errexit:nounset:noclobber', BASHOPTS: 'failglob' } },
    ],
    ['under another shell', { shell: ['/bin/sh', '-e'] }],
    ['with variables of the same names', { env: { SECONDS: 'x', before: '8%', entry: '1', IFS: '0' } }],
    ['with stdout closed', { redirection: '>&-' }],
    ['with everything closed', { redirection: '<&- >&- 2>&-' }],
    ['with stdout on a full disk', { redirection: '> /dev/full 2>&1' }],
    ['with a reader that has gone', { redirection: '> >(:)' }],
    ['with a TMPDIR that is not there', { env: { TMPDIR: '/nowhere/at all' } }],
    ['with a TMPDIR that is relative', { env: { TMPDIR: '.' } }],
    ['with a TMPDIR that is a file', { env: { TMPDIR: '/etc/passwd' } }],
  ];
  it.each(HOSTILE)('%s', async (_, hostile) => {
    for (const hook of ['started', 'completed'] as const) {
      const ended = await run(hook, hostile);
      expect(ended).toMatchObject({ code: 0, stderr: '' });
      expect(ended.ms).toBeLessThan(LIMIT_MS);
    }
  });

  it('in a folder that is gone', async ({ expect }) => {
    const gone = join(folder, 'gone');
    mkdirSync(gone);
    const removes = program(`rm -rf ${gone}; printf "Apple M4\\n"`);
    expect(await run('started', { cwd: gone, around: { sysctl: removes } })).toMatchObject({ code: 0 });
  });
});

const DAY_S = 86_400;
function aged(path: string, seconds: number): void {
  const at = Date.now() / 1000 - seconds;
  lutimesSync(path, at, at);
}

describe.concurrent('the hook at a job’s end', () => {
  it('clears old pnpm leftovers of this person, and nothing else', async ({ expect }) => {
    const temporary = join(folder, 'tmp');
    const elsewhere = join(folder, 'elsewhere');
    mkdirSync(join(temporary, 'pnpm-old/deep'), { recursive: true });
    mkdirSync(join(temporary, 'other/pnpm-nested'), { recursive: true });
    mkdirSync(elsewhere);
    writeFileSync(join(elsewhere, 'kept'), '');
    for (const name of ['.pnpm-old file', 'pnpm-young', 'mypnpm-old', 'pnpm']) {
      writeFileSync(join(temporary, name), '');
    }
    symlinkSync(elsewhere, join(temporary, 'pnpm-link'));
    symlinkSync(elsewhere, join(temporary, 'pnpm-old/link'));
    writeFileSync(join(temporary, 'pnpm-theirs'), '');
    const isRoot = process.getuid?.() === 0;
    if (isRoot) chownSync(join(temporary, 'pnpm-theirs'), 12_345, 12_345);
    for (const name of readdirSync(temporary)) {
      aged(join(temporary, name), name === 'pnpm-young' ? DAY_S - 600 : DAY_S + 600);
    }
    aged(join(temporary, 'other/pnpm-nested'), 3 * DAY_S);
    const ended = await run('completed', { env: { TMPDIR: temporary } });
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    const count = isRoot ? 2 : 3;
    expect(ended.stdout).toBe(
      `Trackside: cleared ${count} old pnpm leftovers out of the temporary folder.\n`,
    );
    expect(readdirSync(temporary).sort()).toEqual(
      ['mypnpm-old', 'other', 'pnpm', 'pnpm-link', ...(isRoot ? ['pnpm-theirs'] : []), 'pnpm-young'].sort(),
    );
    expect(existsSync(join(temporary, 'other/pnpm-nested'))).toBe(true);
    expect(existsSync(join(elsewhere, 'kept'))).toBe(true);
    expect((await run('completed', { env: { TMPDIR: temporary } })).stdout).toBe('');
  });

  it('looks behind the link that /tmp is on a Mac, also without TMPDIR', async ({ expect }) => {
    const real = join(folder, 'private-tmp');
    mkdirSync(real);
    writeFileSync(join(real, 'pnpm-a'), '');
    aged(join(real, 'pnpm-a'), 2 * DAY_S);
    symlinkSync(real, join(folder, 'linked-tmp'));
    await run('completed', { around: { temporary: join(folder, 'linked-tmp') } });
    expect(readdirSync(real)).toEqual([]);
  });

  it.each([
    ['a find that hangs', 'find', 'exec sleep 600'],
    ['a find that never comes to its end', 'find', 'while echo pnpm-x; do sleep 0.2; done'],
    ['an rm that fails', 'rm', 'echo no >&2; exit 1'],
    ['an rm that hangs', 'rm', 'exec sleep 5'],
  ] as const)('takes no harm from %s', async (_, name, body) => {
    made += 1;
    const temporary = join(folder, `tmp-${made}`);
    mkdirSync(temporary);
    writeFileSync(join(temporary, 'pnpm-a'), '');
    aged(join(temporary, 'pnpm-a'), 2 * DAY_S);
    const around = { [name]: program(body), patience: 1 };
    const ended = await run('completed', { env: { TMPDIR: temporary }, around });
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.ms).toBeLessThan(4_500);
  });
});

describe.concurrent('a hook that the person had before', () => {
  it.each(['started', 'completed'] as const)('runs last, with its own output and end (%s)', async (hook) => {
    const path = join(folder, `it's "mine" ${hook}.sh`);
    // -e is in effect, SIGPIPE is as usual, nothing of ours is in its environment, and the folder is the job's.
    writeFileSync(
      path,
      'pwd; env | grep -ci trackside_ || :; trap -p; bash -c "kill -PIPE \\$\\$" || echo "pipe $?"; echo oops >&2; (exit 7); echo not here',
    );
    const ended = await run(hook, { theirs: path, env: { trackside: 'no' } });
    const ours = hook === 'started' ? LINE : '';
    expect(ended).toMatchObject({ code: 7, stdout: `${ours}${folder}\n0\npipe 141\n`, stderr: 'oops\n' });
  });

  it('runs when ours hangs, and under another shell', async ({ expect }) => {
    const theirs = join(folder, 'three.sh');
    writeFileSync(theirs, 'echo theirs; exit 3');
    const hangs = program('exec sleep 600');
    const ended = await run('started', {
      theirs,
      around: { sysctl: hangs, swVers: hangs, df: hangs, patience: 1 },
    });
    expect(ended).toMatchObject({ code: 3, stdout: 'theirs\n' });
    expect(await run('completed', { theirs, shell: ['/bin/sh', '-e'] })).toMatchObject({ code: 3 });
  });

  it('fails as it did before where it is missing', async ({ expect }) => {
    const ended = await run('started', { theirs: join(folder, 'missing.sh') });
    expect(ended).toMatchObject({ code: expect.any(Number), stdout: LINE });
    expect(ended.code).not.toBe(0);
  });

  it('is run by the runner’s own Node where it is a .js file', async ({ expect }) => {
    const bin = join(folder, 'externals/node20/bin');
    mkdirSync(bin, { recursive: true });
    symlinkSync(process.execPath, join(bin, 'node'));
    const theirs = join(folder, 'hook.js');
    writeFileSync(theirs, 'console.log("by node"); process.exit(5)');
    expect(await run('completed', { theirs })).toMatchObject({ code: 5, stdout: 'by node\n' });
  });

  it('is found again in the script, and refused where it could not be run', ({ expect }) => {
    const theirs = '/Users/me/hooks/it\'s "mine".sh';
    const options = { directory: '/r', theirs, around: ON_A_MAC };
    expect(theirsIn(hookScript('started', options))).toBe(theirs);
    expect(theirsIn(hookScript('started', { ...options, theirs: null }))).toBeNull();
    expect(theirsIn('# Runs last: "broken')).toBeNull();
    expect(['/a/b.sh', '/a/b.JS', '/a/b.ps1', 'b.sh', '/a\n.sh'].map(canBeRun)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});

/** A zombie that nobody has waited for yet is as good as gone. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  if (process.platform !== 'linux') return true;
  return existsSync(`/proc/${pid}`) && !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
}
