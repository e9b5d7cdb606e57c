import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as fc from 'fast-check';
import { parse } from 'plist';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { elapsed } from './programs/ps.ts';
import { WORLD_FOLDER, titled } from './processes.ts';
import { startTestMac, until } from './testing.ts';
import type { TestMac } from './testing.ts';

const SAMPLES = join(dirname(fileURLToPath(import.meta.url)), '../../../../shared/samples/macos');
const sample = (name: string): string => readFileSync(join(SAMPLES, name), 'utf8');

describe('the programs of the practice Mac', () => {
  let world: TestMac;
  beforeAll(async () => {
    world = await startTestMac({ githubLogin: { token: `gho_${'x'.repeat(36)}`, hosts: ['github.com'] } });
  });
  afterAll(() => world.close());

  it('prints a process table by keyword, with real figures, and status 1 for a pid that is not there', async () => {
    const own = String(process.pid);
    const { status, stdout } = await world.mac.run(
      'ps',
      '-ww',
      '-o',
      'pid=,ppid=,pgid=,pcpu=,rss=,etime=',
      '-p',
      own,
    );
    expect(status).toBe(0);
    expect(stdout).toMatch(/^ *\d+ +\d+ +\d+ +\d+\.\d +\d+ +(?:\d+:)?\d\d:\d\d\n$/);
    const [pid, , , , rss] = stdout.trim().split(/\s+/).map(Number);
    expect(pid).toBe(process.pid);
    expect((rss ?? 0) * 1024).toBeGreaterThan(20_000_000);
    expect((await world.mac.run('ps', '-o', 'pid,args', '-p', own)).stdout).toMatch(/^ *PID ARGS\n/);
    expect(await world.mac.run('ps', '-o', 'pid=', '-p', '99999999')).toEqual({
      status: 1,
      stdout: '',
      stderr: '',
    });
    expect(await world.mac.run('ps', '-axo', 'pid,etimes')).toMatchObject({
      status: 1,
      stderr: 'ps: etimes: keyword not found\n',
    });
    const start = await world.mac.run('ps', '-o', 'lstart=', '-p', own);
    expect(start.stdout).toMatch(/^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}\n$/);
    expect(
      Math.abs(Date.now() - process.uptime() * 1000 - Date.parse(`${start.stdout.trim()} UTC`)),
    ).toBeLessThan(5_000);
  });

  it('shows a stand-in by its title only, and launchd as process 1', async () => {
    const script = join(WORLD_FOLDER, 'mac/random.ts');
    const child = spawn('/bin/bash', ['-c', 'read -r', script, 'secret'], {
      argv0: '/Users/me/actions-runner/bin/Runner.Listener run --startuptype service',
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    const shown = await world.mac.run('ps', '-axww', '-o', 'pid=,args=', '-p', String(child.pid));
    expect(shown.stdout).toContain(
      `${child.pid} /Users/me/actions-runner/bin/Runner.Listener run --startuptype service -c read -r\n`,
    );
    child.kill();
    await world.launchctl(
      'bootstrap',
      world.domain,
      world.agent('com.child', 'exec sleep 60', { RunAtLoad: true }),
    );
    const pid = await until('it runs', () => world.shown('com.child', 'pid'));
    expect((await world.mac.run('ps', '-o', 'ppid=,pgid=', '-p', pid)).stdout.trim()).toMatch(
      // On a Mac its own ps answers, which knows whose child it really is.
      new RegExp(`^${process.platform === 'darwin' ? '\\\\d+' : '1'} +${pid}$`),
    );
  });

  it('cuts a title before the first argument in the world, and nowhere else', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1 }), fc.array(fc.string()), (title, rest) => {
        const argv = [...title, `${WORLD_FOLDER}runner/listener.ts`, ...rest];
        expect(titled(argv)).toBe(title.join(' '));
        expect(titled(title)).toBe(title.join(' '));
      }),
    );
  });

  it('writes elapsed times that read back to the second: [[dd-]hh:]mm:ss', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400 * 86_400 }), (seconds) => {
        const match = /^(?:(?:(\d+)-)?(\d\d):)?(\d\d):(\d\d)$/.exec(elapsed(seconds));
        const [days, hours, minutes, rest] = (match ?? []).slice(1).map((part) => Number(part ?? 0));
        expect(((days ?? 0) * 24 + (hours ?? 0)) * 3600 + (minutes ?? 0) * 60 + (rest ?? 0)).toBe(seconds);
      }),
    );
  });

  it('gives sysctl values by name, and an error line, status 1 and the others for an unknown one', async () => {
    const answer = await world.mac.run('sysctl', '-n', 'hw.model', 'hw.nothing', 'hw.memsize');
    expect(answer.status).toBe(1);
    expect(answer.stdout).toBe(`Mac16,10\n${totalmem()}\n`);
    expect(answer.stderr).toContain('hw.nothing');
    const levels = await world.mac.run('sysctl', '-n', 'hw.ncpu', 'hw.perflevel0.logicalcpu');
    expect(levels.stdout.split('\n')[0]).toBe(String(cpus().length));
    await world.mac.setPressure(4);
    expect((await world.mac.run('sysctl', '-n', 'kern.memorystatus_vm_pressure_level')).stdout).toBe('4\n');
    await world.mac.setPressure(1);
  });

  it('has as many cores by kind as in all', async () => {
    const { stdout } = await world.mac.run(
      'sysctl',
      '-n',
      'hw.perflevel0.logicalcpu',
      ...(cpus().length > 1 ? ['hw.perflevel1.logicalcpu'] : []),
    );
    const sum = stdout
      .trim()
      .split('\n')
      .map(Number)
      .reduce((a, b) => a + b, 0);
    expect(sum).toBe(cpus().length);
  });

  it('gives the tools a login, or none', async () => {
    expect(await world.mac.run('gh', 'auth', 'token', '-h', 'github.com')).toMatchObject({
      status: 0,
      stdout: `gho_${'x'.repeat(36)}\n`,
    });
    expect((await world.mac.run('gh', 'auth', 'token', '-h', 'ghe.example')).status).toBe(1);
    await world.mac.setGitHubLogin(null);
    const none = await world.mac.run('gh', 'auth', 'token', '-h', 'github.com');
    expect(none).toMatchObject({ status: 1, stdout: '' });
    expect((await world.mac.run('gh', 'auth', 'status')).status).toBe(4);
  });

  it('lints and converts property lists', async () => {
    const path = world.agent('com.lint', 'true');
    expect(await world.mac.run('plutil', '-lint', path)).toEqual({
      status: 0,
      stdout: `${path}: OK\n`,
      stderr: '',
    });
    const converted = await world.mac.run('plutil', '-convert', 'xml1', '-o', '-', path);
    expect(parse(converted.stdout)).toMatchObject({ Label: 'com.lint' });
    const bad = join(world.folder, 'bad.plist');
    writeFileSync(bad, 'no');
    expect((await world.mac.run('plutil', '-lint', bad)).status).toBe(1);
  });

  it('says what it is', async () => {
    expect((await world.mac.run('sw_vers', '-productVersion')).stdout).toBe('26.6.2\n');
    expect((await world.mac.run('scutil', '--get', 'ComputerName')).stdout).toBe('Practice Mac\n');
    expect((await world.mac.run('xcode-select', '-p')).status).toBe(0);
    const { stdout } = await world.mac.run('system_profiler', 'SPHardwareDataType', '-json');
    expect(JSON.parse(stdout)).toMatchObject({ SPHardwareDataType: [{ machine_name: 'Mac mini' }] });
    expect((await world.mac.run('pmset', '-g')).stdout).toContain('SleepDisabled\t\t0');
  });

  it('says so where it has no disk that may be filled', async () => {
    await expect(world.mac.fillDisk(95)).rejects.toThrow('no disk of its own');
  });

  describe.skipIf(!existsSync(SAMPLES))('beside real prints', () => {
    it('prints vm_stat and sw_vers with the very lines of a Mac mini', async () => {
      const names = (text: string): readonly string[] =>
        text.split('\n').map((line) => line.split(':')[0] ?? '');
      const { stdout } = await world.mac.run('vm_stat');
      expect(names(stdout)).toEqual(names(sample('metrics/vm_stat-macmini-16gb.txt')));
      const width = (text: string): number => text.split('\n')[1]?.length ?? 0;
      expect(width(stdout)).toBe(width(sample('metrics/vm_stat-macmini-16gb.txt')));
      expect((await world.mac.run('sw_vers')).stdout).toBe(sample('system/sw_vers-26.6.2.txt'));
    });

    it('prints netstat with the same header and columns', async () => {
      const { stdout } = await world.mac.run('netstat', '-ibn');
      expect(stdout.split('\n')[0]).toBe(sample('metrics/netstat-ib-macmini.txt').split('\n')[0]);
      const links = stdout.split('\n').filter((line) => line.includes('<Link#'));
      for (const line of links) {
        expect(line.trim().split(/\s+/).length).toBe(line.startsWith('lo0') ? 10 : 11);
      }
    });

    it('prints a running job with no top-level key that a real Mac has not', async () => {
      const keys = (text: string): readonly string[] =>
        [...text.matchAll(/^\t([^\t=}][^=]*?) = /gm)].map((match) => match[1] ?? '');
      const path = world.agent('com.shape', 'exec sleep 60', {
        KeepAlive: { SuccessfulExit: false },
        StandardOutPath: join(world.folder, 'a.log'),
        StandardErrorPath: join(world.folder, 'b.log'),
        ProcessType: 'Background',
        ThrottleInterval: 30,
      });
      await world.launchctl('bootstrap', world.domain, path);
      const { stdout } = await world.launchctl('print', `${world.domain}/com.shape`);
      const real = keys(sample('launchctl/print-running-keepalive-successfulexit-false-macos27.txt'));
      expect(keys(stdout)).toEqual(real);
      expect(stdout).toContain('\tspawn type = background (5)\n');
    });
  });
});
