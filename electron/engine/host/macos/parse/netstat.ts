/** `netstat -ibn`: bytes since boot, counted over real interfaces (macos.md 3.6). */

/** Loopback, peer-to-peer Wi-Fi, tunnels, bridges and the like: their bytes are counted elsewhere, or are nobody's. */
const NOT_REAL = /^(?:lo|gif|stf|anpi|ap|p2p|awdl|llw|utun|ipsec|bridge?|vmnet|vmenet|feth|XHC|VHC)\d*\*?$/;

/**
 * Sums the `<Link#N>` rows; an interface has such a row once, and one more row per address with the same figures.
 * Columns are counted from the end, since the address may be missing. Null where no byte columns are printed.
 */
export function parseNetstat(
  output: string,
): { readonly receivedBytes: number; readonly sentBytes: number } | null {
  const lines = output.split('\n');
  const header = lines
    .find((line) => /^Name\s+Mtu/.test(line))
    ?.trim()
    .split(/\s+/);
  if (header === undefined) return null;
  const received = header.indexOf('Ibytes') - header.length;
  const sent = header.indexOf('Obytes') - header.length;
  if (!header.includes('Ibytes') || !header.includes('Obytes')) return null;
  let receivedBytes = 0;
  let sentBytes = 0;
  for (const line of lines) {
    const words = line.trim().split(/\s+/);
    if (!/^<Link#\d+>$/.test(words[2] ?? '') || NOT_REAL.test(words[0] ?? '')) continue;
    receivedBytes += bytes(words.at(received));
    sentBytes += bytes(words.at(sent));
  }
  return { receivedBytes, sentBytes };
}

function bytes(word: string | undefined): number {
  return word !== undefined && /^\d{1,20}$/.test(word) ? Number(word) : 0;
}
