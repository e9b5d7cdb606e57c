/** Several tasks at once, but not all of them. */

/** Runs the tasks, at most `limit` at a time; the answers stand in the order of the tasks. Rejects as a task does. */
export async function inParallel<T>(
  limit: number,
  tasks: readonly (() => Promise<T>)[],
): Promise<readonly T[]> {
  const answers: T[] = [];
  const waiting = tasks.entries();
  const work = async (): Promise<void> => {
    for (const [index, task] of waiting) answers[index] = await task();
  };
  await Promise.all(Array.from({ length: Math.min(limit, tasks.length) }, work));
  return answers;
}
