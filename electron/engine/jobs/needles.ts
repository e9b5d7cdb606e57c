/**
 * Finds any of several needles in bytes, sixteen places at a time: three bytes of each needle are looked for by
 * their halves in small tables (the method is known as Teddy), and what looks right is then compared in full. The
 * look is a function of WebAssembly's vector instructions, built here, because nothing else in Node gets near
 * the speed of grep.
 */
import { groupFingerprints, placeNeedles, type PlacedNeedle } from './needle-marks.ts';
import { buildFingerprintScan, FINGERPRINT_BYTES, SCAN } from './needle-scan.ts';

export interface NeedleFinder {
  /** Where needles begin that lie wholly in `bytes[from..end)`, ascending; overlapping ones all count. */
  findAll(bytes: Uint8Array, from: number, end: number): readonly number[];
}

/**
 * @param needles ASCII or UTF-8, each at least three bytes.
 * @param typical text as it is searched most: the three bytes are chosen to be rare in it.
 */
export function createNeedleFinder(needles: readonly string[], typical = ''): NeedleFinder {
  const byMark = new Map<number, PlacedNeedle[]>();
  const placed = placeNeedles(needles, typical);
  for (const needle of placed) {
    const key = threeAt(needle.bytes, needle.mark);
    byMark.set(key, [...(byMark.get(key) ?? []), needle]);
  }
  const scan = buildFingerprintScan(groupFingerprints(placed, new TextEncoder().encode(typical)));

  const note = (bytes: Uint8Array, at: number, from: number, end: number, found: number[]): void => {
    for (const needle of byMark.get(threeAt(bytes, at)) ?? []) {
      const start = at - needle.mark;
      const fits = start >= from && start + needle.bytes.length <= end;
      if (fits && bytesStartWith(bytes, start, needle.bytes)) found.push(start);
    }
  };
  return {
    findAll(bytes, from, end) {
      const found: number[] = [];
      const last = Math.min(end, bytes.length);
      let sliceAt = from;
      while (last - sliceAt >= FINGERPRINT_BYTES) {
        const size = Math.min(SCAN.textBytes, last - sliceAt);
        scan.text.set(bytes.subarray(sliceAt, sliceAt + size));
        for (let resume = 0; resume < size; resume = scan.resumeAt()) {
          const count = scan.find(resume, size);
          for (let index = 0; index < count; index++) {
            const at = scan.hits[index] ?? 0;
            if (at + FINGERPRINT_BYTES <= size) note(bytes, sliceAt + at, from, last, found);
          }
        }
        // Three bytes that lie across the cut are found in the next slice.
        sliceAt += size === SCAN.textBytes ? size - FINGERPRINT_BYTES + 1 : size;
      }
      return found.sort((a, b) => a - b);
    },
  };
}

function threeAt(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16);
}

/** True: `needle` stands at `start`. */
export function bytesStartWith(bytes: Uint8Array, start: number, needle: Uint8Array): boolean {
  for (let index = 0; index < needle.length; index++) {
    if (bytes[start + index] !== needle[index]) return false;
  }
  return true;
}
