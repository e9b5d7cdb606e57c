import { describe, expect, it } from 'vitest';
import type { ProcessRow } from '../host/host.ts';
import { configuringRows } from './configuring-processes.ts';

const row = (pid: number, ppid: number, args: string): ProcessRow => ({
  pid,
  ppid,
  pgid: pid,
  cpuPercent: 0,
  memoryBytes: 0,
  startedAt: 0,
  args,
});
const pids = (table: readonly ProcessRow[], ...directories: readonly string[]): readonly number[] =>
  configuringRows(directories, table).map(({ pid }) => pid);

describe('who configures a runner', () => {
  it('is its config.sh and the listener below it, of this very directory', () => {
    const table = [
      row(10, 1, '/bin/bash /Users/me/runner/config.sh --unattended --url https://github.com/acme/rocket'),
      row(11, 10, './bin/Runner.Listener configure --unattended --url https://github.com/acme/rocket'),
      row(20, 1, '/bin/bash /Users/me/runner-2/config.sh remove --unattended'),
      row(21, 20, './bin/Runner.Listener remove --unattended'),
    ];
    expect(pids(table, '/Users/me/runner')).toEqual([10, 11]);
    expect(pids(table, '/Users/me/runner-2')).toEqual([20, 21]);
    expect(pids(table, '/Users/me/run')).toEqual([]);
    expect(pids(table, '/link', '/Users/me/runner')).toEqual([10, 11]);
  });

  it.each([
    ['/Users/me/runner/config.sh --unattended', 1],
    ['bash -e /Users/me/runner/config.sh', 1],
    ['/Users/me/runner/bin/Runner.Listener configure --url x', 1],
    ['/Users/me/runner/bin.2.337.0/Runner.Listener remove', 1],
    ['/Users/me/runner/bin/Runner.Listener run --startuptype service', 0],
    ['/Users/me/runner/bin/Runner.Worker spawnclient 1 2', 0],
    ['vim /Users/me/runner/config.sh', 0],
    ['/bin/bash /Users/me/runner/config.sh.bak', 0],
    ['tail -f /Users/me/runner/bin/Runner.Listener configure', 0],
  ])('%s: %d', (args, count) => {
    expect(pids([row(10, 5, args), row(5, 1, '-zsh')], '/Users/me/runner')).toHaveLength(count);
  });

  it('may be a listener that has lost its config.sh, but not one that a person started elsewhere', () => {
    const args = './bin/Runner.Listener configure --url x';
    expect(pids([row(11, 1, args)], '/Users/me/runner')).toEqual([11]);
    expect(pids([row(11, 10, args)], '/Users/me/runner')).toEqual([11]);
    const terminal = [row(10, 9, 'bash ./config.sh'), row(11, 10, args)];
    expect(pids(terminal, '/Users/me/runner')).toEqual([]);
  });
});
