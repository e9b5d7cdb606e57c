/** The questions that config.sh asks a person at the terminal, and what it takes for an answer (runner.md 3.3). */
import { createInterface } from 'node:readline/promises';
import type { Terminal } from './terminal.ts';

export interface Question {
  readonly prompt: string;
  /** What Enter alone means; null: it is asked again. */
  readonly otherwise: string | null;
  /** Left out: any answer is. */
  readonly isValid?: (answer: string) => boolean;
}

export interface Prompts {
  /** Asks until the answer is valid. Null: there is no answer to be had. */
  ask(question: Question): Promise<string | null>;
  close(): void;
}

/** `unattended`: nothing is asked, and what Enter would mean counts. */
export function openPrompts(terminal: Terminal, mode: 'ask' | 'unattended'): Prompts {
  if (mode === 'unattended') {
    return { ask: ({ otherwise }) => Promise.resolve(otherwise), close: () => undefined };
  }
  // One reader for all questions: what is typed ahead is the answer to the next.
  const reader = createInterface({ input: process.stdin });
  const lines = reader[Symbol.asyncIterator]();
  return {
    ask: async ({ prompt, otherwise, isValid = () => true }) => {
      for (;;) {
        terminal.write(prompt);
        const line = await lines.next();
        const answer = line.done === true ? '' : line.value.trim();
        if (answer === '' && (otherwise !== null || line.done === true)) return otherwise;
        if (answer !== '' && isValid(answer)) return answer;
        if (answer !== '') terminal.line('Entered value is invalid');
      }
    },
    close: () => reader.close(),
  };
}

export const isUrl = (text: string): boolean => URL.canParse(text);
export const isYesOrNo = (text: string): boolean => /^(?:y|yes|n|no|true|false)$/i.test(text);
/** At most 256 characters each (runner.md 3.2). */
export const areLabels = (text: string): boolean =>
  text.split(',').every((label) => label.trim().length <= 256);
