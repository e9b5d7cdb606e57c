/** Reads a record's time straight from bytes: no string, no Date, for logs of millions of records. */
import type { Instant } from '../../../shared/domain.ts';

const ZERO = 48;
const DAY_MS = 86_400_000;

/** The instant of `yyyy-MM-dd HH:mm:ssZ` at `at`; null if no such time stands there. */
export function utcAt(bytes: Uint8Array, at: number): Instant | null {
  if (bytes[at + 4] !== 45 || bytes[at + 7] !== 45 || bytes[at + 13] !== 58 || bytes[at + 19] !== 90)
    return null;
  const year = two(bytes, at) * 100 + two(bytes, at + 2);
  const month = two(bytes, at + 5);
  const day = two(bytes, at + 8);
  const seconds = two(bytes, at + 11) * 3600 + two(bytes, at + 14) * 60 + two(bytes, at + 17);
  const time = daysSince1970(year, month, day) * DAY_MS + seconds * 1000;
  return Number.isNaN(time) ? null : time;
}

/** Two digits; NaN for anything else, which spoils the sum as it should. */
function two(bytes: Uint8Array, at: number): number {
  const tens = (bytes[at] ?? 0) - ZERO;
  const ones = (bytes[at + 1] ?? 0) - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

/** The proleptic Gregorian calendar, counting years from March so that leap days come last. */
function daysSince1970(year: number, month: number, day: number): number {
  const shifted = month > 2 ? year : year - 1;
  const monthFromMarch = (month + 9) % 12;
  const leapDays = Math.floor(shifted / 4) - Math.floor(shifted / 100) + Math.floor(shifted / 400);
  return shifted * 365 + leapDays + Math.floor((153 * monthFromMarch + 2) / 5) + day - 1 - 719_468;
}
