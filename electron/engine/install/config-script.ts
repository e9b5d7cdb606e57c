/**
 * Runs a runner's config.sh (runner.md 3): arguments as its parser takes them, the token only in the environment, an
 * environment that leaves no trace in `.env`, what it prints told line by line.
 */
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fail, ok, type Failure, type Reply } from '../../../shared/contract.ts';
import type { Host } from '../host/host.ts';
import { whyNoAnswer, type ProgramResult } from '../host/run-program.ts';
import { hideSecretsInSentence } from '../hide-secrets.ts';
import { failureOf, noteOf, plainLine, type OutputLine, type OutputSubject } from './configure-output.ts';

/** How a long step speaks to whoever watches it. */
export interface Tell {
  readonly signal: AbortSignal;
  /** For the log; already without secrets. */
  log(text: string): void;
  note(text: string): void;
}

export interface ScriptRun {
  readonly directory: string;
  /** Of config.sh: `--unattended …` or `remove …`. */
  readonly args: readonly string[];
  readonly token: string;
  /** The PATH for it: config.sh writes `.path` from it. */
  readonly path: string;
  readonly subject: OutputSubject;
}

export type ScriptEnd =
  | { readonly kind: 'ended-well'; readonly lines: readonly OutputLine[] }
  | { readonly kind: 'failed'; readonly lines: readonly OutputLine[]; readonly failure: Failure }
  /** Cancelled, and it works on by itself. */
  | { readonly kind: 'left-running'; readonly lines: readonly OutputLine[] };

/** Three tries of a request with its waits in between take about a minute. */
const LIMIT_MS = 3 * 60_000;
const MAX_OUTPUT = 1024 * 1024;
/** For the log and for errors; it prints some twenty. */
const MAX_LINES = 500;
/** What a cancelled run has to come to its end by itself: killed in the middle it could leave a registration behind. */
const CANCEL_GRACE_MS = 15_000;

/** Runs it to its end; `signal` does not kill it. Never rejects. */
export async function runConfigScript(
  host: Pick<Host, 'program' | 'home'>,
  run: ScriptRun,
  tell: Tell,
): Promise<ScriptEnd> {
  const lines: OutputLine[] = [];
  const missing = await scriptProblem(run.directory);
  if (missing !== null) return { kind: 'failed', lines, failure: missing };
  let listening = true;
  const onLine = (text: string, stream: OutputLine['stream']): void => {
    if (!listening) return;
    const line = { text: text.replaceAll(run.token, '***'), stream };
    if (lines.length < MAX_LINES) {
      lines.push(line);
      const shown = forLog(line.text, host.home);
      if (shown !== null) tell.log(shown);
    }
    const note = noteOf(line, run.subject);
    if (note !== null) tell.note(note);
  };
  const running = host.program({
    path: '/bin/bash',
    // By its whole path, so that the process table tells whose it is.
    args: [join(run.directory, 'config.sh'), ...run.args],
    folder: run.directory,
    // No LANG, JAVA_HOME and the like: config.sh would write them into `.env` (runner.md 9).
    env: { PATH: run.path, ACTIONS_RUNNER_INPUT_TOKEN: run.token },
    timeoutMs: LIMIT_MS,
    endGently: { signal: 'SIGINT', graceMs: 5_000 },
    maxOutputBytes: MAX_OUTPUT,
    onLine,
  });
  const result = await endOrGrace(running, tell);
  listening = false;
  if (result === null) return { kind: 'left-running', lines };
  const failure = failureOfResult(result, lines, run.subject);
  return failure === null ? { kind: 'ended-well', lines } : { kind: 'failed', lines, failure };
}

/** Null: it was cancelled and has not ended within the grace. */
async function endOrGrace(running: Promise<ProgramResult>, tell: Tell): Promise<ProgramResult | null> {
  const over = new AbortController();
  const grace = async (): Promise<null> => {
    await aborted(tell.signal, over.signal);
    if (!over.signal.aborted) tell.note('Waiting for the runner’s config.sh to come to its end.');
    await delay(CANCEL_GRACE_MS, undefined, { signal: over.signal }).catch(() => undefined);
    return null;
  };
  try {
    return await Promise.race([running, grace()]);
  } finally {
    over.abort();
  }
}

/** Resolves when one of them fires. */
function aborted(...signals: readonly AbortSignal[]): Promise<void> {
  const any = AbortSignal.any([...signals]);
  if (any.aborted) return Promise.resolve();
  return new Promise((resolve) => any.addEventListener('abort', () => resolve(), { once: true }));
}

function failureOfResult(
  result: ProgramResult,
  lines: readonly OutputLine[],
  subject: OutputSubject,
): Failure | null {
  const ending = whyNoAnswer('config.sh', result);
  switch (result.kind) {
    case 'exited':
      return result.status === 0 ? null : failureOf(lines, subject, ending);
    case 'timed-out':
      return fail(
        'timed-out',
        'The runner’s config.sh did not come to its end within three minutes, so it was ended.',
        'Check the network connection, then try again.',
      );
    case 'signalled':
    case 'too-much-output':
    case 'aborted':
    case 'not-found':
    case 'cannot-run':
      return fail('program-failed', ending, 'Try again; the log of this step has what it said.');
  }
}

async function scriptProblem(directory: string): Promise<Failure | null> {
  try {
    await lstat(join(directory, 'config.sh'));
    return null;
  } catch {
    // Gone, or not ours to look at: either way it cannot be run.
    return fail(
      'not-a-runner',
      'The runner’s folder has no config.sh that could be run.',
      'Set the runner up anew, so that its files are complete.',
    );
  }
}

/** Null for what tells nothing: blank lines and the banner. */
function forLog(text: string, home: string): string | null {
  const plain = plainLine(text);
  if (plain === '' || /^\|.*\|$|^-{20,}$/.test(plain)) return null;
  return hideSecretsInSentence(home === '' ? plain : plain.replaceAll(home, '~'));
}

/**
 * `--name value`, as far as config.sh can be given it: a value that begins with `-` would be taken for the next option
 * (runner.md 3.2), and an empty one for none.
 */
export function option(name: string, value: string, what: string): Reply<readonly string[]> {
  // oxlint-disable-next-line no-control-regex -- none of them can be in an answer
  if (value.trim() === '' || value.startsWith('-') || /[\u0000-\u001F\u007F]/.test(value)) {
    return fail(
      'wrong-answer',
      `The runner does not accept this ${what}.`,
      `Choose a ${what} that is not empty and does not begin with a hyphen.`,
    );
  }
  return ok([name, value]);
}
