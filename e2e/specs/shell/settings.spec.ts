/** What the person has set, and what the system makes of it. */
import { expect } from '@playwright/test';
import { aJob, emptyState, withRunners } from '../../electron/practice/states.ts';
import { idle, test } from './fixture.ts';

test.describe('what the person has set', () => {
  const failed = aJob(idle, { outcome: { kind: 'ended', result: 'Failed', endedAt: 60_000 } });
  const passed = aJob(idle, { outcome: { kind: 'ended', result: 'Succeeded', endedAt: 60_000 } });
  for (const [setting, titles] of [
    ['off', []],
    ['failures', ['build failed']],
    ['all', ['build succeeded', 'build failed']],
  ] as const) {
    test(`notifications: ${setting}`, async ({ shared }) => {
      const before = (await shared.journal('notification')).length;
      await shared.app.evaluate(
        (_electron, { state, jobs, runner }) => {
          practice.set(state);
          for (const job of jobs) practice.endJob(job, runner);
        },
        {
          state: withRunners([idle], { notifications: setting }),
          jobs: [passed, failed],
          runner: idle,
        },
      );
      const shown = (await shared.journal('notification')).slice(before);
      expect(shown.map((entry) => Reflect.get(Object(entry), 'title'))).toEqual(titles);
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
    const shell = await launch({ control: { packaged: true, loginStatus: 'requires-approval' } });
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

  test('start at login, after the person has taken Trackside out in System Settings', async ({ launch }) => {
    const shell = await launch({ state: emptyState({ startAtLogin: true }), control: { packaged: true } });
    await expect
      .poll(() =>
        shell.app.evaluate(() => practice.requests.filter(({ name }) => name === 'settings.update')),
      )
      .toEqual([{ name: 'settings.update', input: { startAtLogin: false } }]);
    expect(await shell.journal('login-item')).toEqual([]);
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
