/** The Mac host against real programs: small scripts that stand for macOS's own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Host } from '../host.ts';
import { osCpu, systemInformationCpu } from './cpu.ts';
import { createMacHost, macHostOptionsFromEnvironment } from './host.ts';
import { createLaunchd } from './launchd.ts';
import { createProcesses } from './processes.ts';
import type { ProgramResult } from '../run-program.ts';
import { within } from '../within.ts';
import { createTool } from '../tool.ts';

let home = '';
let programs = '';
let host: Host;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'trackside-host-'));
  programs = join(home, 'programs');
  await mkdir(programs);
  host = createMacHost({ home, uid: 501, programs, volume: home });
});
afterEach(async () => {
  await rm(home, { recursive: true, force: true });
});

/** Each call's arguments are added to `calls`. */
async function program(name: string, body: string): Promise<void> {
  const path = join(programs, name);
  await writeFile(path, `#!/bin/bash\necho "$*" >> ${home}/calls\n${body}\n`);
  await chmod(path, 0o755);
}
async function calls(): Promise<string[]> {
  return (await readFile(join(home, 'calls'), 'utf8')).trim().split('\n');
}

describe('launchd', () => {
  it('is looked at anew after a command, also while somebody still waits for an earlier look', async () => {
    await program(
      'launchctl',
      `case "$1" in
      bootstrap) touch ${home}/loaded ;;
      print) test -e ${home}/loaded && echo 'gui/501/a.b = {' && echo '	state = running' && exit 0
        until test -e ${home}/go; do sleep 0.02; done
        exit 113 ;;
      esac`,
    );
    const earlier = host.launchd.print('a.b');
    await expect.poll(calls).toContain('print gui/501/a.b');
    await host.launchd.bootstrap('/x/a.plist');
    const later = host.launchd.print('a.b');
    await writeFile(join(home, 'go'), '');
    expect(await earlier).toEqual({ ok: true, value: null });
    expect(await later).toMatchObject({ ok: true, value: { state: 'running' } });
  });

  it('asks in the words of launchctl(1)', async () => {
    await program('launchctl', 'exit 0');
    await host.launchd.screenSession();
    await host.launchd.print('a.b');
    await host.launchd.disabled();
    await host.launchd.enable('a.b');
    await host.launchd.bootstrap('/x/a b.plist');
    await host.launchd.kickstart('a.b');
    await host.launchd.bootout('a.b');
    await host.launchd.disable('a.b');
    expect(await calls()).toEqual([
      'print gui/501',
      'print gui/501/a.b',
      'print-disabled gui/501',
      'enable gui/501/a.b',
      'bootstrap gui/501 /x/a b.plist',
      'kickstart gui/501/a.b',
      'bootout gui/501/a.b',
      'disable gui/501/a.b',
    ]);
  });

  it('goes by the exit status', async () => {
    await program('launchctl', 'echo "Bootstrap failed: 5: Input/output error" >&2; exit 113');
    expect(await host.launchd.print('a')).toEqual({ ok: true, value: null });
    expect(await host.launchd.kickstart('a')).toEqual({ kind: 'not-loaded' });
    await program('launchctl', 'exit 125');
    expect(await host.launchd.screenSession()).toEqual({ ok: true, value: false });
    expect(await host.launchd.bootstrap('/a')).toEqual({ kind: 'no-domain' });
    expect(await host.launchd.print('a')).toEqual({ ok: true, value: null });
  });

  it('says that it does not know, when launchctl fails, speaks otherwise, or is missing', async () => {
    await program('launchctl', 'exit 7');
    expect(await host.launchd.screenSession()).toMatchObject({ ok: false });
    expect(await host.launchd.print('a')).toMatchObject({ ok: false });
    expect(await host.launchd.list()).toMatchObject({ ok: false });
    expect(await host.launchd.disabled()).toMatchObject({ ok: false });
    await program('launchctl', 'echo "{ services: [] }"');
    expect(await host.launchd.list()).toMatchObject({ ok: false });
    await rm(join(programs, 'launchctl'));
    expect(await host.launchd.list()).toEqual({ ok: false, why: 'launchctl is not on this Mac.' });
    expect(await host.launchd.bootout('a')).toEqual({
      kind: 'no-answer',
      why: 'launchctl is not on this Mac.',
    });
  });

  it('reads list and both dialects of print-disabled', async () => {
    await program('launchctl', 'printf "PID\\tStatus\\tLabel\\n-\\t-15\\ta\\n"');
    expect(await host.launchd.list()).toEqual({ ok: true, value: [{ label: 'a', pid: null, status: -15 }] });
    for (const word of ['disabled', 'true']) {
      await program('launchctl', `printf 'disabled services = {\\n\\t"a" => ${word}\\n}\\n'`);
      expect(await host.launchd.disabled()).toEqual({ ok: true, value: new Set(['a']) });
    }
  });

  it('ends a launchctl that hangs, and does not start a second look beside it', async () => {
    const pid = join(home, 'pid');
    await program(
      'launchctl',
      `test -e ${pid} && kill -0 $(cat ${pid}) && echo beside >> ${home}/calls\necho $$ > ${pid}\nexec sleep 600`,
    );
    const run = createTool({ folder: programs, home });
    const launchd = createLaunchd((name, args) => run(name, args, { timeoutMs: 300 }), 501);
    const why = 'launchctl did not answer within 0.3 s.';
    expect(await Promise.all([launchd.list(), launchd.list()])).toEqual([
      { ok: false, why },
      { ok: false, why },
    ]);
    expect(await calls()).not.toContain('beside');
  });
});

describe('meters', () => {
  it('reads memory against the memory that the Mac says it has', async () => {
    await program('sysctl', 'printf "hw.memsize: 17179869184\\n"; exit 1');
    await program(
      'vm_stat',
      `cat <<'END'
Mach Virtual Memory Statistics: (page size of 16384 bytes)
Pages wired down: 10.
Pages purgeable: 1.
Anonymous pages: 5.
Pages occupied by compressor: 6.
END`,
    );
    expect(await host.meters.memory()).toEqual({
      ok: true,
      value: { totalBytes: 17_179_869_184, usedBytes: 20 * 16_384 },
    });
    await program('vm_stat', 'echo other');
    expect(await host.meters.memory()).toMatchObject({ ok: false });
  });

  it('takes the shell’s own reading where there is one, and vm_stat where that fails', async () => {
    const memory = { totalBytes: 8, usedBytes: 4 };
    const told = createMacHost({ home, programs, memory: () => memory });
    expect(await told.meters.memory()).toEqual({ ok: true, value: memory });
    const failing = createMacHost({
      home,
      programs,
      memory: () => {
        throw new Error('no');
      },
    });
    expect(await failing.meters.memory()).toEqual({ ok: false, why: 'vm_stat is not on this Mac.' });
  });

  it('reads pressure and swap by one program, even if one of the names is unknown', async () => {
    await program('sysctl', 'echo "total = 1,00M  used = 0,50M  free = 0,50M"; exit 1');
    expect(await host.meters.pressureAndSwap()).toEqual({
      ok: true,
      value: { pressure: null, swapUsedBytes: 512 * 1024 },
    });
    expect(await calls()).toHaveLength(1);
    await program('sysctl', 'exit 1');
    expect(await host.meters.pressureAndSwap()).toMatchObject({ ok: false });
  });

  it('reads the disk without a program', async () => {
    const disk = await host.meters.disk();
    expect(disk.ok && disk.value.totalBytes > 0 && disk.value.availableBytes <= disk.value.totalBytes).toBe(
      true,
    );
    const none = createMacHost({ home, programs, volume: join(home, 'none') });
    expect(await none.meters.disk()).toMatchObject({ ok: false });
  });

  it('reads the network', async () => {
    await program(
      'netstat',
      'echo "Name Mtu Network Address Ipkts Ierrs Ibytes Opkts Oerrs Obytes Coll"; echo "en0 1500 <Link#1> 1 0 7 1 0 9 0"',
    );
    expect(await host.meters.network()).toEqual({ ok: true, value: { receivedBytes: 7, sentBytes: 9 } });
    await program('netstat', 'yes xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx');
    expect(await host.meters.network()).toMatchObject({ ok: false });
  });

  it.each([
    ['systeminformation', systemInformationCpu],
    ['os.cpus', osCpu],
  ])('gives one load from 0 to 100 per core, by %s', async (_name, create) => {
    const loads = await create()();
    expect(loads.ok && loads.value.length).toBe(cpus().length);
    expect(loads.ok && loads.value.every((load) => load >= 0 && load <= 100)).toBe(true);
  });

  it('measures from call to call', async () => {
    const at = (idle: number, user: number) => [
      { model: '', speed: 0, times: { user, nice: 0, sys: 0, idle, irq: 0 } },
    ];
    const readings = [at(100, 100), at(130, 110), at(130, 110)];
    const meter = osCpu(() => readings.shift() ?? []);
    expect(await meter()).toEqual({ ok: true, value: [25] });
    expect(await meter()).toEqual({ ok: true, value: [0] });
  });
});

describe('facts', () => {
  it('asks once, and takes the names of the cores from the system', async () => {
    const half = Math.floor(cpus().length / 2);
    await program(
      'sysctl',
      `case "$*" in
*hw.model*) printf 'hw.model: Mac16,10\\nmachdep.cpu.brand_string: Apple M4\\nhw.memsize: 17179869184\\nhw.nperflevels: 2\\n';;
*) printf 'hw.perflevel0.name: Super\\nhw.perflevel0.logicalcpu: ${cpus().length - half}\\nhw.perflevel1.name: Efficiency\\nhw.perflevel1.logicalcpu: ${half}\\n';;
esac`,
    );
    await program('sw_vers', 'printf "ProductVersion:\\t\\t26.6.2\\n"');
    await program('scutil', 'echo "My Mac mini"');
    const facts = await host.facts();
    expect(facts).toMatchObject({
      ok: true,
      value: {
        computerName: 'My Mac mini',
        model: 'Mac16,10',
        chip: 'Apple M4',
        systemVersion: '26.6.2',
        memoryBytes: 17_179_869_184,
        coreKinds: { kinds: [{ name: 'Super' }, { name: 'Efficiency' }] },
      },
    });
    const count = (await calls()).length;
    expect(await host.facts()).toBe(facts);
    expect(await calls()).toHaveLength(count);
  });

  it('has no answer on a machine without any of the programs, and tries again later', async () => {
    expect(await host.facts()).toMatchObject({ ok: false });
    await program('scutil', 'echo Mini');
    expect(await host.facts()).toMatchObject({
      ok: true,
      value: { computerName: 'Mini', coreKinds: null, known: 'partly' },
    });
  });

  it('asks a program that was too slow again, and only that one, so that the core kinds come yet', async () => {
    const cores = cpus().length;
    await program('sw_vers', 'printf "ProductVersion:\\t\\t26.6.2\\n"');
    await program('scutil', 'echo Mini');
    await program('sysctl', 'exit 7');
    expect(await host.facts()).toMatchObject({ ok: true, value: { coreKinds: null, known: 'partly' } });
    await program('sysctl', 'case "$*" in *hw.model*) echo "hw.nperflevels: 1";; *) exit 7;; esac');
    expect(await host.facts()).toMatchObject({ ok: true, value: { coreKinds: null, known: 'partly' } });
    await program(
      'sysctl',
      `printf 'hw.perflevel0.name: Performance\\nhw.perflevel0.logicalcpu: ${cores}\\n'`,
    );
    expect(await host.facts()).toMatchObject({
      ok: true,
      value: { computerName: 'Mini', coreKinds: { kinds: [{ name: 'Performance' }] }, known: 'all' },
    });
    expect((await calls()).filter((call) => call === '--get ComputerName')).toHaveLength(1);
  });

  it('starts no program for the memory gauge again and again when the Mac does not say how much it has', async () => {
    await program('sysctl', 'exit 7');
    await program('sw_vers', 'exit 7');
    await program(
      'vm_stat',
      `cat <<'END'
Mach Virtual Memory Statistics: (page size of 16384 bytes)
Pages wired down: 10.
Pages purgeable: 1.
Anonymous pages: 5.
Pages occupied by compressor: 6.
END`,
    );
    for (let reading = 0; reading < 3; reading += 1) {
      expect(await host.meters.memory()).toMatchObject({ ok: true, value: { usedBytes: 20 * 16_384 } });
    }
    expect((await calls()).filter((call) => call.startsWith('hw.'))).toHaveLength(1);
  });
});

describe('processes', () => {
  it('reads the real table of this machine and finds itself in it', async () => {
    const real = createMacHost({ home });
    const table = await real.processes();
    const self = table.ok ? table.value.find((row) => row.pid === process.pid) : undefined;
    expect(self?.ppid).toBe(process.ppid);
    expect(Math.abs((self?.startedAt ?? 0) - (Date.now() - process.uptime() * 1000))).toBeLessThan(3_000);
  });

  it('does not answer a question with a table from before it', async () => {
    await program(
      'ps',
      `echo x >> ${home}/count; echo "$(wc -l < ${home}/count) 0 1 0 1 00:01 a"; sleep 0.1`,
    );
    const tables = await Promise.all([host.processes(), host.processes(), host.processes()]);
    expect(tables.map((table) => (table.ok ? table.value[0]?.pid : null))).toEqual([1, 2, 2]);
  });

  it('takes the time when ps starts, not when it was asked for behind another run', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    try {
      const runs: ((result: ProgramResult) => void)[] = [];
      const { processes } = createProcesses(() => new Promise((resolve) => runs.push(resolve)));
      const answer = (elapsed: string): ProgramResult => ({
        kind: 'exited',
        status: 0,
        stdout: `77 1 77 0.0 1 ${elapsed} a\n`,
        stderr: '',
      });
      const first = processes();
      const second = processes();
      vi.setSystemTime(Date.now() + 9_000); // a slow ps; the process of this pid is exchanged meanwhile
      runs[0]?.(answer('10:00'));
      await first;
      runs[1]?.(answer('00:01'));
      expect(await second).toMatchObject({ value: [{ startedAt: Date.now() - 1_000 }] });
    } finally {
      vi.useRealTimers();
    }
  });

  it('signals the process that was meant, and none that only has its pid', async () => {
    const real = createMacHost({ home });
    const child = spawn('/bin/sleep', ['600']);
    await once(child, 'spawn');
    const ended = once(child, 'exit');
    const pid = child.pid ?? 0;
    const startedAt = Date.now();
    expect(await real.signal({ pid, startedAt: startedAt - 60_000 }, 'SIGINT')).toEqual({
      ok: true,
      value: 'gone',
    });
    expect(child.exitCode ?? child.signalCode).toBeNull();
    expect(await real.signal({ pid, startedAt }, 'SIGINT')).toEqual({ ok: true, value: 'sent' });
    expect(await ended).toEqual([null, 'SIGINT']);
    expect(await real.signal({ pid, startedAt }, 'SIGINT')).toEqual({ ok: true, value: 'gone' });
    expect(await real.signal({ pid: 1, startedAt }, 'SIGINT')).toMatchObject({ ok: false });
    expect(await real.signal({ pid: -1, startedAt }, 'SIGINT')).toMatchObject({ ok: false });
  });

  it('says why a signal could not be sent', async () => {
    await program('ps', 'echo "77 1 77 0.0 1 00:00 x"');
    const failing = (code: string) =>
      createProcesses(createTool({ folder: programs, home }), () => {
        throw Object.assign(new Error('kill'), { code });
      }).signal({ pid: 77, startedAt: Date.now() }, 'SIGINT');
    expect(await failing('EPERM')).toMatchObject({ ok: false, why: expect.stringContaining('another user') });
    expect(await failing('ESRCH')).toEqual({ ok: true, value: 'gone' });
    expect(await failing('EINVAL')).toMatchObject({ ok: false });
  });

  it('does not take a broken table for an empty one', async () => {
    for (const body of [
      'exit 0',
      'echo rubbish',
      'exit 2',
      'echo "x /r/bin/Runner.Worker"; echo "1 0 1 0 1 00:01 a"',
    ]) {
      await program('ps', body);
      expect(await host.processes()).toMatchObject({ ok: false });
    }
  });
});

describe('agents', () => {
  const plist = (label: string): string =>
    `<plist version="1.0"><dict><key>Label</key><string>${label}</string><key>Program</key><string>/a</string></dict></plist>`;

  it('is empty without the folder', async () => {
    expect(await host.agents()).toEqual({ ok: true, value: [] });
  });

  it('tells of every property list, the unreadable ones with why', async () => {
    await mkdir(join(host.launchAgents, 'folder.plist'), { recursive: true });
    await writeFile(join(host.launchAgents, 'a.plist'), plist('a'));
    await writeFile(join(host.launchAgents, 'b.plist'), 'rubbish');
    await writeFile(join(host.launchAgents, 'big.plist'), 'x'.repeat(1024 * 1024 + 1));
    await writeFile(join(host.launchAgents, 'c.txt'), plist('c'));
    const agents = await host.agents();
    expect(
      agents.ok && agents.value.map((agent) => ('label' in agent ? agent.label : agent.unreadable)),
    ).toEqual([
      'a',
      'The file is no property list, or is cut off.',
      'It is larger than 1048576 bytes.',
      'It is not a file.',
    ]);
  });

  it('does not read again what has not changed', async () => {
    await mkdir(host.launchAgents, { recursive: true });
    await writeFile(join(host.launchAgents, 'a.plist'), plist('a'));
    const [first, second] = [await host.agents(), await host.agents()];
    expect(second.ok && second.value[0]).toBe(first.ok && first.value[0]);
    expect(second).toEqual(first);
  });

  it('notices changes, additions and removals', async () => {
    const labels = async (): Promise<unknown> => {
      const agents = await host.agents();
      return agents.ok && agents.value.map((agent) => ('label' in agent ? agent.label : null));
    };
    await mkdir(host.launchAgents, { recursive: true });
    await writeFile(join(host.launchAgents, 'a.plist'), plist('a'));
    expect(await labels()).toEqual(['a']);
    expect(await labels()).toEqual(['a']);
    await writeFile(join(host.launchAgents, 'a.plist'), plist('new'));
    await writeFile(join(host.launchAgents, 'b.plist'), plist('b'));
    expect(await labels()).toEqual(['new', 'b']);
    await rm(join(host.launchAgents, 'a.plist'));
    expect(await labels()).toEqual(['b']);
  });
});

describe('githubToken', () => {
  const token = `ghp_${'x'.repeat(36)}`;

  it('hands on what gh says, and asks for one host', async () => {
    await program('gh', `echo ${token}`);
    expect(await host.githubToken('github.com')).toEqual({ ok: true, value: token });
    expect(await calls()).toEqual(['auth token -h github.com']);
  });

  it('has none without gh, without a login, or for an answer that is no token', async () => {
    expect(await host.githubToken('github.com')).toEqual({ ok: true, value: null });
    await program('gh', `echo ${token}; exit 1`);
    expect(await host.githubToken('github.com')).toEqual({ ok: true, value: null });
    await program('gh', 'echo please log in');
    expect(await host.githubToken('github.com')).toEqual({ ok: true, value: null });
  });

  it('asks for no host that is none', async () => {
    await program('gh', `echo ${token}`);
    for (const name of ['', '--help', 'a b', '-h', 'a/b']) {
      expect(await host.githubToken(name)).toMatchObject({ ok: false });
    }
    await expect(calls()).rejects.toThrow('ENOENT');
  });
});

describe('options', () => {
  it('come from the environment', () => {
    expect(macHostOptionsFromEnvironment({})).toEqual({});
    expect(
      macHostOptionsFromEnvironment({
        TRACKSIDE_PROGRAMS: '/p',
        TRACKSIDE_HOME: '/h',
        TRACKSIDE_DATA: '/d',
        TRACKSIDE_VOLUME: '',
        TRACKSIDE_UID: '501',
      }),
    ).toEqual({ programs: '/p', home: '/h', data: '/d', uid: 501 });
    expect(macHostOptionsFromEnvironment({ TRACKSIDE_UID: 'me' })).toEqual({});
  });

  it('have the places of a Mac as their default', () => {
    expect(host.data).toBe(join(home, 'Library/Application Support/Trackside'));
    expect(host.launchAgents).toBe(join(home, 'Library/LaunchAgents'));
    expect(host.power.thermal()).toBeNull();
    host.power.onChange(() => undefined)();
  });
});

it('does not wait for a system call that never answers', async () => {
  const { promise } = Promise.withResolvers<number>();
  expect(await within(promise, 5)).toBeNull();
  expect(await within(Promise.resolve(1), 5_000)).toBe(1);
});
