import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KeepAliveCondition } from './job-plist.ts';
import { keepsAlive } from './keep-alive.ts';
import type { Ending } from './keep-alive.ts';

const around = {
  pathExists: (path: string) => path === '/there',
  jobLoaded: (label: string) => label === 'up',
};

const condition: fc.Arbitrary<KeepAliveCondition> = fc.oneof(
  fc.record({ kind: fc.constant('successful-exit' as const), value: fc.boolean() }),
  fc.record({ kind: fc.constant('crashed' as const), value: fc.boolean() }),
  fc.record({
    kind: fc.constant('path-state' as const),
    path: fc.constantFrom('/there', '/gone'),
    value: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('other-job-enabled' as const),
    label: fc.constantFrom('up', 'down'),
    value: fc.boolean(),
  }),
);
const ending: fc.Arbitrary<Ending | null> = fc.oneof(
  fc.constant(null),
  fc.record({ kind: fc.constant('exit' as const), code: fc.nat(255) }),
  fc.record({
    kind: fc.constant('signal' as const),
    signal: fc.constantFrom<NodeJS.Signals[]>('SIGTERM', 'SIGKILL', 'SIGSEGV', 'SIGABRT'),
  }),
  fc.constant<Ending>({ kind: 'not-started' }),
);

describe('KeepAlive', () => {
  it('is true when any one condition is, for every ending', () => {
    fc.assert(
      fc.property(fc.array(condition), ending, (conditions, last) => {
        const one = (single: KeepAliveCondition): boolean =>
          keepsAlive({ kind: 'conditions', conditions: [single] }, last, around);
        expect(keepsAlive({ kind: 'conditions', conditions }, last, around)).toBe(conditions.some(one));
      }),
    );
  });

  it('always restarts with {SuccessfulExit: false, Crashed: false}, once a process has ended (macos.md 2.3)', () => {
    fc.assert(
      fc.property(ending, (last) => {
        const conditions: KeepAliveCondition[] = [
          { kind: 'successful-exit', value: false },
          { kind: 'crashed', value: false },
        ];
        expect(keepsAlive({ kind: 'conditions', conditions }, last, around)).toBe(last !== null);
      }),
    );
  });

  it('has no opinion before a process has ended, but a path may', () => {
    const after = (single: KeepAliveCondition): boolean =>
      keepsAlive({ kind: 'conditions', conditions: [single] }, null, around);
    expect(after({ kind: 'successful-exit', value: false })).toBe(false);
    expect(after({ kind: 'crashed', value: false })).toBe(false);
    expect(after({ kind: 'path-state', path: '/there', value: true })).toBe(true);
    expect(after({ kind: 'path-state', path: '/gone', value: true })).toBe(false);
  });
});
