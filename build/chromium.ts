/** Finds a Chromium for the tests and the browser view: one that is installed, else Playwright's own, else the system's package. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const APPS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** The absolute path of an installed Chromium, or null. */
export function findChromium(): string | null {
  const named = process.env['TRACKSIDE_CHROMIUM'];
  if (named !== undefined && existsSync(named)) return named;
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const installed = [...folders.flatMap((folder) => NAMES.map((name) => join(folder, name))), ...APPS];
  const found = installed.find((path) => existsSync(path));
  if (found !== undefined) return found;
  const own = chromium.executablePath();
  return existsSync(own) ? own : null;
}

/** The one command that would get a Chromium here, for a person to run. */
function oneCommand(): string {
  return process.platform === 'linux'
    ? 'sudo apt-get install -y chromium'
    : 'npx playwright install chromium';
}

function succeeds(program: string, args: readonly string[]): boolean {
  return spawnSync(program, args, { stdio: 'inherit', timeout: 10 * 60_000 }).status === 0;
}

/** Gets a Chromium if there is none. Gives its path; throws with exactly one command when it cannot. */
export function ensureChromium(): string {
  const found = findChromium();
  if (found !== null) return found;
  process.stdout.write('No Chromium here; getting Playwright’s own…\n');
  const playwright = join(import.meta.dirname, '..', 'node_modules', 'playwright', 'cli.js');
  if (succeeds(process.execPath, [playwright, 'install', 'chromium'])) {
    const own = findChromium();
    if (own !== null) return own;
  }
  const isRoot = process.getuid?.() === 0;
  if (process.platform === 'linux' && isRoot && existsSync('/usr/bin/apt-get')) {
    process.stdout.write('That did not work here; getting the system’s package…\n');
    if (
      succeeds('/usr/bin/apt-get', ['update', '-q']) &&
      succeeds('/usr/bin/apt-get', ['install', '-yq', 'chromium'])
    ) {
      const system = findChromium();
      if (system !== null) return system;
    }
  }
  throw new Error(`The end-to-end tests need Chromium. One command gets it: ${oneCommand()}`);
}

/** Flags for a Chromium that should bother nobody: no first run, no background traffic. */
export const CHROMIUM_FLAGS: readonly string[] = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
