/** The readers against outputs that other people captured on their Macs. Skipped, visibly, where they are absent. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseNetstat } from '../host/macos/parse/netstat.ts';
import { parseAgentPlist } from '../host/macos/parse/plist.ts';
import { parseElapsed } from '../host/macos/parse/ps.ts';
import { parseSwVers } from '../host/macos/parse/sw-vers.ts';
import { coreKinds, parsePressureAndSwap, parseSysctl } from '../host/macos/parse/sysctl.ts';
import { inspectLog } from '../jobs/inspect-log.ts';
import { inspectFile } from './inspect-file.ts';
import type { FileKind } from './inspect-file.ts';

const FOLDER = join(import.meta.dirname, '../../../../shared/samples/macos');
const sample = (name: string): string => readFileSync(join(FOLDER, name), 'utf8');
const inspect = (kind: FileKind, name: string) => inspectFile(kind, readFileSync(join(FOLDER, name)));
const files = (folder: string, start: string): string[] =>
  existsSync(FOLDER)
    ? readdirSync(join(FOLDER, folder))
        .filter((name) => name.startsWith(start) && name.endsWith('.txt'))
        .map((name) => `${folder}/${name}`)
    : [];

describe.skipIf(!existsSync(FOLDER))('captured outputs', () => {
  it.each([
    [
      'print-running-keepalive-macos27',
      { state: 'running', pid: 1076, runs: 1, lastExitCode: '(never exited)' },
    ],
    ['print-spawn-scheduled', { state: 'spawn scheduled', pid: null, runs: 311, lastExitStatus: 0 }],
    ['print-spawn-scheduled-ex-config', { state: 'spawn scheduled', lastExitStatus: 78, running: false }],
    [
      'print-killed-by-signal-excerpt',
      { pid: 51_725, lastTerminatingSignal: 'Terminated: 15', lastExitCode: null },
    ],
    ['print-restarting-xpcproxy-excerpt', { state: 'xpcproxy', running: false, runs: 778 }],
    ['print-loginitem-smappservice', { state: 'not running', program: null, path: '(submitted by smd.500)' }],
    ['print-system-jetsam-exit-tail-cut', { lastExitReason: 'JETSAM_REASON_MEMORY_IDLE_EXIT', pid: null }],
    ['print-not-running-interval-macos15', { state: 'not running', jobState: null }],
    ['print-not-running-exit1-watchpaths-macos27', { state: 'not running', lastExitStatus: 1 }],
    ['print-never-run-calendar-macos27', { runs: 0, jobState: 'uninitialized' }],
  ])('launchctl %s', (name, shown) => {
    expect(inspect('launchctl-print', `launchctl/${name}.txt`)).toMatchObject(shown);
  });

  it('shows nothing of any environment block', () => {
    const prints = files('launchctl', 'print-').filter((name) => !/disabled|not-found|domain/.test(name));
    expect(prints.length).toBeGreaterThan(10);
    for (const name of prints) {
      const shown = JSON.stringify(inspect('launchctl-print', name));
      expect(shown).not.toMatch(/SSH_AUTH_SOCK|XPC_SERVICE_NAME|OSLogRateLimit|DDC_DISPLAY/);
    }
  });

  it('what launchctl says of a missing service and a missing domain', () => {
    expect(inspect('launchctl-print', 'launchctl/print-service-not-found.stderr.txt')).toMatchObject({
      loaded: false,
    });
    expect(inspect('launchctl-print', 'launchctl/print-domain-not-found.stderr.txt')).toMatchObject({
      reason: 'domain-not-found',
    });
  });

  it('launchctl print of the whole system names no single service', () => {
    expect(inspect('launchctl-print', 'launchctl/print-domain-system-trimmed.txt')).toMatchObject({
      kind: 'domain',
      loaded: null,
      running: null,
    });
  });

  it('svc.sh start that failed, and what its status shows', async () => {
    for (const name of ['svc-start-eio', 'svc-start-eio-monterey-stopped']) {
      const log = await inspectLog('runner-console', [Buffer.from(sample(`runner/${name}.txt`))]);
      expect(log.final).toMatchObject({ state: 'stopped', reason: 'start-failed' });
    }
    const alive = await inspectLog('runner-console', [Buffer.from(sample('runner/svc-status-started.txt'))]);
    expect(alive.final.state).toBe('running');
    const dead = await inspectLog('runner-console', [
      Buffer.from(sample('runner/svc-status-started-but-dead.txt')),
    ]);
    expect(dead.events).toMatchObject([{ type: 'service', loaded: true, running: false, pid: null }]);
    const installed = await inspectLog('runner-console', [
      Buffer.from(sample('runner/svc-install-vsts-style.txt')),
    ]);
    expect(installed.events).toMatchObject([{ type: 'service-installed' }]);
  });

  it('launchctl list, as a table and of one', () => {
    const table = inspect('launchctl-list', 'launchctl/list-table-10.15.txt');
    expect(table['services']).toHaveLength(15);
    expect(table['services']).toContainEqual({ label: 'com.apple.Finder', pid: 325, status: 0 });
    expect(inspect('launchctl-list', 'launchctl/list-label-running.txt')).toEqual({
      services: [{ label: 'com.byliu.egress-guard', pid: 12_345, status: 0 }],
    });
    expect(inspect('launchctl-list', 'launchctl/list-label-tahoe.txt')).toEqual({
      services: [{ label: 'so.pidash.daemon', pid: 884, status: 0 }],
    });
    // 1 in this form is a wait status: killed by signal 1.
    expect(inspect('launchctl-list', 'launchctl/list-label-not-running.txt')).toEqual({
      services: [{ label: 'com.byliu.egress-guard', pid: null, status: -1 }],
    });
  });

  it('print-disabled in both dialects', () => {
    expect(inspect('launchctl-print-disabled', 'launchctl/print-disabled-words.txt')).toEqual({
      disabled: ['com.apple.Siri.agent', 'com.example.worker.run'],
      enabled: ['com.example.infra.one'],
    });
    expect(inspect('launchctl-print-disabled', 'launchctl/print-disabled-booleans.txt')).toEqual({
      disabled: ['com.test.disabled'],
      enabled: ['com.test.foo'],
    });
  });

  it('vm_stat of three Macs', () => {
    expect(inspect('vm_stat', 'metrics/vm_stat-macmini-16gb.txt')).toMatchObject({
      usedBytes: 847_071 * 16_384,
    });
    expect(inspect('vm_stat', 'metrics/vm_stat-macos26-mte-tags-48gb.txt')).toMatchObject({
      usedBytes: (2_011_408 - 16_362 + 295_974 + 240_672) * 16_384,
    });
    expect(inspect('vm_stat', 'system/facter-vm_stat.txt')).toMatchObject({ pageSize: 4096 });
  });

  it('ps in whichever columns', () => {
    expect(inspect('ps', 'processes/ps-pid-etime-command-runner.txt')).toMatchObject({
      processes: [{ pid: 12_345, elapsedSeconds: 5_400, runner: { role: 'worker' } }],
    });
    expect(inspect('ps', 'processes/ps-runner-commands.txt')).toMatchObject({
      processes: [
        { args: '/usr/sbin/launchd', runner: null },
        { runner: { role: 'listener', directory: '/Users/ci/actions-runner' } },
        { runner: { role: 'worker', directory: '/Users/ci/actions-runner' } },
      ],
    });
    for (const name of [
      'ps-Axo-10.15',
      'ps-axu-10.14',
      'ps-ef-10.14',
      'ps-Aceo-pcpu-comm',
      'ps-priority-throttled',
    ]) {
      expect(inspect('ps', `processes/${name}.txt`)).toMatchObject({ unread: 0 });
    }
    expect(parseElapsed('01:30:00')).toBe(5_400);
  });

  it('sysctl, netstat and sw_vers', () => {
    expect(parsePressureAndSwap(sample('metrics/sysctl-swapusage-high.txt')).swapUsedBytes).toBe(
      Math.round(22_392.56 * 1024 * 1024),
    );
    expect(parsePressureAndSwap(sample('metrics/sysctl-swapusage-none.txt')).swapUsedBytes).toBe(0);
    expect(parsePressureAndSwap(sample('metrics/sysctl-pressure-level-normal.txt')).pressure).toBe('normal');
    const m1 = parseSysctl(`hw.nperflevels: 2\n${sample('metrics/sysctl-perflevels-m1.txt')}`);
    expect(coreKinds(m1, 8)?.kinds.map((kind) => kind.name)).toEqual(['Performance', 'Efficiency']);
    expect(parseSysctl(sample('metrics/sysctl-m4-imac.txt')).get('hw.model')).toBe('Mac16,3');
    expect(parseNetstat(sample('metrics/netstat-ib-macmini.txt'))).toEqual({
      receivedBytes: 51_846_588_555,
      sentBytes: 12_542_712_983,
    });
    expect(parseNetstat(sample('metrics/netstat-i-10.14.txt'))).toBeNull();
    expect(parseSwVers(sample('system/sw_vers-14.6.txt'))).toBe('14.6');
    expect(parseSwVers(sample('system/sw_vers-26.6.2.txt'))).toBe('26.6.2');
  });

  it('the official service’s property list', () => {
    const reading = parseAgentPlist(
      readFileSync(join(FOLDER, 'runner/actions.runner.plist.template.xml')),
      '/x',
    );
    expect(reading).toMatchObject({
      ok: true,
      value: { program: ['{{RunnerRoot}}/runsvc.sh'], keepAlive: false, processType: 'Interactive' },
    });
  });

  it('every captured file, under every kind, gives an answer', () => {
    const kinds: FileKind[] = ['launchctl-print', 'launchctl-list', 'vm_stat', 'ps', 'runner-json', 'plist'];
    for (const folder of ['launchctl', 'metrics', 'processes', 'runner', 'system']) {
      for (const name of files(folder, '')) {
        for (const kind of kinds) expect(typeof inspect(kind, name)).toBe('object');
      }
    }
  });
});
