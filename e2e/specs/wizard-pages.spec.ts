/** Every page of the set-up in its states: its words, its pictures; and nothing for axe or the CSP to say. */
import { gzipSync } from 'node:zlib';
import type { Page } from '@playwright/test';
import {
  aDraft,
  anOrganization,
  aPlace,
  good,
  LONG,
  macReport,
  noLogin,
  NOW,
  organization,
  publicPlace,
  repository,
  rocket,
  suggestion,
  tokenLogin,
  troubledMac,
} from './fixtures.ts';
import { firstScripts } from './view-page.ts';
import { expect, test, type WizardOptions } from './wizard-page.ts';

interface Shown {
  readonly options: WizardOptions;
  /** What has to be there. */
  readonly words: readonly (string | RegExp)[];
  /** What a person does first. */
  readonly act?: (page: Page) => Promise<void>;
}

const refused = {
  ok: false,
  code: 'unreachable',
  message: 'GitHub cannot be reached.',
  hint: 'Check the network.',
} as const;
const problems = [
  { field: 'name', severity: 'error', message: 'GitHub already has a runner named mac-mini-m4 there.' },
  { field: 'directory', severity: 'warning', message: 'The folder is there already and is empty.' },
] as const;
const waiting = {
  kind: 'waiting',
  userCode: 'WDJB-MJHT',
  page: 'https://github.com/login/device',
  asksFor: 'GitHub will ask for “repo”, which registering a runner takes.',
  expiresAt: NOW + 14 * 60_000,
} as const;

const pages: Readonly<Record<string, Shown>> = {
  mac: {
    options: {},
    words: [
      'Apple M4 (Apple silicon)',
      '71 GB free of 494 GB',
      '3 are missing',
      'xcode-select --install',
      '24.11.0',
    ],
  },
  'mac-trouble': {
    options: { replies: { 'mac.report': good(troubledMac) } },
    words: ['Trackside runs as root', 'nobody is logged in', 'Trackside runs under Rosetta', 'unknown'],
  },
  'mac-error': {
    options: {
      replies: { 'mac.report': { ok: false, code: 'timed-out', message: 'This Mac did not answer.' } },
    },
    words: ['This Mac did not answer.', 'Try again'],
  },
  'github-gh': {
    options: { draft: aDraft('github') },
    words: ['Use the login of mona', 'May not register runners for organisations.', 'gh auth refresh'],
  },
  'github-token': {
    options: { draft: aDraft('github'), replies: { 'github.login': good(noLogin) } },
    words: [
      'gh auth login',
      'Administration: Read and write',
      'In the keychain',
      'Give Trackside a login first.',
    ],
  },
  'github-no-keychain': {
    options: {
      draft: aDraft('github'),
      replies: { 'github.login': good({ ...noLogin, keychain: 'not-available', gh: 'not-installed' }) },
    },
    words: ['There is no keychain to keep it in', 'With GitHub’s gh command'],
  },
  'github-kept-token': {
    options: { draft: aDraft('github'), replies: { 'github.login': good(tokenLogin) } },
    words: ['By a token that is kept in the keychain', 'Forget this token'],
  },
  'github-code': {
    options: {
      draft: aDraft('github'),
      replies: { 'github.login': good(noLogin), 'github.deviceState': good(waiting) },
    },
    act: (page) => page.getByRole('radio', { name: 'Sign in with a code' }).check(),
    words: [
      'WDJB-MJHT',
      'https://github.com/login/device',
      'good for 14 min more',
      'GitHub will ask for “repo”',
    ],
  },
  'github-error': {
    options: { draft: aDraft('github'), replies: { 'github.login': refused } },
    words: ['GitHub cannot be reached.', 'Check the network.', 'Try again'],
  },
  where: {
    options: { draft: aDraft('where', { scope: null }) },
    act: async (page) => {
      await page.getByRole('combobox').press('ArrowDown');
    },
    words: [
      'You administer runners here',
      'You do not administer runners here',
      '5 places',
      'Choose a repository',
    ],
  },
  'where-none': {
    options: {
      draft: aDraft('where', { scope: null }),
      replies: {
        'github.places': good({ places: [], more: false, note: 'Places behind single sign-on are missing.' }),
      },
    },
    words: ['GitHub lists no place', 'Places behind single sign-on are missing.'],
  },
  'where-organisation': {
    options: {
      draft: aDraft('where', { scope: organization('acme') }),
      replies: { 'github.place': good(anOrganization) },
    },
    act: async (page) => {
      await page.getByLabel('Runner group').selectOption('open-source');
    },
    words: ['acme (organisation)', 'May register runners there.', 'Runner group'],
  },
  'where-public': {
    options: {
      draft: aDraft('where', { scope: repository('acme', 'open-rocket') }),
      replies: { 'github.place': good(publicPlace) },
    },
    words: ['This repository is public.', 'private repositories only'],
  },
  'where-error': {
    options: { draft: aDraft('where'), replies: { 'github.place': refused } },
    words: ['GitHub cannot be reached.', 'Whether this repository is public is not known.'],
  },
  how: {
    options: { draft: aDraft('how'), replies: { 'setup.check': good({ problems }) } },
    words: [
      'GitHub already has a runner',
      'The folder is there already',
      'Not on the Desktop',
      'self-hosted',
    ],
  },
  'how-more': {
    options: { draft: aDraft('how', { service: 'official', sameName: 'replace' }) },
    act: (page) => page.getByLabel('Runner version').scrollIntoViewIfNeeded(),
    words: ['Started by', 'What GitHub’s own guide installs.', 'The other one is signed off'],
  },
  tuning: {
    options: { draft: aDraft('tuning') },
    words: [
      suggestion.why.caches,
      'NODE_OPTIONS=--max-old-space-size=8192',
      'ACTIONS_RUNNER_HOOK_JOB_STARTED',
    ],
  },
  'long-names': {
    options: {
      draft: aDraft('where', { scope: repository(LONG, LONG), name: LONG }),
      replies: { 'github.place': good(aPlace(repository(LONG, LONG), { refusal: `${LONG} refuses.` })) },
    },
    words: [LONG],
  },
  'long-labels': {
    options: {
      draft: aDraft('how', { name: LONG, labels: [LONG, `${LONG}-2`], directory: `~/${LONG}/${LONG}` }),
      replies: { 'mac.report': good({ ...macReport, name: LONG }) },
    },
    words: [LONG],
  },
};

for (const [name, { options, words, act }] of Object.entries(pages)) {
  test(name, async ({ wizard }) => {
    await wizard.open(options);
    await act?.(wizard.page);
    for (const word of words) await expect(wizard.page.locator('.wizard')).toContainText(word);
    await wizard.inspect(`wizard-${name}`);
  });
}

test('words about waiting come only when an answer is late', async ({ wizard }) => {
  const { page } = wizard;
  await page.clock.install({ time: NOW - 1000 });
  await page.clock.pauseAt(NOW);
  await wizard.open({ held: ['mac.report'] });
  await page.clock.runFor(100);
  await expect(page.getByText('Looking at this Mac…')).toBeHidden();
  await page.clock.runFor(100);
  await expect(page.getByText('Looking at this Mac…')).toBeVisible();
});

test('a text of twice the size fits on every page', async ({ wizard }) => {
  const { page } = wizard;
  const draft = aDraft('how', { scope: rocket });
  await wizard.open({ draft, replies: { 'setup.check': good({ problems }) } });
  await page.evaluate(() => void (document.documentElement.style.fontSize = '26px'));
  await expect(page.getByText('Step 4 of 6: How')).toBeVisible();
  await wizard.inspect('wizard-large-how');
  for (const [step, heading] of [
    ['This Mac', 'This Mac'],
    ['GitHub', 'GitHub'],
    ['Where', 'Where it works'],
  ] as const) {
    await page.getByRole('button', { name: `${step} Done` }).click();
    await wizard.at(heading);
    await wizard.inspect(`wizard-large-${step.toLowerCase().replace(' ', '-')}`);
  }
});

test('stays within its budget of 150 KB, gzipped', ({ view }) => {
  const scripts = firstScripts(view.files, '/wizard/index.html');
  const bytes = scripts.reduce((sum, path) => sum + gzipSync(view.files.get(path) ?? '').length, 0);
  expect(bytes).toBeGreaterThan(20_000);
  expect(bytes).toBeLessThanOrEqual(150 * 1024);
});
