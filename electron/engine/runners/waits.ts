/** The waits of commands, which end with the engine. */
export interface Waits {
  /** Resolves after so many milliseconds, or as `stopped` at once when the engine has ended. */
  wait(milliseconds: number): Promise<'over' | 'stopped'>;
  stop(): void;
}

export function createWaits(): Waits {
  const running = new Set<() => void>();
  let stopped = false;
  return {
    wait: (milliseconds) => {
      if (stopped) return Promise.resolve('stopped');
      return new Promise((resolve) => {
        const end = (how: 'over' | 'stopped'): void => {
          clearTimeout(timer);
          running.delete(cut);
          resolve(how);
        };
        const cut = (): void => end('stopped');
        const timer = setTimeout(() => end('over'), milliseconds);
        timer.unref();
        running.add(cut);
      });
    },
    stop: () => {
      stopped = true;
      for (const cut of running) cut();
    },
  };
}
