/** `trackside remove`: takes a runner away, as a whole or in the parts that were named. */
import { realpath } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fail, ok, type Reply } from '../../shared/contract.ts';
import type { Runner } from '../../shared/domain.ts';
import type { RemoveChoices } from '../../shared/set-up.ts';
import { complain, type Form, MISUSED } from './answer.ts';
import { formOf, readOptions, readToken } from './options.ts';
import { runOperation } from './run-operation.ts';
import type { Session } from './session.ts';
import type { Terminal } from './terminal.ts';

const KEEPING = { type: 'boolean', default: false } as const;
const OPTIONS = {
  'keep-registration': KEEPING,
  'keep-service': KEEPING,
  'keep-hooks': KEEPING,
  'keep-shell-profile': KEEPING,
  'keep-folder': KEEPING,
  'remove-token-stdin': KEEPING,
} as const;

interface Wish {
  readonly form: Form;
  readonly yes: 'ask' | 'assume';
  readonly token: 'stdin' | 'none';
  /** A runner's name or its folder. */
  readonly which: string;
  readonly parts: Omit<RemoveChoices, 'runnerId'>;
}

/** Removes a runner. Gives the exit status. */
export async function removeCommand(
  args: readonly string[],
  terminal: Terminal,
  open: () => Promise<Session>,
): Promise<number> {
  const read = readWish(args);
  if (!read.ok) return complain(terminal, formOf(args), read, MISUSED);
  const { form, parts, token, which, yes } = read.value;
  if (token === 'stdin' && yes === 'ask') {
    const message = 'With --remove-token-stdin nobody can be asked on the same input, so nothing was done.';
    return complain(
      terminal,
      form,
      fail('bad-request', message, 'Add --yes to do it without being asked.'),
      MISUSED,
    );
  }
  const given = token === 'stdin' ? await readToken(terminal) : ok(null);
  if (!given.ok) return complain(terminal, form, given, MISUSED);
  const session = await open();
  try {
    const runner = await findRunner(session, which);
    if (!runner.ok) return complain(terminal, form, runner, MISUSED);
    const choices: RemoveChoices = { runnerId: runner.value.id, ...parts };
    const tokens = given.value === null ? {} : { removeToken: given.value };
    return await runOperation(
      { session, terminal },
      { kind: 'remove', choices },
      { form, yes, typed: null, tokens },
    );
  } finally {
    await session.close();
  }
}

function readWish(args: readonly string[]): Reply<Wish> {
  const read = readOptions(args, OPTIONS);
  if (!read.ok) return read;
  const { positionals, values } = read.value;
  const [which, ...more] = positionals;
  if (which === undefined || more.length > 0) {
    return fail(
      'bad-request',
      'Say which runner, by its name or its folder, and only one.',
      'trackside status lists them.',
    );
  }
  const kept = (name: keyof typeof OPTIONS): 'keep' | 'remove' => (values[name] ? 'keep' : 'remove');
  return ok({
    form: values.json ? 'json' : 'text',
    yes: values.yes ? 'assume' : 'ask',
    token: values['remove-token-stdin'] ? 'stdin' : 'none',
    which,
    parts: {
      deregister: values['keep-registration'] ? 'no' : 'yes',
      service: kept('keep-service'),
      hooks: kept('keep-hooks'),
      shellProfile: kept('keep-shell-profile'),
      folder: values['keep-folder'] ? 'keep' : 'trash',
    },
  });
}

/** By folder where there is a slash in it, else by name; never one of several. */
async function findRunner(session: Session, which: string): Promise<Reply<Runner>> {
  const runners = Object.values(session.state().runners);
  const found = which.includes('/') ? await inFolder(session.home, runners, which) : named(runners, which);
  const [runner, ...more] = found;
  if (runner === undefined) {
    return fail(
      'not-found',
      `Trackside knows no runner “${which}” on this Mac.`,
      'trackside status lists those that it knows; one in another folder can be adopted first.',
    );
  }
  if (more.length > 0) {
    const folders = found.map(({ directory }) => directory).join(', ');
    return fail(
      'not-found',
      `There are ${found.length} runners of this name.`,
      `Say which by its folder: ${folders}.`,
    );
  }
  return ok(runner);
}

const named = (runners: readonly Runner[], name: string): readonly Runner[] =>
  runners.filter((runner) => runner.name.toLowerCase() === name.toLowerCase());

async function inFolder(
  home: string,
  runners: readonly Runner[],
  folder: string,
): Promise<readonly Runner[]> {
  const full = (path: string): string => (path.startsWith('~/') ? join(home, path.slice(2)) : resolve(path));
  const real = (path: string): Promise<string> => realpath(full(path)).catch(() => full(path));
  const wanted = await real(folder);
  const places = await Promise.all(runners.map(({ directory }) => real(directory)));
  return runners.filter((_runner, index) => places[index] === wanted);
}
