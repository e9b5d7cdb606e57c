/**
 * One operation from its plan to its end, in a terminal: shown, confirmed, followed line by line. Control-C cancels it
 * and has everything taken back; a second one ends at once, and the app or the next start of Trackside tidies up.
 */
import type { Failure, Input, Reply } from '../../shared/contract.ts';
import type { Operation, OperationId } from '../../shared/operation.ts';
import type { OperationRequest } from '../../shared/set-up.ts';
import { CANCELLED, complain, DONE, FAILED, MISUSED, nothingDone, TERMINATED } from './answer.ts';
import { type Choice, choose, confirm, type ConfirmOptions, mayChoose } from './confirm.ts';
import { afterOthers, follow, type Following } from './follow.ts';
import { heard, type Hearing } from './interruption.ts';
import { endLines, planLines } from './operation-text.ts';
import type { Session } from './session.ts';
import type { Interruption, Terminal } from './terminal.ts';

export interface RunOptions extends ConfirmOptions {
  readonly tokens: Pick<Input<'operation.start'>, 'registrationToken' | 'removeToken'>;
  /** Beside the result, after a success: names and values for JSON, lines for a person. */
  readonly extra?: { readonly json: Readonly<Record<string, unknown>>; readonly lines: readonly string[] };
}

/** What a command needs of the world around it. */
export interface Surroundings {
  readonly session: Session;
  readonly terminal: Terminal;
}

/** Codes that say that the command was given something it cannot use. */
const WRONG_USE: ReadonlySet<string> = new Set([
  'bad-request',
  'wrong-answer',
  'wrong-confirmation',
  'bad-place',
]);

/** Plans, asks, does and follows. Gives the exit status. */
export async function runOperation(
  { session, terminal }: Surroundings,
  request: OperationRequest,
  options: RunOptions,
): Promise<number> {
  const { form } = options;
  const failed = (failure: Failure): number =>
    complain(terminal, form, failure, WRONG_USE.has(failure.code) ? MISUSED : FAILED);
  const interruption = heard(terminal);
  try {
    const waited = await afterOthers(session, terminal, form, interruption);
    if (waited !== null) return waited;
    const planned = await interruption.or(session.request('operation.plan', { request }));
    if (planned === null) return nothingDone(terminal, form, CANCELLED);
    if (!planned.ok) return failed(planned);
    const { id, plan } = planned.value;
    if (form === 'json') terminal.print(JSON.stringify({ type: 'plan', operationId: id, plan }));
    else for (const line of planLines(plan)) terminal.print(line);
    const confirmed = await confirm(terminal, planned.value, options, interruption);
    if (typeof confirmed === 'number') {
      await session.request('operation.dismiss', { operationId: id });
      return confirmed;
    }
    const before = interruption.count();
    const following = follow(session, terminal, id, form);
    const started = await session.request('operation.start', {
      operationId: id,
      ...confirmed,
      ...options.tokens,
    });
    if (!started.ok) {
      following.stop();
      return failed(started);
    }
    return await toItsEnd({ session, terminal }, id, options, { interruption, before, following });
  } finally {
    interruption.stop();
  }
}

async function toItsEnd(
  surroundings: Surroundings,
  id: OperationId,
  options: RunOptions,
  { interruption, before, following }: { interruption: Hearing; before: number; following: Following },
): Promise<number> {
  const { session, terminal } = surroundings;
  let cancelled = false;
  let leave: (status: number) => void = () => undefined;
  const left = new Promise<number>((resolve) => (leave = resolve));
  const interrupted = (what: Interruption): void => {
    if (what === 'terminate') {
      terminal.complain(
        'Ended in the middle. Trackside goes on with it: now if the app runs, else at its next start.',
      );
      leave(TERMINATED);
    } else if (cancelled) {
      terminal.complain('Ended at once. Trackside tidies up: now if the app runs, else at its next start.');
      terminal.endNow(CANCELLED);
      leave(CANCELLED);
    } else if (session.state().operations.find((one) => one.id === id)?.state.kind === 'held') {
      terminal.complain('It stays as it is and waits for you. Open Trackside to go on or to take it back.');
      leave(FAILED);
    } else {
      cancelled = true;
      void cancel(surroundings, id);
    }
  };
  interruption.on(interrupted);
  // It came while the start was under way.
  const early = interruption.last();
  if (interruption.count() > before && early !== null) interrupted(early);
  for (;;) {
    const ended = await Promise.race([following.settled(), left]);
    if (typeof ended === 'number') return ended;
    const isAsked = ended.state.kind === 'held' && !cancelled && mayChoose(terminal, ended, options);
    const choice = isAsked ? await choose(terminal, ended, interruption) : null;
    if (choice === null) {
      following.stop();
      return result(terminal, ended, options, { cancelled, told: isAsked });
    }
    const reply = await take(session, id, choice, options);
    if (!reply.ok) return complain(terminal, options.form, reply, FAILED);
    // It may be held again by now, which then is to be asked about anew.
    await session.latest();
  }
}

async function cancel({ session, terminal }: Surroundings, id: OperationId): Promise<void> {
  terminal.complain('Cancelling: what was done is taken back. Press Control-C again to end at once.');
  const reply = await session.request('operation.cancel', { operationId: id });
  if (!reply.ok) terminal.complain(`${reply.message} It goes on to its end.`);
}

async function take(
  session: Session,
  id: OperationId,
  choice: Choice,
  options: RunOptions,
): Promise<Reply<null>> {
  switch (choice) {
    case 'continue':
      return await session.request('operation.continue', { operationId: id, ...options.tokens });
    case 'undo':
      return await session.request('operation.undo', { operationId: id });
    case 'leave':
      return await session.request('operation.leave', { operationId: id });
  }
}

/** @param so `told`: the person has read already why it waits. */
function result(
  terminal: Terminal,
  operation: Operation,
  options: RunOptions,
  so: { readonly cancelled: boolean; readonly told: boolean },
): number {
  const { state, problem, leftBehind } = operation;
  const status = statusOf(operation, so.cancelled);
  const extra = state.kind === 'succeeded' ? options.extra : undefined;
  if (options.form === 'json') {
    const { result } = operation;
    const answer = {
      type: 'result',
      state: state.kind,
      problem,
      leftBehind,
      result,
      ...extra?.json,
      exit: status,
    };
    terminal.print(JSON.stringify(answer));
    return status;
  }
  const say = (line: string): void => (status === DONE ? terminal.print(line) : terminal.complain(line));
  for (const line of [...(so.told ? [] : endLines(operation)), ...(extra?.lines ?? [])]) say(line);
  if (state.kind === 'held') say('Open Trackside to go on with it or to take it back.');
  return status;
}

function statusOf({ state }: Operation, cancelled: boolean): number {
  switch (state.kind) {
    case 'succeeded':
      return DONE;
    case 'undone':
      return cancelled ? CANCELLED : FAILED;
    case 'failed':
    case 'held':
    case 'planned':
    case 'running':
    case 'undoing':
      return FAILED;
  }
}
