/** Waits for operations, and prints what happens as it happens. */
import type { Operation, OperationId } from '../../shared/operation.ts';
import { CANCELLED, type Form, nothingDone } from './answer.ts';
import type { Hearing } from './interruption.ts';
import { progressEvents, progressLine } from './progress.ts';
import type { Session } from './session.ts';
import type { Terminal } from './terminal.ts';

/** Resolves as soon as it is so. */
export function until(session: Session, isSo: () => boolean): Promise<true> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (!isSo()) return;
      stop();
      resolve(true);
    };
    const stop = session.onState(look);
    look();
  });
}

/** What a crash has cut short is finished first; then null, or the exit status of whoever did not want to wait. */
export async function afterOthers(
  session: Session,
  terminal: Terminal,
  form: Form,
  interruption: Hearing,
): Promise<number | null> {
  const open = (): Operation | undefined =>
    session.state().operations.find(({ state }) => state.kind === 'running' || state.kind === 'undoing');
  const first = open();
  if (first === undefined) return null;
  if (form === 'text') terminal.complain(`Something else comes first: ${first.plan.title}.`);
  const over = until(session, () => open() === undefined);
  return (await interruption.or(over)) === null ? nothingDone(terminal, form, CANCELLED) : null;
}

export interface Following {
  /** Resolves when it has ended or waits for a person. */
  readonly settled: () => Promise<Operation>;
  readonly stop: () => void;
}

/** Prints what happens as it happens. */
export function follow(session: Session, terminal: Terminal, id: OperationId, form: Form): Following {
  let before: Operation | null = null;
  const current = (): Operation | undefined => session.state().operations.find((one) => one.id === id);
  const look = (): void => {
    const now = current();
    if (now === undefined || now === before) return;
    for (const event of progressEvents(before, now)) {
      const line = form === 'json' ? JSON.stringify(event) : progressLine(event);
      if (line !== null) terminal.print(line);
    }
    before = now;
  };
  const stop = session.onState(look);
  const isSettled = (one: Operation | undefined): one is Operation =>
    one !== undefined && ('at' in one.state || one.state.kind === 'held');
  return {
    stop,
    settled: async () => {
      await until(session, () => isSettled(current()));
      look();
      const now = current();
      if (!isSettled(now)) throw new Error('An operation that is gone.');
      return now;
    },
  };
}
