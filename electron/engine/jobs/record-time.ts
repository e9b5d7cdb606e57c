/** Reads a record's time straight from characters or bytes: no Date, for logs of millions of records. */
import type { Instant } from '../../../shared/domain.ts';

const ZERO = 48;
const DAY_MS = 86_400_000;
/** `yyyy-MM-dd HH:mm:ssZ` */
export const UTC_LENGTH = 20;

/** The instant of `yyyy-MM-dd HH:mm:ssZ` at `at`; null if no such time stands there. */
export function utcAt(bytes: Uint8Array, at: number): Instant | null {
  return utcFrom((index) => bytes[at + index] ?? 0);
}

/** @param code the n-th of the twenty characters, as its code. */
export function utcFrom(code: (index: number) => number): Instant | null {
  if (code(4) !== 45 || code(7) !== 45 || code(10) !== 32 || code(13) !== 58 || code(16) !== 58) return null;
  if (code(19) !== 90) return null;
  const two = (index: number): number => digit(code(index)) * 10 + digit(code(index + 1));
  const year = two(0) * 100 + two(2);
  const [month, day, hour, minute, second] = [two(5), two(8), two(11), two(14), two(17)];
  const isTime =
    month >= 1 && month <= 12 && day >= 1 && day <= 31 && hour < 24 && minute < 60 && second < 61;
  if (!isTime || Number.isNaN(year)) return null;
  return daysSince1970(year, month, day) * DAY_MS + ((hour * 60 + minute) * 60 + second) * 1000;
}

/** NaN for what is no digit: it fails every comparison above. */
function digit(code: number): number {
  return code >= ZERO && code <= ZERO + 9 ? code - ZERO : Number.NaN;
}

/** The proleptic Gregorian calendar, counting years from March so that leap days come last. */
function daysSince1970(year: number, month: number, day: number): number {
  const shifted = month > 2 ? year : year - 1;
  const monthFromMarch = (month + 9) % 12;
  const leapDays = Math.floor(shifted / 4) - Math.floor(shifted / 100) + Math.floor(shifted / 400);
  return shifted * 365 + leapDays + Math.floor((153 * monthFromMarch + 2) / 5) + day - 1 - 719_468;
}
