/** Watches the LaunchAgents folder, which may come later, go, or be exchanged. */
import { type FSWatcher, statSync, watch } from 'node:fs';

export interface AgentsWatch {
  /** Sets the watch where there is none (any more). True: it is new, so what is there may be too. */
  renew(): boolean;
  close(): void;
}

export function createAgentsWatch(folder: string, onChange: () => void): AgentsWatch {
  let watching: { readonly watcher: FSWatcher; readonly identity: string } | null = null;
  let closed = false;

  const drop = (): void => {
    watching?.watcher.close();
    watching = null;
  };
  return {
    renew: () => {
      const identity = identityOf(folder);
      if (closed || identity === watching?.identity) return false;
      drop();
      if (identity === null) return false;
      try {
        const watcher = watch(folder, { persistent: false }, onChange);
        watcher.on('error', drop); // the next renewal sets it anew
        watching = { watcher, identity };
        return true;
      } catch {
        return false; // gone again, or watches are used up: the next renewal tries again
      }
    },
    close: () => {
      closed = true;
      drop();
    },
  };
}

/** Null: there is no such folder. */
function identityOf(folder: string): string | null {
  try {
    const info = statSync(folder);
    return `${info.dev}:${info.ino}`;
  } catch {
    return null; // missing, or not ours to look at: there is nothing to watch, and the next renewal asks again
  }
}
