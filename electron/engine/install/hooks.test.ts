import {
  existsSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { applyEnvironment } from './environment-files.ts';
import { hookPaths, theirsIn } from './hook-scripts.ts';
import { removeHooks, unwireHooks, writeHooks } from './hooks.ts';
import { COMPLETED_HOOK, STARTED_HOOK } from './runner-environment.ts';

let directory = '';
beforeEach(() => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), 'trackside-hook-files-')));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const done = { ok: true, value: null };
const env = (): string => readFileSync(join(directory, '.env'), 'utf8');
const mode = (path: string): number => statSync(path).mode & 0o777;
const script = (): string => readFileSync(hookPaths(directory).started, 'utf8');
const wire = () => {
  const { started, completed } = hookPaths(directory);
  const variables = { [STARTED_HOOK]: started, [COMPLETED_HOOK]: completed };
  return applyEnvironment(directory, { variables, path: null });
};

describe('the job hooks of a runner', () => {
  it('are scripts that anyone may run, in a folder beside _work', async () => {
    expect(await writeHooks(directory, ['started', 'completed'])).toEqual(done);
    const { started, completed } = hookPaths(directory);
    expect(started).toBe(join(directory, 'trackside/job-started.sh'));
    expect([mode(join(directory, 'trackside')), mode(started), mode(completed)]).toEqual([
      0o755, 0o755, 0o755,
    ]);
    const before = script();
    await wire();
    expect(await writeHooks(directory, ['started', 'completed'])).toEqual(done);
    expect(script()).toBe(before);
  });

  it('run the person’s own hook last, also when they are written again, and give it back', async () => {
    writeFileSync(join(directory, '.env'), `A=1\n${STARTED_HOOK}=/Users/me/mine.sh\n`);
    await writeHooks(directory, ['started']);
    await wire();
    expect(theirsIn(script())).toBe('/Users/me/mine.sh');
    await writeHooks(directory, ['started', 'completed']);
    expect(theirsIn(script())).toBe('/Users/me/mine.sh');
    for (let times = 0; times < 2; times += 1) expect(await unwireHooks(directory)).toEqual(done);
    expect(env()).toBe(`A=1\n${STARTED_HOOK}=/Users/me/mine.sh\n`);
    for (let times = 0; times < 2; times += 1) expect(await removeHooks(directory)).toEqual(done);
    expect(existsSync(join(directory, 'trackside'))).toBe(false);
  });

  it('are not removed while .env still names them, and never with somebody else’s file', async () => {
    await writeHooks(directory, ['started', 'completed']);
    await wire();
    expect(await removeHooks(directory)).toMatchObject({ ok: false, code: 'wrong-state' });
    expect(existsSync(hookPaths(directory).started)).toBe(true);
    await unwireHooks(directory);
    expect(env()).toBe('');
    writeFileSync(join(directory, 'trackside/theirs.txt'), '');
    expect(await removeHooks(directory)).toEqual(done);
    expect(existsSync(join(directory, 'trackside/theirs.txt'))).toBe(true);
  });

  it('leave a hook alone that is not theirs', async () => {
    writeFileSync(join(directory, '.env'), `${STARTED_HOOK}=/Users/me/mine.sh\n`);
    expect(await unwireHooks(directory)).toEqual(done);
    expect(await removeHooks(directory)).toEqual(done);
    expect(env()).toBe(`${STARTED_HOOK}=/Users/me/mine.sh\n`);
  });

  it('are refused where a job could not run them', async () => {
    expect(await writeHooks('/Users/me/my runner', ['started'])).toMatchObject({ code: 'bad-place' });
    writeFileSync(join(directory, '.env'), `${STARTED_HOOK}=/Users/me/mine.ps1\n`);
    expect(await writeHooks(directory, ['started'])).toMatchObject({ code: 'not-supported-here' });
    expect(existsSync(hookPaths(directory).started)).toBe(false);
    expect(await writeHooks('/Users/me/my runner', [])).toEqual(done);
  });
});
