/**
 * Finds the first of several needles in bytes by leaping: the two bytes at the end of a window say how far the
 * window may move without missing one (Wu and Manber's method). About one look per seven bytes of log, which is
 * what lets a Runner log of hundreds of megabytes be read about as fast as grep does.
 */

export interface NeedleFinder {
  /** Where the first needle at or after `from` begins, wholly before `end`; -1 if there is none. */
  find(bytes: Uint8Array, from: number, end: number): number;
}

interface Placed {
  readonly bytes: Uint8Array;
  /** Where in the needle the window ends, exclusive. */
  readonly windowEnd: number;
}

/** @param needles ASCII or UTF-8, each at least two bytes; the shortest bounds the leap. */
export function createNeedleFinder(needles: readonly string[]): NeedleFinder {
  const encoded = needles.map((needle) => new TextEncoder().encode(needle));
  const window = Math.min(...encoded.map((needle) => needle.length), 255);
  if (window < 2) throw new RangeError('A needle must be at least two bytes long.');
  const leaps = new Uint8Array(65_536).fill(window - 1);
  const ending: Placed[][] = [];
  for (const bytes of encoded) {
    const windowEnd = rarestEnd(bytes, window);
    for (let back = 2; back <= window; back++) {
      const pair = pairAt(bytes, windowEnd - back);
      leaps[pair] = Math.min(leaps[pair] ?? 0, back - 2);
    }
    const last = pairAt(bytes, windowEnd - 2);
    (ending[last] ??= []).push({ bytes, windowEnd });
  }
  const startOfMatch = (
    bytes: Uint8Array,
    windowEnd: number,
    from: number,
    end: number,
    pair: number,
  ): number => {
    for (const needle of ending[pair] ?? []) {
      const start = windowEnd - needle.windowEnd;
      if (start >= from && start + needle.bytes.length <= end && startsAt(bytes, start, needle.bytes))
        return start;
    }
    return -1;
  };

  return {
    find(bytes, from, end) {
      let at = from + window - 2;
      const last = Math.min(end, bytes.length) - 1;
      while (at < last) {
        const pair = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
        const leap = leaps[pair] ?? 1;
        if (leap > 0) {
          at += leap;
          continue;
        }
        const start = startOfMatch(bytes, at + 2, from, end, pair);
        if (start >= 0) return start;
        at++;
      }
      return -1;
    },
  };
}

/** The end of the needle's window whose last two bytes are least likely to turn up elsewhere in a log. */
function rarestEnd(needle: Uint8Array, window: number): number {
  let best = window;
  for (let end = window; end <= needle.length; end++)
    if (commonness(needle, end) < commonness(needle, best)) best = end;
  return best;
}

function commonness(needle: Uint8Array, end: number): number {
  return isCommon(needle[end - 1] ?? 0) + isCommon(needle[end - 2] ?? 0);
}

/** Lower-case letters, digits, blanks and the marks of every record's `[time LEVL Source]`. */
function isCommon(byte: number): number {
  return /[a-z0-9 \[\]:\-INFOZ/.]/u.test(String.fromCodePoint(byte)) ? 1 : 0;
}

function pairAt(bytes: Uint8Array, index: number): number {
  return (bytes[index] ?? 0) | ((bytes[index + 1] ?? 0) << 8);
}

function startsAt(bytes: Uint8Array, start: number, needle: Uint8Array): boolean {
  for (let index = 0; index < needle.length; index++)
    if (bytes[start + index] !== needle[index]) return false;
  return true;
}
