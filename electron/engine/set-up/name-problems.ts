/** What is wrong with a runner's name. */
import type { Runner } from '../../../shared/domain.ts';
import type { AnswerProblem, PlaceReport, SetUpAnswers, SetUpScope } from '../../../shared/set-up.ts';
import { error, sameText, warning } from './answer-problem.ts';
import { isRunnerName, MAX_NAME_LENGTH } from './runner-name.ts';
import { scopeKey } from './scope-names.ts';

/** A runner of this Mac, as far as names go. */
export type KnownRunner = Pick<Runner, 'name' | 'scope' | 'directory'>;

/**
 * The name itself, and whether a runner there has it.
 * @param runners of this Mac.
 */
export function nameProblems(
  answers: SetUpAnswers,
  place: PlaceReport | null,
  runners: readonly KnownRunner[],
): readonly AnswerProblem[] {
  const { name, scope } = answers;
  if (name.trim() === '') return [error('name', 'The runner needs a name.')];
  if (name.length > MAX_NAME_LENGTH) {
    return [error('name', `The name has ${name.length} characters; GitHub takes ${MAX_NAME_LENGTH}.`)];
  }
  if (!isRunnerName(name)) {
    return [
      error(
        'name',
        'Use letters without accents, digits, “-”, “_” and “.”, with a letter or digit first: the name also becomes part of the names of files and of a service.',
      ),
    ];
  }
  const here = runners.find((runner) => sameText(runner.name, name) && isSameScope(runner.scope, scope));
  const names = place?.runnerNames ?? null;
  // What GitHub says comes first: a folder here may have lost its registration.
  const exists = names === null ? here !== undefined : names.some((other) => sameText(other, name));
  if (!exists) return [];
  const which = here === undefined ? '' : `, in ${here.directory} on this Mac`;
  if (answers.sameName === 'replace') {
    return [
      warning(
        'name',
        `The runner of this name that is there${which} loses its registration and its labels to this one: it takes no more jobs, a job that it runs now may be lost, and its folder stays where it is.`,
      ),
    ];
  }
  const ways = here === undefined ? ', or replace it' : ', adopt that one, or replace it';
  return [error('name', `There is a runner of this name there already${which}. Choose another name${ways}.`)];
}

/** Whether a runner is registered there. */
function isSameScope(a: Runner['scope'], b: SetUpScope | null): boolean {
  return a.kind !== 'unknown' && b !== null && scopeKey(a) === scopeKey(b);
}
