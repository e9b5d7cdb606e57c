import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestMac, until } from './testing.ts';
import type { TestMac } from './testing.ts';

/** Exit statuses and texts of macos.md 1.1 and 1.2, and of samples/macos/launchctl. */
describe('launchctl answers as the facts say', () => {
  let world: TestMac;
  const target = (label: string): string => `${world.domain}/${label}`;
  beforeAll(async () => {
    world = await startTestMac();
  });
  afterAll(() => world.close());

  it('loads once, and says 5 without a reason the second time', async () => {
    const path = world.agent('com.twice', 'sleep 60');
    expect(await world.launchctl('bootstrap', world.domain, path)).toEqual({
      status: 0,
      stdout: '',
      stderr: '',
    });
    expect(await world.launchctl('bootstrap', world.domain, path)).toEqual({
      status: 5,
      stdout: '',
      stderr:
        'Bootstrap failed: 5: Input/output error\nTry re-running the command as root for richer errors.\n',
    });
  });

  it('says 3 for the label of a job that is not loaded, and 5 for its file', async () => {
    const path = world.agent('com.not-loaded', 'true');
    expect(await world.launchctl('bootout', target('com.not-loaded'))).toMatchObject({
      status: 3,
      stderr: 'Boot-out failed: 3: No such process\n',
    });
    expect(await world.launchctl('bootout', world.domain, path)).toMatchObject({
      status: 5,
      stderr: 'Boot-out failed: 5: Input/output error\n',
    });
  });

  it('says 113 for a service that is not there, and 112 for a domain that is not', async () => {
    expect(await world.launchctl('print', target('com.nope'))).toEqual({
      status: 113,
      stdout: '',
      stderr: `Bad request.\nCould not find service "com.nope" in domain for user gui: ${world.mac.uid}\n`,
    });
    expect(await world.launchctl('print', 'gui/99999/com.nope')).toEqual({
      status: 112,
      stdout: '',
      stderr: 'Bad request.\nCould not find domain for user gui: 99999\n',
    });
    expect((await world.launchctl('kickstart', target('com.nope'))).status).toBe(113);
    expect((await world.launchctl('kill', 'SIGTERM', target('com.nope'))).status).toBe(113);
    expect(await world.launchctl('list', 'com.nope')).toMatchObject({
      status: 113,
      stderr: expect.stringContaining('in domain for port'),
    });
  });

  it('says 125 for a domain in which nothing can be loaded', async () => {
    const path = world.agent('com.elsewhere', 'true');
    expect(await world.launchctl('bootstrap', 'gui/99999', path)).toMatchObject({
      status: 125,
      stderr: 'Bootstrap failed: 125: Domain does not support specified action\n',
    });
    expect((await world.launchctl('bootout', 'gui/99999/com.elsewhere')).status).toBe(125);
  });

  it('keeps overrides for any label, and refuses a disabled one', async () => {
    const path = world.agent('com.disabled', 'sleep 60');
    expect((await world.launchctl('disable', target('com.disabled'))).status).toBe(0);
    expect((await world.launchctl('enable', target('com.never-heard-of'))).status).toBe(0);
    expect(await world.launchctl('bootstrap', world.domain, path)).toMatchObject({
      status: 119,
      stderr: 'Bootstrap failed: 119: Service is disabled\n',
    });
    await world.mac.speak({ disabled: 'booleans', disabledStatus: 5 });
    expect((await world.launchctl('print-disabled', world.domain)).stdout).toBe(
      'disabled services = {\n\t"com.disabled" => true\n\t"com.never-heard-of" => false\n}\n',
    );
    expect((await world.launchctl('bootstrap', world.domain, path)).status).toBe(5);
    await world.mac.speak({ disabled: 'words', disabledStatus: 119 });
    expect((await world.launchctl('print-disabled', world.domain)).stdout).toBe(
      '\tdisabled services = {\n\t\t"com.disabled" => disabled\n\t\t"com.never-heard-of" => enabled\n\t}\n',
    );
    await world.launchctl('enable', target('com.disabled'));
    expect((await world.launchctl('bootstrap', world.domain, path)).status).toBe(0);
  });

  it.each([
    ['a file that others may write', 122, (path: string) => chmodSync(path, 0o666)],
    ['a file that is no property list', 109, (path: string) => writeFileSync(path, '<plist><dict>')],
    ['a file that is not there', 5, (path: string) => `${path}.missing`],
  ])('refuses %s with %i', async (name, status, spoil) => {
    const path = world.agent(`com.spoiled.${name.length}`, 'true');
    const other = spoil(path);
    expect((await world.launchctl('bootstrap', world.domain, other ?? path)).status).toBe(status);
  });

  it('refuses a job without a label, and one without a program', async () => {
    const nameless = world.agent('com.nameless', 'true', { Label: '' });
    expect((await world.launchctl('bootstrap', world.domain, nameless)).status).toBe(110);
    const idle = world.agent('com.idle', 'true', { ProgramArguments: [] });
    expect((await world.launchctl('bootstrap', world.domain, idle)).status).toBe(111);
  });

  it('does not run a program that is missing, but loads it: 78, EX_CONFIG', async () => {
    const gone = { ProgramArguments: [join(world.folder, 'gone')], RunAtLoad: true };
    const path = world.agent('com.gone', '', gone);
    expect((await world.launchctl('bootstrap', world.domain, path)).status).toBe(0);
    expect(await world.shown('com.gone', 'state')).toBe('spawn failed');
    expect(await world.shown('com.gone', 'last exit code')).toBe('78: EX_CONFIG');
    const kept = world.agent('com.gone-kept', '', { ...gone, KeepAlive: true });
    expect((await world.launchctl('bootstrap', world.domain, kept)).status).toBe(0);
    expect(await world.shown('com.gone-kept', 'state')).toBe('spawn scheduled');
    expect(await world.shown('com.gone-kept', 'last exit code')).toBe('78: EX_CONFIG');
  });

  it('complains with the old verbs, and ends with 0 all the same', async () => {
    const path = world.agent('com.legacy', 'sleep 60', { RunAtLoad: true });
    await world.launchctl('disable', target('com.legacy'));
    expect(await world.launchctl('load', '-w', path)).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(await world.launchctl('load', '-w', path)).toEqual({
      status: 0,
      stdout: '',
      stderr:
        'Load failed: 5: Input/output error\nTry running `launchctl bootstrap` as root for richer errors.\n',
    });
    expect(await world.launchctl('unload', path)).toEqual({ status: 0, stdout: '', stderr: '' });
    await until('it is gone', async () => (await world.launchctl('list', 'com.legacy')).status === 113);
    expect(await world.launchctl('unload', path)).toEqual({
      status: 0,
      stdout: '',
      stderr:
        'Unload failed: 5: Input/output error\nTry running `launchctl bootout` as root for richer errors.\n',
    });
    expect((await world.launchctl('print-disabled', world.domain)).stdout).toContain(
      '"com.legacy" => enabled',
    );
    await world.launchctl('unload', '-w', path);
    expect((await world.launchctl('print-disabled', world.domain)).stdout).toContain(
      '"com.legacy" => disabled',
    );
  });

  it('starts at a kick, leaves a running job alone, and starts it anew with -k', async () => {
    const path = world.agent('com.kicked', 'exec sleep 60');
    await world.launchctl('bootstrap', world.domain, path);
    expect(await world.shown('com.kicked', 'state')).toBe('not running');
    expect(await world.shown('com.kicked', 'last exit code')).toBe('(never exited)');
    expect(await world.launchctl('kill', 'TERM', target('com.kicked'))).toMatchObject({ status: 3 });
    const first = await world.launchctl('kickstart', '-p', target('com.kicked'));
    const pid = /^service spawned with pid: (\d+)\n$/.exec(first.stdout)?.[1];
    expect(await world.shown('com.kicked', 'pid')).toBe(pid);
    expect(await world.launchctl('kickstart', target('com.kicked'))).toEqual({
      status: 0,
      stdout: '',
      stderr: '',
    });
    expect(await world.shown('com.kicked', 'pid')).toBe(pid);
    expect((await world.launchctl('kickstart', '-k', target('com.kicked'))).status).toBe(0);
    expect(await world.shown('com.kicked', 'pid')).not.toBe(pid);
    expect(await world.shown('com.kicked', 'runs')).toBe('2');
  });

  it('says that it could not kick what is being taken away, and names no process where none was started', async () => {
    const up = join(world.folder, 'stays.log');
    const path = world.agent('com.stays', 'trap "" TERM; echo up; while :; do sleep 0.01; done', {
      RunAtLoad: true,
      StandardOutPath: up,
      ExitTimeOut: 40,
    });
    await world.launchctl('bootstrap', world.domain, path);
    await until('it is up', () => existsSync(up) && readFileSync(up, 'utf8') === 'up\n');
    await world.launchctl('bootout', target('com.stays'));
    expect(await world.launchctl('kickstart', target('com.stays'))).toEqual({
      status: 36,
      stdout: '',
      stderr: 'Could not kickstart service "com.stays": 36: Operation now in progress\n',
    });

    const absent = world.agent('com.absent', '', { ProgramArguments: ['/nowhere/program'] });
    await world.launchctl('bootstrap', world.domain, absent);
    expect((await world.launchctl('kickstart', target('com.absent'))).status).toBe(0);
    expect(await world.launchctl('kickstart', '-p', target('com.absent'))).toEqual({
      status: 3,
      stdout: '',
      stderr: 'Could not kickstart service "com.absent": 3: No such process\n',
    });
  });

  it('tells of a signal in the place of an exit code, and of both in the lists', async () => {
    const ended = world.agent('com.ended', 'exit 3', { RunAtLoad: true });
    await world.launchctl('bootstrap', world.domain, ended);
    await until('it ended', async () => (await world.shown('com.ended', 'last exit code')) === '3');
    expect((await world.launchctl('list')).stdout).toContain('-\t3\tcom.ended\n');
    expect((await world.launchctl('list', 'com.ended')).stdout).toContain('\t"LastExitStatus" = 768;\n');

    const path = world.agent('com.signalled', 'exec sleep 60', { RunAtLoad: true });
    await world.launchctl('bootstrap', world.domain, path);
    expect((await world.launchctl('kill', 'SIGTERM', target('com.signalled'))).status).toBe(0);
    const line = await until('it ended', () => world.shown('com.signalled', 'last terminating signal'));
    expect(line).toBe('Terminated: 15');
    expect(await world.shown('com.signalled', 'last exit code')).toBeNull();
    expect((await world.launchctl('list')).stdout).toContain('-\t-15\tcom.signalled\n');
    expect((await world.launchctl('list', 'com.signalled')).stdout).toContain('\t"LastExitStatus" = 15;\n');
    expect((await world.launchctl('list', 'com.signalled')).stdout).not.toContain('"PID"');
  });

  it('says what a number means, and refuses what it does not know', async () => {
    expect((await world.launchctl('error', '113')).stdout).toBe('113: Could not find specified service\n');
    expect((await world.launchctl('manageruid')).stdout).toBe(`${world.mac.uid}\n`);
    expect((await world.launchctl('managername')).stdout).toBe('Aqua\n');
    expect((await world.launchctl('dance')).status).toBe(1);
    expect((await world.launchctl('bootstrap')).status).toBe(64);
    expect((await world.launchctl('print', 'gui')).status).toBe(64);
  });
});
