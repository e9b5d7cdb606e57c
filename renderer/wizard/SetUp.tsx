/** The set-up: takes up the draft that was kept, or begins anew; an operation under way comes first. */
import type { ReactElement } from 'react';
import type { Operation } from '../../shared/operation.ts';
import type { SetUpDraft } from '../../shared/set-up.ts';
import { Late } from '../ui/Late.tsx';
import { useAsk } from '../ui/use-ask.ts';
import { FIRST_ANSWERS } from './answers.ts';
import { SetUpWizard } from './SetUpWizard.tsx';
import { unfinished } from './unfinished.ts';
import { wizardWords } from './words.ts';

const FIRST: SetUpDraft = { step: 'mac', answers: FIRST_ANSWERS };

/** A draft that cannot be read is said so, and is written over only once something is answered. */
export function SetUp({ operations }: { operations: readonly Operation[] }): ReactElement {
  const asked = useAsk('setup.draft', {});
  const lost = asked.failure !== null && asked.failure.code !== 'disconnected';
  if (!asked.current && !lost) {
    return (
      <main className="alone">
        <h1 className="unseen">{wizardWords.title}</h1>
        <Late>
          <p className="blank" role="status">
            {wizardWords.draft.waiting}
          </p>
        </Late>
      </main>
    );
  }
  return (
    <SetUpWizard
      start={asked.value ?? FIRST}
      saved={asked.value}
      lost={asked.failure}
      begun={unfinished(operations)?.id ?? null}
    />
  );
}
