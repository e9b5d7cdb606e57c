/** How long to wait before GitHub is asked again. Pure, so that it can be tested by rule. */
import type { Instant } from '../../../shared/domain.ts';
import type { Attention } from '../pace.ts';
import type { Rate } from './api.ts';
import type { ProblemKind } from './problem.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/**
 * github.md 2.10, but slower at rest: seven minutes keep even answers without an ETag below ten an hour,
 * and the Mac's own processes tell the state sooner anyway.
 */
export const PERIODS: Readonly<Record<Attention, number>> = {
  'view-open': 15 * SECOND,
  'job-active': 15 * SECOND,
  idle: 7 * MINUTE,
};
const LONGEST_BACK_OFF = 15 * MINUTE;
const SCARCE = 0.2;
const NEARLY_NOTHING = 0.05;

/** How the last question ended. */
export type Last =
  | { readonly kind: 'never' }
  | { readonly kind: 'answered' }
  | { readonly kind: 'no-login' }
  /** `failures`: in a row, this one counted. */
  | {
      readonly kind: 'problem';
      readonly problem: ProblemKind;
      readonly failures: number;
      readonly retryAt: Instant | null;
    };

/**
 * Milliseconds from the last question to the next.
 * @param chance 0..1, drawn once per question: the jitter that keeps several Macs from asking in step.
 */
export function waitAfter(
  last: Last,
  lastAt: Instant,
  attention: Attention,
  rate: Rate | null,
  chance: number,
): number {
  const period = stretched(PERIODS[attention], rate);
  switch (last.kind) {
    case 'never':
      return 0;
    case 'answered':
      return period;
    case 'no-login':
      return attention === 'idle' ? period : Math.max(period, MINUTE);
    case 'problem': {
      const jitter = 0.75 + chance / 2;
      const wait = jitter * backOff(last.problem, last.failures);
      return Math.max(period, wait, last.retryAt === null ? 0 : last.retryAt - lastAt);
    }
  }
}

/** Less often when little of the shared limit is left. */
function stretched(period: number, rate: Rate | null): number {
  const left = rate === null ? 1 : rate.remaining / rate.limit;
  if (left < NEARLY_NOTHING) return Math.max(period * 4, 10 * MINUTE);
  return left < SCARCE ? Math.max(period * 4, MINUTE) : period;
}

function backOff(problem: ProblemKind, failures: number): number {
  switch (problem) {
    case 'server-trouble':
    case 'timed-out':
    case 'unreachable':
    case 'odd-answer':
    case 'limit-used-up':
    case 'asked-to-slow-down':
      return Math.min(LONGEST_BACK_OFF, 10 * SECOND * 2 ** Math.min(failures, 10));
    // A person has to act: asking again soon changes nothing.
    case 'login-refused':
    case 'sign-on-needed':
    case 'no-permission':
    case 'not-found':
    case 'refused':
      return Math.min(LONGEST_BACK_OFF, 5 * MINUTE * 2 ** Math.min(failures - 1, 5));
  }
}
