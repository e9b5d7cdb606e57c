import { describe, expect, it } from 'vitest';
import { account } from './account.ts';

const succeeded = { kind: 'ended', result: 'Succeeded', endedAt: 90_000 } as const;

describe('an earlier job', () => {
  it('says how long it took, and without a known start only that it succeeded', () => {
    expect(account({ startedAt: 0, outcome: succeeded, steps: [] })).toBe('1 min 30 s');
    expect(account({ startedAt: null, outcome: succeeded, steps: [] })).toBe('succeeded');
  });
});
