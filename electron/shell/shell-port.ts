/** What the engine asks of the shell: a folder, a page, a pane of System Settings, the wizard, the end. */
import { app, dialog, shell } from 'electron';
import { fail, ok } from '../../shared/contract.ts';
import type { Input } from '../../shared/contract.ts';
import type { ShellPort } from '../engine/server.ts';
import { openLink } from './links.ts';

/** Fixed addresses: nothing that a page says becomes part of one. */
const PANES: Readonly<Record<Input<'app.openSettings'>['pane'], string>> = {
  notifications: 'x-apple.systempreferences:com.apple.Notifications-Settings.extension',
  'login-items': 'x-apple.systempreferences:com.apple.LoginItems-Settings.extension',
  'menu-bar': 'x-apple.systempreferences:com.apple.ControlCenter-Settings.extension',
};

/** `allows`: whether an address may be opened. `showWizard` brings its window to the front. */
export function electronShell(
  allows: (url: string) => boolean,
  showWizard: (wanted: Input<'app.openWizard'>) => void,
): ShellPort {
  return {
    chooseFolder: async () => {
      const chosen = await dialog.showOpenDialog({
        title: 'Choose a runner’s folder',
        message: 'Choose the folder that holds config.sh and run.sh of a runner.',
        properties: ['openDirectory', 'showHiddenFiles'],
      });
      return ok(chosen.canceled ? null : (chosen.filePaths[0] ?? null));
    },
    openLink: (url) => openLink(allows, url),
    openSystemSettings: async (pane) => {
      try {
        await shell.openExternal(PANES[pane]);
        return ok(null);
      } catch {
        // The system's own text says nothing that a person could use.
        return fail('not-supported-here', 'System Settings could not be opened.');
      }
    },
    quit: async () => {
      app.quit();
      return ok(null);
    },
    openWizard: async (wanted) => {
      showWizard(wanted);
      return ok(null);
    },
  };
}
