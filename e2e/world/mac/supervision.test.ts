import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isAlive, startTestMac, until } from './testing.ts';
import type { TestMac } from './testing.ts';

const SPEED = 20;
/** The Mac's seconds in milliseconds of this world. */
const ms = (seconds: number): number => (seconds * 1000) / SPEED;

/** What launchd does with processes: macos.md 1.3, 1.5, 2.3. */
describe('launchd supervises', () => {
  let world: TestMac;
  const target = (label: string): string => `${world.domain}/${label}`;
  const load = async (
    label: string,
    script: string,
    keys: Parameters<TestMac['agent']>[2],
  ): Promise<void> => {
    const path = world.agent(label, script, keys);
    expect((await world.launchctl('bootstrap', world.domain, path)).status).toBe(0);
  };
  const runs = async (label: string): Promise<number> => Number(await world.shown(label, 'runs'));
  const settled = (label: string): Promise<boolean> =>
    until('it rests', async () => (await world.shown(label, 'state')) === 'not running');
  /** Its throttle would be over after so many of the Mac's seconds: only time can show that nothing comes. */
  const restsFor = async (label: string, seconds: number): Promise<void> => {
    await settled(label);
    const rested = performance.now();
    await until('time has passed', () => performance.now() - rested > ms(seconds));
  };
  beforeAll(async () => {
    world = await startTestMac({ speed: SPEED });
  });
  afterAll(() => world.close());

  it('gives a job its own variables, folder and logs, and no more than a plain PATH', async () => {
    const log = join(world.folder, 'made/by/launchd/out.log');
    await load('com.surroundings', 'echo "$PATH|$HOME|$EXTRA|$PWD|$XPC_SERVICE_NAME"; echo oops >&2', {
      RunAtLoad: true,
      WorkingDirectory: world.folder,
      StandardOutPath: log,
      StandardErrorPath: log,
      EnvironmentVariables: { EXTRA: '$HOME/~' },
    });
    await settled('com.surroundings');
    const line = `/usr/bin:/bin:/usr/sbin:/sbin|${world.mac.home}|$HOME/~|${world.folder}|com.surroundings\noops\n`;
    expect(readFileSync(log, 'utf8')).toBe(line);
    await world.launchctl('kickstart', target('com.surroundings'));
    await until('it ran again', () => readFileSync(log, 'utf8') === line + line);
  });

  it('starts an ended job again with KeepAlive, no earlier than the throttle allows', async () => {
    const log = join(world.folder, 'throttle.log');
    await load('com.kept', `"${process.execPath}" -p 'Date.now()' >> ${log}`, {
      KeepAlive: true,
      ThrottleInterval: 20,
    });
    await until('it waits', async () => (await world.shown('com.kept', 'state')) === 'spawn scheduled');
    expect(await world.shown('com.kept', 'minimum runtime')).toBe('20');
    await until('it ran three times', async () => (await runs('com.kept')) >= 3);
    await world.launchctl('bootout', target('com.kept'));
    const times = readFileSync(log, 'utf8')
      .trim()
      .split('\n')
      .map((line) => Number(line));
    // The interpreter takes its own time to start, more on a busy machine: hence the margin below.
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThan(ms(20) * 0.6);
  });

  it('starts a job that ran long enough again at once', async () => {
    await load('com.long', 'exec sleep 60', { KeepAlive: true, ThrottleInterval: 1 });
    await until('it ran for a second of the Mac', async () => {
      const pid = Number(await world.shown('com.long', 'pid'));
      const { stdout } = await world.mac.run('ps', '-o', 'lstart=', '-p', String(pid));
      return Date.now() - Date.parse(`${stdout.trim()} UTC`) > ms(1) + 1000;
    });
    await world.launchctl('kill', 'SIGKILL', target('com.long'));
    expect(await until('it runs again', async () => (await runs('com.long')) === 2)).toBe(true);
    await world.launchctl('bootout', target('com.long'));
  });

  it.each([
    ['{SuccessfulExit: false} lets a good end be', { SuccessfulExit: false }, 'exit 0', 'stays'],
    ['{SuccessfulExit: false} mends a bad end', { SuccessfulExit: false }, 'exit 1', 'returns'],
    ['{SuccessfulExit: true} repeats a good end', { SuccessfulExit: true }, 'exit 0', 'returns'],
    ['{Crashed: true} lets an exit code be', { Crashed: true }, 'exit 1', 'stays'],
    ['{Crashed: true} mends a crash', { Crashed: true }, 'kill -SEGV $$', 'returns'],
    [
      '{SuccessfulExit: false, Crashed: false} is always: conditions are ORed',
      { SuccessfulExit: false, Crashed: false },
      'exit 0',
      'returns',
    ],
    [
      '{SuccessfulExit: false, Crashed: true} lets a good end be',
      { SuccessfulExit: false, Crashed: true },
      'exit 0',
      'stays',
    ],
  ] as const)('%s', async (name, keepAlive, script, then) => {
    const label = `com.conditions.${name.length}.${then}`;
    // RunAtLoad for those conditions that do not imply it.
    await load(label, script, { KeepAlive: keepAlive, ThrottleInterval: 1, RunAtLoad: true });
    if (then === 'returns') await until('it returns', async () => (await runs(label)) >= 2);
    else await restsFor(label, 3);
    expect((await runs(label)) > 1 ? 'returns' : 'stays').toBe(then);
    await world.launchctl('bootout', target(label));
  });
  it('takes SuccessfulExit for RunAtLoad, and shows it as a semaphore, not as keepalive', async () => {
    await load('com.implied', 'exec sleep 60', { KeepAlive: { SuccessfulExit: false } });
    expect(await world.shown('com.implied', 'state')).toBe('running');
    const { stdout } = await world.launchctl('print', target('com.implied'));
    expect(stdout).toContain('\tsemaphores = {\n\t\tsuccessful exit => 0\n\t}\n');
    expect(await world.shown('com.implied', 'properties')).not.toContain('keepalive');
    await load('com.plain', 'exec sleep 60', { KeepAlive: true });
    expect(await world.shown('com.plain', 'properties')).toContain('keepalive');
  });

  it('starts a job when the path that it depends on appears', async () => {
    const path = join(world.folder, 'go');
    await load('com.path', 'exec sleep 60', { KeepAlive: { PathState: { [path]: true } } });
    expect(await world.shown('com.path', 'state')).toBe('not running');
    writeFileSync(path, '');
    await until('it runs', async () => (await world.shown('com.path', 'state')) === 'running');
  });

  it('asks before it kills: SIGTERM, and SIGKILL after ExitTimeOut', async () => {
    const log = join(world.folder, 'stubborn.log');
    await load(
      'com.stubborn',
      `trap 'echo asked >> ${log}' TERM; echo up >> ${log}; while :; do sleep 0.01; done`,
      // Long enough for the questions below, also on a busy machine.
      { RunAtLoad: true, KeepAlive: true, ExitTimeOut: 40 },
    );
    await until('its trap is set', () => existsSync(log));
    const pid = Number(await world.shown('com.stubborn', 'pid'));
    expect(await world.shown('com.stubborn', 'exit timeout')).toBe('40');
    expect(await world.shown('com.plain', 'exit timeout')).toBe('5');
    const asked = performance.now();
    expect((await world.launchctl('bootout', target('com.stubborn'))).status).toBe(0);

    // The race of macos.md 1.3: the verb has returned, and the old instance still ends.
    expect((await world.launchctl('print', target('com.stubborn'))).status).toBe(0);
    expect(isAlive(pid)).toBe(true);
    const path = join(world.mac.launchAgents, 'com.stubborn.plist');
    expect((await world.launchctl('bootstrap', world.domain, path)).status).toBe(5);
    expect(await world.launchctl('bootout', target('com.stubborn'))).toMatchObject({
      status: 36,
      stderr: 'Boot-out failed: 36: Operation now in progress\n',
    });

    await until(
      'it is gone',
      async () => (await world.launchctl('print', target('com.stubborn'))).status === 113,
    );
    expect(performance.now() - asked).toBeGreaterThan(ms(40) * 0.95);
    expect(isAlive(pid)).toBe(false);
    expect(readFileSync(log, 'utf8')).toBe('up\nasked\n');
    expect((await world.launchctl('bootstrap', world.domain, path)).status).toBe(0);
  });

  it('ends what is left of the process group, unless AbandonProcessGroup', async () => {
    const pidFile = (name: string): string => join(world.folder, `${name}.pid`);
    const script = (name: string): string => `sleep 300 & echo $! > ${pidFile(name)}; wait $!`;
    const childOf = (name: string): Promise<number> =>
      until(
        'the child is up',
        () => existsSync(pidFile(name)) && Number(readFileSync(pidFile(name), 'utf8')),
      );
    await load('com.group', script('group'), { RunAtLoad: true });
    await load('com.abandon', script('abandon'), { RunAtLoad: true, AbandonProcessGroup: true });
    const [ended, left] = [await childOf('group'), await childOf('abandon')];
    await world.launchctl('kill', 'SIGKILL', target('com.group'));
    await world.launchctl('kill', 'SIGKILL', target('com.abandon'));
    await until('the group is gone', () => !isAlive(ended));
    await settled('com.abandon');
    expect(isAlive(left)).toBe(true);
  });
});
