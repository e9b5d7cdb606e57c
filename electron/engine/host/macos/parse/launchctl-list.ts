/** `launchctl list`: a table with tabs; and `launchctl list LABEL`: old-style text (macos.md 1.5). */
import type { ServiceRow } from '../../host.ts';

const ROW = /^\s*(-|\d+)\s+(-?\d+|-|\?\?\?)\s+(\S.*?)\s*$/;

/** Reads the table. PID `-`: no process. Status: exit status, or minus the signal; null for `???` or `-`. */
export function parseLaunchctlList(output: string): readonly ServiceRow[] {
  const rows: ServiceRow[] = [];
  for (const line of output.split('\n')) {
    const match = ROW.exec(line);
    const label = match?.[3];
    if (match === null || label === undefined) continue;
    rows.push({ label, pid: wholeNumber(match[1]), status: wholeNumber(match[2]) });
  }
  return rows;
}

/** True for the output of the `list LABEL` form. */
export function isLaunchctlListOfOne(output: string): boolean {
  return /^\s*\{/.test(output);
}

/**
 * Reads `list LABEL`. `LastExitStatus` is a raw wait status there (256 = exit 1, 15 = SIGTERM), unlike the table's;
 * it is given as the table gives it. Null where no label can be found.
 */
export function parseLaunchctlListOfOne(output: string): ServiceRow | null {
  const label = /^\t"Label" = "(.*)";\s*$/m.exec(output)?.[1];
  if (label === undefined) return null;
  const wait = wholeNumber(/^\t"LastExitStatus" = (-?\d+);\s*$/m.exec(output)?.[1]);
  return {
    label,
    pid: wholeNumber(/^\t"PID" = (\d+);\s*$/m.exec(output)?.[1]),
    status: wait === null ? null : fromWaitStatus(wait),
  };
}

/** wait(2): the low seven bits are the signal, the next byte the exit status. */
function fromWaitStatus(wait: number): number {
  if (wait < 0) return wait;
  const signal = wait & 0x7f;
  return signal === 0 ? (wait >> 8) & 0xff : -signal;
}

function wholeNumber(value: string | undefined): number | null {
  return value !== undefined && /^-?\d{1,15}$/.test(value) ? Number(value) : null;
}
