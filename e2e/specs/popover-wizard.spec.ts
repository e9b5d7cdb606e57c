/** The ways into the wizard, and what the popover shows of an operation. */
import type { Page } from '@playwright/test';
import type { ViewState } from '../../shared/contract.ts';
import type { Operation } from '../../shared/operation.ts';
import {
  anOperation,
  aRunner,
  aView,
  downloading,
  failedOperation,
  heldOperation,
  longOperation,
  operationId,
  runnerId,
  succeededOperation,
  twelveRunners,
  undoingOperation,
  undoneOperation,
  unknownRunner,
  waitingOperation,
} from './fixtures.ts';
import { expect, test, type PopoverPage } from './popover-page.ts';

const inTheApp: ViewState['app'] = { ...aView([]).app, host: 'electron' };
const wizardCalls = async (popover: PopoverPage): Promise<unknown[]> =>
  (await popover.calls()).flatMap(({ name, input }) => (name === 'app.openWizard' ? [input] : []));

test.describe('the wizard', () => {
  test('is the first thing offered where there is no runner, beside adding a folder', async ({ popover }) => {
    const { page } = popover;
    await popover.open(aView([], { jobs: [], app: inTheApp }));
    const ways = page.locator('.empty').getByRole('button');
    await expect(ways).toHaveText(['Set up a runner', 'Add a folder…']);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await expect(ways.first()).toBeFocused();
    await page.keyboard.press('Enter');
    expect(await wizardCalls(popover)).toEqual([{ view: 'set-up' }]);
  });

  test('is offered for another runner in the details of one, below the list of several, and in the settings', async ({
    popover,
  }) => {
    const { page } = popover;
    const another = page.getByRole('button', { name: 'Set up another runner…' });
    await popover.open(aView([aRunner()], { app: inTheApp }));
    await page.locator('summary').filter({ hasText: 'Details' }).press('Enter');
    await another.click();
    await popover.push([{ slice: 'runners', value: aView(twelveRunners()).runners }]);
    await expect(page.getByRole('list', { name: 'Runners' })).toBeVisible();
    await another.click();
    await page.getByRole('button', { name: 'Settings' }).click();
    await another.click();
    expect(await wizardCalls(popover)).toEqual(Array.from({ length: 3 }, () => ({ view: 'set-up' })));
  });

  test('adopts a runner whose service is not Trackside’s, and removes any', async ({ popover }) => {
    const { page } = popover;
    const details = page.locator('summary').filter({ hasText: 'Details' });
    await popover.open(aView([aRunner()], { app: inTheApp }));
    await details.press('Enter');
    await page.getByRole('button', { name: 'Adopt…' }).click();
    await page.getByRole('button', { name: 'Remove…' }).click();
    expect(await wizardCalls(popover)).toEqual([
      { view: 'adopt', runnerId: runnerId(1) },
      { view: 'remove', runnerId: runnerId(1) },
    ]);
    await popover.inspect('details-changes');

    const own = aRunner();
    const { launchd } = own.witnesses;
    if (launchd.kind !== 'answered') throw new Error('no service');
    const services = launchd.answer.services.map((service) => ({ ...service, kind: 'own' as const }));
    const tracksides = { ...own.witnesses, launchd: { ...launchd, answer: { ...launchd.answer, services } } };
    for (const runner of [{ ...own, witnesses: tracksides }, unknownRunner]) {
      await popover.push([{ slice: 'runners', value: aView([{ ...runner, id: runnerId(1) }]).runners }]);
      await expect(page.getByRole('button', { name: 'Adopt…' })).toBeHidden();
      await expect(page.getByRole('button', { name: 'Remove…' })).toBeVisible();
    }
  });

  test('is a tab in a browser, by this page’s own token; one that is blocked is said', async ({
    popover,
  }) => {
    const { page } = popover;
    await popover.open(aView([], { jobs: [] }), { hash: '#token=secret' });
    await page.evaluate(() => {
      window.open = (...args) => {
        document.body.setAttribute('data-opened', JSON.stringify(args));
        return null;
      };
    });
    await page.getByRole('button', { name: 'Set up a runner' }).click();
    const address = new URL('/wizard/index.html?view=set-up#token=secret', page.url()).href;
    await expect(page.locator('body')).toHaveAttribute(
      'data-opened',
      JSON.stringify([address, 'trackside-wizard']),
    );
    await expect(page.getByRole('alert')).toContainText('The browser did not open the tab.');
    await popover.inspect('empty-blocked');
  });

  test('that cannot be opened is said in place', async ({ popover }) => {
    const { page } = popover;
    const reply = { ok: false, code: 'disconnected', message: 'Not connected to Trackside' } as const;
    await popover.open(aView([], { jobs: [] }), { replies: { 'app.openWizard': reply } });
    await page.getByRole('button', { name: 'Set up a runner' }).click();
    await expect(page.getByRole('alert')).toContainText('Not connected to Trackside');
  });
});

test.describe('an operation', () => {
  const card = (page: Page, operation: Operation = anOperation()) =>
    page.getByRole('region', { name: operation.plan.title });
  const buttons = (page: Page, operation?: Operation) => card(page, operation).getByRole('button');

  test('that runs: its step, its bytes and how far the whole is', async ({ popover }) => {
    const { page } = popover;
    await popover.open(aView([aRunner()], { app: inTheApp, operations: [anOperation()] }));
    await expect(card(page).getByRole('status')).toHaveText('Download the runner 2.337.0');
    await expect(card(page)).toContainText('82 MB of 203 MB · 32 %');
    await expect(card(page).getByRole('progressbar')).toHaveAttribute('aria-valuenow', '32');
    await expect(card(page).getByRole('img', { name: 'Under way' })).toBeVisible();
    await popover.inspect('operation-running');

    const half = { ...downloading, progress: { done: 200_000_000, total: null, unit: 'bytes' } } as const;
    await popover.push([
      { slice: 'operations', value: [anOperation({ steps: [half, ...anOperation().steps.slice(1)] })] },
    ]);
    await expect(card(page)).toContainText('200 MB · 0 %');
    await expect(buttons(page)).toHaveText(['Cancel', 'Show']);
    await buttons(page).first().click();
    await buttons(page).last().click();
    expect(await popover.calls()).toEqual([
      { name: 'operation.cancel', input: { operationId } },
      { name: 'app.openWizard', input: { view: 'operation', operationId } },
    ]);
  });

  const states: readonly (readonly [
    name: string,
    operation: Operation,
    words: readonly string[],
    offers: readonly string[],
  ])[] = [
    [
      'waiting',
      waitingOperation,
      ['Put Trackside’s service in place', 'Waits until the job “Build and test (macOS)” has ended.', '0 %'],
      ['Cancel', 'Show'],
    ],
    [
      'undoing',
      undoingOperation,
      ['Taking back: Download the runner 2.337.0', 'it has expired. Get a new one and try again.'],
      ['Show'],
    ],
    [
      'held',
      heldOperation,
      ['Stopped in the middle, at “Register it with GitHub”', 'Check the connection, then continue.'],
      ['Continue', 'Leave it out', 'Undo', 'Show'],
    ],
    [
      'failed',
      failedOperation,
      [
        'Not finished, at “Take it off GitHub”',
        'still there',
        'What stays',
        'shows as offline',
        'keeps its downloads',
      ],
      ['Show'],
    ],
    ['undone', undoneOperation, ['Taken back', 'Make 2 GB of room'], ['Show']],
    ['succeeded', succeededOperation, ['Done', 'runs-on: [self-hosted, macOS, ARM64, M4]'], ['Show']],
  ];
  for (const [name, operation, words, offers] of states) {
    test(`that is ${name}: only what is offered can be asked of it`, async ({ popover }) => {
      const { page } = popover;
      await popover.open(aView([aRunner()], { app: inTheApp, operations: [operation] }));
      for (const word of words) await expect(card(page, operation)).toContainText(word);
      await expect(buttons(page, operation).filter({ hasText: /./ })).toHaveText([...offers]);
      const dismiss = operation.offers.includes('dismiss') ? 1 : 0;
      await expect(page.getByRole('button', { name: /^Dismiss/ })).toHaveCount(dismiss);
      await popover.inspect(`operation-${name}`);
    });
  }

  test('is gone on with, taken back and put away by the keyboard; a refusal is said in its card', async ({
    popover,
  }) => {
    const { page } = popover;
    await popover.open(aView([aRunner()], { app: inTheApp, operations: [heldOperation, failedOperation] }), {
      replies: { 'operation.undo': { ok: false, code: 'wrong-state', message: 'It has ended meanwhile.' } },
    });
    await buttons(page).filter({ hasText: 'Continue' }).press('Enter');
    await buttons(page).filter({ hasText: 'Undo' }).press('Enter');
    await expect(card(page).getByRole('alert')).toContainText('It has ended meanwhile.');
    await page.getByRole('button', { name: 'Dismiss: Remove mac-mini-m4' }).press('Enter');
    await expect(page.getByRole('main')).toBeFocused();
    expect(await popover.calls()).toEqual([
      { name: 'operation.continue', input: { operationId } },
      { name: 'operation.undo', input: { operationId } },
      { name: 'operation.dismiss', input: { operationId: failedOperation.id } },
    ]);
  });

  test('stands at the top, what goes on first; a plan that nobody confirmed is not shown', async ({
    popover,
  }) => {
    const { page } = popover;
    const plan = anOperation({ state: { kind: 'planned' }, startedAt: null });
    const all = [plan, succeededOperation, waitingOperation].map((operation, index) => ({
      ...operation,
      id: `${index}`.padStart(16, '0') as Operation['id'],
    }));
    await popover.open(aView([], { jobs: [], app: inTheApp, operations: all }));
    await expect(page.locator('main > section h2')).toHaveText([
      waitingOperation.plan.title,
      succeededOperation.plan.title,
      'No runner on this Mac yet',
    ]);
  });

  test('with names without end fits, and at twice the size', async ({ popover }) => {
    const { page } = popover;
    await popover.open(aView([], { jobs: [], app: inTheApp, operations: [longOperation, heldOperation] }));
    await popover.inspect('operation-long');
    await page.evaluate(() => void (document.documentElement.style.fontSize = '26px'));
    await popover.inspect('operation-large-text');
  });
});
