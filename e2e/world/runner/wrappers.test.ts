import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { buildRunnerDirectory } from './package.ts';
import { findProcesses } from './process-table.ts';
import type { Bench, Ran } from './testing.ts';
import { begin, openBench, replaceListener, runScript, until } from './testing.ts';

// Real processes on a busy machine: long limits, waited for by condition.
vi.setConfig({ testTimeout: 60_000 });

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
  buildRunnerDirectory(bench.directory, { speed: 100, user: 501 });
});
afterEach(async () => bench.close());

const runSh = (env: Readonly<Record<string, string>> = {}): Promise<Ran> =>
  runScript(join(bench.directory, 'run.sh'), [], bench.directory, env);

/** Ends with `codes` one after the other, then with 0. */
const endsWith = (...codes: readonly string[]): void =>
  replaceListener(
    bench.directory,
    `n=$(cat "${bench.home}/n" 2>/dev/null || echo 0); echo $((n + 1)) > "${bench.home}/n"\nset -- ${codes.join(' ')}\nshift $n 2>/dev/null\ncode=\${1:-0}; case $code in -*) kill $code $$ ;; *) exit $code ;; esac`,
  );

describe('run.sh makes of the listener’s end', () => {
  it.each([
    ['0', 'Runner listener exit with 0 return code, stop the service, no retry needed.'],
    ['1', 'Runner listener exit with terminated error, stop the service, no retry needed.'],
    ['5', 'Runner listener exit with Session Conflict error, stop the service, no retry needed.'],
    ['7', 'Exiting with unknown error code: 7'],
    ['102', 'Exiting with unknown error code: 102'],
    ['-SEGV', 'Exiting with unknown error code: 139'],
    ['-TERM', 'Exiting with unknown error code: 143'],
  ])('%s: its sentence, and 0', async (code, sentence) => {
    endsWith(code);
    const ran = await runSh();
    expect(ran.stdout).toBe(`${sentence}\nExiting runner...\n`);
    expect(ran.code).toBe(0);
  });

  it('names line 36 of run-helper.sh for a crash', async () => {
    endsWith('-SEGV');
    const { stderr } = await runSh();
    expect(stderr).toMatch(
      /run-helper\.sh: line 36: +\d+ Segmentation fault +(\(core dumped\) )?"\$DIR"\/bin\/Runner\.Listener run \$\*/,
    );
  });

  it('2: another start after five seconds', async () => {
    endsWith('2');
    const ran = await runSh();
    expect(ran.stdout).toBe(
      'Runner listener exit with retryable error, re-launch runner in 5 seconds.\nRestarting runner...\nRunner listener exit with 0 return code, stop the service, no retry needed.\nExiting runner...\n',
    );
  });

  it('3: waits for update.finished in the current folder', async () => {
    endsWith('3');
    writeFileSync(join(bench.directory, 'update.finished'), '');
    const ran = await runSh();
    expect(ran.stdout).toContain(
      'Runner listener exit because of updating, re-launch runner after successful update\nUpdate finished successfully.\nRestarting runner...\n',
    );
  });

  it('7: 7, only when asked for', async () => {
    endsWith('7');
    const ran = await runSh({ ACTIONS_RUNNER_RETURN_VERSION_DEPRECATED_EXIT_CODE: '1' });
    expect(ran.stdout).toBe(
      'Runner listener exit with deprecated version exit code: 7.\nExiting runner...\n',
    );
    expect(ran.code).toBe(7);
  });

  it('a missing listener: 127, and 0', async () => {
    rmSync(join(bench.directory, 'bin', 'Runner.Listener'));
    const ran = await runSh();
    expect(ran.stdout).toBe('Exiting with unknown error code: 127\nExiting runner...\n');
    expect(ran.code).toBe(0);
  });
});

const untilEnded = `trap 'echo "Exiting..."; exit 0' INT\necho up\nwhile :; do /bin/sleep 0.05; done`;

describe('a signal to run.sh', () => {
  it('SIGINT to the group: a clean end', async () => {
    replaceListener(bench.directory, untilEnded);
    const running = begin(join(bench.directory, 'run.sh'), [], bench.directory);
    await until('the listener', () => /^up$/m.test(running.output()));
    process.kill(-running.pid, 'SIGINT');
    const ran = await running.done;
    expect(ran).toMatchObject({ code: 0, signal: null });
    expect(ran.stdout).toBe(
      'up\nExiting...\nRunner listener exit with 0 return code, stop the service, no retry needed.\nExiting runner...\n',
    );
  });

  it('SIGINT to its pid alone: nothing before the listener ends', async () => {
    replaceListener(bench.directory, `echo up\n/bin/sleep 0.6\necho over`);
    const running = begin(join(bench.directory, 'run.sh'), [], bench.directory);
    await until('the listener', () => /^up$/m.test(running.output()));
    process.kill(running.pid, 'SIGINT');
    const ran = await running.done;
    expect(ran.stdout).toContain('over\nRunner listener exit with 0 return code');
  });

  it('SIGTERM to its pid alone: bash dies, helper and listener live on', async () => {
    replaceListener(bench.directory, untilEnded);
    const running = begin(join(bench.directory, 'run.sh'), [], bench.directory);
    await until('the listener', () => /^up$/m.test(running.output()));
    process.kill(running.pid, 'SIGTERM');
    const left = await until('only the orphans', () => {
      const found = findProcesses(`${bench.directory}/`).filter(({ command }) =>
        command.startsWith('/bin/bash'),
      );
      return found.every(({ pid }) => pid !== running.pid) ? found : null;
    });
    expect(left.map(({ command }) => command.split('/').at(-1))).toEqual(
      expect.arrayContaining(['run-helper.sh', 'Runner.Listener run']),
    );
    process.kill(-running.pid, 'SIGKILL');
    expect(await running.done).toMatchObject({ code: null, signal: 'SIGTERM' });
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s with RUNNER_MANUALLY_TRAP_SIG=1: passed on, exit %i', async (signal, code) => {
    replaceListener(bench.directory, untilEnded);
    const running = begin(join(bench.directory, 'run.sh'), [], bench.directory, {
      RUNNER_MANUALLY_TRAP_SIG: '1',
    });
    await until('the listener', () => /^up$/m.test(running.output()));
    process.kill(running.pid, signal);
    const ran = await running.done;
    expect(ran.code).toBe(code);
    for (const line of ['Exiting...', 'Exiting runner...', 'Runner listener exit with 0 return code']) {
      expect(ran.stdout).toContain(line);
    }
  });
});

describe('the service host', () => {
  const service = (env: Readonly<Record<string, string>> = {}) => {
    copyFileSync(join(bench.directory, 'bin', 'runsvc.sh'), join(bench.directory, 'runsvc.sh'));
    writeFileSync(join(bench.directory, '.path'), '/usr/bin:/bin\n');
    return begin(join(bench.directory, 'runsvc.sh'), [], bench.directory, env);
  };

  it('starts the listener, and again after an update, without a second "Started running service"', async () => {
    endsWith('3', '0');
    const ran = await service().done;
    expect(ran.stdout.replaceAll(/pid: \d+/g, 'pid: N')).toBe(
      [
        '.path=/usr/bin:/bin',
        'Starting Runner listener with startup type: service',
        'Started listener process, pid: N',
        'Started running service',
        'Runner listener exited with error code 3',
        'Runner listener exit because of updating, re-launch runner in 5 seconds.',
        'Starting Runner listener with startup type: service',
        'Started listener process, pid: N',
        'Runner listener exited with error code 0',
        'Runner listener exit with 0 return code, stop the service, no retry needed.',
        '',
      ].join('\n'),
    );
    expect(ran.code).toBe(0);
  });

  it('gives up after ten retries in a row', async () => {
    replaceListener(bench.directory, 'exit 2');
    const ran = await service({ WORLD_SPEED: '1000' }).done;
    expect(ran.stdout.match(/exited with error code 2/g)).toHaveLength(10);
    expect(ran.stderr).toBe('Stopping the runner after 10 consecutive re-tryable failures\n');
    expect(ran.code).toBe(0);
  });

  it('starts a crashed and a missing listener without limit', async () => {
    endsWith('-SEGV', '-SEGV', '0');
    const ran = await service().done;
    expect(ran.stdout).toContain(
      'Runner listener exited with error code null\nRunner listener exit with undefined return code, re-launch runner in 5 seconds.\n',
    );
  });

  it('SIGTERM: an interrupt for the listener, the three lines at once, exit 0', async () => {
    replaceListener(bench.directory, untilEnded);
    const running = service();
    await until('the listener', () => /^up$/m.test(running.output()));
    process.kill(running.pid, 'SIGTERM');
    const ran = await running.done;
    expect(ran.stdout).toContain(
      'Shutting down runner listener\nSending SIGINT to runner listener to stop\nSending SIGKILL to runner listener\nExiting...\nRunner listener exited with error code 0\n',
    );
    expect(ran.code).toBe(0);
  });

  it('kills a listener that does not end within 30 seconds', async () => {
    replaceListener(bench.directory, `trap '' INT\necho up\nwhile :; do /bin/sleep 0.05; done`);
    const running = service();
    await until('the listener', () => /^up$/m.test(running.output()));
    process.kill(running.pid, 'SIGTERM');
    const ran = await running.done;
    expect(ran.stdout).toContain('Runner listener exited with error code null');
  });
});

describe('svc.sh', () => {
  const launchctl = (script: string): string => {
    const tools = join(bench.home, 'tools');
    writeFileSync(join(bench.home, 'launchctl'), `#!/bin/bash\n${script}\n`, { mode: 0o755 });
    return tools.replace(/tools$/, '');
  };
  const svc = (verb: string): Promise<Ran> =>
    runScript(join(bench.directory, 'svc.sh'), [verb], bench.directory, {
      HOME: bench.home,
      USER: 'runner',
      PATH: `${bench.home}:${process.env['PATH'] ?? ''}`,
    });
  const label = 'actions.runner.acme-rocket.mac-mini';

  beforeEach(async () => {
    await bench.install();
  });

  it('installs, refuses to install twice, and uninstalls', async () => {
    launchctl('exit 0');
    const plist = join(bench.home, 'Library', 'LaunchAgents', `${label}.plist`);
    const first = await svc('install');
    expect(first.stdout).toBe(
      `Creating launch runner in ${plist}\nCreating ${join(bench.home, 'Library/Logs', label)}\nCreating ${plist}\nCreating runsvc.sh\nCreating .service\nsvc install complete\n`,
    );
    expect(readFileSync(join(bench.directory, '.service'), 'utf8')).toBe(`${plist}\n`);
    expect(readFileSync(plist, 'utf8')).toContain(`<string>${bench.directory}/runsvc.sh</string>`);
    const second = await svc('install');
    expect(second).toMatchObject({ code: 1, stderr: `Failed: error: exists ${plist}\n` });
    const gone = await svc('uninstall');
    expect(gone.stdout.startsWith(`uninstalling ${label}\nstopping ${label}\nstatus ${label}:\n`)).toBe(true);
    expect(gone.code).toBe(0);
  });

  it('answers 0 for a load that failed, and joins rows of labels with a common start', async () => {
    launchctl('[ "$1" = load ] && echo "Load failed: 5: Input/output error" >&2\nexit 0');
    await svc('install');
    const failed = await svc('start');
    expect(failed.code).toBe(0);
    expect(failed.stdout).toMatch(/^starting .*\nstatus .*:\n\n.*\.plist\n\nStopped\n/);
    launchctl(
      `[ "$1" = list ] && printf '512\\t0\\t${label}\\n-\\t78\\t${label}-2\\n9\\t0\\tcom.other\\n'\nexit 0`,
    );
    const status = await svc('status');
    expect(status.stdout).toContain(`Started:\n512 0 ${label} - 78 ${label}-2\n`);
  });
});
