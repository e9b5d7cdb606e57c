import { assert, integer, property } from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  formatAgo,
  formatClock,
  formatCount,
  formatDisk,
  formatDuration,
  formatEstimate,
  formatExact,
  formatMemory,
  formatMemoryOfTotal,
  formatPercent,
  formatSpan,
  formatTimeOfDay,
  formatWhen,
} from './format.ts';

const GB = 1e9;
const GIB = 1024 ** 3;
const reader = { locale: 'en-GB', timeZone: 'UTC' };
const now = Date.UTC(2026, 10, 24, 9, 45, 13);
const minutes = (count: number): number => count * 60_000;

describe('durations', () => {
  test.each([
    [0, '0 s'],
    [-5000, '0 s'],
    [47_999, '47 s'],
    [94_000, '1 min 34 s'],
    [242_000, '4 min 02 s'],
    [3_900_000, '1 h 05 min'],
    [183_600_000, '2 d 3 h'],
    [Number.NaN, '–'],
  ])('%d ms is %s', (span, text) => expect(formatDuration(span)).toBe(text));

  test('the menu bar has its own, of steady width', () => {
    expect([94_000, 725_000, 3_599_000, 3_723_000, -1].map(formatClock)).toEqual([
      '1:34',
      '12:05',
      '59:59',
      '1:02:03',
      '0:00',
    ]);
  });

  test('an estimate is not finer than it can be', () => {
    expect([41_000, minutes(9.5), minutes(10.4), minutes(59.7)].map(formatEstimate)).toEqual([
      '41 s',
      '9 min 30 s',
      '10 min',
      '1 h 00 min',
    ]);
  });

  test('a stretch that was measured is told in minutes', () => {
    expect([20_000, minutes(4.6), minutes(30), minutes(75)].map(formatSpan)).toEqual([
      '1 min',
      '5 min',
      '30 min',
      '1 h 15 min',
    ]);
  });

  test('never shows 60 of anything, whatever the span', () => {
    assert(
      property(integer({ min: 0, max: 10 * 86_400_000 }), (span) => {
        expect(formatDuration(span)).not.toMatch(/\b60 (s|min)|\b24 h/);
        expect(formatEstimate(span)).not.toMatch(/\b60 (s|min)|\b24 h/);
      }),
      { seed: 7 },
    );
  });
});

describe('sizes', () => {
  test('memory counts by 1024, a disk by 1000', () => {
    expect(formatMemory(16 * GIB, reader)).toBe('16 GB');
    expect(formatDisk(16 * GIB, reader)).toBe('17 GB');
    expect(formatDisk(71.2 * GB, reader)).toBe('71 GB');
    expect(formatDisk(999_600_000, reader)).toBe('1 GB');
    expect(formatDisk(1.25 * 1000 * GB, reader)).toBe('1.3 TB');
    expect(formatDisk(12, reader)).toBe('12 bytes');
  });

  test('used memory is given in the unit of the total', () => {
    expect(formatMemoryOfTotal(9.32 * GIB, 16 * GIB, reader)).toBe('9.3 of 16 GB');
    expect(formatMemoryOfTotal(15.6 * GIB, 16 * GIB, reader)).toBe('15.6 of 16 GB');
    expect(formatMemoryOfTotal(2 * GIB, 24 * GIB, reader)).toBe('2.0 of 24 GB');
    expect(formatMemoryOfTotal(0.5 * GIB, 16 * GIB, reader)).toBe('0.5 of 16 GB');
  });

  test('unknown is a dash, never nothing or 0', () => {
    expect([formatMemory(null), formatDisk(null), formatPercent(null), formatPercent(Number.NaN)]).toEqual([
      '–',
      '–',
      '–',
      '–',
    ]);
  });

  test('percent', () => {
    expect([0, 0.2, 52.4, 100].map((value) => formatPercent(value, reader))).toEqual([
      '0 %',
      '< 1 %',
      '52 %',
      '100 %',
    ]);
  });

  test('digits follow the reader', () => {
    expect(formatMemory(9.3 * GIB, { locale: 'de-DE' })).toBe('9,3 GB');
  });
});

describe('times', () => {
  test('today by the clock, then by the day, then by the date', () => {
    const at = (days: number): number => now - days * 86_400_000;
    expect([0, 1, 3, 21, 400].map((days) => formatWhen(at(days), now, reader))).toEqual([
      '09:45',
      'yesterday',
      'Saturday',
      '3 Nov',
      '20 Oct 2025',
    ]);
  });

  test('yesterday is a matter of the calendar and of the time zone, not of 24 hours', () => {
    const night = Date.UTC(2026, 10, 24, 0, 30);
    expect(formatWhen(night - minutes(60), night, reader)).toBe('yesterday');
    expect(formatWhen(night - minutes(60), night, { ...reader, timeZone: 'Asia/Tokyo' })).toBe('08:30');
  });

  test('how long ago', () => {
    const ago = (span: number): string => formatAgo(now - span, now, reader);
    expect([-minutes(5), 30_000, minutes(2), minutes(200), minutes(60 * 24)].map(ago)).toEqual([
      'just now',
      'just now',
      '2 min ago',
      '3 h ago',
      'yesterday',
    ]);
  });

  test('the whole truth', () => {
    expect(formatExact(now, reader)).toBe('24 November 2026 at 09:45:13');
    expect(formatTimeOfDay(now, { ...reader, locale: 'en-US' })).toMatch(/^09:45\sAM$/);
  });
});

test('counts', () => {
  expect([0, 1, 1200].map((count) => formatCount(count, 'job', 'jobs', reader))).toEqual([
    '0 jobs',
    '1 job',
    '1,200 jobs',
  ]);
});
