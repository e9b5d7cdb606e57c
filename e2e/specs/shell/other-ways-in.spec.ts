/** Ways in when the icon cannot be clicked, and what is said when there is none. */
import { spawn } from 'node:child_process';
import { expect } from '@playwright/test';
import { STAND_IN, shellEnvironment } from '../../electron/practice/launch-shell.ts';
import { test } from './fixture.ts';

/** Runs the stand-in to its end; `text` is all that it printed. */
async function run(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<{ readonly status: unknown; readonly text: string }> {
  const child = spawn(STAND_IN, args, {
    env: { ...shellEnvironment({}), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (part: string) => (text += part));
  }
  const status = await new Promise((resolve) => {
    child.once('close', resolve);
  });
  return { status, text };
}

test.describe('other ways in', () => {
  test('a second launch ends itself and opens the normal window of the first', async ({
    launch,
    bundles,
  }) => {
    const shell = await launch();
    await shell.page();
    const second = await run([bundles, `--user-data-dir=${shell.userData}`]);
    expect(second.status).toBe(0);
    expect(second.text).toContain('running already');
    await expect.poll(() => shell.journal('window-shown')).toEqual([{ id: 2, position: [0, 0] }]);
    expect(await shell.journal('window-made')).toHaveLength(2);
  });

  test('an icon that macOS hides is noticed and explained, and a normal window opens', async ({ launch }) => {
    const shell = await launch({ control: { trayBounds: { x: 0, y: 900, width: 24, height: 24 } } });
    await expect
      .poll(() => shell.app.evaluate(() => practice.notices['icon-hidden']?.title ?? null), {
        timeout: 15_000,
      })
      .toContain('icon');
    const windows = await shell.app.evaluate(() =>
      standIn.BrowserWindow.getAllWindows()
        .filter((window) => window.isVisible())
        .map((window) => window._options.type ?? 'normal'),
    );
    expect(windows).toEqual(['normal']);
  });

  test('an app that cannot start says why in a window of the system, and ends', async ({
    bundles,
  }, testInfo) => {
    const userData = testInfo.outputPath('data');
    const failed = await run([bundles, `--user-data-dir=${userData}`], { PRACTICE_START_FAILS: 'EACCES' });
    expect(failed.status).toBe(1);
    expect(failed.text).toContain('[error box] Trackside could not start');
    expect(failed.text).toContain('Your runners are not touched');
  });
});
