/** Records of a listener's `_diag` log to events (runner.md 7.3). An `ERR` record by itself means nothing. */
import type { Instant } from '../../../shared/domain.ts';
import { createConsoleInterpreter, type ConsoleInterpreter } from './console-line.ts';
import { conflict, isConflict } from './console-timed.ts';
import type { Life, LogEvent } from './log-event.ts';
import type { DiagRecord } from './record.ts';
import { withoutSecrets } from './without-secrets.ts';

/** A heartbeat within this time of the one before tells nothing new. */
export const HEARTBEAT_MS = 10_000;

/**
 * What can matter in a Runner log: a record that holds none of these tells of life at most. All are long enough
 * to have three bytes in a row that the noise rarely has.
 */
export const RUNNER_NEEDLES: readonly string[] = [
  ' INFO Terminal] WRITE LINE: ',
  ' ERR  Terminal] WRITE ERROR: ',
  'JobDispatcher] Start renew job request',
  'Listener] Attempt to create session',
  'SessionConflictException',
  "ProcessInvokerWrapper]   File name: '",
  'ProcessInvokerWrapper] Process started with process id',
  'ProcessInvokerWrapper] Finished process ',
  ' INFO Listener] Version: ',
  'Runner execution has finished',
  "Command 'configure': 'True'",
  'status=Busy&runnerVersion=',
  'status=Online&runnerVersion=',
];
/** The same, and the lock renewals: one a minute while a job runs, signs of life and nothing else. */
export const RUNNER_NEEDLES_AND_LIFE: readonly string[] = [
  ...RUNNER_NEEDLES,
  'JobDispatcher] Successfully renew job',
];

/** What fills a Runner log between the records that matter. */
export const RUNNER_NOISE = [
  '[2026-08-20 07:00:05Z INFO RSAFileKeyManager] Loading RSA key parameters from file /Users/ci/actions-runner/.credentials_rsaparams',
  '[2026-08-20 07:00:05Z INFO GitHubActionsService] AAD Correlation ID for this token request: Unknown',
  '[2026-08-20 07:00:05Z INFO MessageListener] BrokerMigration message received. Polling Broker for messages...',
  '[2026-08-20 07:00:05Z INFO BrokerMessageListener] Get messages has been cancelled using local token source.',
  "[2026-08-20 07:00:05Z INFO HostContext] Well known directory 'Bin': '/Users/ci/actions-runner/bin.2.336.0'",
  '[2026-08-20 07:00:05Z INFO RunnerServer] EstablishVssConnection Establish connection with 100 seconds timeout.',
  '[2026-08-20 07:00:05Z ERR  BrokerServer] System.Threading.Tasks.TaskCanceledException: The operation was canceled.',
  '   at System.Net.Http.HttpConnection.SendAsync(HttpRequestMessage request, Boolean async, CancellationToken cancellationToken)',
  '   at GitHub.Runner.Common.RunnerService.RetryRequest[T](Func`1 func, CancellationToken cancellationToken)',
  '[2026-08-20 07:00:05Z INFO JobServerQueue] Try to append 1 batches web console lines for record, success rate: 1/1.',
  '[2026-08-20 07:00:05Z INFO JobDispatcher] Successfully renew job 5a, job is valid till 8/20/2026 7:10:05 AM',
  '  "ServerUrlV2": "https://broker.actions.githubusercontent.com/message?sessionId=5a&status=Online",',
].join('\n');

interface Renewal {
  readonly request?: number;
  readonly validUntil?: Instant;
}

export interface RecordInterpreter {
  read(record: DiagRecord): readonly LogEvent[];
  /** A lock renewal at this time: what `read` gives for such a record, without the record. `request`: its number. */
  renewed(at: Instant, request: number | null): readonly LogEvent[];
}

/** So long is a job's lease, from each renewal on (EXPECTED.md, 23a): the log's own date for it depends on the culture. */
const LEASE_MS = 10 * 60_000;
const COPY = /^WRITE(?: LINE| ERROR)?: (.*)$/su;
const VERSION = /^\d+\.\d+\.\d+[\w.-]*$/u;

/** @param terminal what reads the console lines that the records copy. */
export function createRunnerInterpreter(
  terminal: ConsoleInterpreter['read'] = createConsoleInterpreter().read,
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
  const fromTerminal = (record: DiagRecord): readonly LogEvent[] => {
    const copy = COPY.exec(record.message);
    const events = copy === null ? null : terminal(copy[1] ?? '', record.at);
    return (events ?? []).map(withWorker);
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
  const fromProcess = ({ at, message }: DiagRecord): readonly LogEvent[] => {
    const started = /^\s*Process started with process id (\d+)/u.exec(message);
    if (started !== null) {
      if (!workerFile) return [];
      workerFile = false;
      workerPid = Number(started[1]);
      return [{ type: 'worker-started', at, pid: workerPid, jobId, ...ofRequest() }];
    }
    const file = /^\s*File name: '(?:.*[/\\](bin\.([\d.]+)|bin)[/\\])?Runner\.Worker(?:\.exe)?'/u.exec(
      message,
    );
    if (file !== null) {
      workerFile = true;
      return versionSeen(at, file[2]);
    }
    const ended = /^\s*Finished process (\d+) with exit code (-?\d+), and elapsed time (\S+?)\.?$/u.exec(
      message,
    );
    if (ended === null) return [];
    const pid = Number(ended[1]);
    const code = Number(ended[2]);
    const seconds = parseElapsed(ended[3] ?? '');
    // 100 to 105 are the Worker's own codes: 100 + result (actions/runner, TaskResultUtil).
    if (seconds !== null && (pid === workerPid || (code >= 100 && code <= 105))) {
      elapsed = { seconds, pid, code };
    }
    return [];
  };
  const fromDispatcher = ({ at, message }: DiagRecord): readonly LogEvent[] => {
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
  const fromListener = ({ at, message }: DiagRecord): readonly LogEvent[] => {
    if (message.startsWith('Attempt to create session')) return [{ type: 'connecting', at }];
    if (message.startsWith('BrokerMigration message received')) return heartbeat(at, 'poll');
    if (message.startsWith('Received job status event. JobState: Busy')) return heartbeat(at, 'job');
    if (message.startsWith('Received job status event. JobState: Online')) return heartbeat(at, 'free');
    if (!isConflict(message)) return [];
    return [withoutSecrets(conflict(at, message.replace(/^[\w.]+Exception: /u, '')))];
  };
  return {
    renewed,
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
  { at, message }: DiagRecord,
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
