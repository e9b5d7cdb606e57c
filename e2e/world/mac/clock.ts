/** The world's pace: every waiting time of the Mac is divided by `speed`, and stands still while the Mac sleeps. */

export interface Clock {
  /** Runs `task` after so many of the Mac's seconds. Gives what cancels it. */
  after(seconds: number, task: () => void): () => void;
  /** The Mac's seconds since the world began, sleep not counted. */
  now(): number;
  sleep(): void;
  wake(): void;
}

interface Waiting {
  readonly due: number;
  readonly task: () => void;
  timer: NodeJS.Timeout | null;
}

/** `speed`: how many of the Mac's seconds pass in one real second. */
export function createClock(speed: number): Clock {
  const waiting = new Set<Waiting>();
  let startedAt = performance.now();
  let before = 0;
  let asleep = false;
  const now = (): number => (asleep ? before : before + ((performance.now() - startedAt) / 1000) * speed);
  const arm = (entry: Waiting): void => {
    entry.timer = setTimeout(
      () => {
        waiting.delete(entry);
        entry.task();
      },
      Math.max(0, ((entry.due - now()) / speed) * 1000),
    );
  };
  return {
    now,
    after: (seconds, task) => {
      const entry: Waiting = { due: now() + seconds, task, timer: null };
      waiting.add(entry);
      if (!asleep) arm(entry);
      return () => {
        clearTimeout(entry.timer ?? undefined);
        waiting.delete(entry);
      };
    },
    sleep: () => {
      if (asleep) return;
      before = now();
      asleep = true;
      for (const entry of waiting) clearTimeout(entry.timer ?? undefined);
    },
    wake: () => {
      if (!asleep) return;
      startedAt = performance.now();
      asleep = false;
      for (const entry of waiting) arm(entry);
    },
  };
}
