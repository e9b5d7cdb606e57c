import { describe, expect, it } from 'vitest';
import { progressText } from './operation-words.ts';

describe('how far a step is', () => {
  it('is told in its unit, with the whole where that is known', () => {
    expect(progressText({ done: 82_400_000, total: 203_000_000, unit: 'bytes' })).toBe('82 MB of 203 MB');
    expect(progressText({ done: 1_500_000, total: null, unit: 'bytes' })).toBe('1.5 MB');
    expect(progressText({ done: 3, total: 12, unit: 'items' })).toBe('3 of 12');
    expect(progressText({ done: 3, total: null, unit: 'items' })).toBe('3');
  });
});
