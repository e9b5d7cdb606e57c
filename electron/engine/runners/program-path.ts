/**
 * What a command line really runs: its program, or the script that a shell or another interpreter was given.
 * A file that is merely named in the arguments is none of it: an editor that shows a log is no runner.
 */
import { join, resolve } from 'node:path';

/** Programs that run what their first plain argument names. */
const INTERPRETERS: ReadonlySet<string> = new Set([
  'sh',
  'bash',
  'zsh',
  'dash',
  'ksh',
  'node',
  'python',
  'python3',
  'perl',
  'ruby',
  'env',
  'arch',
  'caffeinate',
  'nice',
  'nohup',
]);
/** Options whose value is a word of its own: `bash -o pipefail`, `node -r module`, `nice -n 5`. */
const WITH_VALUE = /^(?:-o|-O|\+O|-r|--require|--import|-n|--rcfile|--init-file)$/;
const ASSIGNMENT = /^\w+=/;
/** `bash -c`, `zsh -lc`: a command, not a script. */
const COMMAND = /^-[a-z]*c$/;

const nameOf = (program: string): string => program.slice(program.lastIndexOf('/') + 1).replace(/^-/, '');

/**
 * The absolute path of what an agent's `ProgramArguments` run; null where they do not name one.
 * @param from its working directory, from which a script or a path may be named; alone it says nothing of what runs.
 */
export function programPath(words: readonly string[], from: string | null = null): string | null {
  let rest = words;
  // `env nice bash run.sh`: each only runs the next.
  for (let program = rest[0]; program !== undefined; program = rest[0]) {
    if (!INTERPRETERS.has(nameOf(program))) {
      // Any other bare word is looked for in the PATH, or is no file at all (`python3 -m http.server`).
      const isPath = program.includes('/') || (rest !== words && program.endsWith('.sh'));
      return program.startsWith('/') ? program : isPath && from !== null ? resolve(from, program) : null;
    }
    const { options, operands } = split(rest.slice(1));
    if (options.some((option) => COMMAND.test(option))) return pathOfCommand(operands[0] ?? '', from);
    const next = operands[0];
    if (next === undefined) return program.startsWith('/') ? program : null;
    rest = operands;
  }
  return null;
}

/**
 * Whether a process runs something of `directory`. `ps` joins the arguments with blanks, so that one with a blank
 * in it cannot be told; the directory's own are compared whole.
 */
export function runsUnder(directory: string, args: string): boolean {
  const within = `${directory}/`;
  if (args.startsWith(within)) return true;
  let rest = args;
  for (;;) {
    const [program = ''] = rest.split(' ', 1);
    if (!INTERPRETERS.has(nameOf(program))) return rest.startsWith(within);
    const after = rest.slice(program.length + 1);
    rest = after.slice(optionsLength(after.split(' ')));
    if (rest === '') return false;
  }
}

function split(words: readonly string[]): {
  readonly options: readonly string[];
  readonly operands: readonly string[];
} {
  const count = countOptions(words);
  return { options: words.slice(0, count), operands: words.slice(count) };
}

function countOptions(words: readonly string[]): number {
  let index = 0;
  while (index < words.length) {
    const word = words[index] ?? '';
    if (!/^[-+]./.test(word) && !ASSIGNMENT.test(word)) break;
    index += WITH_VALUE.test(word) ? 2 : 1;
  }
  return Math.min(index, words.length);
}

/** How many characters the options take, with the blank behind each. */
function optionsLength(words: readonly string[]): number {
  return words.slice(0, countOptions(words)).reduce((sum, word) => sum + word.length + 1, 0);
}

/** The first thing that a shell command runs, after a `cd` to where it lies. */
function pathOfCommand(command: string, from: string | null): string | null {
  const moved = /^\s*cd\s+(?:"([^"$`]+)"|'([^']+)'|([^\s"'$`;&|]+))\s*(?:&&|;)\s*(.*)$/s.exec(command);
  const folder = moved?.[1] ?? moved?.[2] ?? moved?.[3] ?? from;
  const text = (moved?.[4] ?? command).replace(/^\s*exec\s+/, '').trimStart();
  const first = /^(?:"([^"$`]+)"|'([^']+)'|([^\s"'$`;&|<>()]+))/.exec(text);
  const program = first?.[1] ?? first?.[2] ?? first?.[3] ?? null;
  if (program === null) return null;
  if (program.startsWith('/')) {
    return INTERPRETERS.has(nameOf(program)) ? programPath(text.split(/\s+/)) : program;
  }
  return folder?.startsWith('/') === true && program.startsWith('.') ? join(folder, program) : null;
}
