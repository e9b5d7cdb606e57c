/** Follows the `_diag` log of the listener that runs: what it says where its console is silent or missing. */
import { join } from 'node:path';
import type { RunLog } from './diag-files.ts';
import { type Follower, followLog } from './follow.ts';
import type { LogEvent } from './log-event.ts';
import { createLogReader } from './log-reader.ts';

/** Read from its end first: the runner begins a new file beyond 8 MB (runner.md 7.1). */
const TAIL_BYTES = 4 * 1024 * 1024;

export interface ListenerLog {
  /** Reads what came to the log that is followed, and follows `log` from now on. */
  follow(log: RunLog): Promise<void>;
  catchUp(): Promise<void>;
  /** The name of the log that is followed. */
  readonly file: string | null;
  close(): void;
}

/**
 * @param folder `_diag`.
 * @param tell told of events, of the past all at once.
 */
export function createListenerLog(
  folder: string,
  tell: (events: readonly LogEvent[]) => void,
  onProblem: (why: string | null) => void,
): ListenerLog {
  let followed: { readonly file: string; readonly follower: Follower } | null = null;
  let reader = createLogReader('runner-diag');
  let closed = false;

  /** The last lines of a log that is no longer the newest. */
  const leave = async (): Promise<void> => {
    const old = followed;
    if (old === null) return;
    await old.follower.catchUp();
    if (!closed) tell(reader.flush());
    old.follower.close();
    onProblem(null);
    followed = null;
  };
  return {
    get file() {
      return followed?.file ?? null;
    },
    async follow({ name, hasHead }) {
      if (closed || followed?.file === name) return;
      await leave();
      // A log that goes on in a new file is read on; another listener's begins anew.
      if (hasHead) reader = createLogReader('runner-diag');
      let past: LogEvent[] | null = [];
      const follower = await followLog(join(folder, name), {
        from: { tailBytes: TAIL_BYTES },
        onChunk: (chunk) => {
          const events = reader.push(chunk);
          if (past === null) tell(events);
          else past.push(...events);
        },
        onReset: () => reader.reset(),
        onProblem,
      });
      followed = { file: name, follower };
      await follower.catchUp();
      const events = past;
      past = null;
      tell(events);
      if (closed) follower.close();
    },
    catchUp: async () => followed?.follower.catchUp(),
    close() {
      closed = true;
      followed?.follower.close();
    },
  };
}
