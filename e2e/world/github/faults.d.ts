/** What goes wrong on demand. The first fault that matches a request is used. */
import { type Answer, type Ask } from './http.ts';
/** `path`: the start of a path, or a pattern; left out: all of the REST API. `times`: then it is over. */
export type Fault = {
  readonly path?: string | RegExp;
  readonly times?: number;
} & (
  | {
      readonly kind: 'slow';
      readonly ms: number;
    }
  | {
      readonly kind: 'failing';
      readonly status: 500 | 502 | 503 | 504;
    }
  | {
      readonly kind: 'primary-limit';
      readonly seconds: number;
    }
  | {
      readonly kind: 'secondary-limit';
      readonly retryAfter: number;
      readonly status?: 403 | 429;
    }
  | {
      readonly kind: 'sso';
      readonly organization: string;
    }
  | {
      readonly kind: 'missing-permission';
      readonly accepted: string;
    }
  | {
      readonly kind: 'bad-credentials';
    }
  | {
      readonly kind: 'not-found';
    }
  | {
      readonly kind: 'html';
      readonly status: number;
    }
  | {
      readonly kind: 'hang';
    }
  | {
      readonly kind: 'reset';
    }
);
/** What is to be done instead of the usual answer. */
export type Effect =
  | {
      readonly kind: 'answer';
      readonly answer: Answer;
    }
  | {
      readonly kind: 'wait';
      readonly ms: number;
    }
  | {
      readonly kind: 'hang';
    }
  | {
      readonly kind: 'reset';
    };
export interface Faults {
  /** Gives the way to take it back. */
  add(fault: Fault): () => void;
  clear(): void;
  effect(ask: Ask, now: number): Effect | null;
}
export declare function createFaults(): Faults;
