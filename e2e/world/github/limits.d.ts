/** The primary rate limit: so many counted requests in an hour, per person (github.md 2.7). */
import { type Answer } from './http.ts';
import type { Caller } from './access.ts';
import type { Clock } from './state.ts';
export interface Limits {
  headers(caller: Caller): Record<string, string>;
  /** One counted request; false when there is none left. */
  take(caller: Caller): boolean;
  refusal(caller: Caller): Answer;
  /** The body of GET /rate_limit. */
  overview(caller: Caller): unknown;
  /** Sets what a person has left; `login` null: who comes without a token. */
  set(
    login: string | null,
    change: {
      readonly limit?: number;
      readonly remaining: number;
    },
  ): void;
}
export declare function createLimits(clock: Clock): Limits;
