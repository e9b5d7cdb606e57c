/** `trackside setup`: the wizard's answers from arguments, then its operation. */
import { resolve } from 'node:path';
import { fail, ok, type Reply } from '../../shared/contract.ts';
import { placeFrom } from '../../shared/place-address.ts';
import { runsOnLine, labelsToAskFor } from '../../shared/runs-on.ts';
import type { AnswerProblem, SetUpAnswers, SetUpScope } from '../../shared/set-up.ts';
import { setUpAnswers } from '../../shared/set-up-schemas.ts';
import { complain, FAILED, type Form, MISUSED } from './answer.ts';
import { formOf, readOptions, readToken } from './options.ts';
import { runOperation, type Surroundings } from './run-operation.ts';
import type { Session } from './session.ts';
import type { Terminal } from './terminal.ts';

const OPTIONS = {
  url: { type: 'string' },
  'token-stdin': { type: 'boolean', default: false },
  name: { type: 'string' },
  labels: { type: 'string' },
  directory: { type: 'string' },
  work: { type: 'string' },
  group: { type: 'string' },
  replace: { type: 'boolean', default: false },
  'runner-version': { type: 'string' },
  service: { type: 'string' },
  'no-start-at-login': { type: 'boolean', default: false },
  'confirm-public': { type: 'string' },
} as const;

/** What was asked for, before this Mac and GitHub have been asked. */
interface Wish {
  readonly form: Form;
  readonly yes: 'ask' | 'assume';
  readonly token: 'stdin' | 'none';
  readonly scope: SetUpScope;
  readonly confirmPublic: string | null;
  /** What stands in the place of a suggestion. */
  readonly given: Partial<SetUpAnswers>;
}

/**
 * Sets a runner up. Gives the exit status.
 * @param open starts the engine; only when the arguments are in order.
 */
export async function setUpCommand(
  args: readonly string[],
  terminal: Terminal,
  open: () => Promise<Session>,
): Promise<number> {
  const wish = readWish(args);
  if (!wish.ok) return complain(terminal, formOf(args), wish, MISUSED);
  const { form, token, yes } = wish.value;
  if (token === 'stdin' && yes === 'ask') {
    const message = 'With --token-stdin nobody can be asked on the same input, so nothing was done.';
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
    return await setUp({ session, terminal }, wish.value, given.value);
  } finally {
    await session.close();
  }
}

function readWish(args: readonly string[]): Reply<Wish> {
  const read = readOptions(args, OPTIONS);
  if (!read.ok) return read;
  const { values, positionals } = read.value;
  if (positionals.length > 0)
    return fail('bad-request', 'Every answer is an option here.', 'See trackside --help.');
  if (values.url === undefined) {
    return fail(
      'bad-request',
      'Say where: --url https://github.com/OWNER/REPO.',
      'An organisation: --url https://github.com/ORG.',
    );
  }
  // Whatever page of it was copied, as in the wizard.
  const scope = placeFrom(values.url, 'github.com');
  if (scope === null) {
    return fail(
      'bad-request',
      'This is no address of a repository, organisation or enterprise at GitHub.',
      'For example https://github.com/acme/rocket.',
    );
  }
  const { service } = values;
  if (service !== undefined && service !== 'trackside' && service !== 'official') {
    return fail('bad-request', 'There are two kinds of service: --service trackside or --service official.');
  }
  if (values.replace && values.name === undefined) {
    return fail('bad-request', 'Say which runner is to be replaced: --replace needs --name.');
  }
  return ok({
    form: values.json ? 'json' : 'text',
    yes: values.yes ? 'assume' : 'ask',
    token: values['token-stdin'] ? 'stdin' : 'none',
    scope,
    confirmPublic: values['confirm-public'] ?? null,
    given: {
      group: values.group ?? null,
      sameName: values.replace ? 'replace' : 'refuse',
      version: values['runner-version'] ?? null,
      startAtLogin: values['no-start-at-login'] ? 'no' : 'yes',
      ...(service === undefined ? {} : { service }),
      ...(values.name === undefined ? {} : { name: values.name }),
      ...(values.labels === undefined ? {} : { labels: labelsIn(values.labels) }),
      ...(values.work === undefined ? {} : { workFolder: values.work }),
      ...(values.directory === undefined ? {} : { directory: fullPath(values.directory) }),
    },
  });
}

const labelsIn = (text: string): readonly string[] =>
  text.trim() === '' ? [] : text.split(',').map((label) => label.trim());
/** A shell has put the home folder in the place of a `~` already, unless it stood between quotes. */
const fullPath = (path: string): string => (path.startsWith('~') ? path : resolve(path));

async function setUp(surroundings: Surroundings, wish: Wish, token: string | null): Promise<number> {
  const { session, terminal } = surroundings;
  const { form } = wish;
  const answers = await answersFor(session, wish, token);
  if (!answers.ok) {
    return complain(terminal, form, answers, answers.code === 'bad-request' ? MISUSED : FAILED);
  }
  const confirmed = await check(surroundings, wish, answers.value);
  if (typeof confirmed === 'number') return confirmed;
  const chip = session.state().machine.facts.chip ?? '';
  const automatic = ['self-hosted', 'macOS', /intel/i.test(chip) ? 'X64' : 'ARM64'];
  const runsOn = runsOnLine(labelsToAskFor(confirmed.labels, automatic));
  return await runOperation(
    surroundings,
    { kind: 'set-up', answers: confirmed },
    {
      form,
      yes: wish.yes,
      typed: confirmed.typedName === '' ? null : confirmed.typedName,
      tokens: token === null ? {} : { registrationToken: token },
      extra: { json: { runsOn }, lines: ['In a workflow:', `  ${runsOn}`] },
    },
  );
}

async function answersFor(session: Session, wish: Wish, token: string | null): Promise<Reply<SetUpAnswers>> {
  const { scope, given, confirmPublic } = wish;
  const suggested = await session.request('setup.suggest', { scope });
  if (!suggested.ok) return suggested;
  const { name, labels, directory, tuning } = suggested.value;
  const answers = setUpAnswers.safeParse({
    host: scope.host,
    access: token === null ? 'login' : 'registration-token',
    scope,
    group: null,
    typedName: confirmPublic ?? '',
    name,
    labels,
    workFolder: '_work',
    directory,
    sameName: 'refuse',
    startAtLogin: 'yes',
    service: 'trackside',
    version: null,
    tuning,
    ...given,
  });
  if (answers.success) return ok(answers.data);
  const field = String(answers.error.issues[0]?.path[0] ?? '');
  return fail('bad-request', `What was given for ${field || 'an answer'} is too long or not understood.`);
}

/** Says what is wrong or worth knowing, and asks for the name of a public repository. Then the answers, or the exit status. */
async function check(
  surroundings: Surroundings,
  wish: Wish,
  answers: SetUpAnswers,
): Promise<SetUpAnswers | number> {
  const { session, terminal } = surroundings;
  const checked = await session.request('setup.check', { answers });
  if (!checked.ok) return complain(terminal, wish.form, checked, FAILED);
  const { problems } = checked.value;
  const errors = problems.filter(({ severity }) => severity === 'error');
  const onlyUnconfirmed = errors.length > 0 && errors.every(({ field }) => field === 'typedName');
  if (onlyUnconfirmed && answers.typedName === '' && canAsk(terminal, wish)) {
    for (const { message } of errors) terminal.complain(message);
    const typed = await terminal.ask('Type its name to confirm: ', new AbortController().signal);
    return typed === null || typed.trim() === ''
      ? complain(terminal, wish.form, fail('wrong-confirmation', 'Nothing was done.'), FAILED)
      : await check(surroundings, wish, { ...answers, typedName: typed.trim() });
  }
  say(terminal, wish.form, problems);
  return errors.length > 0 ? MISUSED : answers;
}

const canAsk = (terminal: Terminal, wish: Wish): boolean => terminal.interactive && wish.token === 'none';

/** The option by which an answer is given, where its name is another one. */
const OPTION_OF: Readonly<Partial<Record<keyof SetUpAnswers, string>>> = {
  host: 'url',
  scope: 'url',
  typedName: 'confirm-public',
  workFolder: 'work',
  version: 'runner-version',
};

function say(terminal: Terminal, form: Form, problems: readonly AnswerProblem[]): void {
  for (const { field, severity, message } of problems) {
    const option = `--${OPTION_OF[field] ?? field}`;
    if (form === 'json')
      terminal.print(JSON.stringify({ type: 'problem', field, option, severity, message }));
    else
      terminal.complain(
        field === 'tuning' ? `${severity}: ${message}` : `${severity}, ${option}: ${message}`,
      );
  }
}
