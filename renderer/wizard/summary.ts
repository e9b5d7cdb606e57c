/** What was answered on each page, in a few words for the list of steps. */
import type { SetUpStep } from '../../shared/set-up.ts';
import type { SetUpModel } from './model.ts';
import { placeName } from '../../shared/place-address.ts';
import { switchedOn } from './tuning-words.ts';
import { wizardWords } from './words.ts';

/** Null: nothing to say of it. */
export function summaryOf(step: SetUpStep, model: SetUpModel): string | null {
  const { answers, report, login } = model;
  switch (step) {
    case 'mac':
      return report.value?.chip ?? null;
    case 'github':
      if (answers.access === 'registration-token') return wizardWords.steps.tokenOnly;
      return login.value?.account ?? answers.host;
    case 'where':
      return answers.scope === null ? null : placeName(answers.scope);
    case 'how':
      return answers.name === '' ? null : answers.name;
    case 'tuning': {
      const { on, of } = switchedOn(answers.tuning);
      return wizardWords.steps.switches(on, of);
    }
    case 'do':
      return null;
  }
}
