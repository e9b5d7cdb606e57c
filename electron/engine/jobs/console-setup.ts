/** config.sh, config.sh remove, --check and svc.sh as they print (runner.md 3.3–3.5, 5.1): lines that need their neighbours. */
import type { Instant } from '../../../shared/domain.ts';
import type { LogEvent } from './log-event.ts';

const CONFIG_FAILURES =
  /^\s*(?:Cannot configure the runner because it is already configured|A runner exists with the same name \S|Invalid configuration provided for|Could not find any self-hosted runner group|Disabling default labels via|The GitHub server does not support configuring|Must not run with sudo|Does not exist\. Skipping Removing|Uninstall service first)/u;
const HTTP_FAILURE = /^\s*Http response code: /u;
const HTTP_END = /^\s*Response status code does not indicate success: /u;
const START_FAILURE = /^\s*(?:(?:Load|Bootstrap) failed: \d+: |Could not find domain for |Failed: )/u;

/** Null: not a line of these programs. */
export type SetupReader = (line: string, at: Instant | null) => readonly LogEvent[] | null;

/** Keeps what was said before: which program prints, which service, which check. */
export function createSetupReader(): SetupReader {
  let inConfig = false;
  let replaced = false;
  let removedTold = false;
  let httpFailure: string | null = null;
  let service: string | null = null;
  let startFailed = false;
  let expectsRow = false;
  let check: string | null = null;

  const configuring = (at: Instant | null): LogEvent[] => {
    if (inConfig) return [];
    inConfig = true;
    replaced = false;
    removedTold = false;
    return [{ type: 'configuring', at }];
  };
  const config = (line: string, at: Instant | null): readonly LogEvent[] | null => {
    if (/^\s*# (?:Authentication|Runner Registration|Runner settings|Runner removal)\s*$/u.test(line)) {
      return configuring(at);
    }
    if (/^\s*√ Successfully replaced the runner\s*$/u.test(line)) {
      const events = configuring(at);
      replaced = true;
      return [...events, { type: 'configured', at, reason: 'replaced' }];
    }
    if (/^\s*√ Settings Saved\.\s*$/u.test(line)) {
      inConfig = false;
      return replaced ? [] : [{ type: 'configured', at, reason: null }];
    }
    if (HTTP_FAILURE.test(line)) {
      httpFailure = line.trim();
      return configuring(at);
    }
    if (HTTP_END.test(line)) {
      const reason = httpFailure === null ? line.trim() : `${httpFailure}. ${line.trim()}`;
      httpFailure = null;
      const events = configuring(at);
      inConfig = false;
      return [...events, { type: 'error', at, reason }];
    }
    if (CONFIG_FAILURES.test(line)) {
      const events = configuring(at);
      inConfig = false;
      return [...events, { type: 'error', at, reason: line.trim() }];
    }
    return null;
  };
  /** `√ Removed .runner`: by `config.sh remove`, or by an ephemeral or deleted runner of itself. */
  const removal = (line: string, at: Instant | null): readonly LogEvent[] | null => {
    if (!/^\s*√ (?:Runner removed successfully|Removed \.(?:credentials|runner))\s*$/u.test(line)) {
      return null;
    }
    inConfig = false;
    if (removedTold) return [];
    removedTold = true;
    return [{ type: 'removed', at }];
  };
  const serviceScript = (line: string, at: Instant | null): readonly LogEvent[] | null => {
    const command = /^(?:starting|stopping|uninstalling|status) (\S+?):?\s*$/u.exec(line);
    if (command !== null) {
      service = command[1] ?? null;
      if (line.startsWith('starting ')) startFailed = false;
      expectsRow = false;
      return [];
    }
    if (service === null) return null;
    if (START_FAILURE.test(line)) {
      startFailed = true;
      return [
        { type: 'error', at, reason: line.trim() },
        { type: 'stopped', at, reason: 'start-failed' },
      ];
    }
    if (/^Started:\s*$/u.test(line)) {
      expectsRow = true;
      return [];
    }
    if (/^Stopped\s*$/u.test(line)) return startFailed ? [] : [{ type: 'stopped', at, reason: 'ended' }];
    if (!expectsRow || line.trim() === '') return null;
    expectsRow = false;
    return serviceRow(line, service, at);
  };
  const checks = (line: string, at: Instant | null): readonly LogEvent[] | null => {
    const name = /^\*\*\s+Check:\s+(.*?)\s*$/u.exec(line);
    if (name !== null) {
      check = name[1] ?? null;
      return [];
    }
    const verdict = /^\*\*\s+(P A S S|F A I L)\s+\*\*\s*$/u.exec(line);
    if (verdict === null || check === null) return null;
    const outcome = verdict[1] === 'P A S S' ? 'passed' : 'failed';
    return [{ type: 'check', at, check, outcome }];
  };
  return (line, at) => {
    // A listener that runs may be removed again later.
    if (/: Listening for Jobs\s*$/u.test(line)) {
      removedTold = false;
      inConfig = false;
      return null;
    }
    return config(line, at) ?? removal(line, at) ?? serviceScript(line, at) ?? checks(line, at);
  };
}

/** `PID EXIT LABEL` in threes: svc.sh joins the rows of every label that begins alike into one line. */
export function parseServiceRows(
  line: string,
): readonly { readonly pid: number | null; readonly exit: number; readonly label: string }[] {
  return [...line.matchAll(/(-|\d+)\s+(-?\d+)\s+(\S+)/gu)].map((match) => ({
    pid: match[1] === '-' ? null : Number(match[1]),
    exit: Number(match[2]),
    label: match[3] ?? '',
  }));
}

/** "Started:" alone means loaded; only a pid means running (actions/runner#481). */
function serviceRow(line: string, service: string, at: Instant | null): readonly LogEvent[] | null {
  const row = parseServiceRows(line).find((each) => each.label === service);
  if (row === undefined) return null;
  if (row.pid !== null) return [{ type: 'listener-started', at, pid: row.pid }];
  return [
    { type: 'error', at, reason: `The service is loaded but nothing runs; last exit ${row.exit}.` },
    { type: 'stopped', at, reason: 'ended' },
  ];
}
