/**
 * Labels that tell what Mac a runner is on, such as `M4`, `macos-26`, `16gb`: a workflow asks for them in `runs-on`.
 * What this Mac did not say gives no label: a wrong one would send jobs to the wrong machine.
 */
import type { HostFacts } from '../host/host.ts';

const GIB = 1024 ** 3;

/** The chip's label comes first. */
export function hardwareLabels(
  facts: Pick<HostFacts, 'chip' | 'systemVersion' | 'memoryBytes'>,
): readonly string[] {
  return [chipLabel(facts.chip), systemLabel(facts.systemVersion), memoryLabel(facts.memoryBytes)].filter(
    (label) => label !== null,
  );
}

/** `Apple M4 Pro` → `M4-Pro`; any Intel chip → `Intel`, for its long names tell no workflow anything. */
function chipLabel(chip: string | null): string | null {
  if (chip === null) return null;
  // A virtual Mac says `Apple M1 (Virtual)`.
  const apple = /^Apple ([A-Z]\d{1,2}(?: [A-Z][a-z]+)?)(?: \(Virtual\))?$/.exec(chip.trim());
  if (apple?.[1] !== undefined) return apple[1].replace(' ', '-');
  return /\bIntel\b/i.test(chip) ? 'Intel' : null;
}

/** `26.1` → `macos-26`. Before macOS 11 the second number told the version: `10.15.7` → `macos-10.15`. */
function systemLabel(version: string | null): string | null {
  const parts = /^(\d{1,3})(?:\.(\d{1,3}))?/.exec(version ?? '');
  if (parts === null) return null;
  const [, major = '', minor] = parts;
  if (major !== '10') return `macos-${major}`;
  return minor === undefined ? null : `macos-10.${minor}`;
}

/** Whole gigabytes only: a virtual Mac may have any amount. */
function memoryLabel(bytes: number | null): string | null {
  if (bytes === null || bytes < GIB || bytes % GIB !== 0) return null;
  return `${bytes / GIB}gb`;
}
