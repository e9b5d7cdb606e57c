/** One thing after the other, in the order asked: GitHub wants requests in series (github.md 2.7). */
export interface Series {
  /** Gives what `act` gives, once all before it have ended. */
  run<T>(act: () => Promise<T>): Promise<T>;
}

export function createSeries(): Series {
  let tail: Promise<unknown> = Promise.resolve();
  return {
    run: (act) => {
      const mine = tail.then(act);
      // Whoever asked hears of a failure; those behind only need to know that it is over.
      tail = mine.catch(() => undefined);
      return mine;
    },
  };
}
