/**
 * Chooses which three bytes of each needle are looked for, and which of them share one of the scan's eight groups,
 * so that what a log is full of raises few false alarms. A matter of speed only: any choice finds every needle.
 */
import { type Fingerprint, FINGERPRINT_BYTES, GROUPS } from './needle-scan.ts';

export interface PlacedNeedle {
  readonly bytes: Uint8Array;
  /** Where in the needle its three bytes stand. */
  readonly mark: number;
}

/** Gives each needle a mark that `typical` rarely has, one mark for several needles where they share one. */
export function placeNeedles(needles: readonly string[], typical: string): readonly PlacedNeedle[] {
  const texts = needles.map(asLatin1);
  const marks: string[] = [];
  for (const text of texts) {
    if (text.length < FINGERPRINT_BYTES) throw new RangeError('A needle must be at least three bytes long.');
    if (marks.some((mark) => text.includes(mark))) continue;
    const score = (mark: string): number =>
      texts.filter((other) => other.includes(mark)).length +
      rareness(mark) -
      100 * (typical.split(mark).length - 1);
    marks.push(threesOf(text).reduce((best, mark) => (score(mark) > score(best) ? mark : best)));
  }
  return texts.map((text) => {
    const mark = marks.find((each) => text.includes(each)) ?? '';
    return { bytes: Buffer.from(text, 'latin1'), mark: text.indexOf(mark) };
  });
}

/** Fingerprints by group: each goes where it adds the fewest false alarms on `typical`. */
export function groupFingerprints(
  needles: readonly PlacedNeedle[],
  typical: Uint8Array,
): readonly (readonly Fingerprint[])[] {
  const groups: Fingerprint[][] = Array.from({ length: GROUPS }, () => []);
  const seen = new Set<string>();
  for (const { bytes, mark } of needles) {
    const fingerprint: Fingerprint = [bytes[mark] ?? 0, bytes[mark + 1] ?? 0, bytes[mark + 2] ?? 0];
    if (seen.has(fingerprint.join())) continue;
    seen.add(fingerprint.join());
    const added = groups.map((group) => alarms([...group, fingerprint], typical) - alarms(group, typical));
    // Of equally good groups, the emptiest: what is typical is only a sample.
    const cost = (index: number): number => (added[index] ?? 0) * 1000 + (groups[index]?.length ?? 0);
    const best = groups.reduce((least, _group, index) => (cost(index) < cost(least) ? index : least), 0);
    groups[best]?.push(fingerprint);
  }
  return groups;
}

/** How often the scan would stop at `text` for one group: each half byte is looked up by itself. */
function alarms(group: readonly Fingerprint[], text: Uint8Array): number {
  if (group.length === 0) return 0;
  const places = [0, 1, 2].map((place) => ({
    low: new Set(group.map((fingerprint) => (fingerprint[place] ?? 0) & 15)),
    high: new Set(group.map((fingerprint) => (fingerprint[place] ?? 0) >> 4)),
  }));
  let count = 0;
  for (let at = 0; at + FINGERPRINT_BYTES <= text.length; at++) {
    if (
      places.every(
        ({ low, high }, place) =>
          low.has((text[at + place] ?? 0) & 15) && high.has((text[at + place] ?? 0) >> 4),
      )
    ) {
      count++;
    }
  }
  return count;
}

/** Capitals and marks are rarer than small letters, digits and blanks. */
function rareness(mark: string): number {
  return 3 * mark.replaceAll(/[a-z0-9 .:/[\]-]/gu, '').length;
}

function threesOf(text: string): readonly string[] {
  return Array.from({ length: text.length - FINGERPRINT_BYTES + 1 }, (_, at) =>
    text.slice(at, at + FINGERPRINT_BYTES),
  );
}

/** One character for each byte. */
function asLatin1(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}
