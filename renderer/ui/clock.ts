/** One clock for the whole view: it ticks once a second, and only while somebody looks. */
import { useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | null = null;

function tick(): void {
  now = Date.now();
  for (const listener of listeners) listener();
}

function windOrStop(): void {
  const wanted = listeners.size > 0 && document.visibilityState === 'visible';
  if (wanted && timer === null) {
    timer = setInterval(tick, 1000);
    tick();
  } else if (!wanted && timer !== null) {
    clearInterval(timer);
    timer = null;
  }
}

function listen(listener: () => void): () => void {
  if (listeners.size === 0) document.addEventListener('visibilitychange', windOrStop);
  listeners.add(listener);
  windOrStop();
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) document.removeEventListener('visibilitychange', windOrStop);
    windOrStop();
  };
}

const current = (): number => {
  // A stopped clock would let a reopened popover start in the past; whole seconds keep one rendering consistent.
  if (timer === null && Date.now() - now >= 1000) now = Date.now();
  return now;
};

/** Milliseconds since 1970, renewed every second while the view is visible. */
export function useNow(): number {
  return useSyncExternalStore(listen, current);
}

const minute = (): number => Math.floor(current() / 60_000) * 60_000;

/** The start of the current minute, for texts such as `2 min ago` that need no finer clock. */
export function useMinute(): number {
  return useSyncExternalStore(listen, minute);
}
