import { describe, expect, test } from 'vitest';
import { aRunner, unknownRunner } from '../../e2e/specs/fixtures.ts';
import { diskSub, diskTone, memoryTone, shareSub, trailLabel } from './gauge-words.ts';

const GB = 1e9;
const disk = (availableBytes: number, totalBytes = 150 * GB) => ({ availableBytes, totalBytes });

describe('free disk', () => {
  test('is calm from 10 GB and 5 % on, a warning below, and almost full below 2 GB', () => {
    expect(diskTone(disk(10 * GB))).toBeNull();
    expect(diskTone(disk(9.9 * GB))).toBe('warning');
    expect(diskTone(disk(24 * GB, 494 * GB))).toBe('warning');
    expect(diskTone(disk(25 * GB, 494 * GB))).toBeNull();
    expect(diskTone(disk(1.9 * GB))).toBe('critical');
  });

  test('has a word for it', () => {
    expect([71, 9, 0.9].map((free) => diskSub(disk(free * GB)))).toEqual([
      'of 150 GB',
      'low on space',
      'almost full',
    ]);
  });
});

test('critical pressure is not the same as high pressure, and unknown is neither', () => {
  const tones = (['normal', 'warning', 'critical', null] as const).map((pressure) =>
    memoryTone({ totalBytes: 16, usedBytes: 8, swapUsedBytes: null, pressure }),
  );
  expect(tones).toEqual([null, 'warning', 'critical', null]);
});

test('where one runner is silent its share is unknown, not the runner', () => {
  expect(shareSub([aRunner(), unknownRunner], 10)).toBe('share unknown');
  expect(shareSub([], 10)).toBe(' ');
});

describe('a trail in words', () => {
  test('tells the stretch that was measured, not the one that would have room', () => {
    const values = [...Array<null>(56).fill(null), 69, 69, 69, 69];
    expect(trailLabel('Disk used', values, 30)).toBe('Disk used, last 2 min: steady at 69 %');
    expect(trailLabel('CPU', [...Array<number>(59).fill(5), 72], 30)).toBe(
      'CPU, last 30 min: between 5 % and 72 %',
    );
  });

  test('says that there is none yet', () => {
    expect(trailLabel('CPU', [null, null], 30)).toBe('CPU: no measurements yet');
  });
});
