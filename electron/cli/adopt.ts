/** `trackside adopt`: takes a runner that is there already into Trackside's care. */
import { resolve } from 'node:path';
import { fail, type Reply, ok } from '../../shared/contract.ts';
import type { AdoptChoices } from '../../shared/set-up.ts';
import { complain, FAILED, type Form, MISUSED } from './answer.ts';
import { formOf, readOptions } from './options.ts';
import { runOperation } from './run-operation.ts';
import type { Session } from './session.ts';
import type { Terminal } from './terminal.ts';

const OPTIONS = { service: { type: 'string' }, tune: { type: 'boolean', default: false } } as const;

interface Wish {
  readonly form: Form;
  readonly yes: 'ask' | 'assume';
  readonly directory: string;
  readonly service: AdoptChoices['service'];
  readonly tune: 'yes' | 'no';
}

/** Adopts a runner. Gives the exit status. */
export async function adoptCommand(
  args: readonly string[],
  terminal: Terminal,
  open: () => Promise<Session>,
): Promise<number> {
  const read = readWish(args);
  if (!read.ok) return complain(terminal, formOf(args), read, MISUSED);
  const { directory, form, service, tune, yes } = read.value;
  const session = await open();
  try {
    const suggested = tune === 'yes' ? await session.request('setup.suggest', { scope: null }) : ok(null);
    if (!suggested.ok) return complain(terminal, form, suggested, FAILED);
    const choices: AdoptChoices = { directory, service, tuning: suggested.value?.tuning ?? null };
    return await runOperation(
      { session, terminal },
      { kind: 'adopt', choices },
      { form, yes, typed: null, tokens: {} },
    );
  } finally {
    await session.close();
  }
}

function readWish(args: readonly string[]): Reply<Wish> {
  const read = readOptions(args, OPTIONS);
  if (!read.ok) return read;
  const { positionals, values } = read.value;
  const [directory, ...more] = positionals;
  if (directory === undefined || more.length > 0) {
    return fail(
      'bad-request',
      'Say which folder the runner is in, and only one.',
      'For example: trackside adopt ~/actions-runner',
    );
  }
  const { service = 'keep' } = values;
  if (service !== 'keep' && service !== 'trackside') {
    return fail('bad-request', 'The service is kept or replaced: --service keep or --service trackside.');
  }
  return ok({
    form: values.json ? 'json' : 'text',
    yes: values.yes ? 'assume' : 'ask',
    directory: directory.startsWith('~') ? directory : resolve(directory),
    service,
    tune: values.tune ? 'yes' : 'no',
  });
}
