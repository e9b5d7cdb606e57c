/**
 * Console lines without a time of their own, as a table: a pattern and what it says. Sources: actions/runner's
 * Runner.cs, run-helper.sh.template, RunnerService.js, ConfigurationManager.cs (runner.md 3.3, 4.1, 5.4, 6).
 */
import type { Instant } from '../../../shared/domain.ts';
import { conflict, isConflict } from './console-timed.ts';
import type { LogEvent, LogReason } from './log-event.ts';
import { isRequestToEnd, signalOf, signalReason } from './signals.ts';

export interface LineContext {
  readonly at: Instant | null;
  /** The pattern's n-th group, `''` where it took no part. */
  readonly group: (index: number) => string;
}
type Says = (line: LineContext) => readonly LogEvent[];
export interface Rule {
  readonly pattern: RegExp;
  readonly says: Says;
}

const NOTHING: Says = () => [];
const stoppedFor =
  (reason: LogReason): Says =>
  ({ at }) => [{ type: 'stopped', at, reason }];
const whole =
  (type: 'registration-lost' | 'broken-installation' | 'error' | 'crashed'): Says =>
  ({ at, group }) => [{ type, at, reason: group(0).trim() }];
const restarting =
  (reason: string | null): Says =>
  ({ at }) => [{ type: 'restarting', at, reason }];

export const LISTENER_RULES: readonly Rule[] = [
  { pattern: /^\s*√ Connected to GitHub\s*$/u, says: ({ at }) => [{ type: 'connected', at }] },
  {
    pattern: /^\s*Current runner version: '([^']+)'/u,
    says: ({ at, group }) => [{ type: 'version', at, version: group(1), atStart: true }],
  },
  {
    pattern:
      /^\s*(?:Runner update in progress, do not shutdown runner\.|Waiting for current job finish running\.|Generate and execute update script\.|Runner will exit shortly for update, should (?:be )?back online)/u,
    says: ({ at }) => [{ type: 'updating', at, version: null }],
  },
  {
    pattern: /^\s*Downloading (\d+\.\d+\.\d+\S*) runner\s*$/u,
    says: ({ at, group }) => [{ type: 'updating', at, version: group(1) }],
  },
  {
    pattern: /^\s*Runner update failed: (.*)$/u,
    says: ({ at, group }) => [{ type: 'update-failed', at, reason: group(1) }],
  },
  {
    pattern:
      /^\s*(?:An error occurr?ed: |Failed to create session\. )?(Runner version v(\S+) is deprecated\b.*?)\s*$/u,
    says: ({ at, group }) => [{ type: 'deprecated', at, version: group(2), reason: group(1) }],
  },
  {
    pattern: /^\s*(?:An error occurr?ed: Not configured\b|Runner is not configured\b)/u,
    says: stoppedFor('not-configured'),
  },
  {
    pattern: /^\s*An error occurr?ed: (.*)$/u,
    says: ({ at, group }) => [{ type: 'error', at, reason: group(1) }],
  },
  {
    pattern:
      /^\s*(?:The runner no longer exists on the server\.|Failed to create a session\. The runner registration has been deleted).*$/u,
    says: whole('registration-lost'),
  },
  {
    pattern: /^\s*A session for this runner already exists\..*$/u,
    says: ({ at, group }) => [conflict(at, group(0).trim())],
  },
  {
    pattern: /^\s*Failed to create session\. (.*)$/u,
    says: ({ at, group }) =>
      isConflict(group(1)) ? [conflict(at, group(1))] : [{ type: 'error', at, reason: group(0).trim() }],
  },
  {
    pattern:
      /^\s*(?:Fail to create and validate runner's work directory|The local machine's clock may be out of sync|Stopped retrying OAuth token request).*$/u,
    says: whole('error'),
  },
  {
    pattern: /^\s*Exiting\.\.\.\s*$/u,
    says: ({ at }) => [{ type: 'stopping', at, reason: 'by-person' }],
  },
];

/** run.sh and run-helper.sh. Their exit status says nothing (runner.md 4.1): only these lines do. */
export const RUN_SCRIPT_RULES: readonly Rule[] = [
  {
    pattern: /^\s*Runner listener exit with (?:0 return code|terminated error), stop the service/u,
    says: stoppedFor('ended'),
  },
  { pattern: /^\s*Runner listener exit with Session Conflict error/u, says: stoppedFor('session-conflict') },
  {
    pattern: /^\s*Runner listener exit with deprecated version exit code/u,
    says: stoppedFor('version-deprecated'),
  },
  {
    pattern: /^\s*Runner listener exit with retryable error, re-?launch/u,
    says: restarting('retryable error'),
  },
  // run.sh waits for the update first and then says "Restarting runner...".
  { pattern: /^\s*Runner listener exit because of updating, re-launch runner after/u, says: NOTHING },
  { pattern: /^\s*Runner listener exit because of updating, re-?launch/u, says: restarting('update') },
  { pattern: /^\s*Runner listener exit with undefined return code, re-?launch/u, says: restarting(null) },
  { pattern: /^\s*Restarting runner\.\.\.\s*$/u, says: restarting(null) },
  { pattern: /^\s*Exiting runner\.\.\.\s*$/u, says: stoppedFor('ended') },
  {
    pattern: /^\s*Exiting with unknown error code: (\d+)\s*$/u,
    says: ({ at, group }) => unknownExit(at, Number(group(1))),
  },
  {
    pattern: /^\s*[.~/][^:]*run-helper\.(?:sh|cmd): line \d+: +\d+ (\S.*?) {2,}.*Runner\.Listener.*$/u,
    says: ({ at, group }) => killed(at, group(1)),
  },
  {
    // The shell's words, or those of a program that starts it; a path before them begins as paths do.
    pattern:
      /^\s*(?:[.~/][^:]*: line \d+: |(?:-?\w*sh|env|Error): (?:line \d+: )?)?(?:fork\/exec |exec: )?"?(?:[.~/][^:]*)?\bRunner\.Listener"?: (?:[Nn]o such file or directory|cannot execute.*|[Pp]ermission denied|not found)\s*$/u,
    says: whole('broken-installation'),
  },
];

/** RunnerService.js and runsvc.sh. */
export const SERVICE_RULES: readonly Rule[] = [
  { pattern: /^\.path=/u, says: ({ at }) => [{ type: 'service-started', at }] },
  { pattern: /^\s*Started running service\s*$/u, says: ({ at }) => [{ type: 'service-started', at }] },
  // A spawn that failed has no pid; the line after it says so.
  { pattern: /^\s*Started listener process, pid: undefined/u, says: NOTHING },
  {
    pattern: /^\s*Started listener process(?:, pid: (\d+))?\s*$/u,
    says: ({ at, group }) => [
      { type: 'listener-started', at, pid: group(1) === '' ? null : Number(group(1)) },
    ],
  },
  {
    pattern: /^\s*Runner listener fail to start with error .*$/u,
    says: whole('broken-installation'),
  },
  {
    pattern: /^\s*Runner listener exited with error code (null|-?\d+)\s*$/u,
    says: ({ at, group }) => serviceExit(at, group(1)),
  },
  {
    pattern: /^\s*Shutting down runner listener\s*$/u,
    says: ({ at }) => [{ type: 'stopping', at, reason: 'by-person' }],
  },
  {
    pattern:
      /^\[(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)-\S+\] Waiting for Runner\.Listener(?:\.exe)? \((\d+)\) to complete/u,
    says: ({ group }) => [{ type: 'update-script', at: null, pid: Number(group(2)), localTime: group(1) }],
  },
  {
    pattern: /^\s*Stopping the runner after \d+ consecutive re-tryable failures/u,
    says: stoppedFor('ended'),
  },
];

/** bash's own line about a listener that died. */
function killed(at: Instant | null, word: string): readonly LogEvent[] {
  const signal = signalOf(word);
  return signal === null ? [{ type: 'crashed', at, reason: word }] : bySignal(at, signal);
}

function bySignal(at: Instant | null, signal: number): readonly LogEvent[] {
  return isRequestToEnd(signal)
    ? [{ type: 'stopped', at, reason: 'ended' }]
    : [{ type: 'crashed', at, reason: signalReason(signal) }];
}

/** An exit status that run-helper.sh does not know: 126/127 from the shell, 128+n from a signal. */
function unknownExit(at: Instant | null, code: number): readonly LogEvent[] {
  if (code === 126 || code === 127) return [cannotBeStarted(at, `exit code ${code}`)];
  return code > 128 ? bySignal(at, code - 128) : [{ type: 'stopped', at, reason: 'ended' }];
}

const cannotBeStarted = (at: Instant | null, why: string): LogEvent => ({
  type: 'broken-installation',
  at,
  reason: `Runner.Listener cannot be started (${why})`,
});

/** What node saw; the line after it says what the service does about it (runner.md 4.1, 5.4). */
function serviceExit(at: Instant | null, code: string): readonly LogEvent[] {
  switch (code) {
    case '0':
    case '1':
      return [{ type: 'stopped', at, reason: 'ended' }];
    case '5':
      return [{ type: 'stopped', at, reason: 'session-conflict' }];
    case '7':
      return [{ type: 'stopped', at, reason: 'version-deprecated' }];
    // Retryable and updating: the relaunch line follows.
    case '2':
    case '3':
    case '4':
      return [];
    case '-2':
      return [cannotBeStarted(at, 'no such file')];
    case 'null':
      return [{ type: 'crashed', at, reason: 'ended by a signal' }];
    default:
      return otherServiceExit(at, Number(code));
  }
}

function otherServiceExit(at: Instant | null, code: number): readonly LogEvent[] {
  const isJobResult = code >= 100 && code <= 105;
  return code > 125 || isJobResult
    ? unknownExit(at, code)
    : [{ type: 'crashed', at, reason: `exit code ${code}` }];
}
