/**
 * What an exit status of launchctl means. The status comes first, the text only refines (macos.md 1.1, 1.2);
 * below 107 it is a plain errno, from 107 launchd's own number.
 */
import type { LaunchdAct } from '../../host.ts';

export type LaunchdVerb = 'bootstrap' | 'bootout' | 'enable' | 'disable' | 'kickstart';

/** 112: domain not found. 125: the domain does not support the action, as over SSH with nobody at the screen. */
export function isNoDomain(status: number): boolean {
  return status === 112 || status === 125;
}

/** Turns the exit of a verb into an answer. `stderr` is only looked at, never passed on. */
export function launchdAct(verb: LaunchdVerb, status: number, stderr: string): LaunchdAct {
  if (status === 0) {
    // Some versions say only in words, and with status 0, that the service may not start.
    if (verb === 'bootstrap' && /service is disabled/i.test(stderr)) return { kind: 'disabled' };
    return { kind: 'done' };
  }
  if (isNoDomain(status)) return { kind: 'no-domain' };
  if (status === 119) return { kind: 'disabled' };
  if (status === 36) return { kind: 'in-progress' };
  if ((status === 3 || status === 113) && verb !== 'bootstrap') return { kind: 'not-loaded' };
  return { kind: 'refused', status, text: launchdErrorText(status) };
}

/** launchd's reason in plain words; its exit 5 has so many causes that no one of them is named (macos.md 1.3). */
export function launchdErrorText(status: number): string {
  return TEXTS.get(status) ?? `launchd answered with error ${status}.`;
}

const TEXTS: ReadonlyMap<number, string> = new Map([
  [1, 'launchctl did not understand the command.'],
  [2, 'launchd could not find the service file.'],
  [3, 'launchd could not find the process.'],
  [5, 'launchd could not load the service and gave no reason (error 5).'],
  [13, 'launchd was not allowed to read the service file.'],
  [17, 'The service is loaded already.'],
  [37, 'The service is loaded already.'],
  [64, 'launchctl did not understand the command.'],
  [107, 'The service file is damaged.'],
  [108, 'The path of the service file is not valid.'],
  [109, 'The service file is not a valid property list.'],
  [110, 'The service file has no valid label.'],
  [111, 'The service file names no program.'],
  [113, 'launchd does not know the service.'],
  [122, 'The service file has the wrong owner or can be changed by others.'],
  [124, 'The login session is ending.'],
  [133, 'launchd gave several errors.'],
  [134, 'The service may not be loaded in this kind of session.'],
  [144, 'launchd does not permit this to Trackside.'],
  [150, 'System Integrity Protection does not permit this.'],
  [155, 'macOS keeps the program in quarantine and refuses to start it.'],
]);
