/**
 * Writes many files at a time: each in its order, and none waits for another's small steps. What waits in memory and
 * how many files are open is bounded, as long as the caller heeds `isFull`.
 */
import { close, constants, open, write } from 'node:fs';

/** One file. Nothing is given back: what goes wrong stands in `problem`. */
export interface OpenFile {
  write(bytes: Uint8Array): void;
  end(): void;
}

export interface FileWriters {
  /**
   * Makes a file that must not be there yet; never through a link.
   * @param ready resolves when its folder is there; null: it is.
   */
  begin(path: string, mode: number, ready: Promise<void> | null): OpenFile;
  /** Counts something else that is under way, and whose failure is a problem here too. */
  follow(work: Promise<void>): void;
  isFull(): boolean;
  /** Resolves when there is room again, or a problem. */
  room(): Promise<void>;
  /** Resolves when nothing is under way any more. */
  settled(): Promise<void>;
  /** The first thing that went wrong; null: nothing. */
  problem(): unknown;
  /** Ends every file where it stands, and writes nothing more. */
  stop(): void;
}

const MOST_OPEN = 16;
const MOST_BYTES = 2 * 1024 * 1024;
/** Also a link that somebody put there meanwhile is refused, and a file that is there is never written into. */
const FLAGS = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

interface Job {
  readonly path: string;
  readonly mode: number;
  readonly ready: Promise<void> | null;
  readonly waiting: Uint8Array[];
  handle: number | null;
  busy: boolean;
  ended: boolean;
}

export function createFileWriters(): FileWriters {
  const queue: Job[] = [];
  const running = new Set<Job>();
  let following = 0;
  let bytes = 0;
  let problem: unknown = null;
  let listeners: (() => void)[] = [];

  const isFull = (): boolean => bytes >= MOST_BYTES || queue.length > 0;
  const changed = (): void => {
    const told = listeners;
    listeners = [];
    for (const listener of told) listener();
  };
  const until = async (isSo: () => boolean): Promise<void> => {
    while (!isSo()) await new Promise<void>((resolve) => listeners.push(resolve));
  };
  /** Every file ends where it stands; those that were not begun are never made. */
  const failed = (error: unknown): void => {
    problem ??= error;
    queue.length = 0;
    for (const job of running) {
      for (const chunk of job.waiting.splice(0)) bytes -= chunk.length;
      job.ended = true;
      if (!job.busy) goOn(job);
    }
    changed();
  };

  const start = (job: Job): void => {
    running.add(job);
    job.busy = true;
    const begin = (): void =>
      open(job.path, FLAGS, job.mode, (error, handle) => {
        if (error === null) job.handle = handle;
        else failed(error);
        goOn(job);
      });
    if (job.ready === null) begin();
    else
      job.ready.then(begin, (error: unknown) => {
        failed(error);
        goOn(job);
      });
  };
  const goOn = (job: Job): void => {
    job.busy = false;
    const chunk = job.handle === null ? undefined : job.waiting.shift();
    if (chunk !== undefined && job.handle !== null) step(job, job.handle, chunk);
    else if (job.ended) finish(job);
  };
  const step = (job: Job, handle: number, chunk: Uint8Array): void => {
    job.busy = true;
    write(handle, chunk, 0, chunk.length, null, (error, written) => {
      bytes -= error === null ? written : chunk.length;
      if (error !== null) failed(error);
      // A disk that is filling up may take a part; the next write then says so.
      else if (written < chunk.length) {
        if (problem === null) job.waiting.unshift(chunk.subarray(written));
        else bytes -= chunk.length - written;
      }
      goOn(job);
      changed();
    });
  };
  const finish = (job: Job): void => {
    job.busy = true;
    const over = (error: unknown): void => {
      if (error !== null && error !== undefined) failed(error);
      running.delete(job);
      const waiting = queue.shift();
      if (waiting !== undefined) start(waiting);
      changed();
    };
    if (job.handle === null) over(null);
    else close(job.handle, over);
  };

  return {
    begin: (path, mode, ready) => {
      const job: Job = { path, mode, ready, waiting: [], handle: null, busy: false, ended: false };
      if (running.size < MOST_OPEN) start(job);
      else queue.push(job);
      return {
        write: (chunk) => {
          if (problem !== null || chunk.length === 0) return;
          bytes += chunk.length;
          job.waiting.push(chunk);
          if (running.has(job) && !job.busy) goOn(job);
        },
        end: () => {
          job.ended = true;
          if (running.has(job) && !job.busy) goOn(job);
        },
      };
    },
    follow: (work) => {
      following += 1;
      void work.catch(failed).finally(() => {
        following -= 1;
        changed();
      });
    },
    isFull,
    room: () => until(() => !isFull() || problem !== null),
    settled: () => until(() => running.size === 0 && queue.length === 0 && following === 0),
    problem: () => problem,
    stop: () => failed(new Error('stopped')),
  };
}
