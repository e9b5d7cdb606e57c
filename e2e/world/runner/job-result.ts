/** Results in the runner's words and numbers; the Worker's exit code is 100 + the number (runner.md 4.1). */

export const jobResults = [
  'Succeeded',
  'SucceededWithIssues',
  'Failed',
  'Canceled',
  'Skipped',
  'Abandoned',
] as const;
export type JobResult = (typeof jobResults)[number];

/** The result's exit code: 100 for Succeeded … 105 for Abandoned. */
export function exitCodeOf(result: JobResult): number {
  return 100 + jobResults.indexOf(result);
}

/** The result an exit code stands for; `Failed` for a code that stands for none, as for a Worker that crashed. */
export function resultOfExitCode(code: number | null): JobResult {
  return (code === null ? undefined : jobResults[code - 100]) ?? 'Failed';
}

/** Whether `text` is one of the six words. */
export function isJobResult(text: string | null): text is JobResult {
  return jobResults.some((result) => result === text);
}
