/** svc.sh as it prints (runner.md 5.1): lines that need their neighbours, since one command tells its outcome in several. */
import type { Instant } from '../../../shared/domain.ts';
import type { LogEvent } from './log-event.ts';

const COMMAND = /^(starting|stopping|uninstalling|status) (\S+?):?\s*$/u;
const START_FAILURE = /^\s*(?:(?:Load|Bootstrap) failed: (\d+): |Could not find domain for |Failed: )/u;
const CREATING_PLIST = /^Creating (?:launch (?:runner|agent) in )?(\/.*\/([^/]+)\.plist)\s*$/u;
const CREATING_LOGS = /^Creating (\/.*\/Library\/Logs\/\S+)\s*$/u;
const INSTALLED = /^(?:svc|sec) install complete\s*$/u;

/** Null: not a line of svc.sh. */
export type ServiceScriptReader = (line: string, at: Instant | null) => readonly LogEvent[] | null;

export function createServiceScriptReader(): ServiceScriptReader {
  let service: string | null = null;
  let starting = false;
  let startFailed = false;
  let expectsRows = false;
  let installing: { readonly plist: string; readonly label: string } | null = null;
  let logFolder: string | null = null;

  const command = (verb: string, label: string): void => {
    // `svc.sh start` ends with a status of its own; one after that is another command.
    const isOwnStatus = verb === 'status' && starting && label === service;
    starting = verb === 'starting';
    if (!isOwnStatus) startFailed = false;
    service = label;
    expectsRows = false;
    installing = null;
  };
  const install = (line: string, at: Instant | null): readonly LogEvent[] | null => {
    const plist = CREATING_PLIST.exec(line);
    if (plist !== null) {
      if (installing === null) logFolder = null;
      installing = { plist: plist[1] ?? '', label: plist[2] ?? '' };
      return [];
    }
    if (installing === null) return null;
    const logs = CREATING_LOGS.exec(line);
    if (logs !== null) {
      logFolder = logs[1] ?? null;
      return [];
    }
    if (INSTALLED.test(line)) {
      const { label, plist: path } = installing;
      installing = null;
      return [{ type: 'service-installed', at, label, plist: path, logFolder }];
    }
    return line.startsWith('Failed: ') ? [{ type: 'error', at, reason: line.trim() }] : null;
  };
  const started = (): { readonly start?: 'failed' } => (startFailed ? { start: 'failed' } : {});
  return (line, at) => {
    const known = COMMAND.exec(line);
    if (known !== null) {
      command(known[1] ?? '', known[2] ?? '');
      return [];
    }
    const installed = install(line, at);
    if (installed !== null || service === null) return installed;
    const failure = START_FAILURE.exec(line);
    if (failure !== null) {
      startFailed = true;
      const code = failure[1] === undefined ? {} : { code: Number(failure[1]) };
      return [
        { type: 'error', at, reason: line.trim(), ...code },
        { type: 'stopped', at, reason: 'start-failed' },
      ];
    }
    if (/^Started:\s*$/u.test(line)) {
      expectsRows = true;
      return [];
    }
    if (/^Stopped\s*$/u.test(line)) {
      return [
        {
          type: 'service',
          at,
          label: service,
          loaded: false,
          running: false,
          pid: null,
          lastExit: null,
          ...started(),
        },
      ];
    }
    const rows = expectsRows ? parseServiceRows(line) : [];
    if (rows.length === 0) return null;
    expectsRows = false;
    const asked = service;
    return inOrder(rows, asked).map(({ label, pid, exit }) => ({
      type: 'service',
      at,
      label,
      loaded: true,
      running: pid !== null,
      pid,
      lastExit: exit,
      ...(label === asked ? started() : { other: true }),
    }));
  };
}

interface Row {
  readonly pid: number | null;
  readonly exit: number;
  readonly label: string;
}

/** `PID EXIT LABEL` in threes: svc.sh joins the rows of every label that begins alike into one line. */
export function parseServiceRows(line: string): readonly Row[] {
  if (!/^\s*(?:(?:-|\d+)\s+-?\d+\s+\S+(?:\s+|$))+$/u.test(line)) return [];
  return [...line.matchAll(/(-|\d+)\s+(-?\d+)\s+(\S+)/gu)].map((match) => ({
    pid: match[1] === '-' ? null : Number(match[1]),
    exit: Number(match[2]),
    label: match[3] ?? '',
  }));
}

/** The service that was asked for comes first, by its exact label. */
function inOrder(rows: readonly Row[], asked: string): readonly Row[] {
  return [...rows.filter(({ label }) => label === asked), ...rows.filter(({ label }) => label !== asked)];
}
