import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMacHost, macHostOptionsFromEnvironment } from '../../electron/engine/host/macos/host.ts';
import type { Host } from '../../electron/engine/host/host.ts';
import { isAlive, until } from './mac/testing.ts';
import type { World } from './types.ts';
import { startWorld } from './world.ts';

/** The app's own eyes on the world: nothing but the seven variables joins them. */
describe('a world with one official runner', () => {
  let world: World;
  let host: Host;
  beforeAll(async () => {
    world = await startWorld({ speed: 40, runners: [{ name: 'mac-mini' }] });
    host = createMacHost(macHostOptionsFromEnvironment(world.environment));
  });
  afterAll(() => world.close());

  const listener = (): Promise<number> =>
    until('the listener is up', () => world.runners()[0]?.listeners()[0]);

  it('is found by the app: agent, service, process, facts, gauges, login', async () => {
    const label = 'actions.runner.acme-rocket.mac-mini';
    const pid = await listener();
    const agents = await host.agents();
    expect(agents).toMatchObject({
      ok: true,
      value: [{ label, program: [expect.stringMatching(/\/runsvc\.sh$/)] }],
    });
    expect(await host.launchd.screenSession()).toEqual({ ok: true, value: true });
    expect(await host.launchd.list()).toMatchObject({ ok: true, value: [{ label }] });
    expect(await host.launchd.print(label)).toMatchObject({ ok: true, value: { state: 'running', runs: 1 } });
    const processes = await host.processes();
    const row = processes.ok ? processes.value.find((one) => one.pid === pid) : undefined;
    expect(row?.args).toBe(`${world.home}/actions-runner/bin/Runner.Listener run --startuptype service`);
    expect(await host.facts()).toMatchObject({
      ok: true,
      value: { computerName: 'Practice Mac', model: 'Mac16,10', chip: 'Apple M4', systemVersion: '26.6.2' },
    });
    expect((await host.meters.memory()).ok).toBe(true);
    expect((await host.meters.disk()).ok).toBe(true);
    expect((await host.meters.network()).ok).toBe(true);
    expect(await host.meters.pressureAndSwap()).toMatchObject({ ok: true, value: { pressure: 'normal' } });
    expect(await host.githubToken('github.com')).toEqual({ ok: true, value: world.github.token });
  });

  it('builds a queued job and says so in the console log', async () => {
    await listener();
    const log = world.runners()[0]?.consoleLog ?? '';
    world.github.queueJob({
      repository: 'acme/rocket',
      job: 'build (macos)',
      steps: [{ name: 'Greet', run: 'echo hello from a real shell' }],
    });
    await until('the job ended', () =>
      readFileSync(log, 'utf8').includes('Job build (macos) completed with result: Succeeded'),
    );
    const ended = await until('GitHub knows', () =>
      world.github.jobs().find(({ name, phase }) => name === 'build (macos)' && phase === 'completed'),
    );
    expect(ended.conclusion).toBe('success');
  });

  it('loses the runner with the screen session, and has it back at login', async () => {
    const before = await listener();
    await world.mac.logout();
    await until('it ended', () => !isAlive(before));
    expect(await host.launchd.screenSession()).toEqual({ ok: true, value: false });
    await world.mac.login();
    expect(await until('it is back', () => world.runners()[0]?.listeners()[0])).not.toBe(before);
  });

  it('takes more runners, of every kind, side by side', { timeout: 60_000 }, async () => {
    const kinds = ['hand-made', 'own', 'none'] as const;
    for (const service of kinds) {
      const name = `mac-${service}`;
      const label = service === 'hand-made' ? { label: 'com.practice.hand-made' } : {};
      await world.addRunner({ name, service, ...label });
    }
    for (const runner of world.runners()) {
      await until(`${runner.name} listens`, () => runner.listeners().length === 1);
    }
    expect(new Set(world.runners().map(({ directory }) => directory)).size).toBe(4);
    await until('GitHub sees all', () => world.github.runners().every(({ status }) => status === 'online'));
  });

  it('ends with every runner, and takes its folder away', async () => {
    const pids = world.runners().flatMap((runner) => runner.listeners());
    expect(pids.length).toBe(4);
    await world.close();
    expect(pids.filter(isAlive)).toEqual([]);
    expect(existsSync(world.root)).toBe(false);
  });
});
