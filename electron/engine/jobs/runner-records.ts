/** Records of a listener's `_diag` log to events (runner.md 7.3). An `ERR` record by itself means nothing. */
import type { Instant } from '../../../shared/domain.ts';
import { createConsoleInterpreter, type ConsoleInterpreter } from './console-line.ts';
import { conflict, isConflict } from './console-timed.ts';
import type { Life, LogEvent } from './log-event.ts';
import type { DiagRecord } from './record.ts';
import type { RecordPattern } from './record-scan.ts';
import { withoutSecrets } from './without-secrets.ts';

/** A heartbeat within this time of the one before tells nothing new. */
export const HEARTBEAT_MS = 10_000;

/** What matters in a Runner log: any other record tells of life at most. */
export const RUNNER_RECORDS: readonly RecordPattern[] = [
  { source: 'JobDispatcher', begins: 'Successfully renew job' },
  { source: 'GitHubActionsService', begins: 'GET request to ' },
  { source: 'JobDispatcher', begins: 'Start renew job request' },
  ...['ProcessInvokerWrapper', 'ProcessInvoker'].flatMap((source) => [
    { source, begins: '  File name: ' },
    { source, begins: 'Process started with process id' },
    { source, begins: 'Finished process ' },
  ]),
  { source: 'Terminal', begins: 'WRITE LINE: ' },
  { source: 'Terminal', begins: 'WRITE ERROR: ' },
  ...['MessageListener', 'BrokerMessageListener'].flatMap((source) => [
    { source, begins: 'Attempt to create session' },
    // An exception by its whole name, such as TaskAgentSessionConflictException.
    { source, begins: 'GitHub.' },
  ]),
  { source: 'Listener', begins: 'Version: ' },
  { source: 'Listener', begins: 'Runner execution has finished' },
  { source: 'CommandSettings', begins: "Command 'configure': 'True'" },
  { source: 'CommandLineParser', begins: "Command 'configure': 'True'" },
];
/** The first of all are lock renewals: signs of life and nothing else. */
export const AFTER_RENEWALS = 1;
/** Then an address, which names the version. */
export const ADDRESS = 1;
/** Then what a Worker's process does for a job; from here on, what the listener says by itself. */
export const LISTENER_RECORDS = RUNNER_RECORDS.findIndex(({ source }) => source === 'Terminal');

interface Renewal {
  readonly request?: number;
  readonly validUntil?: Instant;
}

/** What of a record is read. */
type Told = Pick<DiagRecord, 'at' | 'source' | 'message'>;

export interface RecordInterpreter {
  read(record: Told): readonly LogEvent[];
  /** False: an address may still tell it. */
  readonly knowsVersion: boolean;
  /** A job runs, and when it began is known: nothing that its Worker's process says is needed for that. */
  readonly knowsJob: boolean;
  /** A lock renewal at this time: what `read` gives for such a record, without the record. `request`: its number. */
  renewed(at: Instant, request: number | null): readonly LogEvent[];
}

/** So long is a job's lease, from each renewal on (EXPECTED.md, 23a): the log's own date for it depends on the culture. */
const LEASE_MS = 10 * 60_000;
const STARTED = /^Process started with process id (\d+)/u;
const ENDED = /^Finished process (\d+) with exit code (-?\d+), and elapsed time (\S+?)\.?$/u;
const WORKER_FILE = /^File name: '(?:.*[/\\](bin\.([\d.]+)|bin)[/\\])?Runner\.Worker(?:\.exe)?'/u;
const VERSION = /^\d+\.\d+\.\d+[\w.-]*$/u;

/** Where the copied line begins in a record of the terminal; 0 where it is no copy. */
function copyBegin(message: string): number {
  if (message.startsWith('WRITE LINE: ')) return 12;
  if (message.startsWith('WRITE ERROR: ')) return 13;
  return message.startsWith('WRITE: ') ? 7 : 0;
}

/** @param terminal what reads the console lines that the records copy. */
export function createRunnerInterpreter(
  terminal: ConsoleInterpreter = createConsoleInterpreter(),
): RecordInterpreter {
  let jobId: string | null = null;
  let workerFile = false;
  let workerPid: number | null = null;
  let version: string | null = null;
  let request: number | null = null;
  let elapsed: { readonly seconds: number; readonly pid: number; readonly code: number } | null = null;
  let beatAt: Instant = Number.NEGATIVE_INFINITY;

  const heartbeat = (at: Instant, of: Life, more: Renewal = {}): readonly LogEvent[] => {
    if (at - beatAt < HEARTBEAT_MS && at >= beatAt) return [];
    beatAt = at;
    return [{ type: 'heartbeat', at, of, ...more }];
  };
  const ofRequest = (): { readonly request?: number } => (request === null ? {} : { request });
  const renewed = (at: Instant, number: number | null): readonly LogEvent[] => {
    request = number ?? request;
    return heartbeat(at, 'job', { ...ofRequest(), validUntil: at + LEASE_MS });
  };
  const versionSeen = (at: Instant, text: string | undefined): readonly LogEvent[] => {
    if (text === undefined || text === version || !VERSION.test(text)) return [];
    version = text;
    return [{ type: 'version', at, version: text }];
  };
  const fromTerminal = ({ at, message }: Told): readonly LogEvent[] => {
    const begin = copyBegin(message);
    const events = begin === 0 ? null : terminal.read(message.slice(begin), at);
    return events === null ? [] : events.map(withWorker);
  };
  /** The Worker's own end tells how long it ran, also where the log does not hold its start. */
  const withWorker = (event: LogEvent): LogEvent => {
    if (event.type === 'version') version = event.version;
    if (event.type !== 'job-completed' || elapsed === null) return event;
    const { seconds, pid, code } = elapsed;
    elapsed = null;
    // The record's time has no parts of a second, so neither has the start.
    const startedAt = event.at === null ? null : Math.floor(event.at / 1000 - seconds) * 1000;
    return {
      ...event,
      seconds: event.seconds ?? seconds,
      ...(startedAt === null ? {} : { startedAt: event.startedAt ?? startedAt }),
      workerPid: pid,
      workerExitCode: code,
      ...ofRequest(),
    };
  };
  const workerStarted = (at: Instant, pid: number): readonly LogEvent[] => {
    if (!workerFile) return [];
    workerFile = false;
    workerPid = pid;
    return [{ type: 'worker-started', at, pid, jobId, ...ofRequest() }];
  };
  const processEnded = (message: string): void => {
    const ended = ENDED.exec(message);
    if (ended === null) return;
    const pid = Number(ended[1]);
    const code = Number(ended[2]);
    const seconds = parseElapsed(ended[3] ?? '');
    // 100 to 105 are the Worker's own codes: 100 + result (actions/runner, TaskResultUtil).
    if (seconds !== null && (pid === workerPid || (code >= 100 && code <= 105))) {
      elapsed = { seconds, pid, code };
    }
  };
  const fromProcess = ({ at, message }: Told): readonly LogEvent[] => {
    const text = message.trimStart();
    if (text.startsWith('Process started')) {
      const started = STARTED.exec(text);
      return started === null ? [] : workerStarted(at, Number(started[1]));
    }
    if (text.startsWith('File name: ') && text.includes('Runner.Worker')) {
      const file = WORKER_FILE.exec(text);
      if (file === null) return [];
      workerFile = true;
      return versionSeen(at, file[2]);
    }
    if (text.startsWith('Finished process ')) processEnded(text);
    return [];
  };
  const fromDispatcher = ({ at, message }: Told): readonly LogEvent[] => {
    if (message.startsWith('Successfully renew job')) {
      const number = /^Successfully renew job request (\d+),/u.exec(message)?.[1];
      return renewed(at, number === undefined ? null : Number(number));
    }
    const renew = /^Start renew job request (\d+) for job ([^.\s]+)\.?/u.exec(message);
    if (renew === null) return [];
    request = Number(renew[1]);
    jobId = renew[2] ?? null;
    return heartbeat(at, 'job', ofRequest());
  };
  const fromListener = ({ at, message }: Told): readonly LogEvent[] => {
    if (message.startsWith('Attempt to create session')) return [{ type: 'connecting', at }];
    if (message.startsWith('BrokerMigration message received')) return heartbeat(at, 'poll');
    if (message.startsWith('Received job status event. JobState: Busy')) return heartbeat(at, 'job');
    if (message.startsWith('Received job status event. JobState: Online')) return heartbeat(at, 'free');
    if (!isConflict(message)) return [];
    return [withoutSecrets(conflict(at, message.replace(/^[\w.]+Exception: /u, '')))];
  };
  return {
    renewed,
    get knowsVersion() {
      return version !== null;
    },
    get knowsJob() {
      return terminal.hasJob();
    },
    read(record) {
      switch (record.source) {
        case 'Terminal':
          return fromTerminal(record);
        case 'JobDispatcher':
          return fromDispatcher(record);
        case 'MessageListener':
        case 'BrokerMessageListener':
          return fromListener(record);
        case 'ProcessInvokerWrapper':
        case 'ProcessInvoker':
          return fromProcess(record);
        case 'Listener':
          return fromMain(record, versionSeen);
        case 'CommandSettings':
        case 'CommandLineParser':
          return record.message.includes("Command 'configure': 'True'")
            ? [{ type: 'configuring', at: record.at }]
            : [];
        default:
          // The listener's header is the better source; an address only fills its place.
          return version === null
            ? versionSeen(record.at, /[?&]runnerVersion=([\d.]+)/u.exec(record.message)?.[1])
            : [];
      }
    },
  };
}

function fromMain(
  { at, message }: Told,
  versionSeen: (at: Instant, text: string | undefined) => readonly LogEvent[],
): readonly LogEvent[] {
  const end = /^Runner execution has finished with return code (\d+)/u.exec(message);
  if (end !== null) return listenerEnd(at, Number(end[1]));
  return versionSeen(at, /^Version: (\S+)/u.exec(message)?.[1]);
}

/** Runner.Listener's exit codes (actions/runner, Constants.cs). 3 and 4 are updates: "updating" was said before. */
function listenerEnd(at: Instant, code: number): readonly LogEvent[] {
  switch (code) {
    case 2:
      return [{ type: 'restarting', at, reason: 'retryable error' }];
    case 3:
    case 4:
      return [];
    case 5:
      return [{ type: 'stopped', at, reason: 'session-conflict' }];
    case 7:
      return [{ type: 'stopped', at, reason: 'version-deprecated' }];
    default:
      return [{ type: 'stopped', at, reason: 'ended' }];
  }
}

/** .NET's TimeSpan, `[d.]hh:mm:ss[.fffffff]`, in seconds to two decimals; null for anything else. */
export function parseElapsed(text: string): number | null {
  const match = /^(?:(\d+)\.)?(\d+):(\d\d):(\d\d(?:\.\d+)?)$/u.exec(text);
  if (match === null) return null;
  const [, days = '0', hours = '0', minutes = '0', seconds = '0'] = match;
  const total = ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds);
  return Math.round(total * 100) / 100;
}
