/** The ways to GitHub: a host, a token that leaves no trace, a code that is typed there. */
import { aDraft, aPlace, ghLogin, good, noLogin, NOW, rocket, tokenLogin } from './fixtures.ts';
import { expect, test } from './wizard-page.ts';

const TOKEN = 'github_pat_11AAAAAAA0abcdefghij';
const draft = aDraft('github', { scope: null });

test('another host is asked for once it is whole, as it is meant', async ({ wizard }) => {
  const { page } = wizard;
  await wizard.open({ draft: aDraft('github') });
  const field = page.getByLabel('GitHub host');
  await field.fill('not a host');
  await expect(page.getByText('This is not the name of a host.')).toBeVisible();
  await field.fill('https://GHE.acme.dev/login');
  await field.press('Enter');
  await expect(field).toHaveValue('ghe.acme.dev');
  await expect
    .poll(() => wizard.inputs('github.login'))
    .toEqual([{ host: 'github.com' }, { host: 'ghe.acme.dev' }]);
  // What was chosen on the other host is not there.
  await wizard.continue();
  await expect(page.getByRole('combobox')).toBeVisible();
});

test('a token is given once, and is in no draft', async ({ wizard }) => {
  const { page } = wizard;
  await wizard.open({
    draft,
    replies: {
      'github.login': good(noLogin),
      'github.useToken': {
        ok: false,
        code: 'login-refused',
        message: 'GitHub does not take this token.',
        hint: 'It may have expired.',
      },
    },
  });
  const field = page.getByLabel('Token', { exact: true });
  await wizard.continue();
  await expect(field).toBeFocused();
  await expect(field).toHaveAttribute('type', 'password');
  await field.fill(TOKEN);
  // In a window so small that what is said of it would be below its edge.
  await page.setViewportSize({ width: 760, height: 480 });
  await field.press('Enter');
  await expect(page.getByRole('alert')).toContainText('GitHub does not take this token.');
  await expect(page.getByRole('alert')).toBeInViewport({ ratio: 0.95 });
  await wizard.setReply('github.useToken', good(tokenLogin));
  await wizard.setReply('github.login', good(tokenLogin));
  await page.getByText('Until Trackside ends').click();
  await page.getByRole('button', { name: 'Use it' }).click();
  await expect(page.getByRole('radio', { name: 'Use the login of mona' })).toBeChecked();
  expect(await wizard.inputs('github.useToken')).toEqual([
    { host: 'github.com', token: TOKEN, keep: 'keychain' },
    { host: 'github.com', token: TOKEN, keep: 'session' },
  ]);
  expect(await page.content()).not.toContain(TOKEN);
  await wizard.continue();
  await expect.poll(async () => (await wizard.inputs('setup.saveDraft')).length).toBeGreaterThan(0);
  expect(JSON.stringify(await wizard.inputs('setup.saveDraft'))).not.toContain(TOKEN);
});

test('what another login, or the same one with other rights, may do at the chosen place is asked anew', async ({
  wizard,
}) => {
  const { page } = wizard;
  const sentence = 'May not register runners for acme/rocket.';
  const hint = 'The token needs the permission “Administration: read and write”.';
  const weak = aPlace(rocket, {
    abilities: [
      { id: 'register-runners', allowed: 'no', sentence, hint },
      { id: 'remove-runners', allowed: 'no', sentence: 'May not remove runners from acme/rocket.', hint },
    ],
  });
  const problem = {
    field: 'scope',
    severity: 'error',
    message: `This login may not register runners for acme/rocket. ${hint}`,
  };
  const refused = { 'github.place': good(weak), 'setup.check': good({ problems: [problem] }) };
  const allow = async (): Promise<void> => {
    await wizard.setReply('github.place', good(aPlace(rocket)));
    await wizard.setReply('setup.check', good({ problems: [] }));
  };
  await wizard.open({ draft: aDraft('where'), replies: { ...refused, 'github.login': good(tokenLogin) } });
  await expect(page.getByText(sentence)).toBeVisible();
  // Said once, though two abilities and the check say it.
  await expect(page.getByText('“Administration: read and write”')).toHaveCount(1);
  await expect(page.getByText('This login may not register runners here.')).toBeVisible();
  await page.getByRole('button', { name: 'Back' }).click();
  await wizard.at('GitHub');
  await page.getByRole('radio', { name: 'Give a token' }).check();
  await page.getByLabel('Token', { exact: true }).fill(TOKEN);
  await allow();
  await wizard.setReply('github.useToken', good(tokenLogin));
  await wizard.setReply('github.login', good(tokenLogin));
  await page.getByRole('button', { name: 'Use it' }).click();
  await expect(page.getByRole('radio', { name: 'Use the login of mona' })).toBeChecked();
  await wizard.continue();
  await expect(page.getByText('May register runners there.')).toBeVisible();

  await wizard.open({ draft: aDraft('where'), replies: refused });
  await expect(page.getByText(sentence)).toBeVisible();
  await allow();
  await page.getByRole('button', { name: 'Look again' }).click();
  await expect(page.getByText('May register runners there.')).toBeVisible();
  await wizard.continue();
  await wizard.at('How it works');
});

test('a kept token can be forgotten; gh’s login cannot from here', async ({ wizard }) => {
  const { page } = wizard;
  await wizard.open({ draft, replies: { 'github.login': good(ghLogin) } });
  await expect(page.getByText('May see who you are.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Forget this token' })).toHaveCount(0);
  await wizard.open({ draft, replies: { 'github.login': good(tokenLogin) } });
  await wizard.setReply('github.login', good(noLogin));
  await page.getByRole('button', { name: 'Forget this token' }).click();
  await expect(page.getByRole('radio', { name: 'Give a token' })).toBeChecked();
  expect(await wizard.inputs('github.forgetToken')).toEqual([{ host: 'github.com' }]);
});

test('the form for a token, and a page that must not be opened', async ({ wizard }) => {
  const { page } = wizard;
  await wizard.open({
    draft,
    replies: {
      'github.login': good(noLogin),
      'link.open': { ok: false, code: 'link-refused', message: 'Trackside does not open this page.' },
    },
  });
  await page.getByRole('button', { name: 'Make one at GitHub…' }).click();
  await expect(page.getByRole('alert')).toContainText('Trackside does not open this page.');
  expect(await wizard.inputs('link.open')).toEqual([{ url: noLogin.tokenPage }]);
});

test('a code is waited for while it is seen, and then there is a login', async ({ wizard }) => {
  const { page } = wizard;
  const flow = {
    kind: 'waiting',
    userCode: 'WDJB-MJHT',
    page: 'https://github.com/login/device',
    asksFor: 'GitHub will ask for “repo”.',
    expiresAt: NOW + 900_000,
  } as const;
  await wizard.open({
    draft,
    replies: { 'github.login': good(noLogin), 'github.deviceStart': good(flow) },
  });
  await page.getByRole('radio', { name: 'Sign in with a code' }).check();
  await wizard.setReply('github.deviceState', good(flow));
  await page.getByRole('button', { name: 'Get a code' }).click();
  await expect(page.getByText('WDJB-MJHT')).toBeVisible();
  const polls = async (): Promise<number> => (await wizard.inputs('github.deviceState')).length;
  // Nobody looks at another way's code, so nobody asks for it.
  await page.getByRole('radio', { name: 'Only a registration token' }).check();
  const before = await polls();
  await page.getByRole('radio', { name: 'Sign in with a code' }).check();
  await expect(page.getByText('Waiting for you at GitHub.')).toBeVisible();
  await wizard.setReply('github.deviceState', good({ kind: 'done' }));
  await wizard.setReply('github.login', good(tokenLogin));
  await expect(page.getByRole('radio', { name: 'Use the login of mona' })).toBeChecked();
  expect(await polls()).toBeGreaterThan(before);
  expect(await wizard.inputs('github.deviceStart')).toEqual([{ host: 'github.com', keep: 'keychain' }]);
});

test('a code that expired or failed makes way for a new one', async ({ wizard }) => {
  const { page } = wizard;
  const expired = {
    kind: 'waiting',
    userCode: 'WDJB-MJHT',
    page: 'https://github.com/login/device',
    asksFor: 'GitHub will ask for “repo”.',
    expiresAt: NOW - 1000,
  } as const;
  await wizard.open({
    draft,
    replies: { 'github.login': good(noLogin), 'github.deviceState': good(expired) },
  });
  await page.getByRole('radio', { name: 'Sign in with a code' }).check();
  await expect(page.getByText('The code has expired.')).toBeVisible();
  await wizard.setReply('github.deviceState', good({ kind: 'failed', message: 'You refused it at GitHub.' }));
  await page.getByRole('button', { name: 'Get a new code' }).click();
  await expect(page.getByRole('alert')).toHaveText('You refused it at GitHub.');
});
