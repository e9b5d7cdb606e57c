/**
 * Durations, sizes and times as a person reads them: in the popover, in the menu bar and in the terminal.
 * Digits, dates and clocks follow the reader's locale; the words are English.
 */
import type { Instant } from './domain.ts';

/** How the reader writes numbers and clocks. Left out: as this system does. */
export interface Reader {
  readonly locale?: string;
  readonly timeZone?: string;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** What stands where a value is not known; never 0. */
export const UNKNOWN = '–';

const twoDigits = (value: number): string => String(value).padStart(2, '0');

/** Milliseconds → `47 s`, `1 min 34 s`, `1 h 05 min`, `2 d 3 h`. Part of a second counts as none; negative as 0. */
export function formatDuration(milliseconds: number): string {
  if (!Number.isFinite(milliseconds)) return UNKNOWN;
  const span = Math.max(0, milliseconds);
  if (span < MINUTE) return `${Math.floor(span / SECOND)} s`;
  const seconds = Math.floor(span / SECOND) % 60;
  const minutes = Math.floor(span / MINUTE) % 60;
  const hours = Math.floor(span / HOUR) % 24;
  if (span < HOUR) return `${minutes} min ${twoDigits(seconds)} s`;
  if (span < DAY) return `${hours} h ${twoDigits(minutes)} min`;
  return `${Math.floor(span / DAY)} d ${hours} h`;
}

/** Milliseconds → `1:34`, `12:05`, `1:02:03`: for the menu bar, where width must not jump. */
export function formatClock(milliseconds: number): string {
  const seconds = Number.isFinite(milliseconds) ? Math.max(0, Math.floor(milliseconds / SECOND)) : 0;
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  const rest = twoDigits(seconds % 60);
  return hours > 0 ? `${hours}:${twoDigits(minutes)}:${rest}` : `${minutes}:${rest}`;
}

/** Milliseconds → as `formatDuration`, but no finer than an estimate can be: seconds only under ten minutes. */
export function formatEstimate(milliseconds: number): string {
  if (milliseconds < 10 * MINUTE) return formatDuration(milliseconds);
  const minutes = Math.round(milliseconds / MINUTE);
  return minutes < 60 ? `${minutes} min` : formatDuration(minutes * MINUTE);
}

/** Milliseconds → `4 min`, `1 h 05 min`: a stretch of time measured in minutes, where seconds would pretend. */
export function formatSpan(milliseconds: number): string {
  if (!Number.isFinite(milliseconds)) return UNKNOWN;
  const minutes = Math.max(1, Math.round(milliseconds / MINUTE));
  return minutes < 60 ? `${minutes} min` : formatDuration(minutes * MINUTE);
}

/** A number with at most one digit after the point, and none from 10 on. */
function shortNumber(value: number, reader: Reader): string {
  const maximumFractionDigits = value < 9.95 ? 1 : 0;
  return new Intl.NumberFormat(reader.locale, { maximumFractionDigits }).format(value);
}

/** 0..100 → `52`; a trace that would round to nothing stays visible as `< 1`. */
export function formatPercentNumber(percent: number | null, reader: Reader = {}): string {
  if (percent === null || !Number.isFinite(percent)) return UNKNOWN;
  if (percent > 0 && percent < 0.5) return '< 1';
  return new Intl.NumberFormat(reader.locale, { maximumFractionDigits: 0 }).format(percent);
}

/** 0..100 → `52 %`, `– %` never: unknown is just `–`. */
export function formatPercent(percent: number | null, reader: Reader = {}): string {
  const text = formatPercentNumber(percent, reader);
  return text === UNKNOWN ? UNKNOWN : `${text} %`;
}

/** A number and its unit, apart, so that a view may set them in two sizes. */
export interface Quantity {
  readonly value: string;
  readonly unit: string;
}

const BINARY = 1024;
const DECIMAL = 1000;
const UNITS = ['bytes', 'KB', 'MB', 'GB', 'TB', 'PB'] as const;

function quantity(bytes: number, base: number, reader: Reader): Quantity {
  let [value, unit] = [Math.max(0, bytes), 0];
  // 999.6 would be shown as 1,000: the next unit then says it better.
  while (Math.round(value) >= base && unit < UNITS.length - 1) {
    value /= base;
    unit += 1;
  }
  // A byte has no parts.
  return { value: shortNumber(unit === 0 ? Math.round(value) : value, reader), unit: UNITS[unit] ?? 'PB' };
}

/** Bytes of memory, counted by 1024 and written GB as Activity Monitor does. */
export function memoryQuantity(bytes: number | null, reader: Reader = {}): Quantity | null {
  return bytes === null || !Number.isFinite(bytes) ? null : quantity(bytes, BINARY, reader);
}

/** Bytes on a disk, counted by 1000 as Finder does. */
export function diskQuantity(bytes: number | null, reader: Reader = {}): Quantity | null {
  return bytes === null || !Number.isFinite(bytes) ? null : quantity(bytes, DECIMAL, reader);
}

const join = (part: Quantity | null): string => (part === null ? UNKNOWN : `${part.value} ${part.unit}`);

/** Bytes of memory → `9.3 GB` (by 1024); unknown → `–`. */
export const formatMemory = (bytes: number | null, reader: Reader = {}): string =>
  join(memoryQuantity(bytes, reader));

/** Bytes on a disk → `71 GB` (by 1000); unknown → `–`. */
export const formatDisk = (bytes: number | null, reader: Reader = {}): string =>
  join(diskQuantity(bytes, reader));

/** Used and total bytes of memory → `9.3` and `of 16 GB`, both in the unit of the total. */
export function memoryOfTotal(usedBytes: number, totalBytes: number, reader: Reader = {}): Quantity {
  const total = quantity(totalBytes, BINARY, reader);
  const scale = BINARY ** UNITS.indexOf(total.unit as (typeof UNITS)[number]);
  // Always one digit after the point: `2` and `2.4` in turn would make what follows jump.
  const digits = new Intl.NumberFormat(reader.locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  return {
    value: digits.format(Math.max(0, usedBytes) / scale),
    unit: `of ${total.value} ${total.unit}`,
  };
}

/** Used and total bytes of memory → `9.3 of 16 GB`. */
export function formatMemoryOfTotal(usedBytes: number, totalBytes: number, reader: Reader = {}): string {
  return join(memoryOfTotal(usedBytes, totalBytes, reader));
}

const withZone = (reader: Reader): { timeZone?: string } =>
  reader.timeZone === undefined ? {} : { timeZone: reader.timeZone };

/** Intl formats are dear to make and few: one per wish and reader. Bounded by the kinds below. */
const formats = new Map<string, Intl.DateTimeFormat>();
function dateFormat(kind: string, options: Intl.DateTimeFormatOptions, reader: Reader): Intl.DateTimeFormat {
  const key = `${kind} ${reader.locale ?? ''} ${reader.timeZone ?? ''}`;
  const known = formats.get(key);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat(reader.locale, { ...options, ...withZone(reader) });
  if (formats.size >= 64) formats.clear();
  formats.set(key, made);
  return made;
}

/** → `09:42`, in the reader's own way (`9:42 AM`). */
export function formatTimeOfDay(at: Instant, reader: Reader = {}): string {
  return dateFormat('time', { hour: '2-digit', minute: '2-digit' }, reader).format(at);
}

/** → `24 November 2026 at 09:42:13`: the whole truth, for a hover. */
export function formatExact(at: Instant, reader: Reader = {}): string {
  return dateFormat('exact', { dateStyle: 'long', timeStyle: 'medium' }, reader).format(at);
}

/** Days between the calendar days of two moments, in the reader's time zone. */
function calendarDays(from: Instant, to: Instant, reader: Reader): number {
  const day = (at: Instant): number => {
    const parts = dateFormat(
      'day',
      { year: 'numeric', month: 'numeric', day: 'numeric' },
      { ...reader, locale: 'en-US' },
    ).formatToParts(at);
    const part = (type: string): number =>
      Number(parts.find((each) => each.type === type)?.value ?? Number.NaN);
    return Date.UTC(part('year'), part('month') - 1, part('day')) / DAY;
  };
  return Math.round(day(to) - day(from));
}

/** When something was: today → `09:42`, then `yesterday`, a weekday within the week, then `3 Nov`, `3 Nov 2025`. */
export function formatWhen(at: Instant, now: Instant, reader: Reader = {}): string {
  const days = calendarDays(at, now, reader);
  if (days === 0) return formatTimeOfDay(at, reader);
  if (days === 1) return 'yesterday';
  if (days > 1 && days < 7) return dateFormat('weekday', { weekday: 'long' }, reader).format(at);
  const short = { day: 'numeric', month: 'short' } as const;
  if (days >= 0 && days < 300) return dateFormat('date', short, reader).format(at);
  return dateFormat('date-year', { ...short, year: 'numeric' }, reader).format(at);
}

/** How long ago: `just now`, `2 min ago`, `3 h ago`, then as `formatWhen`. A moment to come counts as now. */
export function formatAgo(at: Instant, now: Instant, reader: Reader = {}): string {
  const span = now - at;
  if (span < MINUTE) return 'just now';
  if (span < HOUR) return `${Math.floor(span / MINUTE)} min ago`;
  if (span < 12 * HOUR) return `${Math.floor(span / HOUR)} h ago`;
  return formatWhen(at, now, reader);
}

/** `1 job`, `2 jobs`. */
export function formatCount(count: number, one: string, many: string, reader: Reader = {}): string {
  return `${new Intl.NumberFormat(reader.locale).format(count)} ${count === 1 ? one : many}`;
}
