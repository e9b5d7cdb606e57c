/**
 * How Trackside reads a file of a Mac that is no log, for bug reports (`trackside inspect FILE --as KIND --json`).
 * JSON-safe; never throws; shows no environment values, and no secrets of command lines.
 */
import {
  isLaunchctlListOfOne,
  parseLaunchctlList,
  parseLaunchctlListOfOne,
} from '../host/macos/parse/launchctl-list.ts';
import { parsePrintDisabled } from '../host/macos/parse/launchctl-print-disabled.ts';
import { parseLaunchctlPrint } from '../host/macos/parse/launchctl-print.ts';
import { parseAgentPlist } from '../host/macos/parse/plist.ts';
import { cachedBytes, parseVmStat, usedBytes } from '../host/macos/parse/vm-stat.ts';
import { parseRunnerJson } from '../runners/runner-json.ts';
import { hideSecretArguments, hideSecrets } from '../hide-secrets.ts';
import { inspectPs } from './inspect-ps.ts';

/** The kinds that are no logs. */
export const FILE_KINDS = [
  'launchctl-print',
  'launchctl-list',
  'launchctl-print-disabled',
  'vm_stat',
  'ps',
  'runner-json',
  'plist',
] as const;
export type FileKind = (typeof FILE_KINDS)[number];

/** What was read, or `{error}`: one sentence why nothing could be. */
export type Inspection = Readonly<Record<string, unknown>>;

/** The only environment variables whose value is shown; of the others there is the name. */
const SHOWN_VARIABLES: ReadonlySet<string> = new Set([
  'PATH',
  'LANG',
  'ACTIONS_RUNNER_SVC',
  'RUNNER_MANUALLY_TRAP_SIG',
  'ACTIONS_RUNNER_PRINT_LOG_TO_STDOUT',
]);

/** Reads the bytes as the engine would. */
export function inspectFile(kind: FileKind, bytes: Uint8Array): Inspection {
  const text = (): string => new TextDecoder('utf-8').decode(bytes);
  switch (kind) {
    case 'launchctl-print':
      return inspectPrint(text());
    case 'launchctl-list':
      return inspectList(text());
    case 'launchctl-print-disabled':
      return inspectDisabled(text());
    case 'vm_stat':
      return inspectVmStat(text());
    case 'ps':
      return inspectProcesses(text());
    case 'runner-json':
      return inspectRunner(bytes);
    case 'plist':
      return inspectPlist(bytes);
  }
}

function inspectPrint(text: string): Inspection {
  const service = /Could not find service "(.*?)" in domain for (.+?)\s*$/m.exec(text);
  if (service !== null) return { loaded: false, label: service[1] ?? null, reason: 'service-not-found' };
  if (/Could not find domain for/.test(text)) {
    return { loaded: false, label: null, reason: 'domain-not-found' };
  }
  const print = parseLaunchctlPrint(text);
  const target = /^(\S+) = \{\s*$/m.exec(text)?.[1] ?? null;
  if (target === null && Object.values(print).every((value) => value === null)) {
    return { error: 'This is no output of launchctl print.' };
  }
  if (target !== null && DOMAIN.test(target)) {
    return { kind: 'domain', target, loaded: null, label: null, running: null, services: servicesOf(text) };
  }
  const exit = /^(\d+)/.exec(print.lastExitCode ?? '')?.[1];
  return {
    loaded: true,
    target,
    label: target?.includes('/') === true ? target.slice(target.lastIndexOf('/') + 1) : null,
    ...print,
    running: print.pid !== null && print.state !== 'xpcproxy',
    lastExitStatus: exit === undefined ? null : Number(exit),
  };
}

/** `launchctl print` of a whole domain, which tells of no single service. */
const DOMAIN = /^(?:system|(?:gui|user|login|pid|session)\/\d+|com\.apple\.xpc\.launchd\.domain\.\S+)$/;
const MAX_SERVICES = 1000;

/** Its `services` block, `PID STATUS LABEL`: no pid is written as 0. */
function servicesOf(text: string): readonly object[] {
  const block = /^\tservices = \{\r?\n([\s\S]*?)^\t\}/m.exec(text)?.[1] ?? '';
  return [...block.matchAll(/^\s+(\d+)\s+(-|\S+)\s+(\S+)\s*$/gm)]
    .slice(0, MAX_SERVICES)
    .map(([, pid, , label]) => ({ label, pid: pid === '0' ? null : Number(pid) }));
}

function inspectList(text: string): Inspection {
  const missing = /Could not find service "(.*?)"/.exec(text);
  if (missing !== null) return { services: [], missing: missing[1] ?? null };
  if (isLaunchctlListOfOne(text)) {
    const row = parseLaunchctlListOfOne(text);
    return row === null ? { error: 'This names no label.' } : { services: [row] };
  }
  const services = parseLaunchctlList(text);
  return services.length === 0 && !/^PID\s+Status\s+Label\s*$/m.test(text)
    ? { error: 'This is no output of launchctl list.' }
    : { services };
}

function inspectDisabled(text: string): Inspection {
  const overrides = parsePrintDisabled(text);
  return overrides.disabled.length + overrides.enabled.length === 0 && !/disabled services = \{/.test(text)
    ? { error: 'This is no output of launchctl print-disabled.' }
    : { ...overrides };
}

function inspectVmStat(text: string): Inspection {
  const stat = parseVmStat(text);
  if (stat === null) return { error: 'This is no output of vm_stat.' };
  return {
    pageSize: stat.pageSize,
    usedBytes: usedBytes(stat),
    cachedBytes: cachedBytes(stat),
    counts: Object.fromEntries(stat.counts),
  };
}

function inspectProcesses(text: string): Inspection {
  const reading = inspectPs(text);
  return reading.processes.length === 0 && (reading.columns === null || reading.unread > 0)
    ? { error: 'This is no output of ps.' }
    : { ...reading };
}

/** As the engine: neither file has ever a reason to be so large. */
const MAX_BYTES = 1024 * 1024;
const TOO_LARGE: Inspection = { error: 'It is larger than 1 MB, so Trackside does not read it.' };

function inspectRunner(bytes: Uint8Array): Inspection {
  if (bytes.length > MAX_BYTES) return TOO_LARGE;
  const reading = parseRunnerJson(bytes);
  if (reading.kind !== 'read') return { error: reading.why, kind: reading.kind };
  const { gitHubUrl, ...settings } = reading.settings;
  return { ...settings, gitHubUrl: gitHubUrl === null ? null : hideSecrets(gitHubUrl) };
}

function inspectPlist(bytes: Uint8Array): Inspection {
  if (bytes.length > MAX_BYTES) return TOO_LARGE;
  const reading = parseAgentPlist(bytes, '');
  if (!reading.ok) return { error: reading.why };
  const { path: _path, environment, program, ...agent } = reading.value;
  return {
    ...agent,
    program: hideSecretArguments(program),
    environment: Object.fromEntries(
      Object.entries(environment).map(([name, value]) => [name, SHOWN_VARIABLES.has(name) ? value : '***']),
    ),
  };
}
