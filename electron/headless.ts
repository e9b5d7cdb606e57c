/**
 * The same engine without Electron: serves the same views on 127.0.0.1.
 * Prints `{"address": …}` on standard output when it is ready; ends cleanly on SIGINT and SIGTERM.
 */
import { join } from 'node:path';
import { fail, ok } from '../shared/contract.ts';
import { createEngine } from './engine/engine.ts';
import { createMacHost, macHostOptionsFromEnvironment } from './engine/host/macos/host.ts';
import type { ShellPort } from './engine/server.ts';
import { engineOptionsFromEnvironment, packageVersion } from './options.ts';
import { serveWeb } from './web/web-server.ts';

const NOT_HERE = fail('not-supported-here', 'This works only in the app itself, not in a browser.');
/** A browser opens links by itself; what only a Mac app can do is said to be so. */
const shell: ShellPort = {
  chooseFolder: async () => fail('not-supported-here', 'Type the folder’s path instead.'),
  openLink: async () => ok(null),
  openSystemSettings: async () => NOT_HERE,
  quit: async () => NOT_HERE,
  // The page opens it by itself, in another tab.
  openWizard: async () => ok(null),
};

const report = (where: string, error: unknown): void => console.error(`${where}:`, error);
const engine = createEngine(createMacHost(macHostOptionsFromEnvironment(process.env)), {
  version: packageVersion(),
  host: 'headless',
  ...engineOptionsFromEnvironment(process.env),
  report,
});
const web = await serveWeb({
  pages: process.env['TRACKSIDE_PAGES'] ?? join(import.meta.dirname, '..', 'out', 'renderer'),
  connect: () => engine.connect(shell),
  port: Number(process.env['TRACKSIDE_PORT'] ?? 0),
  report,
});

const end = async (): Promise<void> => {
  await web.close();
  await engine.stop();
  process.exit(0);
};
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void end());

console.log(JSON.stringify({ address: web.address }));
await engine.start();
