/** The question that is put before the app ends in the middle of an operation. */
import { dialog } from 'electron';
import type { BrowserWindow } from 'electron';
import type { Operation, OperationKind } from '../../shared/operation.ts';

const UNDER_WAY: Readonly<Record<OperationKind, string>> = {
  'set-up': 'Set-up is under way.',
  adopt: 'The adoption of a runner is under way.',
  remove: 'The removal of a runner is under way.',
  'install-tool': 'The installation of a tool is under way.',
};
const GOES_ON = 'Quit now, and Trackside goes on with it at the next start.';
const BUTTONS = ['Quit', 'Keep running'] as const;

/**
 * Asked on a window, so that the engine goes on meanwhile: a box without one would hold up the whole process on macOS
 * (Electron, MessageBoxOptions, `signal`). Esc keeps running.
 */
export async function askToQuit(window: BrowserWindow, operation: Operation): Promise<'quit' | 'stay'> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    message: UNDER_WAY[operation.kind],
    detail: `${operation.plan.title}\n\n${GOES_ON}`,
    buttons: [...BUTTONS],
    defaultId: BUTTONS.indexOf('Keep running'),
    cancelId: BUTTONS.indexOf('Keep running'),
  });
  return BUTTONS[response] === 'Quit' ? 'quit' : 'stay';
}
