import { defineConfig } from '@playwright/test';
import type { Launcher } from './e2e/driver/app.ts';
import { CHROMIUM_FLAGS } from './build/chromium-flags.ts';
import { findChromium } from './build/chromium.ts';

const executablePath = findChromium();

/**
 * `views`: the built views in real Chromium, on made-up states. `electron`: the shell, on the stand-in for its binary.
 * `app-*`: the whole app on the practice world, by two launchers.
 */
export default defineConfig<object, { launcher: Launcher }>({
  testDir: 'e2e/specs',
  outputDir: 'test-results/e2e',
  timeout: 60_000,
  fullyParallel: true,
  workers: 2,
  forbidOnly: process.env['CI'] !== undefined,
  reporter: 'list',
  use: {
    launchOptions: { args: [...CHROMIUM_FLAGS], ...(executablePath === null ? {} : { executablePath }) },
    locale: 'en-GB',
    timezoneId: 'UTC',
  },
  projects: [
    { name: 'views', testMatch: ['popover-*.spec.ts', 'wizard-*.spec.ts'] },
    { name: 'electron', testMatch: 'shell/*.spec.ts' },
    { name: 'app-web', testMatch: 'app/*.spec.ts', use: { launcher: 'web' } },
    {
      name: 'app-electron',
      testMatch: 'app/*.spec.ts',
      // What the engine makes of broken files, silent programs, GitHub's answers and the Mac's fate is the engine's alone.
      testIgnore: ['bad-input', 'found', 'github', 'logs', 'mac', 'start-stop', 'unknown'].map(
        (subject) => `app/${subject}.spec.ts`,
      ),
      use: { launcher: 'electron' },
    },
  ],
});
