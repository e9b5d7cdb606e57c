/** Follows what a service writes to its standard output and error, from the end. */
import { type Follower, followLog } from './follow.ts';
import type { LogEvent } from './log-event.ts';
import { createLogReader } from './log-reader.ts';
import { foldLogState, initialLogState } from './log-state.ts';

/** Read from the end of a console log first; a 10 GB log costs no more than a small one. */
const TAIL_BYTES = 32 * 1024;
/** Read instead when that tells no state: a long time without a word, or one very long burst. */
const LONG_TAIL_BYTES = 4 * 1024 * 1024;

export interface ConsoleLogs {
  /** Reads the end of what is there, tells it in one go, and goes on following. */
  start(): Promise<void>;
  catchUp(): Promise<void>;
  close(): void;
}

/** @param paths may hold one path twice: standard output and error are often one file. */
export function createConsoleLogs(
  paths: readonly string[],
  listener: {
    readonly tell: (events: readonly LogEvent[]) => void;
    /** A log has lost its name. Its writer may or may not write on there. */
    readonly onMoved: () => void;
    readonly onProblem: (path: string, why: string | null) => void;
  },
): ConsoleLogs {
  let followers: readonly Follower[] = [];
  let closed = false;

  /** Gives the events of the past; later ones are told. */
  async function open(tailBytes: number): Promise<readonly LogEvent[]> {
    const before: LogEvent[][] = [];
    let reading = true;
    followers = await Promise.all(
      [...new Set(paths)].map(async (path) => {
        const reader = createLogReader('runner-console');
        const past: LogEvent[] = [];
        before.push(past);
        const follower = await followLog(path, {
          from: { tailBytes },
          onChunk: (chunk) => {
            const events = reader.push(chunk);
            if (reading) past.push(...events);
            else listener.tell(events);
          },
          onReset: () => reader.reset(),
          onMoved: listener.onMoved,
          onProblem: (why) => listener.onProblem(path, why),
        });
        await follower.catchUp();
        if (closed) follower.close();
        return follower;
      }),
    );
    reading = false;
    return inOrder(before);
  }
  const closeAll = (): void => {
    for (const follower of followers) follower.close();
  };
  return {
    async start() {
      for (const bytes of [TAIL_BYTES, LONG_TAIL_BYTES]) {
        closeAll();
        const past = await open(bytes);
        const end = past.reduce(
          (folded, event) => foldLogState('runner-console', folded, event),
          initialLogState('runner-console'),
        );
        if (end.state !== 'unknown' || bytes === LONG_TAIL_BYTES) return listener.tell(past);
      }
    },
    catchUp: async () => {
      await Promise.all(followers.map((follower) => follower.catchUp()));
    },
    close() {
      closed = true;
      closeAll();
    },
  };
}

/** Events of several files in the order of their times; those without one stay behind the one before them. */
function inOrder(files: readonly (readonly LogEvent[])[]): readonly LogEvent[] {
  const timed = files.flatMap((events) => {
    let last = -Infinity;
    return events.map((event) => {
      last = event.at ?? last;
      return { event, time: last };
    });
  });
  return timed.sort((a, b) => a.time - b.time).map(({ event }) => event);
}
