/** A runner's state as its word and what adds to it: nothing is said twice. */
import type { Runner } from '../../shared/domain.ts';
import { words } from '../words.ts';

export interface StateLine {
  /** Stands out. */
  readonly word: string;
  /** Follows the word on its line, separator included; may be empty. */
  readonly rest: string;
  /** A line of its own: what it means and what to do. Null where the word says it all. */
  readonly sentence: string | null;
}

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
const withoutStop = (text: string): string => text.replace(/\.$/, '');

/** The engine's sentence, shortened by what its state's word already says. */
export function stateLine({ state, sentence }: Pick<Runner, 'state' | 'sentence'>): StateLine {
  const word = words.state[state.kind];
  // Under way: `Stopping; this takes a few seconds.`, whatever the state is until then.
  const [, doing, more] = /^(\w+ing); (.+)$/.exec(sentence) ?? [];
  if (doing !== undefined && more !== undefined) return { word: doing, rest: '', sentence: capital(more) };
  if (sentence.startsWith(`${word} `)) {
    const [clause = '', advice] = sentence.slice(word.length).split('; ');
    return {
      word,
      rest: withoutStop(clause),
      sentence: advice === undefined ? null : capital(advice),
    };
  }
  switch (state.kind) {
    // The job stands below.
    case 'busy':
    // A box below says since when, and why.
    case 'unknown':
      return { word, rest: '', sentence: null };
    case 'idle':
      return {
        word,
        rest: ` · ${sentence.slice(0, 1).toLowerCase()}${withoutStop(sentence.slice(1))}`,
        sentence: null,
      };
    case 'crash-looping': {
      const advice = sentence.slice(sentence.indexOf(';') + 1).trim();
      return { word, rest: '', sentence: capital(advice) };
    }
    case 'absent':
    case 'stopped':
    case 'starting':
    case 'offline':
    case 'draining':
    case 'paused':
    case 'updating':
    case 'lost-registration': {
      const rest = sentence.startsWith(word)
        ? capital(sentence.slice(word.length).replace(/^[;:,.\s]+/, ''))
        : sentence;
      return { word, rest: '', sentence: rest === '' ? null : rest };
    }
  }
}

/** The same where the word already stands in the row above: only what adds to it. */
export function addition(runner: Pick<Runner, 'state' | 'sentence'>): string | null {
  const line = stateLine(runner);
  const continued = line.rest !== '' && !line.rest.startsWith(' · ');
  const another = line.word !== words.state[runner.state.kind];
  return continued || another ? runner.sentence : line.sentence;
}
