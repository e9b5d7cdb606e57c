/**
 * Finds the first of several needles in bytes by leaping: the two bytes at the end of a window say how far the
 * window may move without missing one (Wu and Manber's method). About one look per seven bytes of log, which is
 * what lets a Runner log of hundreds of megabytes be read about as fast as grep does.
 */

export interface NeedleFinder {
  /** Where needles begin that lie wholly in `bytes[from..end)`, ascending; overlapping ones all count. */
  findAll(bytes: Uint8Array, from: number, end: number): readonly number[];
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
  const ending: (Placed[] | undefined)[] = Array.from({ length: 65_536 });
  for (const bytes of encoded) {
    const windowEnd = rarestEnd(bytes, window);
    for (let back = 2; back <= window; back++) {
      const pair = pairAt(bytes, windowEnd - back);
      leaps[pair] = Math.min(leaps[pair] ?? 0, back - 2);
    }
    const last = pairAt(bytes, windowEnd - 2);
    (ending[last] ??= []).push({ bytes, windowEnd });
  }
  const note = (bytes: Uint8Array, windowEnd: number, from: number, end: number, found: number[]): void => {
    for (const needle of ending[pairAt(bytes, windowEnd - 2)] ?? []) {
      const start = windowEnd - needle.windowEnd;
      const fits = start >= from && start + needle.bytes.length <= end;
      if (fits && bytesStartWith(bytes, start, needle.bytes)) found.push(start);
    }
  };

  return {
    findAll(bytes, from, end) {
      const found: number[] = [];
      const foundBehind: number[] = [];
      const last = Math.min(end, bytes.length) - 1;
      if (last < from) return found;
      const middle = Math.max(from + window - 2, from + ((last - from) >>> 1));
      let left = from + window - 2;
      let right = middle;
      // Two places at once: each look waits for memory, and the processor can wait for two as well as for one.
      while (left < middle && right < last) {
        const leapLeft = leaps[(bytes[left] ?? 0) | ((bytes[left + 1] ?? 0) << 8)] ?? 1;
        const leapRight = leaps[(bytes[right] ?? 0) | ((bytes[right + 1] ?? 0) << 8)] ?? 1;
        if (leapLeft === 0) note(bytes, left + 2, from, end, found);
        if (leapRight === 0) note(bytes, right + 2, from, end, foundBehind);
        left += leapLeft === 0 ? 1 : leapLeft;
        right += leapRight === 0 ? 1 : leapRight;
      }
      leapOver(bytes, left, middle, (windowEnd) => note(bytes, windowEnd, from, end, found));
      leapOver(bytes, right, last, (windowEnd) => note(bytes, windowEnd, from, end, foundBehind));
      for (const start of foundBehind) found.push(start);
      return found.sort((a, b) => a - b);
    },
  };
  function leapOver(
    bytes: Uint8Array,
    from: number,
    to: number,
    onCandidate: (windowEnd: number) => void,
  ): void {
    let at = from;
    while (at < to) {
      const leap = leaps[pairAt(bytes, at)] ?? 1;
      if (leap === 0) onCandidate(at + 2);
      at += leap === 0 ? 1 : leap;
    }
  }
}

/** The end of the needle's window whose last two bytes are least likely to turn up elsewhere in a log. */
function rarestEnd(needle: Uint8Array, window: number): number {
  let best = window;
  for (let end = window; end <= needle.length; end++) {
    if (commonness(needle, end) < commonness(needle, best)) best = end;
  }
  return best;
}

function commonness(needle: Uint8Array, end: number): number {
  return isCommon(needle[end - 1] ?? 0) + isCommon(needle[end - 2] ?? 0);
}

/** Lower-case letters, digits, blanks and the marks of every record's `[time LEVL Source]`. */
function isCommon(byte: number): number {
  return /[a-z0-9 [\]:\-INFOZ/.]/u.test(String.fromCodePoint(byte)) ? 1 : 0;
}

function pairAt(bytes: Uint8Array, index: number): number {
  return (bytes[index] ?? 0) | ((bytes[index + 1] ?? 0) << 8);
}

/** True: `needle` stands at `start`. */
export function bytesStartWith(bytes: Uint8Array, start: number, needle: Uint8Array): boolean {
  for (let index = 0; index < needle.length; index++) {
    if (bytes[start + index] !== needle[index]) return false;
  }
  return true;
}
