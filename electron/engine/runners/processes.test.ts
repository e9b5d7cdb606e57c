import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ProcessRow } from '../host/host.ts';
import { listenerDirectory, processesOf, servicePids, workerDirectory } from './processes.ts';

const row = (pid: number, ppid: number, args: string): ProcessRow => ({
  pid,
  ppid,
  pgid: pid,
  cpuPercent: 10,
  memoryBytes: 1_000,
  startedAt: 0,
  args,
});

const SERVICE = {
  label: 'com.example.runner',
  kind: 'hand-made',
  loaded: true,
  state: 'running',
  lastExit: null,
  runs: 1,
  disabled: false,
} as const;

describe('the processes of a runner', () => {
  it('are known by path plus separator: runner is not runner-2', () => {
    const table = [
      row(1, 0, '/Users/me/runner/bin/Runner.Listener run --startuptype service'),
      row(2, 0, '/Users/me/runner-2/bin/Runner.Listener run'),
      row(3, 2, '/Users/me/runner-2/bin/Runner.Worker spawnclient 130 133'),
    ];
    expect(processesOf(['/Users/me/runner'], table).listeners.map(({ pid }) => pid)).toEqual([1]);
    expect(processesOf(['/Users/me/runner'], table).workers).toEqual([]);
    expect(processesOf(['/Users/me/runner-2'], table).workers.map(({ pid }) => pid)).toEqual([3]);
  });

  it('count after a self-update, when the path names the version', () => {
    expect(listenerDirectory('/r/bin.2.337.0/Runner.Listener run')).toBe('/r');
    expect(workerDirectory('/r/bin.2.337.0/Runner.Worker spawnclient 1 2')).toBe('/r');
  });

  it('are not a configuration or a mere mention', () => {
    expect(listenerDirectory('/r/bin/Runner.Listener configure --url x')).toBeNull();
    expect(listenerDirectory('/r/bin/Runner.Listener --version')).toBeNull();
    expect(listenerDirectory('grep /r/bin/Runner.Listener run')).toBeNull();
    expect(listenerDirectory('tail -f /r/bin/Runner.Listener running')).toBeNull();
  });

  it('include what the steps started, wherever its program lies', () => {
    const table = [
      row(1, 0, '/r/bin/Runner.Listener run'),
      row(2, 1, '/r/bin/Runner.Worker spawnclient 1 2'),
      row(3, 2, '/bin/bash -e /r/_work/_temp/x.sh'),
      row(4, 3, '/usr/bin/make all'),
      row(5, 0, '/usr/bin/other'),
    ];
    expect(processesOf(['/r'], table)).toMatchObject({ processCount: 4, cpuPercent: 40, memoryBytes: 4_000 });
  });

  it('do not include a person’s editor that shows the runner’s log, nor what it started', () => {
    const table = [
      row(1, 0, '/r/bin/Runner.Listener run'),
      row(7, 0, '/Applications/Zed.app/Contents/MacOS/zed /r/_diag/Runner_x.log'),
      row(8, 7, '/Applications/Zed.app/Contents/MacOS/node --language-server'),
      row(9, 0, 'tail -f /r/_diag/Runner_x.log'),
    ];
    expect(processesOf(['/r'], table)).toMatchObject({ processCount: 1, cpuPercent: 10 });
  });

  it('include what launchd runs for it, wherever that lies', () => {
    const table = [
      row(50, 1, '/bin/bash /Users/me/start-runner.sh'),
      row(51, 50, '/usr/bin/caffeinate -i sleep 5'),
      row(52, 1, '/bin/bash /Users/me/other.sh'),
    ];
    const launchd = {
      kind: 'answered',
      at: 0,
      answer: { screenSession: true, services: [{ ...SERVICE, pid: 50 }] },
    } as const;
    expect(processesOf(['/r'], table, servicePids(launchd)).processCount).toBe(2);
    expect(servicePids({ kind: 'unknown', since: 0, why: '' })).toEqual([]);
  });

  it('carry their parents, so that a Worker’s listener and a listener’s service can be told', () => {
    const table = [
      row(1, 0, '/sbin/launchd'),
      row(50, 1, '/bin/bash /r/runsvc.sh'),
      row(60, 50, '/r/externals/node20/bin/node ./bin/RunnerService.js'),
      row(100, 60, '/r/bin/Runner.Listener run --startuptype service'),
      row(101, 100, '/r/bin/Runner.Worker spawnclient 1 2'),
    ];
    const seen = processesOf(['/r'], table);
    expect(seen.listeners[0]?.ancestors).toEqual([60, 50]);
    expect(seen.workers[0]?.ancestors).toEqual([100, 60, 50]);
  });

  it('end the search in a table that contradicts itself', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(20), fc.nat(20)), { maxLength: 40 }), (pairs) => {
        const table = pairs.map(([pid, ppid]) => row(pid, ppid, '/r/bin/Runner.Listener run'));
        expect(processesOf(['/r'], table).listeners).toHaveLength(table.length);
      }),
    );
  });
});
