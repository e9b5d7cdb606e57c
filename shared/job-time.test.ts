import { describe, expect, it } from 'vitest';
import { byNewest, jobDuration, jobEnd } from './job-time.ts';

const ended = { kind: 'ended', result: 'Succeeded', endedAt: 60_000 } as const;

describe('a job’s times', () => {
  it('give its duration only where both ends are known: unknown is never 0 s', () => {
    expect(jobDuration({ startedAt: 20_000, outcome: ended })).toBe(40_000);
    expect(jobDuration({ startedAt: null, outcome: ended })).toBeNull();
    expect(jobDuration({ startedAt: 20_000, outcome: { kind: 'lost', noticedAt: 60_000 } })).toBeNull();
    expect(jobDuration({ startedAt: 20_000, outcome: { kind: 'running' } })).toBeNull();
    expect(jobEnd({ outcome: { kind: 'running' } })).toBeNull();
  });

  it('put the newest first, also one of which only the end is known', () => {
    const jobs = [
      { startedAt: 10_000, outcome: ended },
      { startedAt: null, outcome: ended },
      { startedAt: 70_000, outcome: { kind: 'running' } as const },
    ];
    expect(jobs.sort(byNewest).map(({ startedAt }) => startedAt)).toEqual([70_000, null, 10_000]);
  });
});
