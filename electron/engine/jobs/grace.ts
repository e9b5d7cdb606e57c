/** How long the processes and the logs may disagree about a job before one of them is believed. */

/** From "Running job" to the Worker's first sight, and from its end to its last word: a loaded Mac takes its time. */
export const WORKER_GRACE_MS = 30_000;
/** How long the console may still confirm a result that the Worker has told. */
export const RESULT_GRACE_MS = 15_000;
