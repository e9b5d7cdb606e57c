/** A quick end: the app goes, the runners stay as they are. */
import { app } from 'electron';
import type { QuitGate } from './quit-gate.ts';

/** Milliseconds that the engine gets: nothing to speak of, unless it is just restarting a runner, which it finishes. */
const STOP_LIMIT = 17_000;

/**
 * `end` stops the engine's own work. The app ends when it has, or at the limit; never by closing windows, and not before
 * the gate lets it.
 */
export function endWith(gate: QuitGate, end: () => Promise<void>): void {
  let ending = false;
  app.on('before-quit', (event) => {
    if (gate.mayQuit() === 'no') event.preventDefault();
  });
  // With a listener here, closing the last window does not quit: the icon is the app.
  app.on('window-all-closed', () => undefined);
  app.on('will-quit', (event) => {
    event.preventDefault();
    if (ending) return;
    ending = true;
    const late = setTimeout(() => app.exit(0), STOP_LIMIT);
    end()
      .catch((error: unknown) => {
        process.stderr.write(`Trackside: the engine did not stop cleanly (${nameOf(error)}).\n`);
      })
      .finally(() => {
        clearTimeout(late);
        app.exit(0);
      });
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => gate.quitUnasked());
}

/** Only the kind of error: its text may hold a path. */
function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown error';
}
