/** The whole app as it was built (out/), with its own engine and pages; and what is left when it ends. */
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { _electron, expect } from '@playwright/test';
import { ROOT } from '../../../build/paths.ts';
import { packageVersion } from '../../../electron/options.ts';
import { STAND_IN, emptyMac } from '../../electron/practice/launch-shell.ts';
import { startWorld } from '../../world/world.ts';
import { test } from './fixture.ts';

test('the whole app, its own engine and popover, starts, shows its truth and ends', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'whole-app-'));
  try {
    const app = await _electron.launch({
      executablePath: STAND_IN,
      args: [ROOT, `--user-data-dir=${join(folder, 'user-data')}`],
      env: await emptyMac(folder),
    });
    const named = await app.evaluate(({ app: electron }) => [electron.name, electron.getVersion()]);
    expect(named).toEqual(['Trackside', packageVersion()]);
    const page = await app.firstWindow();
    const errors: string[] = [];
    page.on('pageerror', ({ message }) => errors.push(message));
    // Made ahead and never shown: it knows the truth of a moment ago, and nobody measures for it.
    const popover = page.locator('.popover');
    await expect(page.getByText('No runner on this Mac yet')).toBeVisible({ timeout: 15_000 });
    await expect(popover).toHaveAttribute('data-connection', 'waiting');
    await app.evaluate(() =>
      standIn.trays()[0]?.emit('click', {}, standIn.control.trayBounds, { x: 0, y: 0 }),
    );
    await expect(popover).toHaveAttribute('data-connection', 'live');
    await expect(page.getByText('A spec of the shell')).toBeVisible();
    expect(await page.evaluate(() => Object.keys(Object(globalThis).trackside).toSorted())).toEqual([
      'onPush',
      'request',
    ]);
    expect(errors).toEqual([]);
    await app.close();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('quitting or killing the app while a job runs touches neither the listener nor the worker', async () => {
  test.setTimeout(90_000);
  const folder = await mkdtemp(join(tmpdir(), 'whole-app-'));
  const world = await startWorld({ speed: 20, runners: [{ name: 'mac-mini' }] });
  try {
    const environment = await emptyMac(folder);
    world.github.queueJob({
      repository: 'acme/rocket',
      job: 'long build',
      steps: [{ name: 'Wait', run: 'sleep 60' }],
    });
    const pids = (): readonly number[] =>
      world.runners().flatMap((runner) => [...runner.listeners(), ...runner.workers()]);
    await expect.poll(() => world.runners()[0]?.workers().length, { timeout: 20_000 }).toBeGreaterThan(0);
    // A Worker's child that is about to become another program looks like a second one for a moment.
    const before = world
      .runners()
      .flatMap((runner) => [Math.min(...runner.listeners()), Math.min(...runner.workers())]);
    for (const end of ['quit', 'kill'] as const) {
      const app = await _electron.launch({
        executablePath: STAND_IN,
        args: [ROOT, `--user-data-dir=${join(folder, end)}`],
        env: { ...environment, ...world.environment },
      });
      const page = await app.firstWindow();
      await app.evaluate(() =>
        standIn.trays()[0]?.emit('click', {}, standIn.control.trayBounds, { x: 0, y: 0 }),
      );
      await expect(page.getByText('long build').first()).toBeVisible({ timeout: 20_000 });
      const child = app.process();
      const gone = new Promise((resolve) => {
        child.once('exit', resolve);
      });
      if (end === 'quit') await app.close();
      else child.kill('SIGKILL');
      await gone;
      expect(pids()).toEqual(expect.arrayContaining(before));
    }
  } finally {
    await world.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  }
});

test('quitting, and being killed, leaves every other process alone and none of its own behind', async ({
  launch,
}) => {
  // Stands for a runner: started by launchd, not by the app.
  const runner = spawn('/bin/sleep', ['60'], { detached: true, stdio: 'ignore' });
  try {
    const quit = await launch();
    await quit.page();
    await quit.app.close();
    const killed = await launch();
    await killed.page();
    const child = killed.app.process();
    const gone = new Promise((resolve) => {
      child.once('exit', resolve);
    });
    child.kill('SIGKILL');
    await gone;
    expect(runner.exitCode).toBeNull();
    expect(runner.signalCode).toBeNull();
    await expect.poll(() => profilesInUse([quit.userData, killed.userData])).toEqual([]);
  } finally {
    runner.kill('SIGKILL');
  }
});

/** Command lines of living processes that name one of the folders; a shell's browser keeps its profile in it. */
async function profilesInUse(folders: readonly string[]): Promise<readonly string[]> {
  const { stdout } = await promisify(execFile)('ps', ['-axww', '-o', 'command=']);
  return stdout.split('\n').filter((line) => folders.some((folder) => line.includes(folder)));
}
