/** The last step, and what is done to a runner that is there: plan, progress, end, and the way on. */
import type { Operation } from '../../shared/operation.ts';
import type { ViewState } from '../../shared/contract.ts';
import {
  aDraft,
  aRunner,
  aSetUp,
  aView,
  good,
  installPlan,
  noLogin,
  operationNumber,
  runnerId,
  setUpDownloading,
  setUpFailed,
  setUpHeld,
  setUpPlan,
  setUpRegistering,
  setUpSucceeded,
  setUpTakenBack,
} from './fixtures.ts';
import { expect, test } from './wizard-page.ts';

const withOperation = (operation: Operation): ViewState => aView([aRunner()], { operations: [operation] });
const PLANNED = 'Set up mac-mini-m4 for acme/rocket';

test('the plan shows every file and command before anything is done', async ({ wizard }) => {
  const { page } = wizard;
  await wizard.open({ draft: aDraft('do') });
  await wizard.at(PLANNED);
  await wizard.inspect('wizard-plan');
  await expect(page.getByText('7 steps, usually about 1 min in all')).toBeVisible();
  await page.getByText('Register mac-mini-m4 with GitHub').click();
  await expect(page.getByText('./config.sh --unattended')).toBeVisible();
  await expect(page.getByText('Takes the runner out again at GitHub.')).toBeVisible();
  await page.getByRole('button', { name: 'Show every detail' }).click();
  await expect(
    page.getByText('writes ~/Library/LaunchAgents/dev.trackside.runner.acme-rocket.plist'),
  ).toBeVisible();
  await wizard.inspect('wizard-plan-open');
  await page.getByRole('button', { name: 'Back' }).click();
  // A plan that nobody confirmed is put away, not left lying.
  await expect.poll(() => wizard.inputs('operation.dismiss')).toEqual([{ operationId: operationNumber(1) }]);
  expect(await wizard.inputs('operation.start')).toEqual([]);
});

test('a plan that cannot be made says why, and leads to the answer', async ({ wizard }) => {
  const { page } = wizard;
  const refusal = {
    ok: false,
    code: 'name-taken',
    message: 'GitHub already has a runner named mac-mini-m4.',
    hint: 'Choose another name.',
  } as const;
  await wizard.open({ draft: aDraft('do'), replies: { 'operation.plan': refusal } });
  await expect(page.getByRole('alert')).toContainText('GitHub already has a runner named mac-mini-m4.');
  await wizard.inspect('wizard-plan-refused');
  await page.getByRole('button', { name: 'Change the answers' }).click();
  await wizard.at('How it works');
});

test('a plan that wants a name typed is not begun without it', async ({ wizard }) => {
  const { page } = wizard;
  const plan = {
    ...setUpPlan,
    warnings: ['Anyone can open a pull request that runs on this Mac.'],
    confirmation: { kind: 'type', text: 'acme/rocket', label: 'Set up', reason: 'acme/rocket is public.' },
  } as const;
  await wizard.open({ draft: aDraft('do'), replies: { 'operation.plan': good(aSetUp({ plan })) } });
  const start = page.getByRole('button', { name: 'Set up', exact: true });
  await expect(start).toBeDisabled();
  await wizard.inspect('wizard-plan-typed');
  await page.getByLabel('Type acme/rocket to confirm').fill('acme/rocket');
  await start.click();
  expect(await wizard.inputs('operation.start')).toEqual([
    { operationId: operationNumber(1), typed: 'acme/rocket' },
  ]);
});

test('progress, with bytes, percent and log, and a way to cancel where the step allows it', async ({
  wizard,
}) => {
  const { page } = wizard;
  await wizard.open({ draft: aDraft('do') });
  await page.getByRole('button', { name: 'Set up', exact: true }).click();
  await wizard.push([{ slice: 'operations', value: [setUpDownloading] }]);
  await expect(page.getByRole('listitem').filter({ hasText: 'Download the runner' })).toContainText(
    '82 MB of 198 MB',
  );
  await expect(page.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '29');
  await expect(page.getByText('14 s so far')).toBeVisible();
  await page.getByText('Log', { exact: true }).click();
  await expect(page.getByRole('region', { name: 'Log' })).toContainText('GitHub offers 2.337.0');
  // No answer can be changed while it runs.
  await expect(page.getByRole('navigation').getByRole('button')).toHaveCount(0);
  await wizard.inspect('wizard-running');
  await page.getByRole('button', { name: 'Cancel' }).click();
  expect(await wizard.inputs('operation.cancel')).toEqual([{ operationId: operationNumber(1) }]);
  await wizard.push([{ slice: 'operations', value: [setUpRegistering] }]);
  await expect(page.getByText('it cannot be cancelled halfway')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Cancel' })).toHaveCount(0);
  await wizard.inspect('wizard-registering');
});

test('listening for jobs: three witnesses, and what a workflow needs', async ({ wizard }) => {
  const { page } = wizard;
  await wizard.open({ draft: aDraft('do'), state: withOperation(setUpDownloading) });
  await wizard.at(PLANNED);
  await wizard.push([{ slice: 'operations', value: [setUpSucceeded] }]);
  await wizard.at('Listening for jobs');
  await expect(page.getByRole('main')).toContainText('“mac-mini-m4” listens for jobs of acme/rocket.');
  const witnesses = page.getByRole('region', { name: 'Seen by' });
  await expect(witnesses.getByRole('listitem')).toHaveText([
    /Process its listener runs \(process 501\)/,
    /launchd actions\.runner\..*, running/,
    /GitHub Asking GitHub is switched off\./,
  ]);
  await expect(page.getByText('runs-on: [self-hosted, macOS, ARM64, M4]', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Copy: the line for a workflow' }).click();
  await expect(page.getByRole('button', { name: 'Copied: the line for a workflow' })).toBeVisible();
  await wizard.inspect('wizard-listening');
  await page.getByText('A workflow to try it with').click();
  await expect(page.getByText('on: workflow_dispatch')).toBeVisible();
  await wizard.inspect('wizard-listening-workflow');
  await expect.poll(() => wizard.inputs('setup.saveDraft')).toEqual([{ draft: null }]);
  await page.getByRole('button', { name: 'Set up another' }).click();
  await wizard.at('This Mac');
  expect(await wizard.inputs('operation.dismiss')).toEqual([{ operationId: operationNumber(1) }]);
});

test('a failure says what went wrong, what was taken back, what stays, and the way on', async ({
  wizard,
}) => {
  const { page } = wizard;
  await wizard.open({ draft: aDraft('do'), state: withOperation(setUpTakenBack) });
  await wizard.at('Nothing was changed in the end');
  await expect(page.getByRole('alert')).toContainText('GitHub already has a runner named mac-mini-m4.');
  await expect(page.getByText('nothing of it stays')).toBeVisible();
  await wizard.inspect('wizard-taken-back');
  await page.getByRole('button', { name: 'Try again' }).click();
  await wizard.at(PLANNED);
  expect(await wizard.inputs('operation.dismiss')).toEqual([{ operationId: operationNumber(1) }]);

  await wizard.open({ draft: aDraft('do'), state: withOperation(setUpFailed) });
  await wizard.at('It could not be finished');
  await expect(page.getByText('What stays behind')).toBeVisible();
  await page.getByText('Step by step').click();
  await expect(page.getByText('The folder could not be deleted.')).toBeVisible();
  await wizard.inspect('wizard-failed');
  await page.getByRole('button', { name: 'Undo' }).click();
  expect(await wizard.inputs('operation.undo')).toEqual([{ operationId: operationNumber(1) }]);
  await page.getByRole('button', { name: 'Change the answers' }).click();
  await wizard.at('This Mac');
});

test('one that waits for a person is shown first, and goes on with a new token', async ({ wizard }) => {
  const { page } = wizard;
  await wizard.open({ draft: aDraft('how'), state: withOperation(setUpHeld) });
  await wizard.at(PLANNED);
  await expect(page.getByText('It stopped in the middle and waits for you.')).toBeVisible();
  await expect(page.getByText('Taken up again after Trackside had ended')).toBeVisible();
  await wizard.inspect('wizard-held');
  await page.getByLabel('Registration token', { exact: true }).fill('AABF3JGZDX3P5PMEXLND6TS6FCWO6');
  await page.getByRole('button', { name: 'Continue' }).click();
  expect(await wizard.inputs('operation.continue')).toEqual([
    { operationId: operationNumber(1), registrationToken: 'AABF3JGZDX3P5PMEXLND6TS6FCWO6' },
  ]);
  await wizard.push([{ slice: 'operations', value: [{ ...setUpHeld, offers: ['leave'] }] }]);
  await page.getByRole('button', { name: 'Leave it out' }).click();
  expect(await wizard.inputs('operation.leave')).toEqual([{ operationId: operationNumber(1) }]);
});

test('a missing tool is installed in its row, and then this Mac is looked at again', async ({ wizard }) => {
  const { page } = wizard;
  const install = aSetUp({ kind: 'install-tool', plan: installPlan });
  await wizard.open({ replies: { 'operation.plan': good(install) } });
  await page.getByRole('button', { name: 'Install gh…' }).click();
  const box = page.getByRole('region', { name: 'Install gh…' });
  await expect(box).toContainText('Install gh with Homebrew');
  await wizard.inspect('wizard-install');
  await box.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByRole('button', { name: 'Install gh…' })).toBeFocused();
  await page.keyboard.press('Enter');
  await box.getByRole('button', { name: 'Install', exact: true }).click();
  const running: Operation = { ...install, state: { kind: 'running' }, offers: ['cancel'] };
  await wizard.push([{ slice: 'operations', value: [running] }]);
  await expect(box.getByRole('button', { name: 'Cancel' })).toBeVisible();
  expect((await wizard.inputs('mac.report')).length).toBe(1);
  await wizard.push([{ slice: 'operations', value: [{ ...running, state: { kind: 'succeeded', at: 1 } }] }]);
  await expect.poll(async () => (await wizard.inputs('mac.report')).length).toBe(2);
  await expect(box).toHaveCount(0);
  await wizard.at('This Mac');
  const asked = { request: { kind: 'install-tool', tool: 'gh' } };
  expect(await wizard.inputs('operation.plan')).toEqual([asked, asked]);
});

const search = (view: string): string => `?view=${view}&runner=${runnerId(1)}`;

test('adopt: keep the service or switch, tune or not, and see what would change', async ({ wizard }) => {
  const { page } = wizard;
  const plan = {
    ...setUpPlan,
    title: 'Adopt mac-mini-m4',
    confirmation: { kind: 'button', label: 'Adopt' },
  } as const;
  const adoption = aSetUp({ kind: 'adopt', plan, runnerId: runnerId(1) });
  await wizard.open({ search: search('adopt'), replies: { 'operation.plan': good(adoption) } });
  await wizard.at('Adopt mac-mini-m4');
  await expect(page.getByText('It stays registered, and a running job runs on.')).toBeVisible();
  await page.getByText('Switch to Trackside’s').click();
  await page.getByRole('switch', { name: 'Tune it for this Mac' }).click();
  await page.getByRole('switch', { name: 'Clean up after pnpm' }).click();
  await wizard.inspect('wizard-adopt');
  await page.getByRole('button', { name: 'Show the plan' }).click();
  await page.getByRole('button', { name: 'Adopt', exact: true }).click();
  const ended: Operation = { ...adoption, state: { kind: 'succeeded', at: 1 }, offers: ['dismiss'] };
  await wizard.push([{ slice: 'operations', value: [ended] }]);
  await wizard.at('mac-mini-m4 is in Trackside’s care');
  expect(await wizard.inputs('operation.plan')).toMatchObject([
    {
      request: {
        kind: 'adopt',
        choices: {
          directory: '~/actions-runner',
          service: 'trackside',
          tuning: { endHook: 'off', caches: 'on' },
        },
      },
    },
  ]);
});

test('remove: each part by itself; a token only where there is no login; what stays is said', async ({
  wizard,
}) => {
  const { page } = wizard;
  const plan = {
    ...setUpPlan,
    title: 'Remove mac-mini-m4',
    confirmation: { kind: 'button', label: 'Remove' },
  } as const;
  const removal = aSetUp({ kind: 'remove', plan, runnerId: runnerId(1) });
  await wizard.open({
    search: search('remove'),
    replies: { 'operation.plan': good(removal), 'github.login': good(noLogin) },
  });
  await wizard.at('Remove mac-mini-m4');
  await page.getByLabel('Remove token').fill('AABF3JGZDX3P5PMEXLND6TS6FCWO6');
  await page.getByRole('switch', { name: 'Its folder' }).click();
  await expect(page.getByText('It stays where it is.')).toBeVisible();
  await wizard.inspect('wizard-remove');
  await page.getByRole('button', { name: 'Show the plan' }).click();
  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  expect(await wizard.inputs('operation.start')).toEqual([
    { operationId: operationNumber(1), removeToken: 'AABF3JGZDX3P5PMEXLND6TS6FCWO6' },
  ]);
  // The runner goes with its removal; the window stays with what came of it.
  const ended: Operation = {
    ...removal,
    state: { kind: 'succeeded', at: 1 },
    leftBehind: ['The runner is still listed at GitHub, as offline.'],
    offers: ['continue', 'dismiss'],
  };
  await wizard.push([
    { slice: 'operations', value: [ended] },
    { slice: 'runners', key: runnerId(1), value: null },
  ]);
  await wizard.at('mac-mini-m4 is removed');
  await expect(page.getByText('The runner is still listed at GitHub, as offline.')).toBeVisible();
  await wizard.inspect('wizard-removed');
  await page.getByRole('button', { name: 'Continue' }).click();
  expect(await wizard.inputs('operation.continue')).toEqual([{ operationId: operationNumber(1) }]);
});

test('remove: with a login no token is asked for, and nothing to remove is no removal', async ({
  wizard,
}) => {
  const { page } = wizard;
  await wizard.open({ search: search('remove') });
  await wizard.at('Remove mac-mini-m4');
  await expect.poll(async () => (await wizard.inputs('github.login')).length).toBe(1);
  await expect(page.getByLabel('Remove token')).toHaveCount(0);
  for (const part of await page.getByRole('switch').all()) await part.click();
  await expect(page.getByText('Choose at least one thing to remove.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Show the plan' })).toBeDisabled();
});

test('any operation by its address, also in a window that is open; what is not there says so', async ({
  wizard,
}) => {
  const { page } = wizard;
  await wizard.open({ search: search('adopt'), state: withOperation(setUpDownloading) });
  await wizard.at('Adopt mac-mini-m4');
  await page.evaluate((id) => location.assign(`#view=operation&operation=${id}`), operationNumber(1));
  await wizard.at(PLANNED);
  await page.evaluate((id) => location.assign(`#view=operation&operation=${id}`), operationNumber(9));
  await wizard.at('Nothing to show');
  await wizard.inspect('wizard-nothing');
  await page.evaluate((id) => location.assign(`#view=remove&runner=${id}`), runnerId(9));
  await wizard.at('No such runner');
});

test('no engine', async ({ wizard }) => {
  await wizard.open({ state: null });
  await expect(wizard.page.getByText('Not connected to Trackside')).toBeVisible();
  await wizard.inspect('wizard-disconnected');
});
