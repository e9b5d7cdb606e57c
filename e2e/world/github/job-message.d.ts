/** The message that a runner gets for a job it took: the shape of a Worker log's JSON (runner.md 7.4). */
import type { Agent, Job, Run } from './model.ts';
import type { State } from './state.ts';
/**
 * @returns JSON text, because numbers in `contextData` carry a `.0` as the real ones do.
 * `script` is the world's own field: what the steps shall do.
 */
export declare function jobMessage(state: State, job: Job, run: Run, agent: Agent): string;
