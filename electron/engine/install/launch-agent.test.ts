import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ProgramResult } from '../host/run-program.ts';
import { checkAgentFiles } from '../runners/agent-files.ts';
import { agentPath, readLaunchAgent, removeLaunchAgent, writeLaunchAgent } from './launch-agent.ts';

const LABEL = 'dev.trackside.runner.acme.rocket.mac-mini';
let home = '';
let directory = '';
let linted: string[] = [];
beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), 'trackside-launch-')));
  directory = join(home, 'actions-runner');
  mkdirSync(join(directory, 'bin'), { recursive: true });
  writeFileSync(join(directory, 'bin/runsvc.sh'), '#!/bin/bash\n', { mode: 0o644 });
  linted = [];
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const OK: ProgramResult = { kind: 'exited', status: 0, stdout: '', stderr: '' };
const host = (plutil: ProgramResult = OK) => ({
  home,
  launchAgents: join(home, 'Library/LaunchAgents'),
  tool: (name: string, args: readonly string[]) => {
    linted.push([name, args[0], readFileSync(args[1] ?? '', 'utf8').includes(LABEL)].join(' '));
    return Promise.resolve(plutil);
  },
});
const options = () => ({
  label: LABEL,
  directory,
  startAtLogin: 'yes' as const,
  variables: { UV_THREADPOOL_SIZE: '16' },
  path: ['/usr/bin'],
});
const path = (): string => agentPath(host(), LABEL);
const files = (): readonly string[] => readdirSync(join(home, 'Library/LaunchAgents'));

describe('Trackside’s own service on disk', () => {
  it('is written so that launchd can load it, and read back', async () => {
    const reply = await writeLaunchAgent(host(), options());
    if (!reply.ok) throw new Error(reply.message);
    expect(reply.value).toMatchObject({
      label: LABEL,
      path: path(),
      program: [join(directory, 'runsvc.sh')],
      startsAtLoad: true,
      keepAlive: true,
      exitTimeOut: 60,
      environment: { UV_THREADPOOL_SIZE: '16', PATH: '/usr/bin', ACTIONS_RUNNER_SVC: '1' },
    });
    expect(await checkAgentFiles(reply.value)).toBeNull();
    expect(statSync(path()).mode & 0o777).toBe(0o644);
    expect(statSync(join(directory, 'runsvc.sh')).mode & 0o777).toBe(0o755);
    expect(statSync(join(home, 'Library/Logs', LABEL)).mode & 0o777).toBe(0o700);
    expect(linted).toEqual(['plutil -lint true']);
    expect(files()).toEqual([`${LABEL}.plist`]);
    expect(await readLaunchAgent(host(), LABEL)).toEqual(reply);
  });

  it('is written anew for the same runner, also over what a killed try left', async () => {
    await writeLaunchAgent(host(), options());
    writeFileSync(`${path()}.trackside-new`, 'half');
    chmodSync(path(), 0o666);
    const again = await writeLaunchAgent(host(), { ...options(), startAtLogin: 'no', variables: {} });
    expect(again).toMatchObject({ ok: true, value: { startsAtLoad: false, keepAlive: false } });
    expect(statSync(path()).mode & 0o777).toBe(0o644);
    expect(files()).toEqual([`${LABEL}.plist`]);
  });

  it.each<[string, () => void]>([
    [
      'another folder’s',
      () => writeFileSync(path(), readFileSync(path(), 'utf8').replaceAll(directory, '/other')),
    ],
    ['one that cannot be read', () => writeFileSync(path(), 'no plist')],
    [
      'a link',
      () => {
        writeFileSync(join(home, 'kept.plist'), readFileSync(path()));
        rmSync(path());
        symlinkSync(join(home, 'kept.plist'), path());
      },
    ],
  ])('is never written over %s', async (_, put) => {
    await writeLaunchAgent(host(), options());
    put();
    const before = readFileSync(path());
    const reply = await writeLaunchAgent(host(), options());
    expect(reply).toMatchObject({ ok: false, code: 'name-taken', hint: expect.any(String) });
    expect(readFileSync(path())).toEqual(before);
  });

  it('is not there where macOS does not accept it, or plutil gives no answer', async () => {
    const refused = await writeLaunchAgent(host({ ...OK, status: 1 }), options());
    expect(refused).toMatchObject({ ok: false, code: 'launchd-refused' });
    const silent = await writeLaunchAgent(host({ kind: 'timed-out', afterMs: 10_000 }), options());
    expect(silent).toMatchObject({ ok: false, code: 'program-failed' });
    expect(files()).toEqual([]);
  });

  it('is refused where a variable cannot stand in it, or the runner is not complete', async () => {
    const odd = await writeLaunchAgent(host(), { ...options(), variables: { A: 'x\u0001' } });
    expect(odd).toMatchObject({ ok: false, code: 'wrong-answer' });
    rmSync(join(directory, 'bin/runsvc.sh'));
    expect(await writeLaunchAgent(host(), options())).toMatchObject({ ok: false, code: 'not-a-runner' });
    expect(existsSync(path())).toBe(false);
  });

  it('is removed once, with its logs where they are wanted gone, and never another’s', async () => {
    await writeLaunchAgent(host(), options());
    const other = { label: LABEL, directory: join(home, 'other') };
    expect(await removeLaunchAgent(host(), other)).toMatchObject({ ok: false, code: 'not-allowed' });
    const kept = readFileSync(path());
    writeFileSync(path(), 'no plist');
    const odd = await removeLaunchAgent(host(), { label: LABEL, directory });
    expect(odd).toMatchObject({ ok: false, code: 'not-allowed' });
    writeFileSync(path(), kept);
    const logs = join(home, 'Library/Logs', LABEL);
    writeFileSync(join(logs, 'stdout.log'), '');
    const own = { label: LABEL, directory };
    expect(await removeLaunchAgent(host(), own)).toEqual({ ok: true, value: 'removed' });
    expect(existsSync(logs)).toBe(true);
    expect(await removeLaunchAgent(host(), own, 'remove')).toEqual({ ok: true, value: 'not-there' });
    expect(existsSync(logs)).toBe(false);
    expect(files()).toEqual([]);
  });
});
