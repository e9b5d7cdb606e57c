/** What only a person can decide: whether a plan is done, and what becomes of an operation that is held. */
import type { Operation, OperationOffer } from '../../shared/operation.ts';
import { wordsOfChoice } from '../../shared/words.ts';
import { CANCELLED, complain, FAILED, type Form, MISUSED, nothingDone } from './answer.ts';
import type { Hearing } from './interruption.ts';
import { endLines } from './operation-text.ts';
import type { Terminal } from './terminal.ts';

export interface ConfirmOptions {
  readonly form: Form;
  /** `assume`: nobody is asked. */
  readonly yes: 'ask' | 'assume';
  /** What the person has typed already, where the plan wants something typed. */
  readonly typed: string | null;
}

/** What is sent with the start, or the exit status where it is not to be. */
export async function confirm(
  terminal: Terminal,
  { plan }: Operation,
  options: ConfirmOptions,
  interruption: Hearing,
): Promise<{ readonly typed?: string } | number> {
  const { form, typed, yes } = options;
  const { confirmation } = plan;
  const misused = (message: string, hint: string): number =>
    complain(terminal, form, { ok: false, code: 'wrong-confirmation', message, hint }, MISUSED);
  switch (confirmation.kind) {
    case 'type': {
      if (typed !== null) return { typed };
      if (!terminal.interactive) {
        return misused(`This has to be confirmed by typing ${confirmation.text}.`, confirmation.reason);
      }
      terminal.complain(confirmation.reason);
      const answer = await terminal.ask(`Type ${confirmation.text} to confirm: `, interruption.signal);
      if (answer?.trim() === confirmation.text) return { typed: confirmation.text };
      return nothingDone(terminal, form, interruption.count() > 0 ? CANCELLED : FAILED);
    }
    case 'button': {
      if (yes === 'assume') return {};
      if (!terminal.interactive) {
        return misused(
          'Nobody is there to be asked, so nothing was done.',
          'Add --yes to do it without being asked.',
        );
      }
      const answer = await terminal.ask(`${confirmation.label}? [y/N] `, interruption.signal);
      if (/^\s*y(?:es)?\s*$/i.test(answer ?? '')) return {};
      return nothingDone(terminal, form, interruption.count() > 0 ? CANCELLED : FAILED);
    }
  }
}

export type Choice = Extract<OperationOffer, 'continue' | 'undo' | 'leave'>;
const isChoice = (offer: OperationOffer): offer is Choice =>
  offer === 'continue' || offer === 'undo' || offer === 'leave';

const choicesOf = ({ offers }: Operation): readonly Choice[] => offers.filter(isChoice);

/** Whether somebody is there to say what becomes of an operation that is held. */
export function mayChoose(
  terminal: Terminal,
  operation: Operation,
  { yes }: Pick<ConfirmOptions, 'yes'>,
): boolean {
  return terminal.interactive && yes === 'ask' && choicesOf(operation).length > 0;
}

/** Null: it stays as it is, and waits. */
export async function choose(
  terminal: Terminal,
  operation: Operation,
  interruption: Hearing,
): Promise<Choice | null> {
  const offered = choicesOf(operation);
  const letterOf = (offer: Choice): string => wordsOfChoice(operation, offer).label.slice(0, 1).toLowerCase();
  for (const line of endLines(operation)) terminal.complain(line);
  for (const offer of offered) {
    const { label, effect } = wordsOfChoice(operation, offer);
    terminal.complain(`  ${letterOf(offer)}  ${label}: ${effect}`);
  }
  const letters = offered.map(letterOf).join('/');
  const answer = await terminal.ask(`${letters}, or Return to leave it waiting: `, interruption.signal);
  const letter = answer?.trim().toLowerCase() ?? '';
  return offered.find((offer) => letterOf(offer) === letter) ?? null;
}
