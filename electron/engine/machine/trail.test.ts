import { describe, expect, it } from 'vitest';
import { NOW } from '../testing/samples.ts';
import { BUCKET_SECONDS } from './series.ts';
import { createTrail } from './trail.ts';

const BUCKET = BUCKET_SECONDS * 1000;
const at = 1000 * BUCKET;
const NOTHING = { cpu: null, memory: null, swap: null, disk: null, network: null };

describe('the trail of the Mac', () => {
  it('tells CPU, memory and used disk in percent, swap in bytes and network in bytes a second', () => {
    const trail = createTrail();
    const reading = { at, holdMs: 0 };
    trail.add({
      cpu: { ...reading, value: { percent: 20, kinds: [] } },
      memory: { ...reading, value: { totalBytes: 200, usedBytes: 50 } },
      swap: { ...reading, value: 7 },
      disk: { ...reading, value: { totalBytes: 1000, availableBytes: 250 } },
      network: { ...reading, value: { receivedPerSecond: 5, sentPerSecond: 6 } },
    });
    trail.add(NOTHING);
    const shown = { endsAt: NOW, stepSeconds: BUCKET_SECONDS, cpu: [20], memory: [25], disk: [75] };
    expect(trail.shown(1, { steady: at, wall: NOW })).toEqual(shown);
    expect(trail.full(1, { steady: at, wall: NOW })).toEqual({
      of: 'machine',
      ...shown,
      swapUsedBytes: [7],
      receivedPerSecond: [5],
      sentPerSecond: [6],
    });
  });

  it('knows no share of a whole that is nothing', () => {
    const trail = createTrail();
    trail.add({ ...NOTHING, memory: { at, holdMs: 0, value: { totalBytes: 0, usedBytes: 0 } } });
    expect(trail.shown(1, { steady: at, wall: NOW }).memory).toEqual([null]);
  });
});
