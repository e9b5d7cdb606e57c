/** The processes of this machine as far as the stand-ins must know them: by a variable or a path. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';

export interface FoundProcess {
  readonly pid: number;
  readonly command: string;
}

interface Entry extends FoundProcess {
  /** Command line and environment as one text, as `ps e` gives it. */
  readonly text: string;
}

function readProc(): readonly Entry[] {
  const entries: Entry[] = [];
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
      if (command === '') continue;
      const environment = readFileSync(`/proc/${name}/environ`, 'utf8').replaceAll('\0', '\n');
      entries.push({ pid: Number(name), command, text: `${command}\n${environment}` });
    } catch {
      // It ended while we looked, or belongs to somebody else.
    }
  }
  return entries;
}

function readPs(): readonly Entry[] {
  const text = execFileSync('/bin/ps', ['axeww', '-o', 'pid=,command='], {
    encoding: 'utf8',
    timeout: 10_000,
    maxBuffer: 64 * 1024 * 1024,
  });
  const entries: Entry[] = [];
  for (const line of text.split('\n')) {
    const match = /^\s*(\d+) (.*)$/.exec(line);
    if (match !== null) {
      entries.push({ pid: Number(match[1]), command: match[2] ?? '', text: match[2] ?? '' });
    }
  }
  return entries;
}

function entries(): readonly Entry[] {
  return existsSync('/proc/self/environ') ? readProc() : readPs();
}

/** Processes other than this one whose command line or environment has `needle`. */
export function findProcesses(needle: string): readonly FoundProcess[] {
  return entries()
    .filter((entry) => entry.pid !== process.pid && entry.text.includes(needle))
    .map(({ pid, command }) => ({ pid, command }));
}

/** Ends, at once, what a job left behind: all that carry its RUNNER_TRACKING_ID. Gives those that it ended. */
export function endTracked(trackingId: string): readonly FoundProcess[] {
  return findProcesses(`RUNNER_TRACKING_ID=${trackingId}`).filter(({ pid }) => endProcess(pid, 'SIGKILL'));
}

/** Sends `signal`; false where there is no such process (any more). */
export function endProcess(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
    throw error;
  }
}
