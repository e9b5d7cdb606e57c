/** Every state that the popover can show: its words, its keys, its pictures; and nothing for axe or the CSP to say. */
import { gzipSync } from 'node:zlib';
import type { Reply, ViewState } from '../../shared/contract.ts';
import {
  aBusyRunner,
  aLongJob,
  aRunner,
  aStrainedMachine,
  aView,
  anUnknownMachine,
  crashingRunner,
  drainingRunner,
  earlierJobs,
  findings,
  longRunner,
  NOW,
  offlineRunner,
  runnerId,
  someSettings,
  stoppedRunner,
  twelveRunners,
  unknownRunner,
} from './fixtures.ts';
import { expect, test } from './popover-page.ts';

test.describe('states', () => {
  const states: readonly (readonly [name: string, state: ViewState, words: readonly string[]])[] = [
    [
      'idle',
      aView([aRunner()]),
      ['mac-mini-m4', 'Idle · Listening for jobs.', '52 %', '9.3 of 16 GB', '71 GB'],
    ],
    ['stopped', aView([stoppedRunner]), ['Stopped; it takes no jobs until you start it.', 'Start…']],
    ['offline', aView([offlineRunner]), ['Offline · Lost the connection to GitHub and keeps trying']],
    [
      'unknown',
      aView([unknownRunner], { machine: anUnknownMachine }),
      ['Unknown since 09:38', '– unknown', 'runner unknown'],
    ],
    [
      'error',
      aView([crashingRunner], { machine: aStrainedMachine }),
      ['Keeps crashing', 'it ended again within two seconds', 'pressure critical', 'The Mac is hot'],
    ],
    ['draining', aView([drainingRunner]), ['Finishing this job, then stopping.', 'Stopping after this job']],
    ['long-names', aView([longRunner]), ['a-very-long-name']],
    ['empty', aView([], { jobs: [] }), ['No runner on this Mac yet', 'Look at a folder…']],
    ['looking', aView([], { jobs: [], app: { ...aView([]).app, looked: false } }), ['Looking for runners…']],
    [
      'twelve',
      aView(twelveRunners()),
      ['12 runners', '2 building · 4 need a look', 'mac-mini-3', 'mac-mini-12'],
    ],
    [
      'findings',
      aView([aRunner()], { findings, app: { ...aView([]).app, banner: 'Practice world: no real Mac.' } }),
      ['2 things need attention', 'Practice world'],
    ],
  ];
  for (const [name, state, words] of states) {
    test(name, async ({ popover }) => {
      await popover.open(state);
      for (const word of words) await expect(popover.page.locator('.popover')).toContainText(word);
      await popover.inspect(name);
    });
  }

  test('busy', async ({ popover }) => {
    const { page } = popover;
    await popover.open(aView([aBusyRunner()]));
    const job = page.getByRole('region', { name: 'Current job' });
    await expect(job).toContainText('exzosverse / exzosframer-js · main');
    await expect(job).toContainText('#1482');
    await expect(job).toContainText('1 min 34 s of about 2 min 15 s');
    await expect(job).toContainText('≈ 41 s left');
    await expect(job.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '70');
    await expect(job.getByRole('listitem')).toHaveText([
      'Set up job3 s',
      'pnpm install44 s',
      'TypeScript build47 s',
      'Test, then 3 more',
    ]);
    await expect(page.getByRole('group', { name: 'CPU' })).toContainText('runner 47 %');
    await popover.inspect('busy');
  });

  test('a long job folds its earlier steps and says when it takes longer than usual', async ({ popover }) => {
    const { page } = popover;
    await popover.open(aView([aBusyRunner({ job: aLongJob() })]));
    await expect(page.getByText('33 min 20 s of about 28 min')).toBeVisible();
    await expect(page.getByText('longer than usual')).toBeVisible();
    await expect(page.getByText('4 more steps')).toBeVisible();
    await popover.inspect('long-job');
    await page.getByRole('button', { name: '7 steps done' }).press('Enter');
    await expect(page.getByText('Set up Node')).toBeVisible();
  });

  test('no engine', async ({ popover }) => {
    await popover.open(null);
    await expect(popover.page.getByText('Not connected to Trackside')).toBeVisible();
    await popover.inspect('disconnected');
    await popover.setReply('state.subscribe', { ok: true, value: { rev: 9, state: aView([aRunner()]) } });
    await popover.page.getByRole('button', { name: 'Try now' }).click();
    await expect(popover.page.getByText('Idle · Listening for jobs.')).toBeVisible();
  });
});

test('what changes is shown at once, and a gap makes it ask again', async ({ popover }) => {
  await popover.open(aView([aRunner()]));
  const { page } = popover;
  await popover.push([{ slice: 'runners', key: runnerId(1), value: aBusyRunner() }]);
  await expect(page.getByText('Building · Running a job.')).toBeVisible();
  await popover.push([{ slice: 'jobs', value: earlierJobs.slice(0, 1) }], 3);
  await expect(page.locator('.popover')).toHaveAttribute('data-rev', '5');
  await expect(page.getByRole('region', { name: 'Earlier' }).getByRole('listitem')).toHaveCount(1);
});

test('an engine that goes away is said, with the time of what is seen; actions wait', async ({ popover }) => {
  const { page } = popover;
  await popover.open(aView([aRunner()]));
  await popover.setReply('state.subscribe', {
    ok: false,
    code: 'disconnected',
    message: 'Not connected to Trackside',
  });
  await popover.push([], 9);
  await expect(page.getByRole('status')).toContainText('Not connected to Trackside');
  await expect(page.getByRole('status')).toContainText('What you see is from 09:45.');
  await expect(page.getByText('Listening for jobs.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Stop…' })).toBeDisabled();
  await popover.inspect('stale');
});

test('a notice that the system can answer leads to its settings', async ({ popover }) => {
  const notice = {
    id: 'icon-hidden',
    severity: 'warning',
    title: 'macOS hides Trackside’s icon',
    detail: 'Allow it in System Settings, Menu Bar.',
  } as const;
  await popover.open(aView([aRunner()], { notices: [notice] }));
  await expect(popover.page.getByText(notice.title)).toBeVisible();
  await popover.inspect('notice');
  await popover.page.getByRole('button', { name: 'Open System Settings' }).click();
  expect(await popover.calls()).toEqual([{ name: 'app.openSettings', input: { pane: 'menu-bar' } }]);
});

test('a word about waiting comes only when the snapshot is late', async ({ popover }) => {
  const { page } = popover;
  await page.clock.install({ time: NOW - 1000 });
  await page.clock.pauseAt(NOW);
  await popover.open(aView([aRunner()]), { held: ['state.subscribe'] });
  await expect(page.getByRole('heading', { name: 'Trackside' })).toBeVisible();
  await page.clock.runFor(100);
  await expect(page.getByText('Reading the state of this Mac…')).toBeHidden();
  await page.clock.runFor(100);
  await expect(page.getByText('Reading the state of this Mac…')).toBeVisible();
  // axe waits by the page's own clock.
  await page.clock.resume();
  await popover.inspect('loading');
});

test('in the app, Esc on the main page puts the window away; in a sheet it only closes the sheet', async ({
  popover,
}) => {
  const { page } = popover;
  await popover.open(aView([aRunner()], { app: { ...aView([]).app, host: 'electron' } }));
  await page.evaluate(() => {
    window.close = () => document.body.setAttribute('data-closed', '');
  });
  await page.getByRole('button', { name: 'Stop…' }).click();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(page.locator('body')).not.toHaveAttribute('data-closed');
  await page.keyboard.press('Escape');
  await expect(page.locator('body')).toHaveAttribute('data-closed', '');
});

test('elapsed time ticks by itself', async ({ popover }) => {
  await popover.open(aView([aBusyRunner()]));
  await expect(popover.page.getByText('1 min 34 s of')).toBeVisible();
  await popover.page.clock.setFixedTime(NOW + 3000);
  await expect(popover.page.getByText('1 min 37 s of')).toBeVisible();
});

test.describe('actions', () => {
  test('stopping an idle runner says what it does first', async ({ popover }) => {
    const { page } = popover;
    await popover.open(aView([aRunner()]));
    await page.getByRole('button', { name: 'Stop…' }).click();
    const sheet = page.getByRole('dialog', { name: 'Stop mac-mini-m4?' });
    await expect(sheet).toContainText('disables its service');
    await expect(sheet.getByRole('button', { name: 'Stop', exact: true })).toBeFocused();
    await popover.inspect('sheet-idle');
    await page.keyboard.press('Enter');
    await expect(sheet).toBeHidden();
    expect(await popover.calls()).toEqual([
      { name: 'runner.stop', input: { runnerId: runnerId(1), when: 'if-idle' } },
    ]);
  });

  test('with a job running, the choice that ends it is never the default', async ({ popover }) => {
    const { page } = popover;
    await popover.open(aView([aBusyRunner()]));
    const stop = page.getByRole('button', { name: 'Stop…' });
    await stop.focus();
    await page.keyboard.press('Enter');
    const sheet = page.getByRole('dialog');
    await expect(sheet.getByRole('button', { name: 'After this job' })).toBeFocused();
    await expect(sheet.getByRole('button')).toHaveText([/^After this job/, /^Cancel the job/, 'Cancel']);
    await popover.inspect('sheet');
    await page.keyboard.press('Escape');
    await expect(sheet).toBeHidden();
    await expect(stop).toBeFocused();
    await page.keyboard.press('Enter');
    await sheet.getByRole('button', { name: 'Cancel', exact: true }).press('Enter');
    await expect(sheet).toBeHidden();
    await expect(stop).toBeFocused();
    expect(await popover.calls()).toEqual([]);

    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Cancel the job' }).click();
    expect(await popover.calls()).toEqual([
      { name: 'runner.stop', input: { runnerId: runnerId(1), when: 'cancel-job' } },
    ]);
  });

  test('what was asked can be taken back with the next key', async ({ popover }) => {
    const { page } = popover;
    await popover.open(aView([aBusyRunner()]));
    await page.getByRole('button', { name: 'Stop…' }).press('Enter');
    await page.getByRole('dialog').getByRole('button', { name: 'After this job' }).press('Enter');
    await expect(page.getByRole('dialog')).toBeHidden();
    await popover.push([{ slice: 'runners', key: runnerId(1), value: drainingRunner }]);
    await expect(page.getByRole('button', { name: 'Keep running' })).toBeFocused();
  });

  test('a refusal is said in the sheet, with the way on', async ({ popover }) => {
    const { page } = popover;
    const refusal: Reply<never> = {
      ok: false,
      code: 'launchd-refused',
      message: 'launchd refused to start it.',
      hint: 'Log in at the screen and try again.',
    };
    await popover.open(aView([stoppedRunner]), { replies: { 'runner.start': refusal } });
    await page.getByRole('button', { name: 'Start…' }).click();
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await expect(page.getByRole('alert')).toContainText('launchd refused to start it.');
    await expect(page.getByRole('alert')).toContainText('Log in at the screen and try again.');
    await popover.inspect('sheet-error');
  });

  test('an action that is no longer offered cannot be confirmed', async ({ popover }) => {
    const { page } = popover;
    await popover.open(aView([aRunner()]));
    await page.getByRole('button', { name: 'Stop…' }).click();
    await popover.push([{ slice: 'runners', key: runnerId(1), value: unknownRunner }]);
    await expect(page.getByRole('dialog')).toContainText('no longer possible');
    await expect(page.getByRole('dialog').getByRole('button')).toHaveText(['Close']);
  });

  test('where Trackside cannot tell, it looks again when asked', async ({ popover }) => {
    await popover.open(aView([unknownRunner]));
    await popover.page.getByRole('button', { name: 'Look again' }).click();
    expect(await popover.calls()).toEqual([{ name: 'runner.look', input: {} }]);
  });

  test('a stop that waits can be taken back', async ({ popover }) => {
    await popover.open(aView([drainingRunner]));
    await popover.page.getByRole('button', { name: 'Keep running' }).click();
    expect(await popover.calls()).toEqual([{ name: 'runner.keep', input: { runnerId: runnerId(1) } }]);
  });

  test('links go through the engine, which knows where they may lead', async ({ popover }) => {
    await popover.open(aView([aBusyRunner()]), {
      replies: { 'link.open': { ok: false, code: 'link-refused', message: 'That page is not opened.' } },
    });
    await popover.page.getByRole('button', { name: 'Build and test (macOS)' }).click();
    await expect(popover.page.getByRole('alert')).toContainText('That page is not opened.');
    expect((await popover.calls()).map(({ name }) => name)).toEqual(['link.open']);
  });
});

test('in a browser the page opens what the engine allowed; in the app the shell does', async ({
  popover,
}) => {
  const { page } = popover;
  await popover.open(aView([aBusyRunner()]));
  await page.evaluate(() => {
    window.open = (url) => {
      document.body.setAttribute('data-opened', String(url));
      return null;
    };
  });
  const job = page.getByRole('button', { name: 'Build and test (macOS)' });
  await job.click();
  await expect(page.locator('body')).toHaveAttribute('data-opened', /^https:\/\/github\.com\//);
  await popover.push([{ slice: 'app', value: { ...aView([]).app, host: 'electron' } }]);
  await page.evaluate(() => document.body.removeAttribute('data-opened'));
  await job.click();
  await expect.poll(async () => (await popover.calls()).length).toBe(2);
  await expect(page.locator('body')).not.toHaveAttribute('data-opened');
});

test('of several runners the busy ones come first, and one is opened by keyboard', async ({ popover }) => {
  const { page } = popover;
  await popover.open(aView(twelveRunners()));
  const rows = page.getByRole('list', { name: 'Runners' }).locator(':scope > li > button');
  await expect(rows).toHaveCount(12);
  await expect(rows.nth(0)).toContainText('mac-mini-3');
  await expect(rows.nth(0)).toHaveAttribute('aria-expanded', 'true');
  await expect(rows.nth(1)).toContainText('Building · Build and test (macOS)');
  await rows.nth(1).focus();
  await page.keyboard.press('Enter');
  await expect(rows.nth(0)).toHaveAttribute('aria-expanded', 'false');
  await expect(rows.nth(1)).toHaveAttribute('aria-expanded', 'true');
  await expect(page.getByRole('contentinfo')).toContainText('mac-mini-10');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('contentinfo')).toBeHidden();
  await popover.inspect('twelve-closed');
});

test('findings open with their evidence; Esc goes back to where one was', async ({ popover }) => {
  const { page } = popover;
  await popover.open(aView([aRunner()], { findings }));
  const line = page.getByRole('button', { name: '2 things need attention' });
  await line.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Back' })).toBeFocused();
  await expect(page.getByRole('heading', { level: 2 }).first()).toHaveText('This Mac goes to sleep');
  await page.getByText('What was seen').first().click();
  await expect(page.getByText('sleep 10 (pmset)')).toBeVisible();
  await popover.inspect('findings-open');
  await page.keyboard.press('Escape');
  await expect(line).toBeFocused();
});

test.describe('settings', () => {
  test('take effect at once', async ({ popover }) => {
    const { page } = popover;
    await popover.open(
      aView([aRunner({ named: true })], {
        settings: { ...someSettings, folders: ['/Users/mona/actions-runner'] },
      }),
    );
    await page.getByRole('button', { name: 'Settings' }).click();
    await popover.inspect('settings');
    await page.emulateMedia({ colorScheme: 'light' });
    await page.getByRole('radio', { name: 'Dark' }).check({ force: true });
    await expect(page.locator('html')).toHaveAttribute('data-appearance', 'dark');
    await expect(page.locator('.popover')).toHaveCSS('background-color', 'rgb(38, 38, 40)');
    await page.getByRole('switch', { name: 'Start at login' }).press('Space');
    await expect(page.getByRole('switch', { name: 'Start at login' })).not.toBeChecked();
    await page.getByRole('radio', { name: 'Failures only' }).press('ArrowRight');
    await expect(page.getByRole('radio', { name: 'All' })).toBeChecked();
    await page.getByRole('button', { name: 'Remove ~/actions-runner' }).click();
    expect(await popover.calls()).toEqual([
      { name: 'settings.update', input: { appearance: 'dark' } },
      { name: 'settings.update', input: { startAtLogin: false } },
      { name: 'settings.update', input: { notifications: 'all' } },
      { name: 'runner.forget', input: { runnerId: runnerId(1) } },
    ]);
  });

  test('are where the address asks for them, as often as it asks', async ({ popover }) => {
    const { page } = popover;
    const heading = page.getByRole('heading', { name: 'Settings' });
    await popover.open(aView([aRunner()]), { hash: '#settings' });
    for (const _time of ['first', 'second']) {
      await expect(heading).toBeVisible();
      await page.getByRole('button', { name: 'Back' }).click();
      await expect(heading).toBeHidden();
      await page.evaluate(() => location.assign('#settings'));
    }
    await expect(heading).toBeVisible();
  });

  test('what cannot be set is said in place', async ({ popover }) => {
    const { page } = popover;
    await popover.open(aView([aRunner()]), {
      replies: {
        'settings.update': {
          ok: false,
          code: 'not-supported-here',
          message: 'Only the app can start at login.',
        },
      },
    });
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByRole('switch', { name: 'Start at login' }).click();
    await expect(page.getByRole('alert')).toContainText('Only the app can start at login.');
    await expect(page.getByRole('switch', { name: 'Start at login' })).toBeChecked();
  });
});

test.describe('a folder', () => {
  test('is chosen with the system’s chooser', async ({ popover }) => {
    const { page } = popover;
    await popover.open(aView([]), {
      replies: { 'folder.choose': { ok: true, value: { directory: '/Users/mona/runner' } } },
    });
    await page.getByRole('button', { name: 'Look at a folder…' }).click();
    await expect
      .poll(() => popover.calls())
      .toEqual([
        { name: 'folder.choose', input: {} },
        { name: 'runner.add', input: { directory: '/Users/mona/runner' } },
      ]);
  });

  test('is typed where there is no chooser, and a wrong one is explained', async ({ popover }) => {
    const { page } = popover;
    await popover.open(aView([]), {
      replies: {
        'folder.choose': { ok: false, code: 'not-supported-here', message: 'No chooser here.' },
        'runner.add': {
          ok: false,
          code: 'not-a-runner',
          message: 'That folder holds no configured runner.',
          hint: 'It should contain a file named .runner.',
        },
      },
    });
    await page.getByRole('button', { name: 'Look at a folder…' }).click();
    await page.getByLabel('Path of the runner’s folder').fill('/tmp');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('alert')).toContainText('That folder holds no configured runner.');
    await popover.inspect('empty-error');
  });
});

test('text of twice the size still fits', async ({ popover }) => {
  const { page } = popover;
  await popover.open(aView([aBusyRunner()], { findings }));
  await page.evaluate(() => {
    document.documentElement.style.fontSize = '26px';
  });
  await popover.inspect('large-text');
  await page.getByRole('button', { name: 'Stop…' }).click();
  await popover.inspect('large-text-sheet');
});

test('stays within its budget of 120 KB, gzipped', ({ site }) => {
  const scripts = [...site.files].filter(([path]) => path.endsWith('.js'));
  const bytes = scripts.reduce((sum, [, code]) => sum + gzipSync(code).length, 0);
  expect(bytes).toBeGreaterThan(20_000);
  expect(bytes).toBeLessThanOrEqual(120 * 1024);
});
