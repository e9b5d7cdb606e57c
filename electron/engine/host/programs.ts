/** Where the programs of a Mac are. Absolute paths only: nothing is looked up along a PATH. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

export type ProgramName =
  | 'launchctl'
  | 'ps'
  | 'sysctl'
  | 'vm_stat'
  | 'netstat'
  | 'scutil'
  | 'sw_vers'
  | 'plutil'
  | 'xcode-select'
  | 'pkgutil'
  | 'fdesetup'
  | 'gh';

/** macOS's own places (macos.md section 4). */
const SYSTEM_PATHS: Readonly<Record<Exclude<ProgramName, 'gh'>, string>> = {
  launchctl: '/bin/launchctl',
  ps: '/bin/ps',
  sysctl: '/usr/sbin/sysctl',
  vm_stat: '/usr/bin/vm_stat',
  netstat: '/usr/sbin/netstat',
  scutil: '/usr/sbin/scutil',
  sw_vers: '/usr/bin/sw_vers',
  plutil: '/usr/bin/plutil',
  'xcode-select': '/usr/bin/xcode-select',
  pkgutil: '/usr/sbin/pkgutil',
  fdesetup: '/usr/bin/fdesetup',
};

/** Gives a program's absolute path. The file need not exist: running it then answers `not-found`. */
export type ProgramPaths = (name: ProgramName) => string;

/** `folder`: take every program from there instead; null: the Mac's own. `gh` may be in one of three places. */
export function programPaths(options: {
  readonly folder: string | null;
  readonly home: string;
}): ProgramPaths {
  const { folder, home } = options;
  if (folder !== null) return (name) => join(folder, name);
  return (name) => (name === 'gh' ? githubTool(home) : SYSTEM_PATHS[name]);
}

/** Looked at anew each time: the person may install it while Trackside runs. */
function githubTool(home: string): string {
  const places = ['/opt/homebrew/bin/gh', '/usr/local/bin/gh', join(home, '.local/bin/gh')] as const;
  return places.find((place) => existsSync(place)) ?? places[0];
}
