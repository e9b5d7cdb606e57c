/**
 * What the shell's specs share. They run the real shell code, bundled, on the stand-in for Electron's binary, on every
 * system and always: they click the menu bar and look into the system's journal, which the real one does not allow.
 * The specs in `app/` are what also runs on the real Electron, where `TRACKSIDE_ELECTRON=real` asks for it.
 */
import { test as base } from '@playwright/test';
import { bundleShell, launchShell } from '../../electron/practice/launch-shell.ts';
import type { ShellOptions, ShellUnderTest } from '../../electron/practice/launch-shell.ts';
import { aRunner } from '../../electron/practice/states.ts';

interface Given {
  /** A shell of the test's own; ends with the test. */
  readonly launch: (options?: ShellOptions) => Promise<ShellUnderTest>;
}
interface GivenOnce {
  /** The folder of the bundles. */
  readonly bundles: string;
  /**
   * One shell for all tests of a worker that leave it as they found it: they make no window and close none, set the state
   * that they need, and look only at what they caused.
   */
  readonly shared: ShellUnderTest;
}

export const test = base.extend<Given, GivenOnce>({
  bundles: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the names from the pattern
    async ({}, use) => {
      const { folder, end } = await bundleShell();
      await use(folder);
      await end();
    },
    { scope: 'worker' },
  ],
  shared: [
    async ({ bundles }, use) => {
      const shell = await launchShell(bundles);
      await shell.page();
      await use(shell);
      await shell.close();
    },
    { scope: 'worker' },
  ],
  launch: async ({ bundles }, use) => {
    const launched: ShellUnderTest[] = [];
    await use(async (options) => {
      const shell = await launchShell(bundles, options);
      launched.push(shell);
      return shell;
    });
    for (const shell of launched) await shell.close();
  },
});

export const idle = aRunner(
  'a',
  { kind: 'idle' },
  {
    actions: [{ command: 'stop', effect: 'Ends the runner.', hint: '', choices: [] }],
  },
);
export const busy = aRunner(
  'b',
  { kind: 'busy' },
  {
    actions: [
      {
        command: 'stop',
        effect: 'Choose.',
        hint: '',
        choices: [
          { when: 'after-job', label: 'After this job', effect: '' },
          { when: 'cancel-job', label: 'Cancel the job and stop', effect: '' },
        ],
      },
    ],
  },
);
