/** Finds a Chromium for the tests and the browser view: one that is installed, else Playwright's own, else the system's package. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const APPS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];
/** A first start on a cold, busy machine takes seconds. */
const VERSION_LIMIT_MS = 15_000;
const INSTALL_LIMIT_MS = 10 * 60_000;

/** Where a Chromium may be. */
export interface Places {
  /** The one that a person named. */
  readonly named: string | undefined;
  /** The value of PATH. */
  readonly path: string;
  readonly apps: readonly string[];
  /** Where Playwright puts its own. */
  readonly own: string;
}

function places(): Places {
  return {
    named: process.env['TRACKSIDE_CHROMIUM'],
    path: process.env['PATH'] ?? '',
    apps: APPS,
    own: chromium.executablePath(),
  };
}

/** Those that have run in this process. One that did not may have been installed since. */
const running = new Set<string>();

/**
 * A path of that name is not enough: Ubuntu puts a script there that only speaks of a snap, and Playwright's own needs
 * libraries of the system.
 */
function runs(path: string): boolean {
  if (running.has(path)) return true;
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return false;
  const answer = spawnSync(path, ['--version'], { encoding: 'utf8', timeout: VERSION_LIMIT_MS });
  const works = answer.status === 0 && /\bChrom(?:e|ium)\b.* \d+\./.test(answer.stdout);
  if (works) running.add(path);
  return works;
}

/** The absolute path of a Chromium that runs here, or null. */
export function findChromium({ named, path, apps, own }: Places = places()): string | null {
  const installed = path
    .split(delimiter)
    .filter((folder) => folder !== '')
    .flatMap((folder) => NAMES.map((name) => join(folder, name)));
  const candidates = [...(named === undefined || named === '' ? [] : [named]), ...installed, ...apps, own];
  return candidates.find(runs) ?? null;
}

/** Which of the ways to a Chromium this machine has. */
export type Kind = 'debian' | 'ubuntu' | 'other';

/** `release`: the text of /etc/os-release, empty where there is none. */
export function kindOf(platform: string, release: string): Kind {
  if (platform !== 'linux') return 'other';
  const words = [...release.matchAll(/^ID(?:_LIKE)?="?([^"\n]*)"?$/gm)].flatMap(([, ids = '']) =>
    ids.split(' '),
  );
  if (words.includes('ubuntu')) return 'ubuntu';
  return words.includes('debian') ? 'debian' : 'other';
}

/** The one command that would get a Chromium here, for a person to run. */
export function chromiumCommand(kind: Kind = thisKind()): string {
  switch (kind) {
    case 'debian':
      return `sudo sh -c 'apt-get update && apt-get install -y chromium'`;
    case 'ubuntu':
      // Its package is a stub for a snap.
      return 'npx playwright install --with-deps chromium';
    case 'other':
      return 'npx playwright install chromium';
  }
}

function thisKind(): Kind {
  const file = '/etc/os-release';
  return kindOf(process.platform, existsSync(file) ? readFileSync(file, 'utf8') : '');
}

function succeeds(program: string, args: readonly string[]): boolean {
  return spawnSync(program, args, { stdio: 'inherit', timeout: INSTALL_LIMIT_MS }).status === 0;
}

function installOwn(...options: readonly string[]): boolean {
  const playwright = join(import.meta.dirname, '..', 'node_modules', 'playwright', 'cli.js');
  return succeeds(process.execPath, [playwright, 'install', ...options, 'chromium']);
}

/** What the system's package manager can do; only root may ask it. */
function installFromSystem(kind: Kind): boolean {
  if (process.getuid?.() !== 0 || kind === 'other') return false;
  process.stdout.write('That did not work here; trying the system’s packages…\n');
  switch (kind) {
    case 'debian':
      return (
        succeeds('/usr/bin/apt-get', ['update', '-q']) &&
        succeeds('/usr/bin/apt-get', ['install', '-yq', 'chromium'])
      );
    case 'ubuntu':
      return installOwn('--with-deps');
  }
}

/** Gets a Chromium if there is none. Gives its path; throws with exactly one command when it cannot. */
export function ensureChromium(): string {
  const named = process.env['TRACKSIDE_CHROMIUM'] ?? '';
  const found = findChromium();
  if (named !== '' && found !== named) {
    process.stdout.write(`TRACKSIDE_CHROMIUM names ${named}, which is no Chromium that runs here.\n`);
  }
  if (found !== null) return found;
  process.stdout.write('No Chromium that runs here; getting Playwright’s own…\n');
  const own = installOwn() ? findChromium() : null;
  if (own !== null) return own;
  const system = installFromSystem(thisKind()) ? findChromium() : null;
  if (system !== null) return system;
  throw new Error(`The end-to-end tests need Chromium. One command gets it: ${chromiumCommand()}`);
}
