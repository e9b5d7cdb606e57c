import { describe, expect, it } from 'vitest';
import { problemOf } from './problem.ts';

const NOW = Date.UTC(2026, 7, 20, 7, 0, 0);
/** GitHub's clock goes five minutes ahead of this Mac's. */
const DATE = new Date(NOW + 300_000).toUTCString();
const RESET = String((NOW + 300_000 + 40 * 60_000) / 1000);
const ASKED = { subject: 'acme/rocket', host: 'github.com', way: 'gh' } as const;
const wait = (status: number, headers: Record<string, string>, said: string | null = null): number | null => {
  const { retryAt } = problemOf({ status, headers, said }, ASKED, NOW);
  return retryAt === null ? null : retryAt - NOW;
};

describe('how long GitHub wants to be left alone', () => {
  it('is what retry-after says', () => {
    expect(wait(429, { 'retry-after': '120', date: DATE, 'x-ratelimit-reset': RESET })).toBe(120_000);
    const until = new Date(NOW + 300_000 + 90_000).toUTCString();
    expect(wait(403, { 'retry-after': until, date: DATE })).toBe(90_000);
  });

  it('is a minute at least for the secondary limit while the hourly one is not used up', () => {
    const headers = { date: DATE, 'x-ratelimit-remaining': '4321', 'x-ratelimit-reset': RESET };
    expect(wait(403, headers, 'You have exceeded a secondary rate limit.')).toBe(60_000);
    expect(wait(429, headers)).toBe(60_000);
  });

  it('is until the hourly limit starts anew, by GitHub’s clock, else by this Mac’s', () => {
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': RESET };
    expect(wait(403, { ...headers, date: DATE })).toBe(40 * 60_000);
    expect(wait(429, { ...headers, date: DATE })).toBe(40 * 60_000);
    expect(wait(403, headers)).toBe(45 * 60_000);
  });

  it('is never longer than six hours, never less than a second', () => {
    expect(wait(429, { 'retry-after': '999999' })).toBe(6 * 3_600_000);
    expect(wait(429, { 'retry-after': '0' })).toBe(1000);
  });

  it('is not said where a person has to act', () => {
    for (const status of [401, 403, 404, 422, 500]) expect(wait(status, {})).toBeNull();
  });
});
