import { existsSync, lstatSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { buildRunnerArchive } from './package.ts';
import { findProcesses } from './process-table.ts';
import type { Bench } from './testing.ts';
import {
  begin,
  end,
  listening,
  newestLog,
  openBench,
  plain,
  runScript,
  textOfFile,
  until,
  untilText,
} from './testing.ts';

// Real processes on a busy machine: long limits, waited for by condition.
vi.setConfig({ testTimeout: 60_000 });

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(async () => bench.close());

describe('run.sh with the listener', () => {
  it('listens, runs a job, and ends on Ctrl-C, with the console of the real one', async () => {
    const runner = await bench.install();
    await listening(runner);
    expect(bench.github.runners()).toMatchObject([{ status: 'online', version: '2.337.0' }]);
    bench.github.queueJob({
      repository: 'acme/rocket',
      job: 'build (macos, 3.11)',
      steps: [{ name: 'Build', run: 'true' }],
    });
    await untilText(runner.consoleLog, 'completed with result: Succeeded');
    await until('the job’s end at GitHub', () => bench.github.jobs()[0]?.conclusion === 'success');
    await runner.stop();
    expect(plain(textOfFile(runner.consoleLog))).toBe(
      [
        '',
        '√ Connected to GitHub',
        '',
        "Current runner version: '2.337.0'",
        'T: Listening for Jobs',
        'T: Running job: build (macos, 3.11)',
        'T: Job build (macos, 3.11) completed with result: Succeeded',
        'Exiting...',
        'Runner listener exit with 0 return code, stop the service, no retry needed.',
        end,
      ].join('\n'),
    );
    const log = newestLog(runner.directory, 'Runner');
    for (const part of [
      'INFO RunnerProcess] Runner is built for OSX (ARM64) - osx-arm64.\n',
      "Command 'run': 'True'",
      'INFO Terminal] WRITE LINE: Exiting...\n',
      ' received.\n',
      'with exit code 100, and elapsed time 00:00:0',
      'finish job request for job ',
      'Received job status event. JobState: Busy\n',
      'Received job status event. JobState: Online\n',
      'status=Busy&runnerVersion=2.337.0&os=macOS&architecture=ARM64&disableUpdate=false has been cancelled.\n',
      'ERR  BrokerServer] System.Threading.Tasks.TaskCanceledException: The operation was canceled.\n --->',
      'Runner execution has finished with return code 0\n',
    ]) {
      expect(log).toContain(part);
    }
    expect(log).not.toContain('√');
    expect(findProcesses(runner.directory)).toEqual([]);
  });

  it('shows the titles that ps shows on a Mac', async () => {
    const runner = await bench.install();
    await listening(runner);
    bench.github.queueJob({ repository: 'acme/rocket', job: 'long', steps: [{ name: 'Wait', seconds: 60 }] });
    await until('a worker', () => runner.workers().length === 1);
    const titles = findProcesses(runner.directory).map(({ command }) => command.replace(/ \S+\.ts .*$/, ''));
    expect(titles).toContain(`${runner.directory}/bin/Runner.Listener run`);
    expect(titles).toContain(`${runner.directory}/bin/Runner.Worker spawnclient 3 4`);
  });

  it('stopped during a job: Exiting first, the job canceled', async () => {
    const runner = await bench.install();
    await listening(runner);
    bench.github.queueJob({
      repository: 'acme/rocket',
      job: 'build',
      steps: [{ name: 'Wait', seconds: 60 }],
    });
    await until('the step', () => newestLog(runner.directory, 'Worker').includes("DisplayName='Wait'"));
    await until('the sleep', () => findProcesses('/bin/sleep 60.000').length > 0);
    await runner.stop();
    const text = plain(textOfFile(runner.consoleLog));
    expect(text).toContain(
      'T: Running job: build\nExiting...\nT: Job build completed with result: Canceled\n',
    );
    expect(bench.github.jobs()[0]?.conclusion).toBe('cancelled');
    expect(findProcesses(runner.directory)).toEqual([]);
  });

  it('a killed Worker: the job fails, and the listener goes on', async () => {
    const runner = await bench.install();
    await listening(runner);
    bench.github.queueJob({
      repository: 'acme/rocket',
      job: 'build',
      steps: [{ name: 'Wait', seconds: 60 }],
    });
    await until('the step', () => newestLog(runner.directory, 'Worker').includes('Starting the step.'));
    expect(runner.killWorker()).toBe(true);
    await untilText(runner.consoleLog, 'Job build completed with result: Failed');
    expect(newestLog(runner.directory, 'Runner')).toContain('Code: 137\n');
    expect(newestLog(runner.directory, 'Worker')).not.toContain('Job completed.');
    expect(runner.listeners()).toHaveLength(1);
  });

  it('a crashed listener: 139, and run.sh ends', async () => {
    const runner = await bench.install();
    await listening(runner);
    expect(runner.crashListener()).toBe(true);
    const text = await untilText(runner.consoleLog, end);
    expect(text).toMatch(/line 36: +\d+ Segmentation fault/);
    expect(text).toContain('Exiting with unknown error code: 139\n');
  });

  it('is not configured: says so, exit code 1', async () => {
    const runner = await bench.install();
    await runScript(join(runner.directory, 'config.sh'), ['remove', '--local'], runner.directory);
    const ran = await runScript(join(runner.directory, 'run.sh'), [], runner.directory);
    expect(ran.stderr).toBe(
      'An error occurred: Not configured. Run config.(sh/cmd) to configure the runner.\n',
    );
    expect(ran.stdout).toContain('Runner listener exit with terminated error');
  });

  it('does not hear Ctrl-C when it was started with interrupts ignored', async () => {
    const runner = await bench.install();
    const running = begin(
      '/bin/bash',
      ['-c', `trap '' INT; exec "${runner.directory}/bin/Runner.Listener" run`],
      runner.directory,
    );
    await until('listening', () => running.output().includes('Listening'));
    process.kill(-running.pid, 'SIGINT');
    process.kill(-running.pid, 'SIGTERM');
    const ran = await running.done;
    expect(ran.stdout).not.toContain('Exiting...');
    expect(ran.code).toBe(143);
  });
});

describe('other ways to run', () => {
  it('ephemeral: one job, then its files are gone', async () => {
    const runner = await bench.install({ ephemeral: true });
    await listening(runner);
    bench.github.queueJob({
      repository: 'acme/rocket',
      job: 'build',
      steps: [{ name: 'Build', run: 'true' }],
    });
    const text = await untilText(runner.consoleLog, end);
    expect(plain(text)).toContain(
      'T: Job build completed with result: Succeeded\n√ Removed .credentials\n√ Removed .runner\nRunner listener exit with 0 return code',
    );
    expect(existsSync(join(runner.directory, '.runner'))).toBe(false);
  });

  it('updates itself: links to the new version, the old one kept, the wrapper starts it again', async () => {
    const runner = await bench.install({ version: '2.336.0' });
    const archive = await buildRunnerArchive(bench.home, {
      version: '2.337.0',
      speed: 40,
      user: 501,
      github: bench.github.origin,
    });
    await listening(runner);
    await bench.github.offerUpdate('2.337.0', archive.path);
    const text = await untilText(runner.consoleLog, "Current runner version: '2.337.0'");
    expect(text).toContain(
      [
        'Runner update in progress, do not shutdown runner.',
        'Downloading 2.337.0 runner',
        'Waiting for current job finish running.',
        'Generate and execute update script.',
        'Runner will exit shortly for update, should be back online within 10 seconds.',
        'Runner update process finished.',
        'Runner listener exit because of updating, re-launch runner after successful update',
        'Update finished successfully.',
        'Restarting runner...',
        '',
        '√ Connected to GitHub',
      ].join('\n'),
    );
    expect(lstatSync(join(runner.directory, 'bin')).isSymbolicLink()).toBe(true);
    expect(readlinkSync(join(runner.directory, 'bin'))).toBe(join(runner.directory, 'bin.2.337.0'));
    expect(existsSync(join(runner.directory, 'externals.2.336.0', 'node20', 'bin', 'node'))).toBe(true);
    expect(existsSync(join(runner.directory, 'update.finished'))).toBe(false);
    const settings = readFileSync(join(runner.directory, '.runner'), 'utf8');
    expect(settings).toContain(`"agentId": ${runner.agentId}`);
  });

  it('an update that is not what was promised: said, and the old version goes on', async () => {
    const runner = await bench.install({ version: '2.336.0' });
    const archive = await buildRunnerArchive(bench.home, { version: '2.337.0' });
    await listening(runner);
    bench.github.faults.add({ kind: 'html', status: 200, path: '/_downloads/' });
    await bench.github.offerUpdate('2.337.0', archive.path);
    const text = await untilText(runner.consoleLog, 'Runner update failed: ');
    expect(text).toContain('did not match expected Runner Hash');
    expect(runner.listeners()).toHaveLength(1);
    expect(lstatSync(join(runner.directory, 'bin')).isSymbolicLink()).toBe(false);
  });
});
