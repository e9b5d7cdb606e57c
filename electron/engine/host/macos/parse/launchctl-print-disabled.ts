/** `launchctl print-disabled gui/UID`, in both dialects (macos.md 1.5). No line: no override, so enabled. */

export interface Overrides {
  readonly disabled: readonly string[];
  readonly enabled: readonly string[];
}

const LINE = /^\s*"(.+)" => (enabled|disabled|true|false)\s*$/;

/** Reads the overrides. In the older dialect `true` means disabled. */
export function parsePrintDisabled(output: string): Overrides {
  const disabled: string[] = [];
  const enabled: string[] = [];
  for (const line of output.split('\n')) {
    const match = LINE.exec(line);
    const label = match?.[1];
    if (match === null || label === undefined) continue;
    (match[2] === 'disabled' || match[2] === 'true' ? disabled : enabled).push(label);
  }
  return { disabled, enabled };
}
