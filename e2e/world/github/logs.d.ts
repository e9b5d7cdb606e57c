/** The log of an ended job, behind an address that is good for one minute. */
import type { Answer, Ask } from './http.ts';
import type { Job } from './model.ts';
import type { State } from './state.ts';
interface LogStore {
  /** A fresh address for this job's log. */
  address(origin: string, job: Job): string;
  /** null: not one of these addresses. */
  serve(ask: Ask): Answer | null;
}
/** The log store of this world. */
export declare function jobLog(state: State): LogStore;
export {};
