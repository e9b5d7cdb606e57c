import type { ChildProcess } from 'node:child_process';
import type { JobPlist } from './job-plist.ts';
/** What every job gets besides its own variables; a job's own PATH wins (macos.md 2.3). */
export declare const DEFAULT_PATH = "/usr/bin:/bin:/usr/sbin:/sbin";
/** Null: launchd cannot start it, which it reports as exit code 78, EX_CONFIG (macos.md 1.3). */
export declare function spawnJob(plist: JobPlist, environment: Readonly<Record<string, string>>): ChildProcess | null;
/** Sends a signal to a process or, with a negative number, to a group. False where there was nobody. */
export declare function sendSignal(pid: number, signal: NodeJS.Signals): boolean;
