/** How a problem with an answer is put. */
import type { Failure } from '../../../shared/contract.ts';
import type { AnswerProblem, SetUpAnswers } from '../../../shared/set-up.ts';

/** Stands in the way. */
export const error = (field: keyof SetUpAnswers, message: string): AnswerProblem => ({
  field,
  severity: 'error',
  message,
});
/** Lets a person go on. */
export const warning = (field: keyof SetUpAnswers, message: string): AnswerProblem => ({
  field,
  severity: 'warning',
  message,
});
/** A failure, as the problem of one answer; none where it is null. */
export const failureOf = (field: keyof SetUpAnswers, failure: Failure | null): readonly AnswerProblem[] =>
  failure === null ? [] : [error(field, [failure.message, failure.hint].filter(Boolean).join(' '))];

/** GitHub tells no letter cases apart in names of hosts, owners, runners, groups and labels. */
export const sameText = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
