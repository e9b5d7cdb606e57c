/**
 * Follows what one runner writes: its console, its listener's `_diag` log where the console is silent or
 * missing (someone ran it by hand), and the Worker log of each job. Told by the file system, read by offset, from the end (issue: Read the logs).
 */
import { type FSWatcher, watch } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Instant } from '../../../shared/domain.ts';
import { type Follower, followLog } from './follow.ts';
import type { JobTracker } from './job-tracker.ts';
import type { LogEvent, LogKind, LogState } from './log-event.ts';
import { createLogReader } from './log-reader.ts';
import { foldLogState, initialLogState } from './log-state.ts';

/** Read from the end of a console log first; a 10 GB log costs no more than a small one. */
const TAIL_BYTES = 64 * 1024;
/** Read instead when that tells no state: a long time without a word, or one very long burst. */
const LONG_TAIL_BYTES = 4 * 1024 * 1024;
/** Worker logs of the past that are read at the start, newest first. */
const PAST_WORKER_LOGS = 12;
/** The runner starts a new `_diag` file beyond 8 MB (runner.md 7.1); more is not one of its logs. */
const MAX_WORKER_LOG_BYTES = 64 * 1024 * 1024;
const HEAD_BYTES = 64 * 1024;

export interface LogSources {
  /** Standard output and error of the service; empty when nothing starts it. May be the same file. */
  readonly console: readonly string[];
  /** `<runner>/_diag`. */
  readonly diag: string;
}

export interface RunnerLogs {
  /** The later of what the console and the listener's own log say. */
  readonly state: LogState;
  /** The console tells nothing of the listener that runs: read the listener's own log as well. */
  useListenerLog(): Promise<void>;
  /** Reads what is there and goes on following. Resolves when what is there has been read. */
  start(): Promise<void>;
  /** Reads what has come since, now; for moments when the process table knows more than the logs. */
  catchUp(): Promise<void>;
  close(): void;
}

/**
 * @param onChange told after each event or batch of events that has been folded.
 * @param onProblem told in words when a log cannot be read, and null when it can again.
 */
export function createRunnerLogs(options: {
  readonly sources: LogSources;
  readonly tracker: JobTracker;
  readonly now: () => Instant;
  readonly onChange: () => void;
  readonly onProblem: (why: string | null) => void;
}): RunnerLogs {
  const { sources, tracker, now } = options;
  const states: Record<StateSource, LogState> = {
    'runner-console': initialLogState('runner-console'),
    'runner-diag': initialLogState('runner-diag'),
  };
  let readsListenerLog = sources.console.length === 0;
  let closed = false;
  let consoles: Follower[] = [];
  let listenerLog: { readonly file: string; readonly follower: Follower } | null = null;
  let workerLog: { readonly file: string; readonly follower: Follower } | null = null;
  let folder: FSWatcher | null = null;
  let looking: Promise<void> | null = null;

  const fold = (source: StateSource, events: readonly LogEvent[]): void => {
    for (const event of events) {
      states[source] = foldLogState(source, states[source], event);
      tracker.onConsole(event, now());
    }
    if (events.length > 0) options.onChange();
  };

  async function openConsoles(tailBytes: number): Promise<readonly LogEvent[]> {
    const before: LogEvent[][] = [];
    let reading = true;
    consoles = await Promise.all(
      [...new Set(sources.console)].map(async (path) => {
        const reader = createLogReader('runner-console');
        const past: LogEvent[] = [];
        before.push(past);
        const take = (events: readonly LogEvent[]): void => {
          if (reading) past.push(...events);
          else fold('runner-console', events);
        };
        const follower = await followLog(path, {
          from: { tailBytes },
          onChunk: (chunk) => take(reader.push(chunk)),
          onReset: () => reader.reset(),
          onProblem: (why) => options.onProblem(why),
        });
        await follower.catchUp();
        return follower;
      }),
    );
    reading = false;
    return inOrder(before);
  }

  async function readConsoles(): Promise<void> {
    for (const bytes of [TAIL_BYTES, LONG_TAIL_BYTES]) {
      for (const follower of consoles) follower.close();
      const past = await openConsoles(bytes);
      const end = past.reduce<LogState>(
        (folded, event) => foldLogState('runner-console', folded, event),
        initialLogState('runner-console'),
      );
      if (end.state !== 'unknown' || bytes === LONG_TAIL_BYTES) return fold('runner-console', past);
    }
  }

  async function attachWorkerLog(file: string): Promise<void> {
    if (closed || workerLog?.file === file) return;
    workerLog?.follower.close();
    const reader = createLogReader('worker-diag');
    const follower = await followLog(join(sources.diag, file), {
      from: 'start',
      onChunk: (chunk) => tellWorker(file, reader.push(chunk)),
      onReset: () => reader.reset(),
      onProblem: (why) => options.onProblem(why),
    });
    workerLog = { file, follower };
    await follower.catchUp();
    if (closed) follower.close();
  }

  function tellWorker(file: string, events: readonly LogEvent[]): void {
    for (const event of events) tracker.onWorkerLog(file, event, now());
    if (events.length > 0) options.onChange();
  }

  async function attachListenerLog(file: string): Promise<void> {
    if (closed || listenerLog?.file === file) return;
    listenerLog?.follower.close();
    const reader = createLogReader('runner-diag');
    const past: LogEvent[] = [];
    let reading = true;
    const follower = await followLog(join(sources.diag, file), {
      from: { tailBytes: LONG_TAIL_BYTES },
      onChunk: (chunk) => {
        const events = reader.push(chunk);
        if (reading) past.push(...events);
        else fold('runner-diag', events);
      },
      onReset: () => reader.reset(),
      onProblem: (why) => options.onProblem(why),
    });
    listenerLog = { file, follower };
    await follower.catchUp();
    reading = false;
    fold('runner-diag', past);
    if (closed) follower.close();
  }

  /** Looks what there is in `_diag`; one look at a time, the last wish wins. */
  async function lookAtDiag(): Promise<void> {
    const before = looking;
    const mine = (async () => {
      await before;
      const files = await diagFiles(sources.diag);
      const newestWorker = files.workers.at(-1);
      if (newestWorker !== undefined) await attachWorkerLog(newestWorker);
      if (readsListenerLog) {
        const running = await newestRunLog(sources.diag, files.listeners);
        if (running !== null) await attachListenerLog(running);
      }
    })();
    looking = mine;
    await mine;
    if (looking === mine) looking = null;
  }

  function watchDiag(): void {
    if (closed || folder !== null) return;
    try {
      folder = watch(sources.diag, { persistent: false }, (_kind, name) => {
        const file = name?.toString() ?? '';
        const isNew = file !== workerLog?.file && file !== listenerLog?.file;
        if (
          isNew &&
          (file === '' || WORKER_LOG.test(file) || (LISTENER_LOG.test(file) && readsListenerLog))
        ) {
          void lookAtDiag();
        }
      });
      folder.on('error', () => {
        folder?.close();
        folder = null; // the folder went away; catchUp() sets a new watch when it is back
      });
    } catch {
      folder = null; // no `_diag` before the first start of a listener; catchUp() tries again
    }
  }

  return {
    get state() {
      const [console, own] = [states['runner-console'], states['runner-diag']];
      return (own.lastAt ?? -Infinity) > (console.lastAt ?? -Infinity) ? own : console;
    },
    useListenerLog: async () => {
      if (readsListenerLog) return;
      readsListenerLog = true;
      await lookAtDiag();
    },
    start: async () => {
      watchDiag();
      await readConsoles();
      const { workers } = await diagFiles(sources.diag);
      for (const file of workers.slice(-PAST_WORKER_LOGS, -1)) {
        if (closed) return;
        await readPastWorkerLog(join(sources.diag, file), (events) => tellWorker(file, events));
      }
      await lookAtDiag();
    },
    catchUp: async () => {
      watchDiag();
      await lookAtDiag();
      await Promise.all(
        [...consoles, listenerLog?.follower, workerLog?.follower]
          .filter((one) => one !== undefined)
          .map((one) => one.catchUp()),
      );
    },
    close: () => {
      closed = true;
      folder?.close();
      for (const follower of consoles) follower.close();
      listenerLog?.follower.close();
      workerLog?.follower.close();
    },
  };
}

type StateSource = Exclude<LogKind, 'worker-diag'>;
const WORKER_LOG = /^Worker_\d{8}-\d{6}-utc\.log$/;
const LISTENER_LOG = /^Runner_\d{8}-\d{6}-utc\.log$/;

/** `_diag`'s logs, oldest first (their names are times). An absent folder has none. */
async function diagFiles(
  folder: string,
): Promise<{ readonly workers: string[]; readonly listeners: string[] }> {
  const names = (await readdir(folder).catch((): string[] => [])).sort();
  return {
    workers: names.filter((name) => WORKER_LOG.test(name)),
    listeners: names.filter((name) => LISTENER_LOG.test(name)),
  };
}

/** The path of the newest `_diag` log of a kind; null when there is none. */
export async function newestDiagLog(
  folder: string,
  kind: 'runner-diag' | 'worker-diag',
): Promise<string | null> {
  const files = await diagFiles(folder);
  const name = kind === 'worker-diag' ? files.workers.at(-1) : await newestRunLog(folder, files.listeners);
  return name === null || name === undefined ? null : join(folder, name);
}

/** The newest log of a listener that runs: every other command of Runner.Listener opens one too (runner.md 0.9). */
async function newestRunLog(folder: string, files: readonly string[]): Promise<string | null> {
  for (const file of files.toReversed().slice(0, 8)) {
    const head = await readHead(join(folder, file));
    const isOther = head.includes("Command '") && !head.includes("Command 'run': 'True'");
    if (!isOther && head !== '') return file;
  }
  return null;
}

async function readHead(path: string): Promise<string> {
  const handle = await open(path, 'r').catch(() => null);
  if (handle === null) return ''; // gone since the folder was read
  try {
    const buffer = Buffer.alloc(HEAD_BYTES);
    const { bytesRead } = await handle.read(buffer, 0, HEAD_BYTES, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}

async function readPastWorkerLog(path: string, tell: (events: readonly LogEvent[]) => void): Promise<void> {
  const size = await stat(path).then(
    (info) => info.size,
    () => 0,
  );
  if (size === 0 || size > MAX_WORKER_LOG_BYTES) return;
  const reader = createLogReader('worker-diag');
  const follower = await followLog(path, {
    from: 'start',
    onChunk: (chunk) => tell(reader.push(chunk)),
    onReset: () => reader.reset(),
    onProblem: () => undefined, // an old log that cannot be read costs details of an old job, nothing more
  });
  await follower.catchUp();
  follower.close();
  tell(reader.flush());
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
