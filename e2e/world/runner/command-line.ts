/** The listener's command line and its twin in the environment (runner.md 3.2). */

export type CommandName = 'configure' | 'remove' | 'run' | 'warmup';

export interface CommandLine {
  readonly command: CommandName | null;
  /** Whether flag `--name` was given, or its input variable says `true`. */
  flag(name: string): boolean;
  /** The value of `--name`, else of ACTIONS_RUNNER_INPUT_<NAME>, else null. */
  value(name: string): string | null;
  /** Words that belong to nothing. */
  readonly unknown: readonly string[];
}

const commands: ReadonlySet<string> = new Set(['configure', 'remove', 'run', 'warmup']);
const flags = new Set([
  'help',
  'version',
  'commit',
  'check',
  'unattended',
  'replace',
  'ephemeral',
  'disableupdate',
  'local',
  'once',
  'no-default-labels',
  'generateserviceconfig',
  'runasservice',
]);
const values = new Set([
  'url',
  'token',
  'name',
  'runnergroup',
  'labels',
  'work',
  'pat',
  'auth',
  'username',
  'monitorsocketaddress',
  'jitconfig',
  'startuptype',
  'windowslogonaccount',
  'windowslogonpassword',
]);
const inputPrefix = 'ACTIONS_RUNNER_INPUT_';

function isCommand(word: string): word is CommandName {
  return commands.has(word);
}

/**
 * Parses `args` as the real parser does: only `--name value`, a value never starts with `-`, the first of two counts,
 * a flag that is followed by a word becomes an argument and is no flag any more. Input variables are taken out of
 * `environment`.
 */
export function parseCommandLine(args: readonly string[], environment: NodeJS.ProcessEnv): CommandLine {
  const inputs = new Map<string, string>();
  for (const name of Object.keys(environment)) {
    if (!name.toUpperCase().startsWith(inputPrefix)) continue;
    const key = name.slice(inputPrefix.length).toLowerCase();
    inputs.set(key, environment[name] ?? '');
    delete environment[name];
  }
  let command: CommandName | null = null;
  const given = new Set<string>();
  const texts = new Map<string, string>();
  const unknown: string[] = [];
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? '';
    if (!word.startsWith('-')) {
      const lower = word.toLowerCase();
      if (command === null && isCommand(lower)) command = lower;
      else unknown.push(word);
      continue;
    }
    const name = word.replace(/^-+/, '').toLowerCase();
    const next = args[at + 1];
    if (next !== undefined && !next.startsWith('-')) {
      at += 1;
      if (!texts.has(name)) texts.set(name, next);
      if (!values.has(name)) unknown.push(name);
    } else {
      given.add(name);
      if (!flags.has(name)) unknown.push(name);
    }
  }
  const input = (name: string): string | null => {
    const found = inputs.get(name.replaceAll('-', '_')) ?? inputs.get(name.replaceAll('-', ''));
    return found === undefined || found === '' ? null : found;
  };
  return {
    command,
    unknown,
    flag: (name) => given.has(name) || /^(true|1)$/i.test(input(name) ?? ''),
    value: (name) => texts.get(name) ?? input(name),
  };
}
