/** The arguments of the commands that change something, read strictly; a token among them is refused unread. */
import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { fail, type Failure, ok, type Reply } from '../../shared/contract.ts';
import { token as tokenSchema } from '../../shared/set-up-schemas.ts';
import { secretSpans } from '../engine/redact.ts';
import type { Form } from './answer.ts';
import type { Terminal } from './terminal.ts';

export const COMMON_OPTIONS = {
  yes: { type: 'boolean', short: 'y', default: false },
  json: { type: 'boolean', default: false },
} as const satisfies ParseArgsOptionsConfig;

/** What the person asked for before anything else could be read, so that also an error has that form. */
export const formOf = (args: readonly string[]): Form => (args.includes('--json') ? 'json' : 'text');

const A_TOKEN_IN_SIGHT = fail(
  'wrong-answer',
  'A token does not go into the arguments, where every program on this Mac can read it. Nothing was done.',
  'Make a new one at GitHub, and give it through a pipe with --token-stdin or --remove-token-stdin.',
);

/** A failure: a token is among the arguments. It is not repeated. */
export function tokenAmong(args: readonly string[]): Failure | null {
  const named = args.some((arg) => /^--?(?:[a-z-]*-)?(?:token|pat)(?:=|$)/i.test(arg));
  return named || args.some((arg) => secretSpans(arg).length > 0) ? A_TOKEN_IN_SIGHT : null;
}

/** Strictly: an unknown option is an error, not a word. */
export function readOptions<const T extends ParseArgsOptionsConfig>(args: readonly string[], options: T) {
  const refused = tokenAmong(args);
  if (refused !== null) return refused;
  try {
    return ok(
      parseArgs({ args: [...args], allowPositionals: true, options: { ...COMMON_OPTIONS, ...options } }),
    );
  } catch (error) {
    const message = error instanceof Error ? (/^[^.\n]*/.exec(error.message)?.[0] ?? '') : '';
    return fail(
      'bad-request',
      message === '' ? 'The arguments are not understood.' : `${message}.`,
      'See trackside --help.',
    );
  }
}

/** Longer than any token that there is. */
const MAX_TOKEN_BYTES = 4096;

/** A token from standard input. It is in memory only, for as long as the command runs. */
export async function readToken(terminal: Terminal): Promise<Reply<string>> {
  const line = await terminal.readLine(MAX_TOKEN_BYTES);
  const token = tokenSchema.safeParse(line ?? '');
  if (token.success) return ok(token.data);
  return fail(
    'wrong-answer',
    'What came through standard input is no token.',
    'Give exactly one token on one line, for example: pbpaste | trackside …',
  );
}
