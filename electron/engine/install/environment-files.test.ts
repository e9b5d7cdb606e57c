import {
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
  existsSync,
  readdirSync,
  lstatSync,
  mkdirSync,
  realpathSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  applyEnvironment,
  backupOfText,
  environmentBackup,
  readEnvironment,
  replaceVariable,
  restoreEnvironment,
  textOfBackup,
} from './environment-files.ts';
import type { EnvironmentBackup } from './environment-files.ts';

let root = '';
let directory = '';
beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'trackside-env-')));
});
beforeEach(() => {
  directory = mkdtempSync(join(root, 'runner-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const WANTED = {
  variables: { NODE_OPTIONS: '--max-old-space-size=8192', HOOK: '/Users/Zoë/x' },
  path: ['/opt/homebrew/bin', '/usr/bin'],
};
const path = (name: string): string => join(directory, name);
const text = (name: string): string => readFileSync(path(name), 'utf8');
const applied = async (wanted = WANTED): Promise<EnvironmentBackup> => {
  const reply = await applyEnvironment(directory, wanted);
  if (!reply.ok) throw new Error(reply.message);
  return reply.value.previous;
};

describe('a runner’s .env and .path', () => {
  it('are written with mode 600, a line end at the end, and every other line as it was', async () => {
    writeFileSync(path('.env'), 'LANG=en_US.UTF-8\nNODE_OPTIONS=--old\n# mine\nSECRET=s3', { mode: 0o644 });
    await applied();
    expect(text('.env')).toBe(
      'LANG=en_US.UTF-8\nNODE_OPTIONS=--max-old-space-size=8192\n# mine\nSECRET=s3\nHOOK=/Users/Zoë/x\n',
    );
    expect(statSync(path('.env')).mode & 0o777).toBe(0o600);
    expect(text('.path')).toBe('/opt/homebrew/bin:/usr/bin\n');
    expect(readdirSync(directory).sort()).toEqual(['.env', '.path']);
    const once = text('.env');
    await applied();
    expect(text('.env')).toBe(once);
  });

  it('are read back', async () => {
    await applied();
    expect(await readEnvironment(directory, ['HOOK', 'NONE'])).toEqual({
      ok: true,
      value: { variables: { HOOK: '/Users/Zoë/x' }, path: ['/opt/homebrew/bin', '/usr/bin'] },
    });
  });

  it('are put back as they were, through a journal that holds no line of others', async () => {
    const env = 'SECRET=s3cret\nNODE_OPTIONS=\nHOOK=/mine.sh';
    writeFileSync(path('.env'), env);
    writeFileSync(path('.path'), '/usr/bin');
    const backup = await environmentBackup(directory, WANTED);
    if (!backup.ok) throw new Error(backup.message);
    const journal = textOfBackup(backup.value);
    expect(journal).not.toContain('s3cret');
    expect(await applied()).toEqual(backup.value);
    const kept = backupOfText(journal);
    if (kept === null) throw new Error('no backup');
    for (let times = 0; times < 2; times += 1) {
      expect(await restoreEnvironment(directory, kept)).toEqual({ ok: true, value: null });
      expect(text('.env')).toBe(env);
      expect(text('.path')).toBe('/usr/bin');
    }
    expect(backupOfText('{"variables":{}}')).toBeNull();
    expect(backupOfText('no')).toBeNull();
  });

  it('are gone again where they were not there', async () => {
    await restoreEnvironment(directory, await applied());
    expect(readdirSync(directory)).toEqual([]);
  });

  it('keep what somebody has changed since', async () => {
    const backup = await applied();
    writeFileSync(path('.env'), `${text('.env').replace('8192', '4096')}MORE=1\n`);
    writeFileSync(path('.path'), '/mine\n');
    await restoreEnvironment(directory, backup);
    expect(text('.env')).toBe('NODE_OPTIONS=--max-old-space-size=4096\nMORE=1\n');
    expect(text('.path')).toBe('/mine\n');
  });

  it('refuse a value that no line can hold, and change nothing', async () => {
    for (const variables of [{ A: 'x\ny' }, { A: '' }, { 'A B': 'x' }, { 'A=': 'x' }, { A: 'x\ry' }]) {
      const reply = await applyEnvironment(directory, { variables, path: null });
      expect(reply).toMatchObject({ ok: false, code: 'wrong-answer' });
    }
    const colon = await applyEnvironment(directory, { variables: {}, path: ['/a:b'] });
    expect(colon).toMatchObject({ ok: false, code: 'wrong-answer' });
    expect(readdirSync(directory)).toEqual([]);
  });

  it('are written through a link, which stays one', async () => {
    const elsewhere = join(root, 'dotfiles.env');
    writeFileSync(elsewhere, 'A=1\n');
    symlinkSync(elsewhere, path('.env'));
    await applied();
    expect(lstatSync(path('.env')).isSymbolicLink()).toBe(true);
    expect(readFileSync(elsewhere, 'utf8')).toContain('A=1\nNODE_OPTIONS=');
  });

  it('say what stands in the way, and stay as they were', async () => {
    mkdirSync(path('.env'));
    expect(await applyEnvironment(directory, WANTED)).toMatchObject({ ok: false, code: 'cannot-read' });
    rmSync(path('.env'), { recursive: true });
    symlinkSync(join(root, 'nowhere'), path('.env'));
    const dangling = await applyEnvironment(directory, WANTED);
    expect(dangling).toMatchObject({ ok: false, code: 'cannot-write', hint: expect.any(String) });
    expect(existsSync(join(root, 'nowhere'))).toBe(false);
    const gone = await applyEnvironment(join(root, 'gone'), WANTED);
    expect(gone).toMatchObject({ ok: false, code: 'cannot-write' });
    expect(JSON.stringify([dangling, gone])).not.toContain(root);
  });

  it('lose one variable only while it is ours', async () => {
    await applied();
    await replaceVariable(directory, 'HOOK', '/other', null);
    expect(text('.env')).toContain('HOOK=/Users/Zoë/x\n');
    await replaceVariable(directory, 'HOOK', '/Users/Zoë/x', '/mine.sh');
    expect(text('.env')).toContain('HOOK=/mine.sh\n');
    await replaceVariable(directory, 'HOOK', '/mine.sh', null);
    expect(text('.env')).toBe('NODE_OPTIONS=--max-old-space-size=8192\n');
  });
});

it('any .env comes back byte for byte', async () => {
  const bytes = fc
    .array(
      fc.constantFrom('A=1', 'NODE_OPTIONS=x', 'HOOK=', '\n', '\r\n', '\r', '=', '# x', '\u00FF\u0000', ' '),
      {
        maxLength: 10,
      },
    )
    .map((parts) => Buffer.from(parts.join(''), 'latin1'));
  await fc.assert(
    fc.asyncProperty(bytes, async (before) => {
      writeFileSync(path('.env'), before);
      const backup = await applied();
      await restoreEnvironment(directory, backup);
      return readFileSync(path('.env')).equals(before);
    }),
    { numRuns: 60 },
  );
});
