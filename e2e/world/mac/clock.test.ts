import { describe, expect, it, vi } from 'vitest';
import { createClock } from './clock.ts';

describe('the Mac’s clock', () => {
  it('goes faster by its speed, and stands still asleep', () => {
    vi.useFakeTimers();
    try {
      const clock = createClock(10);
      const seen: string[] = [];
      clock.after(10, () => seen.push('ten'));
      const cancel = clock.after(5, () => seen.push('never'));
      clock.after(1, () => seen.push('one'));
      cancel();
      vi.advanceTimersByTime(100);
      expect(seen).toEqual(['one']);
      expect(clock.now()).toBeCloseTo(1);
      clock.sleep();
      vi.advanceTimersByTime(60_000);
      expect(seen).toEqual(['one']);
      expect(clock.now()).toBeCloseTo(1);
      clock.wake();
      vi.advanceTimersByTime(899);
      expect(seen).toEqual(['one']);
      vi.advanceTimersByTime(2);
      expect(seen).toEqual(['one', 'ten']);
    } finally {
      vi.useRealTimers();
    }
  });
});
