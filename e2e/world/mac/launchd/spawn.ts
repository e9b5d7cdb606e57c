/** Starting one process of a job the way launchd does: own process group, built environment, appended logs. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { accessSync, closeSync, constants, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { JobPlist } from './job-plist.ts';

/** What every job gets besides its own variables; a job's own PATH wins (macos.md 2.3). */
export const DEFAULT_PATH = '/usr/bin:/bin:/usr/sbin:/sbin';

/** Null: launchd cannot start it, which it reports as exit code 78, EX_CONFIG (macos.md 1.3). */
export function spawnJob(
  plist: JobPlist,
  environment: Readonly<Record<string, string>>,
): ChildProcess | null {
  if (!isExecutable(plist.program)) return null;
  if (plist.workingDirectory !== null && !isFolder(plist.workingDirectory)) return null;
  const opened: number[] = [];
  try {
    const input = openFor(plist.standardInPath, 'r', opened);
    const output = openFor(plist.standardOutPath, 'a', opened);
    const errors = openFor(plist.standardErrorPath, 'a', opened);
    const [argv0 = plist.program, ...rest] = plist.arguments;
    return spawn(plist.program, rest, {
      argv0,
      cwd: plist.workingDirectory ?? '/',
      env: {
        PATH: DEFAULT_PATH,
        ...environment,
        ...plist.environment,
        XPC_SERVICE_NAME: plist.label,
        XPC_FLAGS: '0x0',
      },
      stdio: [input, output, errors],
      detached: true,
    });
  } catch {
    // A log that cannot be opened, or a program that the system refuses: both are EX_CONFIG to launchd.
    return null;
  } finally {
    for (const descriptor of opened) closeSync(descriptor);
  }
}

function openFor(path: string | null, flags: 'a' | 'r', opened: number[]): number | 'ignore' {
  if (path === null) return 'ignore';
  // launchd makes the folders of a log that are missing (macos.md 2.3).
  if (flags === 'a') mkdirSync(dirname(path), { recursive: true });
  const descriptor = openSync(path, flags, 0o644);
  opened.push(descriptor);
  return descriptor;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    // Missing and not permitted are the same to the caller: it cannot be started.
    return false;
  }
}
function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** Sends a signal to a process or, with a negative number, to a group. False where there was nobody. */
export function sendSignal(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch {
    // ESRCH: nobody there. EPERM: a group of zombies only. Either way nobody heard it.
    return false;
  }
}
