/** GitHub’s own view, and its troubles. */
import { startWorld, type World } from '../../world/world.ts';
import { expect, listening, stateOf, test, theRunner } from './fixture.ts';

test.describe('GitHub’s own view', () => {
  test('comes with the labels when gh is logged in', async ({ newWorld, open }) => {
    const world = await newWorld({ runners: [{ name: 'mini', labels: ['M4'] }] });
    const app = await open(world);
    await listening(app);
    await expect.poll(async () => (await theRunner(app)).labels, { timeout: 20_000 }).toContain('M4');
    expect((await stateOf(app)).github.kind).toBe('ok');
  });

  test('is quietly absent without a login', async ({ newWorld, open }) => {
    const app = await open(await newWorld({ githubLogin: 'no' }));
    await listening(app);
    expect((await stateOf(app)).github).toEqual({ kind: 'no-login' });
    expect((await stateOf(app)).findings).toEqual([]);
  });
});

test.describe('GitHub’s own view, in one world with an app for each trouble', () => {
  // One after another; the runner goes on all the while.
  test.describe.configure({ mode: 'default' });
  let world: World;
  test.beforeAll(async () => {
    world = await startWorld({ runners: [{ name: 'mac-mini-m4' }] });
  });
  test.afterAll(async () => world.close());

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
    test(`that answers with ${what} is said in words, and the runner is not doubted`, async ({ open }) => {
      const mend = world.github.faults.add(fault);
      const app = await open(world);
      await listening(app);
      await expect.poll(async () => (await stateOf(app)).github.kind, { timeout: 20_000 }).toBe('trouble');
      const access = (await stateOf(app)).github;
      expect(access.kind === 'trouble' ? access.message : '').toMatch(words);
      expect((await theRunner(app)).state.kind).toBe('idle');
      mend();
    });
  }
});
