/** config.sh, config.sh remove and --check as they print (runner.md 3.3–3.5): lines that need their neighbours. */
import type { Instant } from '../../../shared/domain.ts';
import { createServiceScriptReader } from './console-service.ts';
import type { LogEvent } from './log-event.ts';

const CONFIG_FAILURES =
  /^\s*(?:Cannot configure the runner because it is already configured|A runner exists with the same name \S|Invalid configuration provided for|Could not find any self-hosted runner group|Disabling default labels via|The GitHub server does not support configuring|Must not run with sudo|Does not exist\. Skipping Removing|Uninstall service first)/u;
const HTTP_FAILURE = /^\s*Http response code: /u;
const HTTP_END = /^\s*Response status code does not indicate success: /u;
const SECTION = /^\s*# (Authentication|Runner Registration|Runner settings|Runner removal)\s*$/u;

/** Null: not a line of these programs. */
export type SetupReader = (line: string, at: Instant | null) => readonly LogEvent[] | null;

/** Keeps what was said before: which program prints, in which section, which check. */
export function createSetupReader(): SetupReader {
  let inConfig = false;
  let replaced = false;
  let removedTold = false;
  let httpFailure: string | null = null;
  let section: string | null = null;
  const serviceScript = createServiceScriptReader();
  let check: string | null = null;

  const configuring = (at: Instant | null): LogEvent[] => {
    if (inConfig) return [];
    inConfig = true;
    replaced = false;
    removedTold = false;
    return [{ type: 'configuring', at }];
  };
  const configFailed = (at: Instant | null, reason: string): readonly LogEvent[] => {
    const events = configuring(at);
    const step = section;
    inConfig = false;
    section = null;
    return [
      ...events,
      { type: 'error', at, reason, ...(step === null ? {} : { step }), ...httpDetails(reason) },
    ];
  };
  const config = (line: string, at: Instant | null): readonly LogEvent[] | null => {
    const heading = SECTION.exec(line);
    if (heading !== null) {
      section = heading[1] ?? null;
      return configuring(at);
    }
    if (/^\s*√ Successfully replaced the runner\s*$/u.test(line)) {
      const events = configuring(at);
      replaced = true;
      return [...events, { type: 'configured', at, reason: 'replaced' }];
    }
    if (/^\s*√ Settings Saved\.\s*$/u.test(line)) {
      inConfig = false;
      section = null;
      return replaced ? [] : [{ type: 'configured', at, reason: null }];
    }
    if (HTTP_FAILURE.test(line)) {
      httpFailure = line.trim();
      return configuring(at);
    }
    if (HTTP_END.test(line)) {
      const reason = httpFailure === null ? line.trim() : `${httpFailure}. ${line.trim()}`;
      httpFailure = null;
      return configFailed(at, reason);
    }
    return CONFIG_FAILURES.test(line) ? configFailed(at, line.trim()) : null;
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

/** What GitHub's support asks for, and the status, from the sentence that holds them. */
function httpDetails(reason: string): { readonly httpStatus?: number; readonly requestId?: string } {
  const status = /does not indicate success: (\d{3})\b/u.exec(reason)?.[1];
  const requestId = /\(Request Id: ([^)\s]+)\)/u.exec(reason)?.[1];
  return {
    ...(status === undefined ? {} : { httpStatus: Number(status) }),
    ...(requestId === undefined ? {} : { requestId }),
  };
}
