import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const CLI = join(import.meta.dirname, '..', 'cli.ts');
const TIMEOUT_MS = 60_000;
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'trackside-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const run = (args: readonly string[], input = '') =>
  spawnSync(process.execPath, [CLI, ...args], { input, encoding: 'utf8', timeout: TIMEOUT_MS });

describe('trackside inspect', { timeout: TIMEOUT_MS }, () => {
  it('ends with 0 when it read, 1 when it could not, 2 when it was not called right', () => {
    const log = run(['inspect', '-', '--as', 'runner-console', '--json'], '√ Connected to GitHub\n');
    expect([log.status, JSON.parse(log.stdout)]).toMatchObject([
      0,
      { events: [{ type: 'connected', at: null }] },
    ]);
    const empty = run(['inspect', '-', '--as', 'ps', '--json']);
    expect([empty.status, JSON.parse(empty.stdout)]).toEqual([1, { error: 'This is no output of ps.' }]);
    const missing = run(['inspect', join(folder, 'none.log'), '--as', 'ps']);
    expect([missing.status, missing.stderr]).toEqual([1, 'There is no such file.\n']);
    expect(run(['inspect', '-', '--as', 'novel']).status).toBe(2);
    const help = run(['--help']);
    expect([help.status, help.stdout]).toEqual([0, expect.stringContaining('1 could not be read')]);
  });

  it('stops without a word when its reader has had enough, as `head` has', async () => {
    const file = join(folder, 'long.log');
    writeFileSync(file, '2026-08-20 07:00:05Z: Runner reconnected.\n'.repeat(200_000));
    const child = spawn(process.execPath, [CLI, 'inspect', file, '--as', 'runner-console', '--json']);
    let complaint = '';
    child.stderr.on('data', (part: Buffer) => (complaint += part.toString()));
    child.stdout.once('data', () => child.stdout.destroy());
    const status = await new Promise((resolve) => child.once('close', resolve));
    expect([status, complaint]).toEqual([0, '']);
  });
});

describe('trackside setup', { timeout: TIMEOUT_MS }, () => {
  it('ends with 2 when it is not called right, in the form that was asked for', () => {
    const token = 'AABF3JGZDX3P5PMEXLND6TS6FCWO6';
    const { status, stderr, stdout } = run([
      'setup',
      '--url',
      'https://github.com/a/b',
      '--token',
      token,
      '--json',
    ]);
    expect([status, stderr]).toEqual([2, '']);
    expect(JSON.parse(stdout)).toMatchObject({ type: 'error', code: 'wrong-answer', exit: 2 });
    expect(stdout).not.toContain(token);
  });
});
