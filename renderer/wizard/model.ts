/** What every page of the set-up gets: the answers, what was asked of the engine, and the way to change an answer. */
import type { Output } from '../../shared/contract.ts';
import type { AnswerProblem, SetUpAnswers, SetUpScope } from '../../shared/set-up.ts';
import type { Asked } from '../ui/use-ask.ts';

export interface SetUpModel {
  readonly answers: SetUpAnswers;
  readonly change: (patch: Partial<SetUpAnswers>) => void;
  readonly chooseHost: (host: string) => void;
  readonly chooseScope: (scope: SetUpScope | null) => void;
  /** Pasted in this sitting; never kept. */
  readonly registrationToken: string;
  readonly pasteToken: (token: string) => void;
  readonly report: Asked<Output<'mac.report'>>;
  readonly login: Asked<Output<'github.login'>>;
  readonly place: Asked<Output<'github.place'>>;
  readonly suggestion: Asked<Output<'setup.suggest'>>;
  readonly check: Asked<Output<'setup.check'>>;
}

/** What is wrong with one answer. What was found before stays until the next check has answered. */
export function problemsOf(model: SetUpModel, field: keyof SetUpAnswers): readonly AnswerProblem[] {
  return model.check.value?.problems.filter((problem) => problem.field === field) ?? [];
}
