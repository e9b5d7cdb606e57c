/**
 * The engine's door: every call of the contract comes through here, whatever carries it.
 * Checks the input against the contract, asks the engine or the shell, and gives errors as values.
 */
import {
  type Bridge,
  type CallName,
  fail,
  type Failure,
  type Input,
  inputs,
  type Output,
  type Push,
  type Reply,
} from '../../shared/contract.ts';
import { redact } from './redact.ts';

/** What only the program around the engine can do. A host without it answers `not-supported-here`. */
export interface ShellPort {
  /** Opens a folder chooser; null when none was chosen. */
  chooseFolder(): Promise<Reply<string | null>>;
  /** `url` has been checked against the hosts of known runners. */
  openLink(url: string): Promise<Reply<null>>;
  openSystemSettings(pane: Input<'app.openSettings'>['pane']): Promise<Reply<null>>;
  quit(): Promise<Reply<null>>;
  /** Shows the wizard's window, on what was asked for. */
  openWizard(request: Input<'app.openWizard'>): Promise<Reply<null>>;
}

/** One view's end of the line. `close` ends its subscription and its open logs. */
export interface Connection extends Bridge {
  close(): void;
}

/** The checked input of a call: defaults filled in, ids branded. */
export type Checked<N extends CallName> = (typeof inputs)[N]['_output'];
export type Handlers = {
  readonly [N in CallName]: (input: Checked<N>) => Promise<Reply<Output<N>>> | Reply<Output<N>>;
};
export type PushListener = (push: Push) => void;

/** An input larger than this, as JSON, is refused unread. */
export const MAX_INPUT_CHARS = 64 * 1024;

function isCall(name: string): name is CallName {
  return Object.hasOwn(inputs, name);
}

async function answer(handlers: Handlers, name: CallName, input: unknown): Promise<Reply<unknown>> {
  const checked = inputs[name].safeParse(input);
  if (!checked.success) {
    const where = checked.error.issues[0]?.path.join('.') ?? '';
    return fail(
      'bad-request',
      `“${name}” was asked with something it does not understand.`,
      where || undefined,
    );
  }
  // The schema of this very name has checked it, which the types cannot follow.
  const handler: (input: never) => Promise<Reply<unknown>> | Reply<unknown> = handlers[name];
  return await handler(checked.data as never);
}

function redactFailure(failure: Failure): Failure {
  const { code, message, hint } = failure;
  return fail(code, redact(message), hint === undefined ? undefined : redact(hint));
}

/**
 * Answers one request. Never rejects: what goes wrong inside is `internal`, told to `report`, and its
 * text stays here. @param report gets the error itself, for the log.
 */
export async function handleRequest(
  handlers: Handlers,
  name: unknown,
  input: unknown,
  report: (name: string, error: unknown) => void,
): Promise<Reply<unknown>> {
  if (typeof name !== 'string' || !isCall(name)) {
    return fail('unknown-call', 'Trackside does not know this call.');
  }
  try {
    if ((JSON.stringify(input)?.length ?? 0) > MAX_INPUT_CHARS) {
      return fail('bad-request', `“${name}” was asked with too much.`);
    }
    const reply = await answer(handlers, name, input);
    return reply.ok ? reply : redactFailure(reply);
  } catch (error) {
    report(name, error);
    return fail(
      'internal',
      'Something went wrong inside Trackside.',
      'Try again; if it stays, restart Trackside.',
    );
  }
}
