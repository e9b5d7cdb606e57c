import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { programsStarted, runProgram, whyNoAnswer } from './run-program.ts';
import type { ProgramRequest, ProgramResult } from './run-program.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trackside-run-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function script(name: string, body: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, `#!/bin/bash\n${body}\n`);
  await chmod(path, 0o755);
  return path;
}
function run(path: string, more: Partial<ProgramRequest> = {}): Promise<ProgramResult> {
  return runProgram({ path, args: [], timeoutMs: 10_000, maxOutputBytes: 100_000, ...more });
}
/** A zombie that nobody has waited for yet is as good as gone. */
async function isAlive(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  if (stat !== null) return !/\) [ZX] /.test(stat);
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux';
  } catch {
    return false;
  }
}

describe('runProgram', () => {
  it('gives status and both streams', async () => {
    const path = await script('both', 'echo out; echo err >&2; exit 3');
    expect(await run(path)).toEqual({ kind: 'exited', status: 3, stdout: 'out\n', stderr: 'err\n' });
  });

  it('passes arguments as they are: no shell reads them', async () => {
    const path = await script('args', 'printf "%s|" "$@"');
    const args = ['a b', '$(id)', '; rm -rf x', '*', '"', ''];
    expect(await run(path, { args })).toMatchObject({ stdout: `${args.join('|')}|` });
  });

  it('builds the environment and inherits nothing', async () => {
    vi.stubEnv('TRACKSIDE_TEST_SECRET', 'inherited');
    const path = await script('env', '/usr/bin/env');
    const result = await run(path, { env: { HOME: '/somewhere', GIVEN: 'yes' } });
    vi.unstubAllEnvs();
    const names = result.kind === 'exited' ? result.stdout.trim().split('\n') : [];
    expect(names).toEqual(expect.arrayContaining(['LC_ALL=C', 'TZ=UTC', 'HOME=/somewhere', 'GIVEN=yes']));
    expect(names.join('\n')).not.toContain('inherited');
    expect(names.find((line) => line.startsWith('PATH='))).toBe('PATH=/usr/bin:/bin:/usr/sbin:/sbin');
  });

  it('gives the input', async () => {
    expect(await run(await script('cat', 'cat'), { input: 'héllo' })).toMatchObject({ stdout: 'héllo' });
  });

  it('does not mind a program that reads no input', async () => {
    const path = await script('deaf', 'exec 0<&-; echo done');
    expect(await run(path, { input: 'x'.repeat(1_000_000) })).toMatchObject({ stdout: 'done\n' });
  });

  it('puts characters together that were written in parts', async () => {
    const path = await script('parts', "printf '\\xe2'; printf '\\x88'; printf '\\x9a'");
    expect(await run(path)).toMatchObject({ stdout: '√' });
  });

  it('ends the whole group of a program that hangs', async () => {
    const path = await script(
      'hang',
      `sleep 600 & echo $! > ${folder}/child; echo $$ > ${folder}/self; wait`,
    );
    const result = await run(path, { timeoutMs: 400 });
    expect(result).toEqual({ kind: 'timed-out', afterMs: 400 });
    for (const name of ['child', 'self']) {
      const pid = Number(await readFile(join(folder, name), 'utf8'));
      await vi.waitFor(async () => expect(await isAlive(pid)).toBe(false), { timeout: 5_000 });
    }
  });

  it('ends one that will not be told', async () => {
    const path = await script('stubborn', "trap '' TERM INT HUP; while :; do sleep 1; done");
    expect(await run(path, { timeoutMs: 200 })).toMatchObject({ kind: 'timed-out' });
  });

  it('stops at the output limit, on either stream', async () => {
    const loud = await script('loud', 'while :; do echo xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx; done');
    expect(await run(loud, { maxOutputBytes: 10_000 })).toEqual({
      kind: 'too-much-output',
      limitBytes: 10_000,
    });
    const loudError = await script('loud-err', 'while :; do echo xxxxxxxxxxxxxxxxxxxxxxxxxxxx >&2; done');
    expect(await run(loudError, { maxOutputBytes: 10_000 })).toMatchObject({ kind: 'too-much-output' });
  });

  it('does not wait for a child that keeps the pipe open', async () => {
    const path = await script('leaves', 'sleep 600 & echo here; exit 0');
    expect(await run(path, { timeoutMs: 8_000 })).toMatchObject({ kind: 'exited', stdout: 'here\n' });
  });

  it('does not wait for one that went into a group of its own either', async () => {
    const code = `const {spawn} = require('node:child_process');
      const child = spawn('/bin/sleep', ['600'], {detached: true, stdio: 'inherit'});
      child.unref(); process.stdout.write(String(child.pid));`;
    const result = await run(process.execPath, { args: ['-e', code] });
    const pid = result.kind === 'exited' ? Number(result.stdout) : 0;
    expect(pid).toBeGreaterThan(1);
    process.kill(pid, 'SIGKILL');
  });

  it('tells a signal, a missing program, one that may not run, and one that is no program', async () => {
    expect(await run(await script('dies', 'kill -KILL $$'))).toEqual({
      kind: 'signalled',
      signal: 'SIGKILL',
    });
    expect(await run(join(folder, 'nothing'))).toEqual({ kind: 'not-found' });
    expect(await run(join(folder, 'nothing', 'below'))).toEqual({ kind: 'not-found' });
    const plain = join(folder, 'plain');
    await writeFile(plain, 'text');
    await chmod(plain, 0o644);
    expect(await run(plain)).toMatchObject({ kind: 'cannot-run' });
    expect(await run(folder)).toMatchObject({ kind: 'cannot-run' });
    expect(await run('relative')).toMatchObject({ kind: 'cannot-run' });
    expect(await run(await script('fine', 'exit 0'), { args: ['a\0b'] })).toMatchObject({
      kind: 'cannot-run',
    });
  });

  it('ends when it is no longer needed', async () => {
    const path = await script('long', 'sleep 600');
    const controller = new AbortController();
    const result = run(path, { signal: controller.signal });
    controller.abort();
    expect(await result).toEqual({ kind: 'aborted' });
    expect(await run(path, { signal: controller.signal })).toEqual({ kind: 'aborted' });
  });

  it('asks one first that is to end gently, and lets it tidy up', async () => {
    const path = await script(
      'tidy',
      `trap 'echo tidied > ${folder}/tidied; exit 130' INT; echo ready; while :; do sleep 0.02; done`,
    );
    const controller = new AbortController();
    const result = await run(path, {
      signal: controller.signal,
      onLine: () => controller.abort(),
      endGently: { signal: 'SIGINT', graceMs: 10_000 },
    });
    expect(result).toEqual({ kind: 'aborted' });
    expect(await readFile(join(folder, 'tidied'), 'utf8')).toBe('tidied\n');
  });

  it('ends it after the grace when it does not listen', async () => {
    const path = await script('deaf-to-all', "trap '' TERM INT; while :; do sleep 1; done");
    const gently = { timeoutMs: 150, endGently: { signal: 'SIGTERM', graceMs: 100 } } as const;
    expect(await run(path, gently)).toEqual({ kind: 'timed-out', afterMs: 150 });
  });

  it('counts what it starts', async () => {
    const before = programsStarted();
    await Promise.all([run('/bin/echo'), run('/bin/echo'), run('relative')]);
    expect(programsStarted() - before).toBe(2);
  });
});

describe('whyNoAnswer', () => {
  it('says it without any output', () => {
    const result: ProgramResult = { kind: 'exited', status: 2, stdout: 'secret', stderr: 'secret' };
    expect(whyNoAnswer('ps', result)).toBe('ps ended with status 2.');
    expect(whyNoAnswer('ps', { kind: 'timed-out', afterMs: 5_000 })).toBe('ps did not answer within 5 s.');
  });
});
