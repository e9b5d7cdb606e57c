/** Every state that the popover can show: its words, its pictures; and nothing for axe or the CSP to say. */
import { gzipSync } from 'node:zlib';
import type { ViewState } from '../../shared/contract.ts';
import {
  aBusyRunner,
  aJob,
  aLongJob,
  aRunner,
  aStrainedMachine,
  aTightMachine,
  aView,
  anUnknownMachine,
  crashingRunner,
  drainingRunner,
  earlierJobs,
  findings,
  longRunner,
  longEarlierJobs,
  NOW,
  offlineRunner,
  runnerId,
  stoppedRunner,
  twelveRunners,
  unknownRunner,
} from './fixtures.ts';
import { expect, test } from './popover-page.ts';
import { firstScripts } from './view-page.ts';

test.describe('states', () => {
  const states: readonly (readonly [name: string, state: ViewState, words: readonly string[]])[] = [
    [
      'idle',
      aView([aRunner()]),
      ['mac-mini-m4', 'Idle · listening for jobs · v2.337.0', '52 %', '9.3 of 16 GB', '71 GB'],
    ],
    ['stopped', aView([stoppedRunner]), ['Stopped', 'It takes no jobs until you start it.', 'Start…']],
    ['offline', aView([offlineRunner]), ['Offline', 'Lost the connection to GitHub and keeps trying']],
    [
      'unknown',
      aView([unknownRunner], { machine: anUnknownMachine }),
      ['Since 09:38. macOS did not tell which programs run.', '– unknown', 'share unknown'],
    ],
    [
      'error',
      aView([crashingRunner], { machine: aStrainedMachine }),
      [
        'Keeps crashing',
        'it ended again within two seconds',
        'pressure critical',
        'almost full',
        'The Mac is very hot',
      ],
    ],
    [
      'tight',
      aView([aRunner()], { machine: aTightMachine }),
      ['pressure high', 'low on space', 'The Mac is hot'],
    ],
    ['draining', aView([drainingRunner]), ['Finishing this job, then stopping', 'Stopping after this job']],
    ['long-names', aView([longRunner], { jobs: longEarlierJobs }), ['a-very-long-name']],
    ['empty', aView([], { jobs: [] }), ['No runner on this Mac yet', 'Add a folder…']],
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
    await expect(job).toContainText('CI #1482');
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
    // It also tries by itself, and the button is gone then: in one turn with the click, the click is the one that counts.
    await popover.page
      .getByRole('button', { name: 'Try now' })
      .evaluate((button: HTMLButtonElement) => button.click(), undefined, { timeout: 2000 })
      .catch(() => undefined);
    await expect(popover.page.getByText('Idle · listening for jobs')).toBeVisible();
  });
});

test('what changes is shown at once, and a gap makes it ask again', async ({ popover }) => {
  await popover.open(aView([aRunner()]));
  const { page } = popover;
  await popover.push([{ slice: 'runners', key: runnerId(1), value: aBusyRunner() }]);
  await expect(page.getByText('Building', { exact: true })).toBeVisible();
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
  await expect(page.getByText('09:45', { exact: true })).toHaveAttribute(
    'title',
    /24 November 2026 at 09:45:13/,
  );
  await expect(page.getByText('listening for jobs')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Stop…' })).toBeDisabled();
  await popover.inspect('stale');
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

test('the last seconds of an estimate are not counted down', async ({ popover }) => {
  await popover.open(aView([aBusyRunner({ job: aJob({ usualSeconds: 97 }) })]));
  await expect(popover.page.getByText('nearly done')).toBeVisible();
});

test('the gear is whole, and in the middle of its button', async ({ popover }) => {
  await popover.open(aView([aRunner()]));
  const box = await popover.page.locator('.top .icon svg path').evaluate((path) => {
    if (!(path instanceof SVGGraphicsElement)) throw new Error('no drawing');
    const { x, y, width, height } = path.getBBox();
    return { middle: [x + width / 2, y + height / 2], ends: [x, y, x + width, y + height] };
  });
  for (const middle of box.middle) expect(middle).toBeCloseTo(8, 1);
  // Half a stroke is drawn outside of the path.
  for (const end of box.ends) expect(Math.abs(end - 8)).toBeLessThanOrEqual(8 - 0.6);
});

test('elapsed time ticks by itself', async ({ popover }) => {
  await popover.open(aView([aBusyRunner()]));
  await expect(popover.page.getByText('1 min 34 s of')).toBeVisible();
  await popover.page.clock.setFixedTime(NOW + 3000);
  await expect(popover.page.getByText('1 min 37 s of')).toBeVisible();
});

test('stays within its budget of 120 KB, gzipped, and loads nothing of the wizard', ({ view }) => {
  const scripts = firstScripts(view.files, '/popover/index.html');
  const bytes = scripts.reduce((sum, path) => sum + gzipSync(view.files.get(path) ?? '').length, 0);
  expect(bytes).toBeGreaterThan(20_000);
  expect(bytes).toBeLessThanOrEqual(120 * 1024);
  expect(scripts.filter((path) => path.includes('wizard'))).toEqual([]);
});
