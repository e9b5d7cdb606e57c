/**
 * The text of the job hooks (runner.md 8), for bash 3.2 as macOS has it. Pure. A hook that fails, fails the job, and one
 * that hangs holds it for ever, so that ours end with 0 within a few seconds whatever happens to what they do. A hook that
 * the person had before runs last, with its own output and end.
 */
import { extname, join } from 'node:path';

export const HOOKS = ['started', 'completed'] as const;
export type Hook = (typeof HOOKS)[number];

/** Beside `_work`; without a blank, which the runner could not cope with (runner.md 2.5). */
export const hookFolder = (directory: string): string => join(directory, 'trackside');

export function hookPaths(directory: string): Readonly<Record<Hook, string>> {
  const folder = hookFolder(directory);
  return { started: join(folder, 'job-started.sh'), completed: join(folder, 'job-completed.sh') };
}

/** What the scripts find on a machine; absolute, since a job's PATH is anything. */
export interface HookSurroundings {
  readonly sysctl: string;
  readonly swVers: string;
  readonly df: string;
  readonly find: string;
  readonly rm: string;
  /** The temporary folder of everyone. */
  readonly temporary: string;
  /** Whole seconds that one program is waited for; all of them together get twice as long. */
  readonly patience: number;
}
export const ON_A_MAC: HookSurroundings = {
  sysctl: '/usr/sbin/sysctl',
  swVers: '/usr/bin/sw_vers',
  df: '/bin/df',
  find: '/usr/bin/find',
  rm: '/bin/rm',
  temporary: '/tmp',
  patience: 2,
};

export interface HookOptions {
  readonly directory: string;
  /** The person's own hook, absolute; null: none. */
  readonly theirs: string | null;
  readonly around: HookSurroundings;
}

/** Whether a hook of the person's can be run by ours: as the runner does it, by its ending. */
export function canBeRun(theirs: string): boolean {
  const kind = extname(theirs).toLowerCase();
  // oxlint-disable-next-line no-control-regex -- no path of a hook has one
  return theirs.startsWith('/') && (kind === '.sh' || kind === '.js') && !/[\u0000-\u001F]/.test(theirs);
}

/** The person's own hook that a script of ours runs last; null: none. */
export function theirsIn(script: string): string | null {
  const noted = /^# Runs last: (".*")$/m.exec(script)?.[1];
  if (noted === undefined) return null;
  try {
    const path: unknown = JSON.parse(noted);
    return typeof path === 'string' ? path : null;
  } catch {
    return null; // somebody wrote into it: it names none
  }
}

export function hookScript(hook: Hook, options: HookOptions): string {
  switch (hook) {
    case 'started':
      return script('prints one line about this Mac at the start of a job', startedPart(options), options);
    case 'completed':
      return script('clears old pnpm leftovers out of the temporary folder', completedPart(options), options);
  }
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

function script(purpose: string, part: string, options: HookOptions): string {
  const { theirs } = options;
  const last = theirs === null ? 'exit 0' : runTheirs(theirs, options.directory);
  const noted = theirs === null ? '' : `# Runs last: ${JSON.stringify(theirs)}\n`;
  return `#!/bin/bash
# Written by Trackside: it ${purpose}.
# Its own part never fails a job and never holds one for more than a few seconds.
${noted}
# Under another shell, or in its POSIX mode, the rest could not even be read.
if [ -z "\${BASH_VERSION:-}" ]; then
${indented(last)}
fi
set +o posix
set +e +u -f
trap 'exit 0' EXIT
trap '' PIPE

${part}
trap - EXIT PIPE
${last}
`;
}

const indented = (text: string): string => text.replaceAll(/^(?=.)/gm, '  ');

/** With its own exit status: the shell becomes it. */
function runTheirs(theirs: string, directory: string): string {
  if (extname(theirs).toLowerCase() === '.sh') return `exec "\${BASH:-/bin/bash}" -e ${quoted(theirs)}`;
  const node = (version: string): string => quoted(join(directory, 'externals', version, 'bin/node'));
  return `if [ -x ${node('node20')} ]; then exec ${node('node20')} ${quoted(theirs)}; fi
if [ -x ${node('node24')} ]; then exec ${node('node24')} ${quoted(theirs)}; fi
exec node ${quoted(theirs)}`;
}

/**
 * The program takes the place of the substitution's shell, so that `$!` is the program itself, and it holds none of the
 * job's pipes; `read` keeps the time, since macOS has no `timeout`. Bodies of substitutions are functions: bash 3.2 counts
 * the brackets in them.
 */
const RUN = `trackside_run() {
  exec "$@" < /dev/null 2> /dev/null
}`;

/** Reads up to three lines of what a program says. */
const ask = (patience: number): string => `trackside_ask() {
  trackside_1='' trackside_2='' trackside_3=''
  [ "$SECONDS" -lt ${2 * patience} ] || return
  {
    IFS= read -r -t ${patience} trackside_1 <&7 &&
      IFS= read -r -t 1 trackside_2 <&7 &&
      IFS= read -r -t 1 trackside_3 <&7
  } 7< <(trackside_run "$@")
  kill -9 "$!"
}`;

function startedPart({ around, directory }: HookOptions): string {
  return `${RUN}

${ask(around.patience)}

trackside_add() {
  trackside_line="\${trackside_line:+$trackside_line, }$1"
}

trackside_is_number() {
  case $1 in
    '' | *[!0-9]*) return 1 ;;
  esac
}

trackside_report() {
  local before word
  trackside_line=''
  trackside_ask ${quoted(around.sysctl)} -n machdep.cpu.brand_string hw.memsize hw.ncpu
  [ -n "$trackside_1" ] && trackside_add "$trackside_1"
  trackside_is_number "$trackside_2" && trackside_add "$((10#$trackside_2 / 1073741824)) GB memory"
  trackside_is_number "$trackside_3" && trackside_add "$trackside_3 cores"
  trackside_ask ${quoted(around.swVers)} -productVersion
  [ -n "$trackside_1" ] && trackside_add "macOS $trackside_1"
  trackside_ask ${quoted(around.df)} -Pk ${quoted(directory)}
  # What is free stands before the share that is used, whatever the volume is called.
  for word in $trackside_2; do
    case $word in
      *%)
        trackside_is_number "$before" && trackside_add "$((10#$before * 1024 / 1000000000)) GB free"
        break
        ;;
    esac
    before=$word
  done
  [ -n "$trackside_line" ] && printf 'Trackside: %s\\n' "$trackside_line"
}

SECONDS=0
trackside_report 2> /dev/null
`;
}

/**
 * `-mmin`, since macOS rounds the days of `-mtime` up. The slash follows `/tmp`, which is a link; entries that are links
 * are left. What cannot be cleared in time is cleared another time.
 */
function completedPart({ around }: HookOptions): string {
  return `${RUN}

trackside_old() {
  trackside_run ${quoted(around.find)} "$1/" -mindepth 1 -maxdepth 1 \\
    '(' -name 'pnpm-*' -o -name '.pnpm-*' ')' '(' -type d -o -type f ')' \\
    -user "$UID" -mmin +1440 -exec ${quoted(around.rm)} -rf -- '{}' ';' -print
}

trackside_clear() {
  local entry
  case $1 in
    /*) ;;
    *) return ;;
  esac
  {
    while [ "$SECONDS" -lt "$2" ] && IFS= read -r -t ${around.patience} entry <&7; do
      trackside_cleared=$((trackside_cleared + 1))
    done
  } 7< <(trackside_old "$1")
  kill -9 "$!"
}

SECONDS=0
trackside_cleared=0
{
  trackside_clear "\${TMPDIR:-}" ${around.patience}
  trackside_clear ${quoted(around.temporary)} ${2 * around.patience}
  [ "$trackside_cleared" -gt 0 ] &&
    printf 'Trackside: cleared %s old pnpm leftovers out of the temporary folder.\\n' "$trackside_cleared"
} 2> /dev/null
`;
}
