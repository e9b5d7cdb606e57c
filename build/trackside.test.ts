import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { inRoot } from './paths.ts';

describe('the trackside command', () => {
  it('is what package.json names, and runs from any folder', () => {
    const { bin } = JSON.parse(readFileSync(inRoot('package.json'), 'utf8')) as {
      bin: { trackside: string };
    };
    const log = '√ Connected to GitHub\n\n2026-08-20 08:00:00Z: Listening for Jobs\n';
    const result = spawnSync(inRoot(bin.trackside), ['inspect', '-', '--as', 'runner-console', '--json'], {
      cwd: tmpdir(),
      input: log,
      encoding: 'utf8',
      timeout: 20_000,
    });
    expect(result.stderr).toBe('');
    expect(result.status).toBe(0);
    expect(JSON.parse(result.stdout)).toMatchObject({ final: { state: 'idle' } });
  });
});
