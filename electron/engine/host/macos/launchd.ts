/** launchctl(1) for the `gui/UID` domain, answered by exit status first (macos.md 1.1). */
import type { Launchd, LaunchdAct, Probe, ServicePrint, ServiceRow } from '../host.ts';
import { createFreshGuard } from '../overlap-guard.ts';
import { whyNoAnswer } from '../run-program.ts';
import type { ProgramResult } from '../run-program.ts';
import { parseLaunchctlList } from './parse/launchctl-list.ts';
import { parsePrintDisabled } from './parse/launchctl-print-disabled.ts';
import { parseLaunchctlPrint } from './parse/launchctl-print.ts';
import { isNoDomain, launchdAct } from './parse/launchctl-status.ts';
import type { LaunchdVerb } from './parse/launchctl-status.ts';
import type { RunTool } from '../tool.ts';

const LOOK_MS = 5_000;
/** A verb may wait for launchd to set up or tear down; its own default time limit for an ending service is 5 s. */
const ACT_MS = 30_000;

/** `uid`: whose screen session. Labels and paths are passed as one argument each, never through a shell. */
export function createLaunchd(run: RunTool, uid: number): Launchd {
  const domain = `gui/${uid}`;
  // Never older than the question: what was seen before a `bootstrap` would pass for launchd's answer to it.
  const fresh = createFreshGuard();
  const look = (...args: string[]): Promise<ProgramResult> =>
    fresh(args.join('\0'), () => run('launchctl', args, { timeoutMs: LOOK_MS, sharing: 'never' }));
  const act = async (verb: LaunchdVerb, ...args: string[]): Promise<LaunchdAct> => {
    const result = await run('launchctl', [verb, ...args], { timeoutMs: ACT_MS, sharing: 'never' });
    if (result.kind !== 'exited') return { kind: 'no-answer', why: whyNoAnswer('launchctl', result) };
    return launchdAct(verb, result.status, result.stderr);
  };
  const target = (label: string): string => `${domain}/${label}`;
  return {
    screenSession: async () => session(await look('print', domain)),
    list: async () => listed(await look('list')),
    print: async (label) => printed(await look('print', target(label))),
    disabled: async () => overrides(await look('print-disabled', domain)),
    bootstrap: (plistPath) => act('bootstrap', domain, plistPath),
    bootout: (label) => act('bootout', target(label)),
    enable: (label) => act('enable', target(label)),
    disable: (label) => act('disable', target(label)),
    kickstart: (label) => act('kickstart', target(label)),
  };
}

function unanswered<T>(result: ProgramResult): Probe<T> {
  return { ok: false, why: whyNoAnswer('launchctl', result) };
}

function session(result: ProgramResult): Probe<boolean> {
  if (result.kind !== 'exited') return unanswered(result);
  if (result.status === 0) return { ok: true, value: true };
  return isNoDomain(result.status) ? { ok: true, value: false } : unanswered(result);
}

function listed(result: ProgramResult): Probe<readonly ServiceRow[]> {
  if (result.kind !== 'exited' || result.status !== 0) return unanswered(result);
  const rows = parseLaunchctlList(result.stdout);
  // No session has no services at all; an empty reading is another dialect, and must not pass for "not loaded".
  if (rows.length === 0 && !/^PID\s+Status\s+Label\s*$/m.test(result.stdout)) {
    return { ok: false, why: 'launchctl list printed nothing that Trackside understands.' };
  }
  return { ok: true, value: rows };
}

function printed(result: ProgramResult): Probe<ServicePrint | null> {
  if (result.kind !== 'exited') return unanswered(result);
  // Without a domain nothing can be loaded in it.
  if (result.status === 113 || isNoDomain(result.status)) return { ok: true, value: null };
  return result.status === 0 ? { ok: true, value: parseLaunchctlPrint(result.stdout) } : unanswered(result);
}

function overrides(result: ProgramResult): Probe<ReadonlySet<string>> {
  if (result.kind !== 'exited' || result.status !== 0) return unanswered(result);
  return { ok: true, value: new Set(parsePrintDisabled(result.stdout).disabled) };
}
