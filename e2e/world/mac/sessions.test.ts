import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { isAlive, startTestMac, until } from './testing.ts';
import type { TestMac } from './testing.ts';

let world: TestMac | null = null;
afterEach(async () => {
  await world?.close();
  world = null;
});
async function start(...options: Parameters<typeof startTestMac>): Promise<TestMac> {
  world = await startTestMac(...options);
  return world;
}

/** The screen session and its agents: macos.md 2.2. */
describe('login and logout', () => {
  it('has no gui domain while nobody is logged in at the screen', async () => {
    const { launchctl, agent, domain, mac } = await start({ screen: 'logged-out' });
    const path = agent('com.early', 'exec sleep 60', { RunAtLoad: true });
    expect((await launchctl('managername')).stdout).toBe('Background\n');
    expect(await launchctl('print', domain)).toEqual({
      status: 112,
      stdout: '',
      stderr: `Bad request.\nCould not find domain for user gui: ${mac.uid}\n`,
    });
    expect((await launchctl('bootstrap', domain, path)).status).toBe(125);
    expect((await launchctl('bootout', `${domain}/com.early`)).status).toBe(125);
    expect((await launchctl('kickstart', `${domain}/com.early`)).status).toBe(112);
    expect(await launchctl('list')).toEqual({ status: 0, stdout: 'PID\tStatus\tLabel\n', stderr: '' });
    expect((await launchctl('disable', `${domain}/com.early`)).status).toBe(0);
    expect((await launchctl('print', `user/${mac.uid}`)).status).toBe(0);
    expect((await launchctl('bootstrap', `user/${mac.uid}`, path)).status).toBe(134);
  });

  it('loads the agents at login, but no disabled one, and ends them at logout', async () => {
    const { mac, launchctl, agent, domain, shown } = await start({ screen: 'logged-out' });
    agent('com.starts', 'exec sleep 60', { RunAtLoad: true });
    agent('com.waits', 'exec sleep 60');
    agent('com.off', 'exec sleep 60', { RunAtLoad: true });
    await launchctl('disable', `${domain}/com.off`);
    await mac.login();
    expect(await shown('com.starts', 'state')).toBe('running');
    expect(await shown('com.waits', 'state')).toBe('not running');
    expect((await launchctl('print', `${domain}/com.off`)).status).toBe(113);
    expect((await launchctl('print', domain)).stdout).toMatch(/^gui\/\d+ = \{\n/);
    const pid = Number(await shown('com.starts', 'pid'));

    await mac.logout();
    expect(isAlive(pid)).toBe(false);
    expect((await launchctl('print', `${domain}/com.starts`)).status).toBe(112);
    await mac.login();
    expect(Number(await shown('com.starts', 'pid'))).not.toBe(pid);
    expect(await shown('com.starts', 'runs')).toBe('1');
  });

  it('says 124 while the domain is tearing down', async () => {
    const { mac, launchctl, agent, domain } = await start();
    const path = agent('com.slow', 'trap "" TERM; echo up; while :; do sleep 0.01; done', {
      RunAtLoad: true,
      StandardOutPath: join(mac.root, 'slow.log'),
      ExitTimeOut: 40,
    });
    await launchctl('bootstrap', domain, path);
    await until('it is up', () => readFileSync(join(mac.root, 'slow.log'), 'utf8') === 'up\n');
    const gone = mac.logout();
    expect((await launchctl('bootstrap', domain, path)).status).toBe(124);
    const back = mac.login();
    await gone;
    await back;
    expect((await mac.status()).screen).toBe('logged-in');
    await mac.logout();
    expect((await launchctl('bootstrap', domain, path)).status).toBe(125);
  });

  it('remembers overrides when the Mac starts again', async () => {
    const root = mkdtempSync(join(tmpdir(), 'trackside-mac-'));
    try {
      const first = await startTestMac({ root });
      await first.launchctl('disable', `${first.domain}/com.remembered`);
      await first.close();
      const { launchctl, domain } = await start({ root });
      expect((await launchctl('print-disabled', domain)).stdout).toContain('"com.remembered" => disabled');
      await world?.close();
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  });
});

describe('sleep', () => {
  it('freezes every process and every waiting time, and goes on where it stopped', async () => {
    const { mac, launchctl, agent, domain, shown } = await start({ speed: 50 });
    const beat = join(mac.root, 'beat');
    const path = agent('com.beats', `while :; do echo x >> ${beat}; sleep 0.01; done`, { RunAtLoad: true });
    const soon = agent('com.soon', 'exit 0', { KeepAlive: true, ThrottleInterval: 30 });
    await launchctl('bootstrap', domain, path);
    await launchctl('bootstrap', domain, soon);
    await until('it beats', () => existsSync(beat));
    await mac.sleep();
    const length = readFileSync(beat).length;
    const runs = await shown('com.soon', 'runs');
    const asleep = performance.now();
    await until('the throttle would be over', () => performance.now() - asleep > (30 * 1000) / 50 + 100);
    expect(readFileSync(beat).length).toBeLessThanOrEqual(length + 2);
    expect(await shown('com.soon', 'runs')).toBe(runs);
    expect((await mac.status()).power).toBe('asleep');
    await mac.wake();
    await until('it beats again', () => readFileSync(beat).length > length + 2);
    await until('the throttle ends', async () => (await shown('com.soon', 'runs')) !== runs);
    const [sleep] = (await mac.status()).sleeps;
    expect(sleep?.ms).toBeGreaterThan(600);
  });
});

describe('faults', () => {
  it('hangs, is missing, fails so many times, speaks another dialect, and is well again', async () => {
    const { mac, launchctl, agent, domain, shown } = await start();
    await launchctl('bootstrap', domain, agent('com.there', 'exec sleep 60', { RunAtLoad: true }));

    await mac.fault({ program: 'launchctl', kind: 'hang', when: 'print' });
    const caller = spawn(join(mac.programs, 'launchctl'), ['print', domain], { env: {}, stdio: 'ignore' });
    expect((await launchctl('list')).status).toBe(0);
    expect(caller.exitCode).toBeNull();
    caller.kill('SIGKILL');

    await mac.fault({ program: 'launchctl', kind: 'missing' });
    await expect(launchctl('list')).rejects.toMatchObject({ code: 'ENOENT' });
    await mac.fault({ program: 'launchctl', kind: 'none' });
    expect((await launchctl('print', domain)).status).toBe(0);

    await mac.fault({ program: 'ps', kind: 'fail', status: 1, stderr: 'ps: no\n', times: 1 });
    expect(await mac.run('ps', '-ax')).toEqual({ status: 1, stdout: '', stderr: 'ps: no\n' });
    expect((await mac.run('ps', '-ax')).status).toBe(0);

    expect(await shown('com.there', 'job state')).toBe('running');
    await mac.speak({ jobState: 'absent' });
    expect(await shown('com.there', 'job state')).toBeNull();
    expect(await shown('com.there', 'state')).toBe('running');
  });
});

describe('the end of the world', () => {
  it('leaves no process behind, not even one that left its group', async () => {
    const { mac, launchctl, agent, domain } = await start();
    const pids = join(mac.root, 'pids');
    // Job control gives a background command a process group of its own.
    const script = `sleep 300 & a=$!; set -m; sleep 300 & b=$!; set +m; echo "$a $b" > ${pids}; wait`;
    await launchctl('bootstrap', domain, agent('com.many', script, { RunAtLoad: true }));
    const [inside, outside] = await until('they run', () => {
      const text = existsSync(pids) ? readFileSync(pids, 'utf8') : '';
      return text.endsWith('\n') && text.trim().split(' ').map(Number);
    });
    const sleepers = [inside ?? 0, outside ?? 0];
    expect(sleepers.filter(isAlive)).toEqual(sleepers);
    const groups = await mac.run('ps', '-o', 'pgid=', '-p', sleepers.join(','));
    expect(new Set(groups.stdout.trim().split(/\s+/)).size).toBe(2);
    await mac.close();
    expect(sleepers.filter(isAlive)).toEqual([]);
  });

  it('ends with everything when whoever started it is killed', async () => {
    const root = mkdtempSync(join(tmpdir(), 'trackside-mac-'));
    const main = fileURLToPath(new URL('mac.ts', import.meta.url));
    const code = `
      const { startMac } = await import(${JSON.stringify(main)});
      const { writeFileSync } = await import('node:fs');
      const mac = await startMac({ root: ${JSON.stringify(root)}, home: ${JSON.stringify(join(root, 'home'))} });
      const path = mac.launchAgents + '/com.orphan.plist';
      writeFileSync(path, '<plist><dict><key>Label</key><string>com.orphan</string><key>RunAtLoad</key><true/>'
        + '<key>ProgramArguments</key><array><string>/bin/sleep</string><string>300</string></array></dict></plist>');
      await mac.run('launchctl', 'bootstrap', 'gui/' + mac.uid, path);
      console.log((await mac.status()).services[0].pid);
      setInterval(() => undefined, 1000);`;
    const owner = spawn(process.execPath, ['--input-type=module', '-e', code]);
    try {
      const pid = await new Promise<number>((resolve) => {
        owner.stdout.once('data', (chunk: Buffer) => resolve(Number(chunk.toString())));
      });
      expect(isAlive(pid)).toBe(true);
      owner.kill('SIGKILL');
      await until('the service ends', () => !isAlive(pid));
    } finally {
      owner.kill('SIGKILL');
      rmSync(root, { recursive: true, force: true });
    }
  });
});
