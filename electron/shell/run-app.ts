/** The app's course: what must be said before Electron is ready, then the engine, then what is seen. */
import { app, dialog, powerMonitor } from 'electron';
import type { EnginePort } from './engine-port.ts';
import { endWith } from './lifetime.ts';
import { declareScheme } from './protocol.ts';
import { createQuitGate } from './quit-gate.ts';
import { guardEveryPage } from './security.ts';
import { START_FAILED, startFailure } from './start-failure.ts';
import { startShell } from './start-shell.ts';
import type { Shell, ShellPlaces } from './start-shell.ts';
import { setPolicy } from './windows.ts';

/**
 * `makeEngine` is called once Electron is ready. A second instance ends at once, after the first has been told.
 * Call synchronously at start: Electron takes the scheme and the sandbox only before it is ready.
 */
export function runApp(makeEngine: () => EnginePort, places: ShellPlaces): void {
  if (!app.requestSingleInstanceLock()) {
    process.stdout.write('Trackside is running already: its window opens, and this second start ends.\n');
    app.exit(0);
    return;
  }
  // An installed app is one by its Info.plist; `npm start` runs Electron's own, which would show in the Dock.
  setPolicy('accessory');
  app.enableSandbox();
  declareScheme();
  guardEveryPage();
  let engine: EnginePort | null = null;
  let shell: Shell | null = null;
  const gate = createQuitGate({
    operations: () => engine?.state().operations ?? [],
    ask: async (operation) => (await shell?.askToQuit(operation)) ?? 'quit',
    quit: () => app.quit(),
    now: () => performance.now(),
  });
  endWith(gate, async () => engine?.stop());

  app
    .whenReady()
    .then(async () => {
      const made = makeEngine();
      engine = made;
      const started = startShell(made, places, gate);
      shell = started;
      powerMonitor.on('shutdown', () => gate.systemEnds());
      app.on('second-instance', () => started.reopen());
      app.on('activate', () => started.reopen());
      await made.start();
      started.engineStarted();
    })
    .catch((error: unknown) => {
      process.stderr.write(`Trackside could not start: ${describe(error)}\n`);
      dialog.showErrorBox(START_FAILED, startFailure(error));
      app.exit(1);
    });
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
