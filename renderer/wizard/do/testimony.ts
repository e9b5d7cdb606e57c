/** What the three witnesses of a runner say, in words: plain values in, texts out. */
import type { Witnesses } from '../../../shared/domain.ts';
import type { MarkKind } from '../../ui/Mark.tsx';
import { words } from '../../words.ts';
import { wizardWords } from '../words.ts';

const text = wizardWords.do;

export interface Testimony {
  readonly who: string;
  readonly says: string;
  readonly mark: MarkKind;
  /** The mark's own word. */
  readonly word: string;
}

const yes = (who: string, says: string): Testimony => ({ who, says, mark: 'good', word: text.yes });
const no = (who: string, says: string): Testimony => ({ who, says, mark: 'bad', word: text.no });
const unknown = (who: string, says: string): Testimony => ({
  who,
  says,
  mark: 'lost',
  word: words.unknownValue,
});
const notAsked = (who: string, says: string): Testimony => ({
  who,
  says,
  mark: 'skipped',
  word: text.notAsked,
});

function process({ processes }: Witnesses): Testimony {
  if (processes.kind !== 'answered') return unknown(text.process, processes.why);
  const [listener] = processes.answer.listeners;
  return listener === undefined
    ? no(text.process, text.noProcess)
    : yes(text.process, text.hasProcess(listener.pid));
}

function launchd({ launchd: witness }: Witnesses): Testimony {
  if (witness.kind !== 'answered') return unknown(text.launchd, witness.why);
  const loaded = witness.answer.services.find((service) => service.loaded);
  return loaded === undefined
    ? no(text.launchd, text.noService)
    : yes(text.launchd, text.hasService(loaded.label, loaded.state ?? words.details.loaded));
}

function github({ github: witness }: Witnesses): Testimony {
  switch (witness.kind) {
    case 'not-asked':
      return notAsked(text.github, witness.why);
    case 'unknown':
      return unknown(text.github, witness.why);
    case 'answered': {
      const { status, busy } = witness.answer;
      const says = words.details.seen(status, busy);
      return status === 'online' ? yes(text.github, says) : no(text.github, says);
    }
  }
}

/** In their order of trust. */
export const testimony = (witnesses: Witnesses): readonly Testimony[] => [
  process(witnesses),
  launchd(witnesses),
  github(witnesses),
];
