/** The texts of `launchctl print`, `list` and `print-disabled`, shaped after the samples (macos.md 1.5). */
import { signalNumber } from './job-plist.ts';
import type { JobView } from './job.ts';
import type { Ending } from './keep-alive.ts';
import type { Override } from './overrides.ts';

export interface PrintDialect {
  /** The second state field, which some versions do not have. */
  readonly jobState: 'present' | 'absent';
  /** `words` since macOS 13; in `booleans`, `true` means disabled. */
  readonly disabled: 'words' | 'booleans';
}

/** `print gui/UID/LABEL`. `session`: the audit session's number. */
export function printJob(
  job: JobView,
  about: { readonly uid: number; readonly session: number; readonly dialect: PrintDialect },
): string {
  const { plist } = job;
  const target = `gui/${about.uid}`;
  const lines = [
    `${target}/${plist.label} = {`,
    `\tactive count = ${job.pid === null ? 0 : 1}`,
    `\tpath = ${plist.path}`,
    '\ttype = LaunchAgent',
    `\tstate = ${job.state}`,
    '',
    `\tprogram = ${plist.program}`,
    ...block('arguments', plist.arguments),
    '',
    ...(plist.workingDirectory === null ? [] : [`\tworking directory = ${plist.workingDirectory}`, '']),
    ...(plist.standardOutPath === null ? [] : [`\tstdout path = ${plist.standardOutPath}`]),
    ...(plist.standardErrorPath === null ? [] : [`\tstderr path = ${plist.standardErrorPath}`]),
    ...block('inherited environment', ['SSH_AUTH_SOCK => /var/run/com.apple.launchd.0000000000/Listeners']),
    '',
    ...block('default environment', ['PATH => /usr/bin:/bin:/usr/sbin:/sbin']),
    '',
    ...block('environment', [
      'OSLogRateLimit => 64',
      ...Object.entries(plist.environment).map(([name, value]) => `${name} => ${value}`),
      `XPC_SERVICE_NAME => ${plist.label}`,
    ]),
    '',
    `\tdomain = ${target} [${about.session}]`,
    `\tasid = ${about.session}`,
    `\tminimum runtime = ${plist.throttleInterval}`,
    `\texit timeout = ${plist.exitTimeOut}`,
    `\truns = ${job.runs}`,
    ...(job.pid === null ? [] : runningLines(job.pid, job.reason)),
    `\t${endingLine(job.ending)}`,
    '',
    ...semaphores(job),
    ...(job.pid === null
      ? []
      : [...coalition('resource', 1150, plist.label), ...coalition('jetsam', 1151, plist.label)]),
    `\tspawn type = ${spawnType(plist.processType)}`,
    '\tjetsam priority = 40',
    '\tjetsam memory limit (active) = (unlimited)',
    '\tjetsam memory limit (inactive) = (unlimited)',
    '\tjetsamproperties category = daemon',
    '\tjetsam thread limit = 32',
    '\tcpumon = default',
    ...(plist.startInterval === null ? [] : [`\trun interval = ${plist.startInterval} seconds`]),
    ...(about.dialect.jobState === 'present' ? [`\tjob state = ${jobState(job)}`] : []),
    '\tsanitizer flags = 0x0',
    '',
    `\tproperties = ${properties(job)}`,
    '}',
  ];
  return `${lines.join('\n')}\n`;
}

function block(name: string, lines: readonly string[]): readonly string[] {
  return [`\t${name} = {`, ...lines.map((line) => `\t\t${line}`), '\t}'];
}

function runningLines(pid: number, reason: string): readonly string[] {
  return [
    `\tpid = ${pid}`,
    `\timmediate reason = ${reason}`,
    '\tforks = 0',
    '\texecs = 1',
    '\tinitialized = 1',
    '\ttrampolined = 1',
    '\tstarted suspended = 0',
    '\tproxy started suspended = 0',
    '\tchecked allocations = 0 (queried = 1)',
    '\tchecked allocations reason = no host',
    '\tchecked allocations flags = 0x0',
  ];
}

const SIGNAL_WORDS: Readonly<Record<string, string>> = {
  SIGHUP: 'Hangup',
  SIGINT: 'Interrupt',
  SIGQUIT: 'Quit',
  SIGABRT: 'Abort trap',
  SIGKILL: 'Killed',
  SIGSEGV: 'Segmentation fault',
  SIGTERM: 'Terminated',
};

/** A signal's line takes the place of the exit code's (macos.md 1.5). */
function endingLine(ending: Ending | null): string {
  if (ending === null) return 'last exit code = (never exited)';
  switch (ending.kind) {
    case 'exit':
      return `last exit code = ${ending.code}`;
    case 'signal':
      return `last terminating signal = ${SIGNAL_WORDS[ending.signal] ?? 'Unknown signal'}: ${signalNumber(ending.signal)}`;
    case 'not-started':
      return 'last exit code = 78: EX_CONFIG';
  }
}

/** A KeepAlive dictionary shows here, and not as a property (macos.md 1.5). */
function semaphores(job: JobView): readonly string[] {
  const { keepAlive } = job.plist;
  if (keepAlive.kind !== 'conditions' || keepAlive.conditions.length === 0) return [];
  const lines = keepAlive.conditions.map((condition) => {
    switch (condition.kind) {
      case 'successful-exit':
        return `successful exit => ${Number(condition.value)}`;
      case 'crashed':
        return `crashed => ${Number(condition.value)}`;
      case 'path-state':
        return `path state: ${condition.path} => ${Number(condition.value)}`;
      case 'other-job-enabled':
        return `other job enabled: ${condition.label} => ${Number(condition.value)}`;
      case 'network-state':
        return 'network state => 1';
    }
  });
  return [...block('semaphores', lines), ''];
}

function coalition(kind: string, id: number, label: string): readonly string[] {
  return [
    ...block(`${kind} coalition`, [
      `ID = ${id}`,
      `type = ${kind}`,
      'state = active',
      'active count = 1',
      `name = ${label}`,
    ]),
    '',
  ];
}

function spawnType(processType: string | null): string {
  switch (processType) {
    case 'Interactive':
      return 'interactive (4)';
    case 'Background':
      return 'background (5)';
    case 'Adaptive':
      return 'adaptive (6)';
    default:
      return 'daemon (3)';
  }
}

function jobState(job: JobView): string {
  if (job.pid !== null) return 'running';
  if (job.state === 'spawn failed') return 'spawn failed';
  return job.ending === null ? 'uninitialized' : 'exited';
}

function properties(job: JobView): string {
  const words = [
    ...(job.plist.keepAlive.kind === 'always' ? ['keepalive'] : []),
    ...(job.plist.startsAtLoad ? ['runatload'] : []),
    ...(job.plist.programInferred ? ['inferred program'] : []),
    'managed LWCR',
    ...(job.pid === null ? [] : ['has LWCR']),
  ];
  return words.join(' | ');
}

/** `print gui/UID` or `user/UID`: the domain, trimmed to what a reader may look for. */
export function printDomain(
  type: 'gui' | 'user',
  jobs: readonly JobView[],
  overrides: readonly (readonly [string, Override])[],
  about: { readonly uid: number; readonly session: number; readonly dialect: PrintDialect },
): string {
  const services = jobs.map(
    (job) =>
      `${String(job.pid ?? 0).padStart(16)}${tableStatus(job.ending).padStart(7)}     ${job.plist.label}`,
  );
  const lines = [
    `${type}/${about.uid} = {`,
    `\ttype = ${type === 'gui' ? 'login' : 'user'}`,
    `\thandle = ${about.session}`,
    `\tactive count = ${jobs.length}`,
    `\tservice count = ${jobs.length}`,
    `\tactive service count = ${jobs.filter(({ pid }) => pid !== null).length}`,
    '\tcreator = loginwindow[150]',
    '\tcreator euid = 0',
    '\tsecurity context = {',
    `\t\tuid = ${about.uid}`,
    `\t\tasid = ${about.session}`,
    '\t}',
    '',
    '\tservices = {',
    ...services,
    '\t}',
    '',
    '\tdisabled services = {',
    ...overrides.map(([label, override]) => `\t\t${overrideLine(label, override, about.dialect)}`),
    '\t}',
    '',
    '\tproperties = uncorked | audit check done',
    '}',
  ];
  return `${lines.join('\n')}\n`;
}

/** `print-disabled gui/UID`, in the dialect of the version. */
export function printDisabled(
  overrides: readonly (readonly [string, Override])[],
  dialect: PrintDialect,
): string {
  const [outer, inner] = dialect.disabled === 'words' ? ['\t', '\t\t'] : ['', '\t'];
  const lines = overrides.map(([label, override]) => `${inner}${overrideLine(label, override, dialect)}\n`);
  return `${outer}disabled services = {\n${lines.join('')}${outer}}\n`;
}

function overrideLine(label: string, override: Override, dialect: PrintDialect): string {
  const word = dialect.disabled === 'words' ? override : String(override === 'disabled');
  return `"${label}" => ${word}`;
}

/** The Status column of `list`: exit status, or minus the signal. */
function tableStatus(ending: Ending | null): string {
  if (ending === null) return '0';
  switch (ending.kind) {
    case 'exit':
      return String(ending.code);
    case 'signal':
      return String(-signalNumber(ending.signal));
    case 'not-started':
      return '78';
  }
}

/** `list`: a table with tabs. */
export function listTable(jobs: readonly JobView[]): string {
  const rows = jobs.map((job) => `${job.pid ?? '-'}\t${tableStatus(job.ending)}\t${job.plist.label}\n`);
  return `PID\tStatus\tLabel\n${rows.join('')}`;
}

/** `list LABEL`: old-style text, with a raw wait status (256 = exit 1, 15 = SIGTERM). */
export function listOne(job: JobView): string {
  const { plist, ending } = job;
  const wait =
    ending === null
      ? 0
      : ending.kind === 'exit'
        ? ending.code * 256
        : ending.kind === 'signal'
          ? signalNumber(ending.signal)
          : 78 * 256;
  const lines = [
    '{',
    ...(plist.standardOutPath === null ? [] : [`\t"StandardOutPath" = "${plist.standardOutPath}";`]),
    '\t"LimitLoadToSessionType" = "Aqua";',
    ...(plist.standardErrorPath === null ? [] : [`\t"StandardErrorPath" = "${plist.standardErrorPath}";`]),
    `\t"Label" = "${plist.label}";`,
    `\t"OnDemand" = ${plist.keepAlive.kind === 'never' ? 'true' : 'false'};`,
    `\t"LastExitStatus" = ${wait};`,
    ...(job.pid === null ? [] : [`\t"PID" = ${job.pid};`]),
    `\t"Program" = "${plist.program}";`,
    '\t"ProgramArguments" = (',
    ...plist.arguments.map((argument) => `\t\t"${argument}";`),
    '\t);',
    '};',
  ];
  return `${lines.join('\n')}\n`;
}
