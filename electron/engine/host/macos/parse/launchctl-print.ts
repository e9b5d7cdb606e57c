/**
 * `launchctl print gui/UID/LABEL`. Apple calls its output no API, so: only top-level keys, which are indented by
 * exactly one tab, and every one of them optional (macos.md 1.5). Environment blocks are never looked at.
 */
import type { ServicePrint } from '../../host.ts';

const TOP_LEVEL = /^\t([^\t=][^=]*?) = (.*)$/;

/** Reads what `print` wrote to standard output. Unknown words stay as they are; missing keys are null. */
export function parseLaunchctlPrint(output: string): ServicePrint {
  const values = new Map<string, string>();
  for (const line of output.split('\n')) {
    const match = TOP_LEVEL.exec(line.endsWith('\r') ? line.slice(0, -1) : line);
    const key = match?.[1];
    const value = match?.[2];
    // The first one counts: what follows in a later, badly indented block is not the service's own.
    if (key !== undefined && value !== undefined && value !== '{' && !values.has(key)) values.set(key, value);
  }
  const word = (key: string): string | null => values.get(key) ?? null;
  return {
    state: word('state'),
    jobState: word('job state'),
    pid: positive(values.get('pid')),
    runs: count(values.get('runs')),
    lastExitCode: word('last exit code'),
    lastExitReason: word('last exit reason'),
    lastTerminatingSignal: word('last terminating signal'),
    path: word('path'),
    program: word('program'),
  };
}

function count(value: string | undefined): number | null {
  return value !== undefined && /^\d{1,15}$/.test(value) ? Number(value) : null;
}
function positive(value: string | undefined): number | null {
  const number = count(value);
  return number === null || number === 0 ? null : number;
}
