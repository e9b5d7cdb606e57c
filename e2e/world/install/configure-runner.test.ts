/** Trackside's own config.sh steps on the practice runner's package and GitHub. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Host } from '../../../electron/engine/host/host.ts';
import { createMacHost } from '../../../electron/engine/host/macos/host.ts';
import {
  configurationOf,
  forgetHalfConfiguration,
} from '../../../electron/engine/install/configuration-state.ts';
import { configureRunner } from '../../../electron/engine/install/configure-runner.ts';
import type { RunnerToConfigure } from '../../../electron/engine/install/configure-runner.ts';
import {
  configuringProcesses,
  untilNotConfiguring,
} from '../../../electron/engine/install/configuring-processes.ts';
import { unconfigureRunner } from '../../../electron/engine/install/unconfigure-runner.ts';
import { startTestMac } from '../mac/testing.ts';
import { buildRunnerDirectory } from '../runner/package.ts';
import type { Bench } from '../runner/testing.ts';
import { begin, openBench } from '../runner/testing.ts';

vi.setConfig({ testTimeout: 60_000 });

const PATH = '/opt/homebrew/bin:/usr/bin:/bin:/usr/sbin:/sbin';
let bench: Bench;
let told: { log: string[]; notes: string[]; requests: string[] };

beforeEach(async () => {
  bench = await openBench();
  buildRunnerDirectory(bench.directory, { github: bench.github.origin, user: 501 });
  told = { log: [], notes: [], requests: [] };
});
afterEach(async () => bench.close());

const tell = (signal = new AbortController().signal) => ({
  signal,
  log: (text: string) => void told.log.push(text),
  note: (text: string) => void told.notes.push(text),
});
type Needed = Pick<Host, 'program' | 'home' | 'processes' | 'monotonic'>;
/** `environment`: what the practice runner is told besides, as `WORLD_…`. */
function host(environment: Readonly<Record<string, string>> = {}): Needed {
  const mac = createMacHost({ home: bench.home });
  return {
    home: bench.home,
    monotonic: () => mac.monotonic(),
    processes: () => Promise.resolve({ ok: true, value: [] }),
    program: (request) => {
      told.requests.push(JSON.stringify(request.args));
      return mac.program({ ...request, env: { ...request.env, ...environment } });
    },
  };
}
const asked = (more: Partial<RunnerToConfigure> = {}): RunnerToConfigure => ({
  directory: bench.directory,
  url: 'https://github.com/acme/rocket',
  name: 'mac-mini',
  labels: ['M4', 'macos-26'],
  group: null,
  workFolder: '_work',
  sameName: 'refuse',
  disableUpdate: 'no',
  token: bench.token('register'),
  path: PATH,
  ...more,
});
const file = (name: string): string => readFileSync(join(bench.directory, name), 'utf8');

describe('configuring a runner', () => {
  it('registers it with what was asked for, tells each step, and leaves no trace of its own environment', async () => {
    vi.stubEnv('LANG', 'en_US.UTF-8');
    vi.stubEnv('JAVA_HOME', '/java');
    const runner = asked({ disableUpdate: 'yes', workFolder: '_builds' });
    const reply = await configureRunner(host(), runner, tell());
    vi.unstubAllEnvs();
    const [registered] = bench.github.runners();
    expect(reply).toEqual({ ok: true, value: { agentId: registered?.id } });
    expect(registered).toMatchObject({
      name: 'mac-mini',
      labels: ['self-hosted', 'macOS', 'ARM64', 'M4', 'macos-26'],
    });
    expect(JSON.parse(file('.runner').slice(1))).toMatchObject({
      workFolder: '_builds',
      disableUpdate: true,
    });
    expect(told.notes).toEqual(['Connected to GitHub.', 'Registered as mac-mini.', 'Settings saved.']);
    expect(file('.path')).toBe(`${PATH}\n`);
    expect(file('.env')).toBe('');
    expect(`${told.requests.join()} ${told.log.join()}`).not.toContain(runner.token);
    expect(told.log).not.toContainEqual(expect.stringMatching(/^[|-]/));
    expect(await configurationOf(bench.directory)).toMatchObject({
      kind: 'configured',
      name: 'mac-mini',
      url: 'https://github.com/acme/rocket',
    });
  });

  it('is content with a runner that is configured as asked, and touches no other', async () => {
    await configureRunner(host(), asked(), tell());
    told.requests.length = 0;
    const again = await configureRunner(host(), asked({ url: 'https://github.com/Acme/rocket/' }), tell());
    expect(again).toMatchObject({ ok: true });
    const other = await configureRunner(host(), asked({ name: 'studio' }), tell());
    expect(other).toMatchObject({ ok: false, code: 'already-configured', registered: 'no' });
    expect(told.requests).toEqual([]);
    expect(bench.github.runners()).toHaveLength(1);
  });

  it('refuses a name that is taken, or takes its place', async () => {
    await configureRunner(host(), asked(), tell());
    for (const name of ['.runner', '.credentials', '.credentials_rsaparams']) {
      rmSync(join(bench.directory, name));
    }
    const refused = await configureRunner(host(), asked(), tell());
    expect(refused).toMatchObject({ ok: false, code: 'name-taken', registered: 'no' });
    const replaced = await configureRunner(host(), asked({ sameName: 'replace' }), tell());
    expect(replaced).toMatchObject({ ok: true });
    expect(told.notes).toContain('Registered as mac-mini, in the place of the runner that had this name.');
    expect(bench.github.runners()).toHaveLength(1);
  });

  it.each<[string, () => Partial<RunnerToConfigure>, string]>([
    ['a token of nobody', () => ({ token: 'AABBCCDDEEFFGGHHIIJJKKLLMMNNO' }), 'token-refused'],
    ['a value that would be an option', () => ({ name: '--replace' }), 'wrong-answer'],
    ['an empty value', () => ({ workFolder: ' ' }), 'wrong-answer'],
    ['a label of two', () => ({ labels: ['a,b'] }), 'wrong-answer'],
    ['an address that is none', () => ({ url: 'rocket' }), 'wrong-answer'],
  ])('%s: an error that says so, and nothing registered', async (_, more, code) => {
    const runner = asked(more());
    const reply = await configureRunner(host(), runner, tell());
    expect(reply).toMatchObject({ ok: false, code, registered: 'no' });
    expect(JSON.stringify([reply, told])).not.toContain(runner.token);
    expect(bench.github.runners()).toEqual([]);
    expect(await configurationOf(bench.directory)).toEqual({ kind: 'not-configured' });
  });

  it.each([
    ['a connection that breaks', { kind: 'reset' }, 'unreachable'],
    ['a web page in the place of GitHub', { kind: 'html', status: 200 }, 'odd-answer'],
  ] as const)('%s', async (_, fault, code) => {
    bench.github.faults.add({ ...fault, path: '/_broker/agents' });
    const reply = await configureRunner(host(), asked(), tell());
    expect(reply).toMatchObject({ ok: false, code, registered: 'no' });
  });

  it('says that there is no network, and root where it is root', async () => {
    const dead = host({ WORLD_GITHUB: 'http://127.0.0.1:9' });
    expect(await configureRunner(dead, asked(), tell())).toMatchObject({ code: 'unreachable' });
    const root = await configureRunner(host({ WORLD_UID: '0' }), asked(), tell());
    expect(root).toMatchObject({ code: 'not-allowed', registered: 'no' });
  });

  it('tells of a registration that is left at GitHub when the clock is wrong, and can go on from there', async () => {
    const legacy = { WORLD_RUNNER_FLOW: 'legacy' };
    const over = bench.github.faults.add({ kind: 'clock-skew', path: '/_broker/health' });
    const reply = await configureRunner(host(legacy), asked(), tell());
    expect(reply).toMatchObject({ ok: false, code: 'clock-wrong', registered: 'yes' });
    expect(await configurationOf(bench.directory)).toEqual({ kind: 'half', registered: 'yes' });
    over();
    // As when the power went while the settings were being written.
    writeFileSync(join(bench.directory, '.runner'), '\uFEFF{\n  "agentId": 1');
    expect(await configurationOf(bench.directory)).toEqual({ kind: 'half', registered: 'yes' });
    const replaced = await configureRunner(host(legacy), asked({ sameName: 'replace' }), tell());
    expect(replaced).toMatchObject({ ok: true });
    expect(bench.github.runners()).toHaveLength(1);
  });

  it('does not kill a config.sh that is cancelled, but lets it come to its end', async () => {
    const cancel = new AbortController();
    bench.github.faults.add({ kind: 'slow', ms: 300, path: '/_broker/agents' });
    const reply = configureRunner(host(), asked(), {
      ...tell(cancel.signal),
      log: (text) => {
        if (text === '# Authentication') cancel.abort();
      },
    });
    expect(await reply).toMatchObject({ ok: true });
    expect(told.notes).toContain('Waiting for the runner’s config.sh to come to its end.');
    const before = await configureRunner(host(), asked({ name: 'studio' }), tell(AbortSignal.abort()));
    expect(before).toMatchObject({ ok: false, code: 'cancelled' });
  });

  it('says when the folder has no config.sh', async () => {
    rmSync(join(bench.directory, 'config.sh'));
    expect(await configureRunner(host(), asked(), tell())).toMatchObject({ code: 'not-a-runner' });
  });
});

it('knows a config.sh of this very directory that outlived its Trackside, and waits for it', async () => {
  const { mac, close } = await startTestMac({ root: bench.home });
  try {
    const real = createMacHost({ home: bench.home, programs: mac.programs, uid: mac.uid });
    const none = new AbortController().signal;
    expect(await configuringProcesses(real, bench.directory)).toEqual({ ok: true, value: [] });
    const lift = bench.github.faults.add({ kind: 'hang', path: '/_broker/agents' });
    const script = join(bench.directory, 'config.sh');
    const left = begin(
      '/bin/bash',
      [script, '--unattended', '--url', 'https://github.com/acme/rocket'],
      '/',
      {
        HOME: bench.home,
        ACTIONS_RUNNER_INPUT_TOKEN: bench.token('register'),
      },
    );
    await vi.waitFor(
      async () => {
        const seen = await configuringProcesses(real, bench.directory);
        const args = seen.ok ? seen.value.map((row) => row.args) : [];
        // The listener says nothing of the folder; its config.sh does.
        expect(args).toContainEqual(expect.stringMatching(/^\.\/bin\/Runner\.Listener configure /));
        expect(args).toContainEqual(expect.stringContaining(script));
      },
      { timeout: 20_000 },
    );
    const other = join(bench.home, 'actions-runner-2');
    expect(await configuringProcesses(real, other)).toEqual({ ok: true, value: [] });
    expect(await untilNotConfiguring(real, bench.directory, none, 400)).toMatchObject({ code: 'timed-out' });
    const cancelled = await untilNotConfiguring(real, bench.directory, AbortSignal.abort(), 400);
    expect(cancelled).toMatchObject({ code: 'cancelled' });
    lift();
    const waiting = untilNotConfiguring(real, bench.directory, none, 20_000);
    if (left.pid <= 1) throw new Error('config.sh was not started');
    process.kill(-left.pid, 'SIGTERM');
    expect(await waiting).toEqual({ ok: true, value: null });
  } finally {
    await close();
  }
});

describe('taking a runner off GitHub', () => {
  const remove = (more: { token?: string; directory?: string } = {}) =>
    unconfigureRunner(
      host(),
      { directory: bench.directory, token: bench.token('remove'), path: PATH, ...more },
      tell(),
    );

  it('keeps everything where the token is wrong or the service is in the way; else deregisters, once', async () => {
    await configureRunner(host(), asked(), tell());
    const wrong = await remove({ token: bench.token('register') });
    expect(wrong).toMatchObject({ code: 'token-refused', message: expect.stringContaining('remove token') });
    writeFileSync(join(bench.directory, '.service'), '/x.plist\n');
    const service = await remove();
    expect(service).toMatchObject({ code: 'wrong-state', message: expect.stringContaining('service') });
    expect(await forgetHalfConfiguration(bench.directory)).toMatchObject({ code: 'wrong-state' });
    expect(await configurationOf(bench.directory)).toMatchObject({ kind: 'configured' });
    expect(bench.github.runners()).toHaveLength(1);
    rmSync(join(bench.directory, '.service'));
    told.notes.length = 0;
    expect(await remove()).toEqual({ ok: true, value: { registration: 'removed' } });
    expect(told.notes).toEqual(['Taken off GitHub.', 'Its settings were deleted.']);
    expect(bench.github.runners()).toEqual([]);
    expect(existsSync(join(bench.directory, '.credentials'))).toBe(false);
    expect(await remove()).toEqual({ ok: true, value: { registration: 'not-asked' } });
  });

  it('goes on where GitHub knows it no more', async () => {
    await configureRunner(host(), asked(), tell());
    bench.github.deleteRunner(bench.github.runners()[0]?.id ?? 0);
    expect(await remove()).toEqual({ ok: true, value: { registration: 'was-gone' } });
  });

  it('clears what is half configured, and says that GitHub was not asked', async () => {
    writeFileSync(join(bench.directory, '.credentials_rsaparams'), '{}');
    expect(await configurationOf(bench.directory)).toEqual({ kind: 'half', registered: 'unknown' });
    expect(await remove()).toEqual({ ok: true, value: { registration: 'not-asked' } });
    expect(await configurationOf(bench.directory)).toEqual({ kind: 'not-configured' });
    expect(await forgetHalfConfiguration(bench.directory)).toEqual({ ok: true, value: null });
  });

  it('says what it cannot read, and keeps it', async () => {
    writeFileSync(join(bench.directory, '.runner'), 'not JSON');
    writeFileSync(join(bench.directory, '.credentials'), '{}');
    expect(await configurationOf(bench.directory)).toMatchObject({ kind: 'unknown' });
    expect(await remove()).toMatchObject({ code: 'cannot-read' });
    expect(await forgetHalfConfiguration(bench.directory)).toMatchObject({ code: 'cannot-read' });
    expect(existsSync(join(bench.directory, '.credentials'))).toBe(true);
  });
});
