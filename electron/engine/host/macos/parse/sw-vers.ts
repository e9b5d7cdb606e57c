/** `sw_vers`: `ProductVersion:` and one or two tabs (macos.md 3.1). */

/** The version, e.g. `26.6.2`, with a Rapid Security Response's `(a)` where there is one; null where missing. */
export function parseSwVers(output: string): string | null {
  const version = /^ProductVersion:\s*(\d+(?:\.\d+)*)\s*$/m.exec(output)?.[1];
  if (version === undefined) return null;
  const extra = /^ProductVersionExtra:\s*(\([a-z0-9]+\))\s*$/m.exec(output)?.[1];
  return extra === undefined ? version : `${version} ${extra}`;
}
