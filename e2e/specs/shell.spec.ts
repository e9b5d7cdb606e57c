/** The shell: what is Electron of the app. Real shell code, bundled; on the stand-in, whose menu bar can be clicked. */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, test as base, expect } from '@playwright/test';
import {
  STAND_IN,
  bundleApp,
  bundleShell,
  launchShell,
  shellEnvironment,
} from '../electron/practice/launch-shell.ts';
import type { ShellOptions, ShellUnderTest } from '../electron/practice/launch-shell.ts';
import { startWorld } from '../world/world.ts';
import { aJob, aRunner, emptyState, withRunners } from '../electron/practice/states.ts';

interface Given {
  readonly launch: (options?: ShellOptions) => Promise<ShellUnderTest>;
}
const test = base.extend<Given, { bundles: string }>({
  bundles: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the names from the pattern
    async ({}, use) => {
      const { folder, end } = await bundleShell();
      await use(folder);
      await end();
    },
    { scope: 'worker' },
  ],
  launch: async ({ bundles }, use) => {
    const launched: ShellUnderTest[] = [];
    await use(async (options) => {
      const shell = await launchShell(bundles, options);
      launched.push(shell);
      return shell;
    });
    for (const shell of launched) await shell.close();
  },
});

const idle = aRunner(
  'a',
  { kind: 'idle' },
  {
    actions: [{ command: 'stop', effect: 'Ends the runner.', hint: '', choices: [] }],
  },
);
const busy = aRunner(
  'b',
  { kind: 'busy' },
  {
    actions: [
      {
        command: 'stop',
        effect: 'Choose.',
        hint: '',
        choices: [
          { when: 'after-job', label: 'After this job', effect: '' },
          { when: 'cancel-job', label: 'Cancel the job and stop', effect: '' },
        ],
      },
    ],
  },
);

test.describe('the icon', () => {
  test('is a template image in both sizes, with the state in a sentence', async ({ launch }) => {
    const shell = await launch({ state: withRunners([idle]) });
    await shell.page();
    expect(await shell.journal('tray-made')).toEqual([
      {
        name: 'idleTemplate.png',
        empty: false,
        template: true,
        size: { width: 16, height: 16 },
        scales: [1, 2],
      },
    ]);
    expect(await shell.journal('tray-tooltip')).toEqual(['It is idle.']);
  });

  test('changes only when what it shows changes, and counts the time of a running job', async ({
    launch,
  }) => {
    const shell = await launch({ state: withRunners([idle]) });
    await shell.page();
    const working = { ...busy, job: aJob(busy, { startedAt: Date.now() - 61_000 }) };
    await shell.app.evaluate(
      (_electron, state) => {
        practice.set(state);
        practice.set(structuredClone(state));
      },
      withRunners([working]),
    );
    expect(await shell.journal('tray-image')).toMatchObject([{ name: 'busyTemplate.png' }]);
    expect(await shell.journal('tray-tooltip')).toEqual(['It is idle.', 'It is busy.']);
    await expect.poll(async () => (await shell.journal('tray-title')).length).toBeGreaterThan(1);
    const titles = await shell.journal('tray-title');
    expect(titles[0]).toEqual({ title: expect.stringMatching(/^1:0\d$/), fontType: 'monospacedDigit' });

    await shell.app.evaluate((_electron, state) => practice.set(state), withRunners([idle]));
    expect((await shell.journal('tray-title')).at(-1)).toEqual({ title: '', fontType: 'monospacedDigit' });
  });

  test('shows no time when the person does not want it', async ({ launch }) => {
    const working = { ...busy, job: aJob(busy, { startedAt: Date.now() }) };
    const shell = await launch({ state: withRunners([working], { timeInMenuBar: false }) });
    await shell.page();
    expect(await shell.journal('tray-title')).toEqual([]);
  });
});

test.describe('the popover', () => {
  test('opens under the icon by a click, hides on blur, and the same click does not reopen it', async ({
    launch,
  }) => {
    const shell = await launch({ state: withRunners([idle]) });
    const page = await shell.page();
    expect(await page.evaluate(() => document.visibilityState)).toBe('hidden');
    await shell.clickTray();
    expect(await shell.journal('window-shown')).toEqual([{ id: 1, position: [822, 25] }]);
    await expect.poll(() => page.evaluate(() => document.visibilityState)).toBe('visible');

    // The mouse goes down on the icon: the popover loses the focus, then the click arrives.
    await shell.app.evaluate(() => {
      standIn.BrowserWindow.getAllWindows()[0]?.blur();
      standIn.trays()[0]?.emit('click', {}, standIn.control.trayBounds, { x: 0, y: 0 });
    });
    expect(await shell.journal('window-hidden')).toEqual([{ id: 1 }]);
    expect(await shell.journal('window-shown')).toHaveLength(1);
    expect(await shell.journal('window-made')).toHaveLength(1);
  });

  test('is put away by its own page (Esc) and kept', async ({ launch }) => {
    const shell = await launch();
    const page = await shell.page();
    await shell.clickTray();
    await page.evaluate(() => window.close());
    await expect.poll(() => shell.journal('window-hidden')).toEqual([{ id: 1 }]);
    expect(await shell.journal('window-closed')).toEqual([]);
  });

  test('is a panel of 380 by 600 with every guard on, and nobody sees more of it than two functions', async ({
    launch,
  }) => {
    const shell = await launch();
    const page = await shell.page();
    expect(await shell.journal('window-made')).toMatchObject([
      {
        options: {
          width: 380,
          height: 600,
          type: 'panel',
          frame: false,
          resizable: false,
          show: false,
          vibrancy: 'popover',
          visualEffectState: 'active',
          webPreferences: {
            sandbox: true,
            contextIsolation: true,
            nodeIntegration: false,
            webSecurity: true,
            webviewTag: false,
          },
        },
      },
    ]);
    expect(
      await page.evaluate(() => {
        const { trackside, require, process } = Object(globalThis);
        return [
          Object.keys(trackside).toSorted(),
          Object.isFrozen(trackside),
          typeof require,
          typeof process,
        ];
      }),
    ).toEqual([['onPush', 'request'], true, 'undefined', 'undefined']);
  });

  test('hears what the engine pushes', async ({ launch }) => {
    const shell = await launch();
    const page = await shell.page();
    await shell.app.evaluate(() => practice.push({ topic: 'state', rev: 2, changes: [] }));
    await expect(page.locator('#pushed')).toHaveText('{"topic":"state","rev":2,"changes":[]}');
  });

  test('has its connection closed when its page dies', async ({ launch }) => {
    const shell = await launch();
    await shell.page();
    const before = await shell.app.evaluate(() => practice.counts.closed);
    await shell.app.evaluate(() => standIn.BrowserWindow.getAllWindows()[0]?.destroy());
    expect(await shell.app.evaluate(() => practice.counts.closed)).toBe(before + 1);
    await shell.clickTray();
    expect(await shell.journal('window-made')).toHaveLength(2);
  });
});

test.describe('the menu of a right click', () => {
  const openMenu = (shell: ShellUnderTest): Promise<void> =>
    shell.app.evaluate(() => {
      standIn.trays()[0]?.emit('right-click', {}, standIn.control.trayBounds);
    });
  const choose = (shell: ShellUnderTest, label: string): Promise<void> =>
    shell.app.evaluate((_electron, wanted) => {
      const item = standIn.trays()[0]?._menu?.items.find((one) => one.label === wanted);
      if (item === undefined) throw new Error(`No item ${wanted}`);
      item.click();
    }, label);

  test('offers what makes sense now, and never to cancel a job', async ({ launch }) => {
    const done = aJob(idle, { outcome: { kind: 'ended', result: 'Succeeded', endedAt: 60_000 } });
    const shell = await launch({ state: { ...withRunners([idle, busy]), jobs: [done] } });
    await shell.page();
    await openMenu(shell);
    expect((await shell.journal('tray-menu'))[0]).toEqual([
      'Open Trackside',
      '',
      'mini-a: It is idle.',
      'Stop mini-a',
      '',
      'mini-b: It is busy.',
      'Stop mini-b: After this job',
      '',
      'Recent jobs',
      '✓ build · octo/app',
      '',
      'Settings…',
      'Quit Trackside',
    ]);
    await choose(shell, 'Stop mini-b: After this job');
    await choose(shell, '✓ build · octo/app');
    expect(
      await shell.app.evaluate(() => practice.requests.filter(({ name }) => name !== 'state.subscribe')),
    ).toEqual([
      { name: 'runner.stop', input: { runnerId: busy.id, when: 'after-job' } },
      { name: 'link.open', input: { url: done.url } },
    ]);
    await choose(shell, 'Open Trackside');
    expect(await shell.journal('window-shown')).toHaveLength(1);
  });

  test('opens the settings by the address of the page', async ({ launch }) => {
    const shell = await launch({ state: withRunners([idle]) });
    const page = await shell.page();
    await openMenu(shell);
    await choose(shell, 'Settings…');
    await expect.poll(() => page.evaluate(() => location.hash)).toBe('#settings');
    await expect(page.locator('#answer')).toHaveText('subscribed');

    // The page takes the word off when the person goes back, and can be asked again, without being loaded anew.
    await page.evaluate(() => {
      Reflect.set(globalThis, 'stillHere', true);
      history.replaceState(null, '', location.pathname);
    });
    await openMenu(shell);
    await choose(shell, 'Settings…');
    await expect.poll(() => page.evaluate(() => location.hash)).toBe('#settings');
    expect(await page.evaluate(() => Reflect.get(globalThis, 'stillHere'))).toBe(true);
  });
});

test.describe('other ways in', () => {
  test('a second launch ends itself and opens the normal window of the first', async ({
    launch,
    bundles,
  }) => {
    const shell = await launch();
    await shell.page();
    const second = spawn(STAND_IN, [join(bundles, 'main.mjs'), `--user-data-dir=${shell.userData}`], {
      env: shellEnvironment({}),
      stdio: 'ignore',
    });
    const status = await new Promise((resolve) => {
      second.once('exit', resolve);
    });
    expect(status).toBe(0);
    await expect.poll(() => shell.journal('window-shown')).toEqual([{ id: 2, position: [0, 0] }]);
    expect(await shell.journal('window-made')).toHaveLength(2);
  });

  test('an icon that macOS hides is noticed and explained, and a normal window opens', async ({ launch }) => {
    const shell = await launch({ control: { trayBounds: { x: 0, y: 900, width: 24, height: 24 } } });
    await expect
      .poll(() => shell.app.evaluate(() => practice.notices['icon-hidden']?.title ?? null), {
        timeout: 15_000,
      })
      .toContain('icon');
    const windows = await shell.app.evaluate(() =>
      standIn.BrowserWindow.getAllWindows()
        .filter((window) => window.isVisible())
        .map((window) => window._options.type ?? 'normal'),
    );
    expect(windows).toEqual(['normal']);
  });
});

test.describe('what a page may not do', () => {
  test('go elsewhere, open a window, load from elsewhere, run inline scripts', async ({ launch }) => {
    const shell = await launch();
    const page = await shell.page();
    const address = page.url();
    expect(await page.evaluate(() => document.documentElement.dataset['inline'])).toBeUndefined();

    await page.locator('#away').click();
    await expect.poll(() => shell.journal('navigation-prevented')).toEqual(['https://example.test/']);
    expect(page.url()).toBe(address);

    await page.evaluate(() => void window.open('https://example.test/window'));
    await expect.poll(() => shell.journal('window-open')).toMatchObject([{ action: 'deny' }]);

    await page.evaluate(async () => {
      addEventListener('securitypolicyviolation', ({ effectiveDirective }) => {
        const { dataset } = document.documentElement;
        dataset['refused'] = `${dataset['refused'] ?? ''} ${effectiveDirective}`;
      });
      const image = new Image();
      image.src = 'https://example.test/x.png';
      const frame = document.createElement('iframe');
      frame.src = 'https://example.test/';
      document.body.append(frame);
      await fetch('https://example.test/').catch(() => null);
    });
    await expect(
      page.evaluate(() => document.body.insertAdjacentHTML('beforeend', '<b>x</b>')),
    ).rejects.toThrow('TrustedHTML');
    for (const directive of ['img-src', 'frame-src', 'connect-src', 'require-trusted-types-for']) {
      await expect(page.locator('html')).toHaveAttribute('data-refused', new RegExp(directive));
    }
    expect(await shell.journal('request-refused')).toEqual([]);
  });

  test('be given a permission', async ({ launch }) => {
    const shell = await launch();
    await shell.page();
    expect(
      await shell.app.evaluate(() => {
        const { request, check, device } = standIn.permissions;
        const decisions: unknown[] = [check?.() ?? 'unset', device?.() ?? 'unset'];
        request?.(null, 'camera', (granted) => decisions.push(granted));
        return decisions;
      }),
    ).toEqual([false, false, false]);
  });

  test('read a file outside the pages', async ({ launch }) => {
    const shell = await launch();
    const page = await shell.page();
    const statuses = await page.evaluate(() =>
      Promise.all(
        ['/..%2f..%2fmain.ts', '/%2e%2e/%2e%2e/main.ts', '/popover/', '/popover/none.js', '/%ff'].map(
          async (path) => (await fetch(path)).status,
        ),
      ),
    );
    // The second is made `/main.ts` by Chromium itself; that ending is not served.
    expect(statuses).toEqual([400, 404, 404, 404, 400]);
  });
});

test.describe('the door', () => {
  test('answers rubbish with bad-request', async ({ launch }) => {
    const shell = await launch();
    const page = await shell.page();
    const codes = await page.evaluate(async () => {
      const { trackside } = Object(globalThis);
      const deep: unknown[] = [];
      let inner = deep;
      for (let level = 0; level < 100; level += 1) {
        const next: unknown[] = [];
        inner.push(next);
        inner = next;
      }
      const asked: [unknown, unknown][] = [
        [42, {}],
        ['x'.repeat(65), {}],
        ['runner.look', 'x'.repeat(40_000)],
        ['runner.look', deep],
        ['runner.look', { extra: 1 }],
        ['runner.stop', { runnerId: '../../etc', when: 'if-idle' }],
        ['settings.update', null],
        ['__proto__', {}],
        ['no.such', {}],
      ];
      const given: string[] = [];
      for (const [name, input] of asked) given.push((await trackside.request(name, input)).code);
      return given;
    });
    expect(codes).toEqual([
      ...Array.from({ length: 7 }, () => 'bad-request'),
      'unknown-call',
      'unknown-call',
    ]);
  });

  test('stays shut to a page that is not ours, and to a window that the shell did not make', async ({
    launch,
    bundles,
  }) => {
    const shell = await launch();
    await shell.page();
    const asked = await shell.app.evaluate(
      async ({ BrowserWindow }, preload) => {
        const codes: unknown[] = [];
        for (const address of ['data:text/html,<p>foreign</p>', 'app://trackside/popover/index.html']) {
          const window = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true } });
          await window.loadURL(address);
          codes.push(
            await window.webContents.executeJavaScript(
              'trackside.request("runner.look", {}).then((r) => r.code)',
            ),
          );
        }
        return codes;
      },
      join(bundles, 'preload.cjs'),
    );
    expect(asked).toEqual(['not-allowed', 'not-allowed']);
    expect(
      await shell.app.evaluate(() => practice.requests.filter(({ name }) => name === 'runner.look')),
    ).toEqual([]);
  });
});

test.describe('what the person has set', () => {
  const failed = aJob(idle, { outcome: { kind: 'ended', result: 'Failed', endedAt: 60_000 } });
  const passed = aJob(idle, { outcome: { kind: 'ended', result: 'Succeeded', endedAt: 60_000 } });
  for (const [setting, titles] of [
    ['off', []],
    ['failures', ['build failed']],
    ['all', ['build succeeded', 'build failed']],
  ] as const) {
    test(`notifications: ${setting}`, async ({ launch }) => {
      const shell = await launch({ state: withRunners([idle], { notifications: setting }) });
      await shell.page();
      await shell.app.evaluate(
        (_electron, { jobs, runner }) => {
          for (const job of jobs) practice.endJob(job, runner);
        },
        { jobs: [passed, failed], runner: idle },
      );
      expect(
        (await shell.journal('notification')).map((entry) => Reflect.get(Object(entry), 'title')),
      ).toEqual(titles);
    });
  }

  test('a refused notification is explained until one is shown', async ({ launch }) => {
    const shell = await launch({ state: withRunners([idle]), control: { notifications: 'failed' } });
    await shell.page();
    const end = (): Promise<void> =>
      shell.app.evaluate((_electron, { job, runner }) => practice.endJob(job, runner), {
        job: failed,
        runner: idle,
      });
    const notice = (): Promise<string | null> =>
      shell.app.evaluate(() => practice.notices['notifications-refused']?.detail ?? null);
    await end();
    await expect.poll(notice).toContain('System Settings');
    await shell.app.evaluate(() => {
      standIn.control.notifications = 'shown';
    });
    await end();
    await expect.poll(notice).toBeNull();
    await shell.app.evaluate(() => standIn.lastNotification()?.emit('click', {}));
    expect(await shell.app.evaluate(() => practice.requests.at(-1))).toEqual({
      name: 'link.open',
      input: { url: failed.url },
    });
  });

  test('start at login, and what macOS wants for it', async ({ launch }) => {
    const shell = await launch({ control: { loginStatus: 'requires-approval' } });
    await shell.page();
    expect(await shell.journal('login-item')).toEqual([]);
    await shell.app.evaluate((_electron, state) => practice.set(state), emptyState({ startAtLogin: true }));
    expect(await shell.journal('login-item')).toEqual([true]);
    expect(await shell.app.evaluate(() => practice.notices['login-item-approval']?.detail)).toContain(
      'Login Items',
    );
    await shell.app.evaluate((_electron, state) => practice.set(state), emptyState());
    expect(await shell.journal('login-item')).toEqual([true, false]);
    expect(await shell.app.evaluate(() => Object.keys(practice.notices))).toEqual([]);
  });

  test('light or dark', async ({ launch }) => {
    const shell = await launch({ state: emptyState({ appearance: 'dark' }) });
    const page = await shell.page();
    expect(await shell.journal('theme')).toEqual(['dark']);
    await expect
      .poll(() => page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches))
      .toBe(true);
  });
});

test('the whole app, its own engine and popover, starts, shows its truth and ends', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'whole-app-'));
  try {
    const { main, environment } = await bundleApp(folder);
    const app = await _electron.launch({
      executablePath: STAND_IN,
      args: [main, `--user-data-dir=${join(folder, 'user-data')}`],
      env: environment,
    });
    const page = await app.firstWindow();
    const errors: string[] = [];
    page.on('pageerror', ({ message }) => errors.push(message));
    await app.evaluate(() =>
      standIn.trays()[0]?.emit('click', {}, standIn.control.trayBounds, { x: 0, y: 0 }),
    );
    await expect(page.getByText('No runner on this Mac yet')).toBeVisible({ timeout: 15_000 });
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
    const { main, environment } = await bundleApp(folder);
    world.github.queueJob({
      repository: 'acme/rocket',
      job: 'long build',
      steps: [{ name: 'Wait', run: 'sleep 60' }],
    });
    const pids = (): readonly (readonly number[])[] =>
      world.runners().map((runner) => [...runner.listeners(), ...runner.workers()]);
    await expect.poll(() => world.runners()[0]?.workers().length, { timeout: 20_000 }).toBe(1);
    const before = pids();
    for (const end of ['quit', 'kill'] as const) {
      const app = await _electron.launch({
        executablePath: STAND_IN,
        args: [main, `--user-data-dir=${join(folder, end)}`],
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
      expect(pids()).toEqual(before);
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
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(
    pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')),
  );
  return lines.filter((line) => folders.some((folder) => line.includes(folder)));
}
