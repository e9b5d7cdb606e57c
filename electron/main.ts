/** The app: host + engine + shell. */
import { join } from 'node:path';
import { app, safeStorage } from 'electron';
import { createEngine } from './engine/engine.ts';
import { createMacHost, macHostOptionsFromEnvironment } from './engine/host/macos/host.ts';
import { electronMemory } from './shell/memory.ts';
import { electronPower } from './shell/power.ts';
import { runApp } from './shell/run-app.ts';
import { createSecrets } from './shell/secrets.ts';

/** An installed app takes no orders from the environment. */
const environment: Readonly<Record<string, string | undefined>> = app.isPackaged ? {} : process.env;
const { TRACKSIDE_GITHUB_API, TRACKSIDE_BANNER } = environment;
const options = macHostOptionsFromEnvironment(environment);
/** A practice Mac has a memory of its own; only the real one is read through Electron. */
const memory =
  process.platform === 'darwin' && options.programs === undefined ? { memory: electronMemory } : {};
/** Elsewhere than on a Mac, Electron may encrypt with a key that everybody knows: good enough for practice only. */
const secrets =
  process.platform === 'darwin' || options.programs !== undefined
    ? { secrets: (data: string) => createSecrets({ folder: data, safe: safeStorage }) }
    : {};

runApp(
  () =>
    createEngine(createMacHost({ ...options, ...memory, ...secrets, power: electronPower() }), {
      version: app.getVersion(),
      host: 'electron',
      githubApi: TRACKSIDE_GITHUB_API ?? null,
      banner: TRACKSIDE_BANNER ?? null,
      report: (where, error) => {
        // Only the kind of error: its text may hold a path.
        process.stderr.write(`Trackside, ${where}: ${error instanceof Error ? error.name : typeof error}\n`);
      },
    }),
  {
    preload: join(import.meta.dirname, 'preload.cjs'),
    pages: join(import.meta.dirname, '../renderer'),
    icons: join(import.meta.dirname, 'icons'),
  },
);
