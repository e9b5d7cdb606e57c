/** Step 5: what the guides call optimisations, for this Mac. */
import type { ReactElement } from 'react';
import { FieldProblems } from '../../ui/fields.tsx';
import { FailureMessage } from '../../ui/Message.tsx';
import { problemsOf, type SetUpModel } from '../model.ts';
import { TuningForm } from './TuningForm.tsx';

/** The reasons come with the suggestion; the switches work without them. */
export function TuningPage({ model }: { model: SetUpModel }): ReactElement {
  const { answers, change, suggestion } = model;
  return (
    <>
      <FailureMessage failure={suggestion.failure} />
      <FieldProblems id="tuning-problems" problems={problemsOf(model, 'tuning')} />
      <TuningForm
        tuning={answers.tuning}
        suggestion={suggestion.value}
        onChange={(patch) => change({ tuning: { ...answers.tuning, ...patch } })}
      />
    </>
  );
}
