import { describe, expect, it } from 'vitest';
import { median } from './usual-time.ts';

describe('median', () => {
  it('is the middle, or the mean of the middle two', () => {
    expect(median([5, 1, 3])).toBe(3);
    expect(median([4, 1, 3, 2])).toBe(2.5);
  });
});
