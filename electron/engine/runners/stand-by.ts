/** The wait of a stop for its job: until something changes, some time has passed, or it is taken back. */
import type { CommandPort } from './command-port.ts';

export interface StandBy {
  readonly cancelled: boolean;
  cancel(): void;
  /** Resolves at a change of the runner, after so many milliseconds, or when it is taken back. */
  changeOr(milliseconds: number): Promise<'over' | 'stopped'>;
}

export function createStandBy(port: Pick<CommandPort, 'onSettled' | 'wait'>): StandBy {
  let cancelled = false;
  let wake = (): void => undefined;
  return {
    get cancelled() {
      return cancelled;
    },
    cancel: () => {
      cancelled = true;
      wake();
    },
    changeOr: async (milliseconds) => {
      if (cancelled) return 'stopped';
      const woken = new Promise<'over'>((resolve) => {
        wake = () => resolve('over');
      });
      const stopListening = port.onSettled(() => wake());
      try {
        return await Promise.race([woken, port.wait(milliseconds)]);
      } finally {
        stopListening();
      }
    },
  };
}
