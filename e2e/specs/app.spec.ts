/** The whole app on the practice world: real processes, real logs, real HTTP, a real browser engine; both launchers. */
import { appendFile, mkdir, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test as base, expect } from '@playwright/test';
import type { Runner } from '../../shared/domain.ts';
import type { Snapshot } from '../../shared/contract.ts';
import { type App, launchApp, type Launcher } from '../driver/app.ts';
import { CONFORMANCE } from '../driver/conformance.ts';
import { startWorld, type World, type WorldOptions } from '../world/world.ts';

interface Given {
  readonly launcher: Launcher;
  /** A world with what the test asks for; ends with the test. */
  readonly newWorld: (options?: WorldOptions) => Promise<World>;
  /** The app on that world; quits with the test. */
  readonly open: (world: World) => Promise<App>;
}

const test = base.extend<Given>({
  launcher: ['web', { option: true }],
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the names from the pattern
  newWorld: async ({}, use) => {
    const worlds: World[] = [];
    await use(async (options) => {
      const world = await startWorld({ runners: [{ name: 'mac-mini-m4' }], ...options });
      worlds.push(world);
      return world;
    });
    for (const world of worlds) await world.close();
  },
  open: async ({ launcher }, use) => {
    const apps: App[] = [];
    await use(async (world) => {
      const app = await launchApp(launcher, world.environment);
      apps.push(app);
      return app;
    });
    for (const app of apps) await app.quit();
  },
});

const LONG = { name: 'Build', seconds: 120 };
const SHORT = { name: 'Build', seconds: 1 };
const queue = (
  world: World,
  steps: readonly { name: string; seconds: number; result?: 'Failed' }[],
  job = 'Build and test',
) =>
  world.github.queueJob({
    repository: 'acme/rocket',
    workflow: 'CI',
    job,
    branch: 'main',
    steps: [...steps],
  });

async function stateOf(app: App): Promise<Snapshot['state']> {
  const reply = await app.bridge.request('state.subscribe', {});
  if (!reply.ok) throw new Error(reply.message);
  return (reply.value as Snapshot).state;
}
async function theRunner(app: App): Promise<Runner> {
  const [runner] = Object.values((await stateOf(app)).runners);
  if (runner === undefined) throw new Error('There is no runner.');
  return runner;
}
const listening = (app: App) =>
  expect(app.page.getByText('Listening for jobs')).toBeVisible({ timeout: 15_000 });
const building = (app: App) =>
  expect(app.page.getByRole('heading', { name: 'Build and test' })).toBeVisible({ timeout: 15_000 });

test.describe('the main job', () => {
  test('a runner that is up, the job it builds step by step, and how it ended', async ({
    newWorld,
    open,
  }) => {
    const world = await newWorld();
    const app = await open(world);
    await listening(app);
    queue(world, [SHORT, { name: 'Lint', seconds: 1, result: 'Failed' }, { name: 'Deploy', seconds: 1 }]);
    await building(app);
    await expect(app.page.getByText('acme / rocket · main')).toBeVisible();
    await expect(app.page.getByText('#1', { exact: true })).toBeVisible();
    await expect(app.page.getByRole('list', { name: 'Steps' })).toContainText('Build');
    await expect(app.page.getByText('failed at “Lint”')).toBeVisible({ timeout: 15_000 });
    await listening(app);
  });

  test('how the machine copes, in numbers with units', async ({ newWorld, open }) => {
    const app = await open(await newWorld());
    const machine = app.page.getByRole('region', { name: 'This Mac' });
    await expect(machine).toContainText(/CPU\s*\d+\s*%/);
    await expect(machine).toContainText(/Memory\s*[\d.]+\s*of \d+ GB/);
    await expect(machine).toContainText(/Disk free\s*[\d.]+\s*(GB|TB)/);
    await expect(machine).toContainText('pressure normal');
  });

  test('a job that ran before the app started is known, with its failed step', async ({ newWorld, open }) => {
    const world = await newWorld();
    queue(world, [SHORT, { name: 'Lint', seconds: 1, result: 'Failed' }]);
    await expect.poll(() => world.github.jobs()[0]?.phase, { timeout: 20_000 }).toBe('completed');
    const app = await open(world);
    await expect(app.page.getByText('failed at “Lint”')).toBeVisible();
  });
});

test.describe('stop and start', () => {
  test('an idle runner stops, stays stopped, and starts again', async ({ newWorld, open }) => {
    const world = await newWorld();
    const app = await open(world);
    await listening(app);
    await app.page.getByRole('button', { name: /^Stop/ }).click();
    await app.page.getByRole('dialog').getByRole('button', { name: 'Stop' }).click();
    await expect(app.page.getByText('it takes no jobs until you start it')).toBeVisible({ timeout: 20_000 });
    expect(world.runners()[0]?.listeners()).toEqual([]);
    const disabled = await world.mac.run('launchctl', 'print-disabled', `gui/${world.mac.uid}`);
    expect(disabled.stdout).toContain(`"${world.runners()[0]?.label}" => disabled`);
    await app.page.getByRole('button', { name: /^Start/ }).click();
    await app.page.getByRole('dialog').getByRole('button', { name: 'Start' }).click();
    await listening(app);
    expect(world.runners()[0]?.listeners()).toHaveLength(1);
  });

  test('while a job runs asks; “after this job” lets it end first', async ({ newWorld, open }) => {
    const world = await newWorld();
    const app = await open(world);
    await listening(app);
    const { jobId } = queue(world, [{ name: 'Build', seconds: 6 }]);
    await building(app);
    await app.page.getByRole('button', { name: /^Stop/ }).click();
    await app.page.getByRole('dialog').getByRole('button', { name: 'After this job' }).click();
    await expect(app.page.getByText('Stopping after this job')).toBeVisible();
    expect((await theRunner(app)).state.kind).toBe('draining');
    await expect(app.page.getByText('it takes no jobs until you start it')).toBeVisible({ timeout: 25_000 });
    expect(world.github.jobs().find((job) => job.id === jobId)?.conclusion).toBe('success');
  });

  test('“keep running” takes a waiting stop back', async ({ newWorld, open }) => {
    const world = await newWorld();
    const app = await open(world);
    await listening(app);
    queue(world, [{ name: 'Build', seconds: 5 }]);
    await building(app);
    await app.page.getByRole('button', { name: /^Stop/ }).click();
    await app.page.getByRole('dialog').getByRole('button', { name: 'After this job' }).click();
    await app.page.getByRole('button', { name: 'Keep running' }).click();
    await expect.poll(() => world.github.jobs()[0]?.phase, { timeout: 20_000 }).toBe('completed');
    await listening(app);
    expect(world.runners()[0]?.listeners()).toHaveLength(1);
  });

  test('“cancel the job” ends it the runner’s own way, then the runner', async ({ newWorld, open }) => {
    const world = await newWorld();
    const app = await open(world);
    await listening(app);
    queue(world, [LONG]);
    await building(app);
    await app.page.getByRole('button', { name: /^Stop/ }).click();
    await app.page.getByRole('dialog').getByRole('button', { name: 'Cancel the job and stop' }).click();
    await expect(app.page.getByText('it takes no jobs until you start it')).toBeVisible({ timeout: 25_000 });
    expect((await stateOf(app)).jobs[0]?.outcome).toMatchObject({ kind: 'ended', result: 'Canceled' });
    expect(world.runners()[0]?.workers()).toEqual([]);
  });

  test('a restart of an idle runner brings it back', async ({ newWorld, open }) => {
    const world = await newWorld();
    const app = await open(world);
    await listening(app);
    const before = world.runners()[0]?.listeners()[0];
    await app.page.getByRole('button', { name: /^Restart/ }).click();
    await app.page.getByRole('dialog').getByRole('button', { name: 'Restart' }).click();
    await expect
      .poll(() => world.runners()[0]?.listeners()[0] ?? before, { timeout: 20_000 })
      .not.toBe(before);
    await listening(app);
  });
});

test.describe('never loses a job', () => {
  test('quit while a job runs: it goes on, and the next start knows it', async ({ newWorld, open }) => {
    const world = await newWorld();
    for (const how of ['quit', 'crash'] as const) {
      const app = await open(world);
      await listening(app);
      const { jobId } = queue(world, [{ name: 'Build', seconds: 8 }]);
      await building(app);
      await app[how]();
      expect(world.runners()[0]?.workers()).toHaveLength(1);
      const again = await open(world);
      await building(again);
      await expect
        .poll(() => world.github.jobs().find((job) => job.id === jobId)?.conclusion, { timeout: 20_000 })
        .toBe('success');
      await listening(again);
      await again.quit();
    }
  });

  test('a worker that is killed leaves a lost job, not a good one', async ({ newWorld, open }) => {
    const world = await newWorld();
    const app = await open(world);
    await listening(app);
    queue(world, [LONG]);
    await building(app);
    expect(world.runners()[0]?.killWorker()).toBe(true);
    await expect
      .poll(async () => (await stateOf(app)).jobs[0]?.outcome.kind, { timeout: 40_000 })
      .toMatch(/lost|ended/);
    const outcome = (await stateOf(app)).jobs[0]?.outcome;
    expect(outcome?.kind === 'ended' ? outcome.result : 'lost').not.toBe('Succeeded');
  });
});

test.describe('finds runners without being told', () => {
  test('official, hand-made and started by hand; organisation and repository', async ({ newWorld, open }) => {
    const world = await newWorld({
      runners: [
        { name: 'official' },
        { name: 'guide', service: 'hand-made', scopeUrl: 'https://github.com/acme/app' },
        { name: 'by-hand', service: 'none', scopeUrl: 'https://github.com/acme' },
      ],
    });
    const app = await open(world);
    await expect(app.page.getByText('3 runners')).toBeVisible();
    const scopes = async () =>
      Object.fromEntries(
        Object.values((await stateOf(app)).runners).map((one) => [
          one.name,
          [one.scope.kind, one.state.kind],
        ]),
      );
    await expect.poll(scopes, { timeout: 25_000 }).toEqual({
      official: ['repository', 'idle'],
      guide: ['repository', 'idle'],
      'by-hand': ['organization', 'idle'],
    });
  });

  test('two services for one directory are a finding', async ({ newWorld, open }) => {
    const world = await newWorld();
    const runner = world.runners()[0];
    await writeFile(
      join(world.mac.launchAgents, 'com.exzosframer.runner.plist'),
      `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><dict><key>Label</key><string>com.exzosframer.runner</string>
<key>ProgramArguments</key><array><string>${runner?.directory}/run.sh</string></array></dict></plist>`,
    );
    const app = await open(world);
    await app.page.getByRole('button', { name: /needs? attention/ }).click();
    await expect(app.page.getByText('Two services start this runner')).toBeVisible();
    await app.page.getByText('What was seen').click();
    await expect(app.page.getByText('com.exzosframer.runner')).toBeVisible();
  });

  test('a folder that the person names, and one that is no runner', async ({ newWorld, open }) => {
    const world = await newWorld({ runners: [] });
    const stopped = await world.addRunner({ name: 'named', service: 'none', after: 'installed' });
    await mkdir(join(world.home, 'pictures'));
    const app = await open(world);
    await expect(app.page.getByText('No runner on this Mac yet')).toBeVisible();
    const wrong = await app.bridge.request('runner.add', { directory: '~/pictures' });
    expect(wrong).toMatchObject({ ok: false, code: 'not-a-runner' });
    expect((await app.bridge.request('runner.add', { directory: stopped.directory })).ok).toBe(true);
    await expect(app.page.getByText('named').first()).toBeVisible();
    const { id } = await theRunner(app);
    expect(await app.bridge.request('runner.add', { directory: stopped.directory })).toMatchObject({
      code: 'already-known',
    });
    expect((await app.bridge.request('runner.forget', { runnerId: id })).ok).toBe(true);
    await expect(app.page.getByText('No runner on this Mac yet')).toBeVisible();
  });
});

test.describe('says unknown rather than guess', () => {
  test('when the process table cannot be had; nothing is stopped on the strength of that', async ({
    newWorld,
    open,
  }) => {
    const world = await newWorld();
    const app = await open(world);
    await listening(app);
    await world.mac.fault({ kind: 'fail', program: 'ps', status: 1, stderr: 'ps: broken' });
    await expect(app.page.getByText('cannot tell what it is doing')).toBeVisible({ timeout: 15_000 });
    const { id } = await theRunner(app);
    expect(await app.bridge.request('runner.stop', { runnerId: id, when: 'if-idle' })).toMatchObject({
      ok: false,
      code: 'job-unknown',
    });
    expect(world.runners()[0]?.listeners()).toHaveLength(1);
    await world.mac.fault({ kind: 'none', program: 'ps' });
    await listening(app);
  });

  test('when ps hangs, and when it is missing', async ({ newWorld, open }) => {
    const world = await newWorld();
    const app = await open(world);
    await listening(app);
    for (const kind of ['hang', 'missing'] as const) {
      await world.mac.fault({ kind, program: 'ps' });
      await expect(app.page.getByText('cannot tell what it is doing')).toBeVisible({ timeout: 25_000 });
      await world.mac.fault({ kind: 'none', program: 'ps' });
      await listening(app);
    }
  });

  test('when launchctl does not answer, the processes still tell; what launchd says is unknown', async ({
    newWorld,
    open,
  }) => {
    const world = await newWorld();
    await world.mac.fault({ kind: 'missing', program: 'launchctl' });
    const app = await open(world);
    await listening(app);
    expect((await theRunner(app)).witnesses.launchd.kind).toBe('unknown');
    await world.mac.fault({ kind: 'none', program: 'launchctl' });
    await expect
      .poll(async () => (await theRunner(app)).witnesses.launchd.kind, { timeout: 20_000 })
      .toBe('answered');
  });
});

test.describe('what happens to a Mac', () => {
  test('the person logs out at the screen', async ({ newWorld, open }) => {
    const world = await newWorld({ speed: 5 });
    const app = await open(world);
    await listening(app);
    await world.mac.logout();
    await expect(app.page.getByText('Nobody is logged in at the screen')).toBeVisible({ timeout: 25_000 });
    await world.mac.login();
    await listening(app);
  });

  test('GitHub deletes the registration', async ({ newWorld, open }) => {
    const world = await newWorld({ speed: 5 });
    const app = await open(world);
    await listening(app);
    const agent = world.github.runners()[0];
    world.github.deleteRunner(agent?.id ?? 0);
    await expect(app.page.getByText('GitHub no longer knows this runner')).toBeVisible({ timeout: 25_000 });
  });

  test('the listener crashes: GitHub holds on to its old session, then takes the new one', async ({
    newWorld,
    open,
  }) => {
    const world = await newWorld({ speed: 20 });
    const app = await open(world);
    await listening(app);
    const before = world.runners()[0]?.listeners()[0];
    world.runners()[0]?.crashListener();
    await expect
      .poll(() => world.runners()[0]?.listeners()[0] ?? before, { timeout: 25_000 })
      .not.toBe(before);
    await expect(app.page.getByText('GitHub already has a session for this runner')).toBeVisible({
      timeout: 15_000,
    });
    await expect(app.page.getByText('Listening for jobs')).toBeVisible({ timeout: 30_000 });
  });

  test('the machine is under memory pressure', async ({ newWorld, open }) => {
    const world = await newWorld();
    const app = await open(world);
    await world.mac.setPressure(4);
    await expect(app.page.getByText('pressure critical')).toBeVisible({ timeout: 25_000 });
  });
});

test.describe('GitHub’s own view', () => {
  test('comes with the labels when gh is logged in', async ({ newWorld, open }) => {
    const world = await newWorld({ runners: [{ name: 'mini', labels: ['M4'] }] });
    const app = await open(world);
    await expect.poll(async () => (await theRunner(app)).labels, { timeout: 20_000 }).toContain('M4');
    expect((await stateOf(app)).github.kind).toBe('ok');
  });

  test('is quietly absent without a login', async ({ newWorld, open }) => {
    const app = await open(await newWorld({ githubLogin: 'no' }));
    await listening(app);
    expect((await stateOf(app)).github).toEqual({ kind: 'no-login' });
    expect((await stateOf(app)).findings).toEqual([]);
  });

  for (const [what, fault, words] of [
    ['401', { kind: 'bad-credentials' }, /login/i],
    ['403 for single sign-on', { kind: 'sso', organization: 'acme' }, /single sign-on|SSO/i],
    [
      '403 for a missing permission',
      { kind: 'missing-permission', accepted: 'administration=read' },
      /permission|may not/i,
    ],
    ['404', { kind: 'not-found' }, /not found|no access/i],
    ['the rate limit', { kind: 'primary-limit', seconds: 600 }, /limit/i],
    ['429', { kind: 'secondary-limit', retryAfter: 60, status: 429 }, /limit|slow|wait|often/i],
    ['500', { kind: 'failing', status: 503 }, /GitHub/i],
    ['HTML', { kind: 'html', status: 200 }, /GitHub/i],
    ['a cut line', { kind: 'reset' }, /GitHub|reach/i],
  ] as const) {
    test(`that answers with ${what} is said in words, and the runner is not doubted`, async ({
      newWorld,
      open,
      launcher,
    }) => {
      test.skip(launcher === 'electron', 'The transport has nothing to do with it; once is enough.');
      const world = await newWorld();
      world.github.faults.add(fault);
      const app = await open(world);
      await listening(app);
      await expect.poll(async () => (await stateOf(app)).github.kind, { timeout: 20_000 }).toBe('trouble');
      const access = (await stateOf(app)).github;
      expect(access.kind === 'trouble' ? access.message : '').toMatch(words);
      expect((await theRunner(app)).state.kind).toBe('idle');
    });
  }
});

test.describe('logs', () => {
  test('deleted, truncated or flooded while they are read: the engine goes on', async ({
    newWorld,
    open,
  }) => {
    const world = await newWorld();
    const app = await open(world);
    await listening(app);
    const log = world.runners()[0]?.consoleLog ?? '';
    await truncate(log, 0);
    const stamp = new Date().toISOString().slice(0, 19).replace('T', ' ');
    const lines = Array.from(
      { length: 10_000 },
      (_, index) =>
        `${stamp}Z: Running job: job ${index}\n${stamp}Z: Job job ${index} completed with result: Succeeded\n`,
    );
    await appendFile(log, lines.join(''));
    await expect(app.page.getByText('job 9999')).toBeVisible({ timeout: 15_000 });
    expect((await stateOf(app)).jobs.length).toBeLessThanOrEqual(20);
    await rm(log);
    await writeFile(log, `${stamp}Z: Running job: after all\n`);
    await expect(app.page.getByRole('heading', { name: 'after all' })).toBeVisible({ timeout: 15_000 });
  });

  test('are pulled in pieces, masked, from the end', async ({ newWorld, open }) => {
    const world = await newWorld();
    const log = world.runners()[0]?.consoleLog ?? '';
    await appendFile(log, `a token: ghp_${'x'.repeat(36)} in the log\nlast line\n`);
    const app = await open(world);
    const { id: runnerId } = await theRunner(app);
    const opened = await app.bridge.request('log.open', { runnerId, source: 'console' });
    expect(opened.ok).toBe(true);
    const id = opened.ok ? (opened.value as { id: string }).id : '';
    const piece = await app.bridge.request('log.read', { id, maxBytes: 4096, direction: 'backward' });
    const text = piece.ok ? (piece.value as { text: string }).text : '';
    expect(text).toContain('last line');
    expect(text).not.toContain('xxxxxxxx');
    expect(await app.bridge.request('log.close', { id })).toEqual({ ok: true, value: null });
  });
});

test.describe('bad input', () => {
  for (const [what, bytes] of [
    ['empty', ''],
    ['truncated', '\uFEFF{"agentId": 7, "agentNa'],
    ['not JSON', 'hello'],
  ] as const) {
    test(`a .runner that is ${what} gives a sentence, and the runner is still watched`, async ({
      newWorld,
      open,
    }) => {
      const world = await newWorld();
      await expect.poll(() => world.github.runners()[0]?.status).toBe('online');
      await writeFile(join(world.runners()[0]?.directory ?? '', '.runner'), bytes);
      const app = await open(world);
      await expect(app.page.getByText(/Its settings cannot be read/).first()).toBeVisible({
        timeout: 15_000,
      });
      await expect.poll(async () => (await theRunner(app)).state.kind, { timeout: 15_000 }).toBe('idle');
    });
  }

  test('a launch agent that is rubbish hides no other', async ({ newWorld, open }) => {
    const world = await newWorld();
    await writeFile(join(world.mac.launchAgents, 'com.broken.plist'), Buffer.from([0, 1, 2, 250]));
    const app = await open(world);
    await listening(app);
    await expect
      .poll(async () => (await stateOf(app)).findings.map(({ code }) => code))
      .toContain('unreadable-agent');
  });
});

test('settings take effect at once and outlive a restart', async ({ newWorld, open }) => {
  const world = await newWorld();
  const first = await open(world);
  await first.page.getByRole('button', { name: 'Settings' }).click();
  await first.page.getByText('Dark', { exact: true }).click();
  await expect(first.page.locator('html')).toHaveAttribute('data-appearance', 'dark');
  await first.quit();
  const second = await open(world);
  await expect(second.page.locator('html')).toHaveAttribute('data-appearance', 'dark');
});

test('twelve runners', async ({ newWorld, open, launcher }) => {
  test.skip(launcher === 'electron', 'The transport has nothing to do with it; once is enough.');
  const names = Array.from({ length: 12 }, (_, index) => `mini-${index + 1}`);
  const world = await newWorld({ runners: names.map((name) => ({ name })) });
  const app = await open(world);
  await expect(app.page.getByText('12 runners')).toBeVisible();
  const kinds = async () => new Set(Object.values((await stateOf(app)).runners).map((one) => one.state.kind));
  await expect.poll(async () => [...(await kinds())], { timeout: 30_000 }).toEqual(['idle']);
});

test.describe('the contract over this transport', () => {
  for (const one of CONFORMANCE) {
    test(one.name, async ({ newWorld, open }) => {
      const app = await open(await newWorld({ runners: [] }));
      await one.run(app.bridge);
    });
  }
});
