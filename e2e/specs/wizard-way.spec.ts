/** The way through the set-up: back and forth without loss, taken up again, by keyboard alone; no secret is kept. */
import type { Locator, Page } from '@playwright/test';
import type { SetUpDraft } from '../../shared/set-up.ts';
import {
  aDraft,
  aPlace,
  aRunner,
  aView,
  good,
  publicPlace,
  repository,
  rocket,
  setUpDownloading,
  setUpSucceeded,
  suggestion,
  troubledMac,
} from './fixtures.ts';
import { expect, test, type WizardPage } from './wizard-page.ts';

const TOKEN = 'AABF3JGZDX3P5PMEXLND6TS6FCWO6';

/** The draft as it was saved last. */
async function lastDraft(wizard: WizardPage): Promise<SetUpDraft | null | undefined> {
  const inputs = (await wizard.inputs('setup.saveDraft')) as { draft: SetUpDraft | null }[];
  return inputs.at(-1)?.draft;
}

/** Moves the focus as the Tab key does; never by a click. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error('The Tab key does not lead there.');
}

test('goes from page to page and back without loss', async ({ wizard }) => {
  const { page } = wizard;
  await wizard.open();
  await wizard.at('This Mac');
  await wizard.continue();
  await wizard.at('GitHub');
  await wizard.continue();
  await wizard.at('Where it works');
  await page.getByRole('option', { name: 'acme/rocket' }).click();
  await wizard.continue();
  await wizard.at('How it works');
  await page.getByLabel('Name', { exact: true }).fill('under-the-desk');
  await page.getByRole('textbox', { name: 'Labels' }).fill('fast,');
  await page.getByRole('button', { name: 'Remove macos-26' }).click();
  await wizard.continue();
  await wizard.at('Tuned for this Mac');
  await page.getByRole('switch', { name: 'Docker images for ARM' }).click();
  for (const heading of ['How it works', 'Where it works', 'GitHub', 'This Mac']) {
    await page.getByRole('button', { name: 'Back' }).click();
    await wizard.at(heading);
  }
  // What was reached can be gone to at once.
  await page.getByRole('button', { name: 'How Done' }).click();
  await wizard.at('How it works');
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('under-the-desk');
  await expect(page.getByRole('list', { name: 'Labels' })).toHaveText(/M4.*16gb.*fast/);
  await expect(page.getByRole('list', { name: 'Labels' })).not.toContainText('macos-26');
  await wizard.continue();
  await expect(page.getByRole('switch', { name: 'Docker images for ARM' })).not.toBeChecked();
  await expect
    .poll(() => lastDraft(wizard))
    .toEqual({
      step: 'tuning',
      answers: {
        ...aDraft('tuning').answers,
        name: 'under-the-desk',
        labels: ['M4', '16gb', 'fast'],
        tuning: { ...suggestion.tuning, dockerPlatform: 'off' },
      },
    });
});

test('is taken up where it was left, and can be begun anew', async ({ wizard }) => {
  const { page } = wizard;
  await wizard.open({ draft: aDraft('how', { name: 'left-here' }) });
  await wizard.at('How it works');
  await expect(page.getByText('Your answers are as you left them.')).toBeVisible();
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('left-here');
  await expect(page.getByRole('navigation')).toContainText('Done · acme/rocket');
  expect(await wizard.inputs('setup.saveDraft')).toEqual([]);
  await page.getByRole('button', { name: 'Start over' }).click();
  await wizard.at('This Mac');
  await expect.poll(async () => (await lastDraft(wizard))?.answers.scope ?? null).toBeNull();
});

test('what was not touched follows the place; what was touched stays', async ({ wizard }) => {
  const { page } = wizard;
  await wizard.open({
    draft: aDraft('where', { scope: null, directory: '~/actions-runner', name: 'mine' }),
    replies: {
      'setup.suggest {"scope":null}': good({ ...suggestion, directory: '~/actions-runner' }),
      [`setup.suggest ${JSON.stringify({ scope: rocket })}`]: good(suggestion),
    },
  });
  await expect.poll(async () => (await wizard.inputs('setup.suggest')).length).toBe(1);
  await page.getByRole('option', { name: 'acme/rocket' }).click();
  await wizard.continue();
  await wizard.at('How it works');
  await expect(page.getByLabel('Folder', { exact: true })).toHaveValue('~/actions-runner-acme-rocket');
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('mine');
});

test('a draft that cannot be kept is said so', async ({ wizard }) => {
  const { page } = wizard;
  await wizard.open({
    draft: aDraft('how'),
    replies: { 'setup.saveDraft': { ok: false, code: 'no-room', message: 'The disk is full.' } },
  });
  await page.getByLabel('Name', { exact: true }).fill('x');
  await expect(page.getByRole('alert')).toContainText('The disk is full.');
});

test('only a registration token: it is in no draft, and is asked for again after a restart', async ({
  wizard,
}) => {
  const { page } = wizard;
  const blind = { ok: false, code: 'login-needed', message: 'There is no login.' } as const;
  await wizard.open({ replies: { 'github.place': blind } });
  await wizard.continue();
  await page.getByRole('radio', { name: 'Only a registration token' }).check();
  await expect(page.getByText('It cannot:')).toBeVisible();
  await wizard.continue();
  await expect(page.getByLabel('Registration token', { exact: true })).toBeFocused();
  await page.keyboard.type(TOKEN);
  await page.keyboard.press('Enter');
  await wizard.at('Where it works');
  await page.getByLabel('Address').fill('https://github.com/acme/rocket');
  await expect(page.getByText('Whether this repository is public is not known.')).toBeVisible();
  await wizard.continue();
  await wizard.at('How it works');
  await expect.poll(async () => (await lastDraft(wizard))?.step).toBe('how');
  expect(JSON.stringify(await wizard.inputs('setup.saveDraft'))).not.toContain(TOKEN);
  expect((await lastDraft(wizard))?.answers.access).toBe('registration-token');

  await wizard.open({
    draft: aDraft('do', { access: 'registration-token' }),
    replies: { 'github.place': blind },
  });
  await wizard.at('Set up mac-mini-m4 for acme/rocket');
  await expect(page.getByRole('button', { name: 'Set up', exact: true })).toBeDisabled();
  await page.getByLabel('Registration token', { exact: true }).fill(TOKEN);
  await page.getByRole('button', { name: 'Set up', exact: true }).click();
  expect(await wizard.inputs('operation.start')).toEqual([
    { operationId: '0000000000000001', registrationToken: TOKEN },
  ]);
});

test.describe('a public repository', () => {
  const open = repository('acme', 'open-rocket');
  test('is warned of with the reason, and confirmed by typing its name', async ({ wizard }) => {
    const { page } = wizard;
    await wizard.open({
      draft: aDraft('where', { scope: open }),
      replies: { 'github.place': good(publicPlace) },
    });
    await expect(page.getByText('Anyone can open a pull request')).toBeVisible();
    const field = page.getByLabel('Type acme/open-rocket');
    await wizard.continue();
    await expect(field).toBeFocused();
    await page.keyboard.type('acme/rocket');
    await expect(page.getByText('This is not acme/open-rocket.')).toBeVisible();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('status').filter({ hasText: 'Type acme/open-rocket first' })).toBeVisible();
    await field.fill('acme/open-rocket');
    await page.keyboard.press('Enter');
    await wizard.at('How it works');
    await expect.poll(async () => (await lastDraft(wizard))?.answers.typedName).toBe('acme/open-rocket');
  });

  test('has to be confirmed anew for another place', async ({ wizard }) => {
    const { page } = wizard;
    await wizard.open({
      draft: aDraft('where', { scope: open, typedName: 'acme/open-rocket' }),
      replies: { [`github.place ${JSON.stringify({ scope: open })}`]: good(publicPlace) },
    });
    await page.getByRole('button', { name: 'Choose another…' }).click();
    await page.getByRole('option', { name: 'acme/rocket' }).click();
    await expect.poll(async () => (await lastDraft(wizard))?.answers.typedName).toBe('');
  });
});

test('a Mac on which no runner can be does not let one on, and says why', async ({ wizard }) => {
  const { page } = wizard;
  await wizard.open({ replies: { 'mac.report': good(troubledMac) } });
  await wizard.continue();
  await expect(page.getByText('First this has to be put right: Trackside runs as root')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Continue' })).toHaveAttribute('aria-disabled', 'true');
  await expect(page.getByRole('heading', { level: 1, name: 'This Mac' })).toBeVisible();
});

test('an error keeps one where it is, a warning does not; both stand beside their field', async ({
  wizard,
}) => {
  const { page } = wizard;
  const warning = { field: 'directory', severity: 'warning', message: 'It is there already.' } as const;
  await wizard.open({
    draft: aDraft('how'),
    replies: {
      'setup.check': good({
        problems: [warning, { field: 'name', severity: 'error', message: 'It is taken.' }],
      }),
    },
  });
  const name = page.getByLabel('Name', { exact: true });
  await expect(name).toHaveAccessibleDescription(/It is taken\./);
  await expect(page.getByLabel('Folder', { exact: true })).toHaveAccessibleDescription(
    /It is there already\./,
  );
  await wizard.continue();
  await expect(name).toBeFocused();
  await wizard.setReply('setup.check', good({ problems: [warning] }));
  await name.fill('free');
  // Pressed before the check has answered, it goes on as soon as that is good.
  await page.keyboard.press('Enter');
  await wizard.at('Tuned for this Mac');
});

test('a refusal of the place is told, and another can be chosen', async ({ wizard }) => {
  const { page } = wizard;
  const refusal = 'The organisation acme does not let repositories have runners of their own.';
  await wizard.open({
    draft: aDraft('where'),
    replies: { 'github.place': good(aPlace(rocket, { refusal })) },
  });
  await expect(page.getByRole('alert')).toHaveText(refusal);
  await wizard.continue();
  await page.getByRole('button', { name: 'Choose another…' }).click();
  await expect(page.getByRole('combobox')).toBeFocused();

  const missing = { ok: false, code: 'not-found', message: 'acme/rocket: not found at github.com.' } as const;
  await wizard.open({ draft: aDraft('where'), replies: { 'github.place': missing } });
  await expect(page.getByRole('alert')).toContainText('not found at github.com');
  await expect(page.getByText('is public')).toHaveCount(0);
  await wizard.continue();
  await expect(page.getByText('Choose another place first.')).toBeVisible();
  await expect(page.getByRole('heading', { level: 1, name: 'Where it works' })).toBeVisible();
});

test('a place can be named where GitHub lists none', async ({ wizard }) => {
  const { page } = wizard;
  const failing = { ok: false, code: 'unreachable', message: 'github.com cannot be reached.' } as const;
  await wizard.open({ draft: aDraft('where', { scope: null }), replies: { 'github.places': failing } });
  await expect(page.getByText('type the full name: owner/name')).toBeVisible();
  const field = page.getByRole('combobox');
  await field.fill('acme/rocket');
  await expect(page.getByRole('option', { name: 'acme/rocket' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible();
  await wizard.inspect('wizard-where-typed');
  await field.press('Enter');
  await expect(page.getByRole('heading', { level: 2, name: 'acme/rocket' })).toBeFocused();
});

test('all six pages, by the keyboard alone', async ({ wizard }) => {
  const { page } = wizard;
  await wizard.open();
  const onward = page.getByRole('button', { name: 'Continue' });
  await wizard.at('This Mac');
  await tabTo(page, onward);
  await page.keyboard.press('Enter');
  await wizard.at('GitHub');
  await tabTo(page, onward);
  await page.keyboard.press('Space');
  await wizard.at('Where it works');
  await tabTo(page, page.getByRole('combobox'));
  await page.keyboard.type('rock');
  for (const key of ['ArrowDown', 'ArrowDown', 'ArrowUp']) await page.keyboard.press(key);
  await expect(page.getByRole('combobox')).toHaveAttribute('aria-activedescendant', /acme\/rocket$/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 2, name: 'acme/rocket' })).toBeFocused();
  await expect(page.getByText('May register runners there.')).toBeVisible();
  await tabTo(page, onward);
  await page.keyboard.press('Enter');
  await wizard.at('How it works');
  await tabTo(page, page.getByRole('textbox', { name: 'Labels' }));
  await page.keyboard.type('fast');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Backspace');
  await expect(page.getByRole('list', { name: 'Labels' })).not.toContainText('fast');
  await page.keyboard.press('Enter');
  await wizard.at('Tuned for this Mac');
  await tabTo(page, page.getByLabel('At most'));
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('6144');
  await page.keyboard.press('Enter');
  await wizard.at('Set up mac-mini-m4 for acme/rocket');
  await tabTo(page, page.getByRole('button', { name: 'Set up', exact: true }));
  await page.keyboard.press('Enter');
  await wizard.push([{ slice: 'operations', value: [setUpDownloading] }]);
  await expect(page.getByRole('status').filter({ hasText: 'Step 2 of 7' })).toBeVisible();
  await wizard.push([{ slice: 'operations', value: [setUpSucceeded] }]);
  await wizard.at('Listening for jobs');
  await expect.poll(() => lastDraft(wizard)).toBeNull();
  const [plan] = (await wizard.inputs('operation.plan')) as { request: { answers: unknown } }[];
  expect(plan?.request).toMatchObject({
    kind: 'set-up',
    answers: { scope: rocket, tuning: { nodeHeapMegabytes: 6144 } },
  });
});

test('an engine that goes away is said on the page, and what was asked is asked again', async ({
  wizard,
}) => {
  const { page } = wizard;
  const away = { ok: false, code: 'disconnected', message: 'Not connected to Trackside' } as const;
  await wizard.open({ replies: { 'mac.report': away } });
  await wizard.setReply('state.subscribe', away);
  await wizard.push([], 9);
  await expect(page.getByRole('status').filter({ hasText: 'Not connected to Trackside' })).toBeVisible();
  await wizard.inspect('wizard-away');
  await wizard.setReply('state.subscribe', good({ rev: 99, state: aView([aRunner()]) }));
  await wizard.setReply('mac.report', good(troubledMac));
  // It also tries by itself, and the button is gone then: in one turn with the click, the click is the one that counts.
  await page
    .getByRole('button', { name: 'Try now' })
    .evaluate((button: HTMLButtonElement) => button.click(), undefined, { timeout: 2000 })
    .catch(() => undefined);
  await expect(page.getByText('Trackside runs as root').first()).toBeVisible();
});
