/** What a login may do, in words, with a mark for yes, no and unknown. */
import type { ReactElement } from 'react';
import type { Ability } from '../../shared/set-up.ts';
import { Mark } from '../ui/Mark.tsx';
import { wizardWords } from './words.ts';

const MARKS = { yes: 'good', no: 'bad', unknown: 'lost' } as const;
const text = wizardWords.abilities;

/** Nothing where nothing was probed. What would help several, one after the other, is said once, after the last. */
export function Abilities({ abilities }: { abilities: readonly Ability[] }): ReactElement | null {
  if (abilities.length === 0) return null;
  return (
    <ul className="abilities" aria-label={text.list}>
      {abilities.map(({ id, allowed, sentence, hint }, index) => (
        <li key={id}>
          <Mark kind={MARKS[allowed]} label={text[allowed]} />
          <span>
            {sentence}
            {hint === null || hint === abilities[index + 1]?.hint ? null : (
              <em className="hint-line">{hint}</em>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}
