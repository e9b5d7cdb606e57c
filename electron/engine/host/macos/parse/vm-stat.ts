/** `vm_stat`. Keys that we do not know (such as the tag lines of an M5) are kept and ignored (macos.md 3.3). */

export interface VmStat {
  readonly pageSize: number;
  /** Lines by name, as printed; pages for most. */
  readonly counts: ReadonlyMap<string, number>;
}

/** Null where the header with the page size is missing. */
export function parseVmStat(output: string): VmStat | null {
  const size = /page size of (\d{1,9}) bytes/.exec(output)?.[1];
  if (size === undefined || Number(size) === 0) return null;
  const counts = new Map<string, number>();
  for (const line of output.split('\n')) {
    const match = /^"?([^":]+)"?:\s+(\d{1,20})\.?\s*$/.exec(line);
    if (match?.[1] !== undefined && match[2] !== undefined) counts.set(match[1], Number(match[2]));
  }
  return { pageSize: Number(size), counts };
}

/**
 * "Memory Used" as Activity Monitor counts it, in bytes: anonymous − purgeable + wired + occupied by the
 * compressor. Null where one of the four is missing: better no figure than a wrong one.
 */
export function usedBytes(stat: VmStat): number | null {
  const anonymous = stat.counts.get('Anonymous pages');
  const purgeable = stat.counts.get('Pages purgeable');
  const wired = stat.counts.get('Pages wired down');
  const compressor = stat.counts.get('Pages occupied by compressor');
  if (anonymous === undefined || purgeable === undefined) return null;
  if (wired === undefined || compressor === undefined) return null;
  return Math.max(0, anonymous - purgeable + wired + compressor) * stat.pageSize;
}

/** "Cached Files" of Activity Monitor, in bytes: file-backed + purgeable. */
export function cachedBytes(stat: VmStat): number | null {
  const fileBacked = stat.counts.get('File-backed pages');
  const purgeable = stat.counts.get('Pages purgeable');
  if (fileBacked === undefined || purgeable === undefined) return null;
  return (fileBacked + purgeable) * stat.pageSize;
}
