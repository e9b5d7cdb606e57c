/** Starts Chromium under its keeper and gives a line to it. */
import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { OMNIBOX_FEATURES } from '../../build/chromium-flags.ts';
import { connect } from './cdp.ts';
import type { Client } from './cdp.ts';
import { findChromium } from './find-chromium.ts';

const OFF = [
  'HttpsUpgrades',
  'HttpsFirstBalancedModeAutoEnable',
  'OptimizationHints',
  'PaintHolding',
  ...OMNIBOX_FEATURES,
];
/** Quiet in a closed network, the same on every machine, and no window of its own. */
const FLAGS = [
  '--headless',
  '--no-startup-window',
  '--remote-debugging-port=0',
  '--remote-allow-origins=*',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-default-apps',
  '--disable-extensions',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-breakpad',
  '--disable-renderer-backgrounding',
  '--disable-background-timer-throttling',
  `--disable-features=${OFF.join(',')}`,
  '--force-color-profile=srgb',
  '--password-store=basic',
  '--use-mock-keychain',
  '--mute-audio',
];
const START_LIMIT = 30_000;

export interface Browser {
  readonly client: Client;
  /** Ends Chromium, at once; also happens by itself when this process ends. */
  end(): void;
}

/** Prints Chromium's `DevTools listening on …` line on standard error, as Electron does: Playwright waits for it. */
export async function startBrowser(): Promise<Browser> {
  const program = await findChromium(process.env);
  const profile = mkdtempSync(join(tmpdir(), 'stand-in-profile-'));
  // As Playwright does: root has no sandbox, some Linux systems forbid it to a browser that they do not know, and only
  // the project's own pages are opened.
  const sandbox = process.platform === 'linux' ? ['--no-sandbox'] : [];
  const keeper = spawn(
    process.execPath,
    [join(import.meta.dirname, 'keeper.ts'), program, ...FLAGS, ...sandbox, `--user-data-dir=${profile}`],
    { stdio: ['pipe', 'ignore', 'pipe'], detached: true },
  );
  const address = await new Promise<string>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('Chromium did not start in 30 s')), START_LIMIT);
    keeper.once('exit', () => reject(new Error(`Chromium ended at once: ${program}`)));
    createInterface({ input: keeper.stderr }).on('line', (line) => {
      const found = /^DevTools listening on (ws:\/\/.*)$/.exec(line)?.[1];
      if (found === undefined) return;
      clearTimeout(late);
      resolve(found);
    });
  });
  const client = await connect(address);
  process.stderr.write(`DevTools listening on ${address}\n`);
  keeper.unref();
  return { client, end: () => keeper.stdin.end() };
}
