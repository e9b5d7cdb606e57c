/** Reads a record's time straight from characters or bytes: no Date, for logs of millions of records. */
import type { Instant } from '../../../shared/domain.ts';

const ZERO = 48;
const DAY_MS = 86_400_000;
/** `yyyy-MM-dd HH:mm:ssZ` */
export const UTC_LENGTH = 20;

/** The instant of `yyyy-MM-dd HH:mm:ssZ` at `at`; null if no such time stands there. */
export function utcAt(bytes: Uint8Array, at: number): Instant | null {
  const isForm =
    bytes[at + 4] === 45 &&
    bytes[at + 7] === 45 &&
    bytes[at + 10] === 32 &&
    bytes[at + 13] === 58 &&
    bytes[at + 16] === 58 &&
    bytes[at + 19] === 90;
  if (!isForm) return null;
  const year = two(bytes, at) * 100 + two(bytes, at + 2);
  const month = two(bytes, at + 5);
  const day = two(bytes, at + 8);
  const hour = two(bytes, at + 11);
  const minute = two(bytes, at + 14);
  const second = two(bytes, at + 17);
  const isTime =
    month >= 1 && month <= 12 && day >= 1 && day <= 31 && hour < 24 && minute < 60 && second < 61;
  if (!isTime || Number.isNaN(year)) return null;
  return daysSince1970(year, month, day) * DAY_MS + ((hour * 60 + minute) * 60 + second) * 1000;
}

const letters = new Uint8Array(UTC_LENGTH);

/** The same for the beginning of a text. */
export function utcOf(text: string): Instant | null {
  for (let index = 0; index < UTC_LENGTH; index++) letters[index] = text.charCodeAt(index);
  return utcAt(letters, 0);
}

function two(bytes: Uint8Array, at: number): number {
  return digit(bytes[at]) * 10 + digit(bytes[at + 1]);
}

/** NaN for what is no digit: it fails every comparison above. */
function digit(code: number | undefined): number {
  return code !== undefined && code >= ZERO && code <= ZERO + 9 ? code - ZERO : Number.NaN;
}

/** The proleptic Gregorian calendar, counting years from March so that leap days come last. */
function daysSince1970(year: number, month: number, day: number): number {
  const shifted = month > 2 ? year : year - 1;
  const monthFromMarch = (month + 9) % 12;
  const leapDays = Math.floor(shifted / 4) - Math.floor(shifted / 100) + Math.floor(shifted / 400);
  return shifted * 365 + leapDays + Math.floor((153 * monthFromMarch + 2) / 5) + day - 1 - 719_468;
}
