import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'plist';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { buildRunnerArchive } from './package.ts';
import { findProcesses } from './process-table.ts';
import { deleteFiles } from './runner.ts';
import type { Bench } from './testing.ts';
import { openBench, textOfFile, until, untilText } from './testing.ts';

// Real processes on a busy machine: long limits, waited for by condition.
vi.setConfig({ testTimeout: 60_000 });

let bench: Bench;
let launchctl: string;
let calls: string;

beforeEach(async () => {
  bench = await openBench();
  launchctl = join(bench.home, 'launchctl');
  calls = join(bench.home, 'calls');
  writeFileSync(launchctl, `#!/bin/bash\necho "$*" >> '${calls}'\n`, { mode: 0o755 });
});
afterEach(async () => bench.close());

const plistOf = (path: string | null): unknown => parse(readFileSync(path ?? '', 'utf8'));

describe('a runner archive', () => {
  it('has no top directory, and what an extracted package has', async () => {
    const archive = await buildRunnerArchive(bench.home, { version: '2.337.0' });
    expect(archive.fileName).toBe('actions-runner-osx-arm64-2.337.0.tar.gz');
    expect(archive.sha256).toMatch(/^[0-9a-f]{64}$/);
    const names = execFileSync('/usr/bin/tar', ['-tzf', archive.path], { encoding: 'utf8' }).split('\n');
    for (const name of [
      './config.sh',
      './run.sh',
      './run-helper.sh.template',
      './env.sh',
      './safe_sleep.sh',
      './bin/Runner.Listener',
      './bin/Runner.Worker',
      './bin/Runner.PluginHost',
      './bin/RunnerService.js',
      './bin/runsvc.sh',
      './bin/darwin.svc.sh.template',
      './bin/actions.runner.plist.template',
      './bin/update.sh.template',
      './bin/macos-run-invoker.js',
      './bin/installdependencies.sh',
      './bin/checkScripts/',
      './bin/hashFiles/',
      './externals/node20/bin/node',
      './externals/node24/bin/node',
    ]) {
      expect(names).toContain(name);
    }
    for (const name of ['./run-helper.sh', './svc.sh', './.runner']) expect(names).not.toContain(name);
  });
});

describe('installRunner', () => {
  it('official: svc.sh’s agent, driven by load and unload', async () => {
    const runner = await bench.install({ service: 'official', launchctl });
    expect(runner.label).toBe('actions.runner.acme-rocket.mac-mini');
    expect(runner.consoleLog).toBe(join(bench.home, 'Library/Logs', runner.label ?? '', 'stdout.log'));
    const agent = plistOf(runner.plistPath);
    expect(agent).toMatchObject({
      Label: runner.label,
      ProgramArguments: [join(runner.directory, 'runsvc.sh')],
      WorkingDirectory: runner.directory,
      RunAtLoad: true,
      StandardOutPath: runner.consoleLog,
      StandardErrorPath: runner.errorLog,
      EnvironmentVariables: { ACTIONS_RUNNER_SVC: '1' },
      ProcessType: 'Interactive',
      SessionCreate: true,
    });
    for (const key of ['KeepAlive', 'ExitTimeOut', 'ThrottleInterval']) expect(agent).not.toHaveProperty(key);
    await runner.start();
    await runner.stop();
    expect(textOfFile(calls)).toBe(`load -w ${runner.plistPath}\nlist\nunload ${runner.plistPath}\nlist\n`);
  });

  it('hand-made: run.sh, KeepAlive conditions, two files in the directory', async () => {
    const runner = await bench.install({ service: 'hand-made', launchctl });
    expect(runner.label).toBe('com.exzosframer.runner');
    expect(plistOf(runner.plistPath)).toMatchObject({
      ProgramArguments: [join(runner.directory, 'run.sh')],
      RunAtLoad: true,
      KeepAlive: { SuccessfulExit: false, Crashed: true },
      StandardOutPath: join(runner.directory, 'runner.log'),
      StandardErrorPath: join(runner.directory, 'runner.error.log'),
    });
    await runner.start();
    expect(textOfFile(calls)).toBe(`load -w ${runner.plistPath}\n`);
  });

  it('own: runsvc.sh, time to end, logs in a folder of their own', async () => {
    const runner = await bench.install({ service: 'own', launchctl, keepAlive: 'never' });
    expect(runner.label).toBe('dev.trackside.runner.acme.rocket.mac-mini');
    expect(plistOf(runner.plistPath)).toMatchObject({
      KeepAlive: false,
      ProgramArguments: [join(runner.directory, 'runsvc.sh')],
      ExitTimeOut: 60,
      ProcessType: 'Interactive',
      StandardOutPath: runner.consoleLog,
      StandardErrorPath: runner.errorLog,
    });
  });

  it('leaves nothing behind: no process, no file', async () => {
    const runner = await bench.install();
    await runner.start();
    await untilText(runner.consoleLog, 'Listening for Jobs');
    bench.github.queueJob({
      repository: 'acme/rocket',
      job: 'build',
      steps: [{ name: 'Wait', run: '/bin/sleep 63.5 &\n/bin/sleep 63.5' }],
    });
    await until('the sleeps', () => findProcesses('/bin/sleep 63.5').length >= 2);
    runner.killWorker();
    await runner.dispose();
    expect(findProcesses(runner.directory)).toEqual([]);
    expect(findProcesses('/bin/sleep 63.5')).toEqual([]);
    deleteFiles(runner);
    expect(existsSync(runner.directory)).toBe(false);
  });

  it('keeps two runners apart', async () => {
    const one = await bench.install({ name: 'one', directory: join(bench.home, 'runners', 'one') });
    const two = await bench.install({ name: 'one-2', directory: join(bench.home, 'runners', 'one-2') });
    await one.start();
    await two.start();
    await untilText(one.consoleLog, 'Listening for Jobs');
    await untilText(two.consoleLog, 'Listening for Jobs');
    expect(one.listeners()).toHaveLength(1);
    await one.dispose();
    expect(two.listeners()).toHaveLength(1);
    expect(lstatSync(two.directory).isDirectory()).toBe(true);
  });
});
