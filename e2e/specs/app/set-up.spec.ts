/** From a Mac without a runner to the first green job, by clicking and typing; what a crash, a public place and a removal make of it. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { Reply } from '../../../shared/contract.ts';
import type { Operation } from '../../../shared/operation.ts';
import type { SetUpAnswers, SetUpDraft } from '../../../shared/set-up.ts';
import type { App } from '../../driver/app.ts';
import { offerRunner } from '../../world/practice-github.ts';
import type { World } from '../../world/types.ts';
import { expect, SHORT, stateOf, test } from './fixture.ts';
import { takePicture } from './wizard-picture.ts';

/** The waits of launchd, of the runner and of GitHub are long. */
const SPEED = 20;
const ANSWERS: SetUpAnswers = {
  host: 'github.com',
  access: 'login',
  scope: { kind: 'repository', host: 'github.com', owner: 'acme', repository: 'rocket' },
  group: null,
  typedName: '',
  name: 'mini',
  labels: ['M4'],
  workFolder: '_work',
  directory: '~/actions-runner-acme-rocket',
  sameName: 'refuse',
  startAtLogin: 'yes',
  service: 'trackside',
  version: null,
  tuning: {
    nodeHeapMegabytes: 8192,
    threadPool: 16,
    dockerPlatform: 'off',
    pnpmHome: 'off',
    homebrewPath: 'on',
    caches: 'on',
    shellProfile: 'off',
    startHook: 'on',
    endHook: 'on',
  },
};

const offer = (world: World, ballastBytes = 0) => offerRunner(world, { version: '2.337.0', ballastBytes });
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const at = (page: Page, heading: string | RegExp) =>
  expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible({ timeout: 15_000 });

async function goOn(page: Page, heading: string | RegExp): Promise<void> {
  await button(page, 'Continue').click();
  await at(page, heading);
}

/** Chooses a place as one does who knows its name. */
async function choose(page: Page, place: string): Promise<void> {
  await page.getByRole('combobox', { name: 'Repository' }).fill(place);
  await page.getByRole('option', { name: place }).click();
}

async function asked<T>(app: App, name: string, input: unknown): Promise<T> {
  const reply = (await app.bridge.request(name, input)) as Reply<T>;
  if (!reply.ok) throw new Error(reply.message);
  return reply.value;
}

/** The wizard at one of its pages, with all that stands before it answered. */
async function openAt(app: App, draft: SetUpDraft): Promise<Page> {
  await asked(app, 'setup.saveDraft', { draft });
  return await app.openWizard();
}

test('from the popover of a Mac without a runner, page by page, to a job that is shown green', async ({
  newWorld,
  open,
}) => {
  const world = await newWorld({ runners: [], speed: SPEED });
  await offer(world);
  const app = await open(world);
  await button(app.page, 'Set up a runner').click();
  const page = await app.wizard();
  await expect(page.getByText('Apple M4')).toBeVisible({ timeout: 15_000 });
  await goOn(page, 'GitHub');
  await expect(page.getByLabel('Use the login of mona')).toBeChecked();
  await goOn(page, 'Where it works');
  await choose(page, 'acme/rocket');
  await expect(page.getByText('May register runners for acme/rocket.')).toBeVisible();
  await goOn(page, 'How it works');
  await page.getByLabel('Name', { exact: true }).fill('desk-mini');
  await page.getByPlaceholder('Add a label').fill('quiet');
  await page.getByPlaceholder('Add a label').press('Enter');
  await goOn(page, 'Tuned for this Mac');
  await button(page, 'Back').click();
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('desk-mini');
  await goOn(page, 'Tuned for this Mac');
  await page.getByRole('switch', { name: 'The same in your own terminal' }).click();
  await goOn(page, 'Set up “desk-mini” for acme/rocket');
  await expect(
    page.getByRole('listitem').filter({ hasText: 'Put the variables into ~/.zshrc too' }),
  ).toBeVisible();
  expect(world.github.runners()).toEqual([]);

  await button(page, 'Set it up').click();
  await expect(page.getByRole('progressbar')).toBeVisible();
  await expect(app.page.getByText('Set up “desk-mini” for acme/rocket')).toBeVisible();
  await at(page, 'Listening for jobs');
  const witnesses = page.getByRole('region', { name: 'Seen by' });
  for (const who of ['Process', 'launchd', 'GitHub']) {
    const row = witnesses.getByRole('listitem').filter({ hasText: who });
    await expect(row.getByRole('img', { name: 'Yes' })).toBeVisible({ timeout: 15_000 });
  }
  await expect(page.getByText('runs-on: [self-hosted, macOS, ARM64, M4]', { exact: true })).toBeVisible();
  await takePicture(page);

  world.github.queueJob({
    repository: 'acme/rocket',
    job: 'First',
    labels: ['self-hosted', 'macOS', 'ARM64', 'M4'],
    steps: [SHORT],
  });
  const job = app.page
    .getByRole('region', { name: 'Earlier' })
    .getByRole('listitem')
    .filter({ hasText: 'First' });
  await expect(job.getByRole('img', { name: 'succeeded' })).toBeVisible({ timeout: 20_000 });
  expect(world.github.jobs()).toMatchObject([{ runnerName: 'desk-mini', conclusion: 'success' }]);
});

test.describe('what the engine makes of it', () => {
  test.skip(({ launcher }) => launcher === 'electron', 'It is the same behind every launcher.');

  test('a crash in the middle of the download: the next start goes on with it, and completes it', async ({
    newWorld,
    open,
  }) => {
    const world = await newWorld({ runners: [], speed: SPEED });
    await offer(world, 6_000_000);
    world.github.setDownloadPace(1_500_000);
    const first = await open(world);
    const { id } = await asked<Operation>(first, 'operation.plan', {
      request: { kind: 'set-up', answers: ANSWERS },
    });
    await asked(first, 'operation.start', { operationId: id });
    await expect(first.page.getByText(/^[2-9](?:\.\d)? MB of 6/)).toBeVisible({ timeout: 15_000 });
    await first.crash();
    world.github.setDownloadPace(null);

    const second = await open(world);
    const page = await second.openWizard({ view: 'operation', operationId: id });
    await at(page, 'Listening for jobs');
    const downloads = world.github.journal.entries.filter(({ path }) => path.startsWith('/_downloads/'));
    expect(downloads.map(({ status }) => status)).toEqual([200, 206]);
    expect(world.github.runners()).toMatchObject([{ name: 'mini', status: 'online' }]);
    const left = await readdir(world.home);
    expect(left.filter((name) => name.includes('actions-runner'))).toEqual(['actions-runner-acme-rocket']);
    await expect(second.page.getByText('“mini” listens for jobs of acme/rocket.')).toBeVisible();
  });

  test('a public repository is set up only once its name was typed', async ({ newWorld, open }) => {
    const world = await newWorld({ runners: [], speed: SPEED });
    await offer(world);
    world.github.addRepository('acme/website', { visibility: 'public' });
    const app = await open(world);
    const page = await openAt(app, { step: 'where', answers: { ...ANSWERS, scope: null } });
    await choose(page, 'acme/website');
    await expect(page.getByText('This repository is public.')).toBeVisible();
    const onward = button(page, 'Continue');
    await expect(onward).toHaveAttribute('aria-disabled', 'true');
    const field = page.getByLabel('Type acme/website to confirm');
    await field.fill('acme/Website');
    await field.press('Enter');
    await at(page, 'Where it works');
    await field.fill('acme/website');
    await field.press('Enter');
    await at(page, 'How it works');
    await goOn(page, 'Tuned for this Mac');
    await goOn(page, 'Set up “mini” for acme/website');
    await expect(page.getByText(/their code on this Mac/).first()).toBeVisible();

    const answers = {
      ...ANSWERS,
      scope: { ...ANSWERS.scope, repository: 'website' },
      typedName: 'acme/website',
    };
    const { id } = await asked<Operation>(app, 'operation.plan', { request: { kind: 'set-up', answers } });
    for (const typed of ['', 'acme/rocket']) {
      expect(await app.bridge.request('operation.start', { operationId: id, typed })).toMatchObject({
        ok: false,
        code: 'wrong-confirmation',
      });
    }
    expect(world.github.runners()).toEqual([]);
  });

  test('removed from the popover through its window, nothing of a runner is left but what is in the Trash', async ({
    newWorld,
    open,
  }) => {
    const world = await newWorld({ speed: SPEED });
    const app = await open(world);
    await app.page.getByText('Details').click();
    await button(app.page, 'Remove…').click();
    const page = await app.wizard();
    await at(page, 'Remove mac-mini-m4');
    await button(page, 'Show the plan').click();
    await at(page, 'Remove “mac-mini-m4”');
    expect(world.github.runners()).toHaveLength(1);
    await button(page, 'Remove it').click();
    await at(page, 'mac-mini-m4 is removed');
    expect(world.github.runners()).toEqual([]);
    expect(await readdir(world.mac.launchAgents)).toEqual([]);
    expect((await world.mac.status()).services).toEqual([]);
    expect((await stat(join(world.home, '.Trash/actions-runner'))).isDirectory()).toBe(true);
    await button(page, 'Close').click();
    await expect(button(app.page, 'Set up a runner')).toBeVisible({ timeout: 15_000 });
    expect((await stateOf(app)).operations).toEqual([]);
  });
});
