/**
 * Follows what one runner writes: its console, its listener's `_diag` log where the console is silent or
 * missing (someone ran it by hand), and the Worker log of each job. Told by the file system, read by offset,
 * from the end (issue: Read the logs).
 */
import { type FSWatcher, watch } from 'node:fs';
import type { Instant } from '../../../shared/domain.ts';
import { createConsoleLogs } from './console-logs.ts';
import { diagFiles, isDiagLog, newestRunLog } from './diag-files.ts';
import type { JobTracker } from './job-tracker.ts';
import { createListenerLog } from './listener-log.ts';
import type { LogEvent, LogKind, LogState } from './log-event.ts';
import { foldLogState, initialLogState } from './log-state.ts';
import { createWorkerLogs } from './worker-logs.ts';

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
 * Nothing of it rejects for the files' sake.
 * @param onChange told after each event or batch of events that has been folded.
 * @param onProblem told in words when a log cannot be read, and null when all can again.
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
  let folder: FSWatcher | null = null;
  let looking: Promise<void> = Promise.resolve();
  const problem = problemsOf(options.onProblem);

  const fold = (source: StateSource, events: readonly LogEvent[]): void => {
    for (const event of events) {
      states[source] = foldLogState(source, states[source], event);
      tracker.onConsole(event, now());
    }
    if (events.length > 0) options.onChange();
  };
  const consoles = createConsoleLogs(sources.console, {
    tell: (events) => fold('runner-console', events),
    // Where its writer goes on, one cannot tell for sure; its own log tells all that it does.
    onMoved: () => void useListenerLog(),
    onProblem: problem,
  });
  const listenerLog = createListenerLog(
    sources.diag,
    (events) => fold('runner-diag', events),
    (why) => problem('listener', why),
  );
  const workerLogs = createWorkerLogs(
    sources.diag,
    (file, events) => {
      for (const event of events) tracker.onWorkerLog(file, event, now());
      if (events.length > 0) options.onChange();
    },
    (why) => problem('worker', why),
  );

  async function look(): Promise<void> {
    if (closed) return;
    const files = await diagFiles(sources.diag);
    problem('folder', files.problem);
    await workerLogs.follow(files.workers);
    if (!readsListenerLog) return;
    const running = await newestRunLog(sources.diag, files.listeners);
    if (running !== null) await listenerLog.follow(running);
  }
  /** Looks what there is in `_diag`, one look at a time. */
  function lookAtDiag(): Promise<void> {
    // A look that failed has told whoever waited for it; the next one looks anew.
    looking = looking.then(look, look);
    return looking;
  }
  async function useListenerLog(): Promise<void> {
    if (readsListenerLog) return;
    readsListenerLog = true;
    await lookAtDiag();
  }

  function watchDiag(): void {
    if (closed || folder !== null) return;
    try {
      folder = watch(sources.diag, { persistent: false }, (_kind, name) => {
        const file = name?.toString() ?? '';
        if (file === workerLogs.file || file === listenerLog.file) return;
        const matters =
          file === '' ||
          isDiagLog('worker-diag', file) ||
          (readsListenerLog && isDiagLog('runner-diag', file));
        if (matters) void lookAtDiag();
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
    useListenerLog,
    start: async () => {
      watchDiag();
      await consoles.start();
      await lookAtDiag();
    },
    catchUp: async () => {
      watchDiag();
      await lookAtDiag();
      await Promise.all([consoles.catchUp(), listenerLog.catchUp(), workerLogs.catchUp()]);
    },
    close: () => {
      closed = true;
      folder?.close();
      consoles.close();
      listenerLog.close();
      workerLogs.close();
    },
  };
}

type StateSource = Exclude<LogKind, 'worker-diag'>;

/** One problem of several sources: the first that has one, null when none has. */
function problemsOf(tell: (why: string | null) => void): (source: string, why: string | null) => void {
  const problems = new Map<string, string>();
  let told: string | null = null;
  return (source, why) => {
    if (why === null) problems.delete(source);
    else problems.set(source, why);
    const first = problems.values().next().value ?? null;
    if (first === told) return;
    told = first;
    tell(first);
  };
}
