/** What is wrong with where the runner is to be registered: scope, permission, public repositories, runner group. */
import type { AnswerProblem, PlaceReport, SetUpAnswers, SetUpScope } from '../../../shared/set-up.ts';
import { error, sameText, warning } from './answer-problem.ts';

/** The scope itself, what this login may do there, and whether the whole world may run jobs. */
export function scopeProblems(answers: SetUpAnswers, report: PlaceReport | null): readonly AnswerProblem[] {
  const { scope } = answers;
  if (scope === null)
    return [error('scope', 'Choose the repository or organisation that the runner is for.')];
  if (!sameText(scope.host, answers.host)) {
    return [error('scope', `This is at ${scope.host}, not at ${answers.host}. Choose it again.`)];
  }
  return [...permissionProblems(answers, report), ...publicProblems(answers, scope, report)];
}

function permissionProblems(answers: SetUpAnswers, report: PlaceReport | null): readonly AnswerProblem[] {
  if (report === null) return [];
  if (report.refusal !== null) return [error('scope', report.refusal)];
  // A token that was pasted has been made by somebody who may.
  if (answers.access === 'registration-token') return [];
  const register = report.abilities.find((ability) => ability.id === 'register-runners');
  if (register?.allowed !== 'no') return [];
  const { sentence, hint } = register;
  return [
    error('scope', [`This login ${lowered(sentence)}`, hint].filter((part) => part !== null).join(' ')),
  ];
}

/** An ability's sentence has no subject. */
const lowered = (sentence: string): string => `${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}`;

const PUBLIC_REASON =
  'anybody may propose a change to it, and a workflow in that change could run any program on this Mac';

function publicProblems(
  answers: SetUpAnswers,
  scope: SetUpScope,
  report: PlaceReport | null,
): readonly AnswerProblem[] {
  switch (scope.kind) {
    case 'organization':
    case 'enterprise':
      return groupIsOpen(answers, report)
        ? [
            warning(
              'group',
              `Public repositories may use this runner group: for each of them, ${PUBLIC_REASON}. GitHub lets you turn that off in the group’s settings.`,
            ),
          ]
        : [];
    case 'repository': {
      const visibility = report?.place.visibility ?? null;
      if (visibility === null) {
        return [
          warning('scope', `Whether this repository is public is not known. If it is, ${PUBLIC_REASON}.`),
        ];
      }
      const name = `${scope.owner}/${scope.repository}`;
      return visibility !== 'public' || answers.typedName === name
        ? []
        : [
            error(
              'typedName',
              `This repository is public: ${PUBLIC_REASON}. If you want it all the same, type ${name}.`,
            ),
          ];
    }
  }
}

function groupIsOpen(answers: SetUpAnswers, report: PlaceReport | null): boolean {
  const chosen = report?.groups.find((group) =>
    answers.group === null ? group.isDefault : sameText(group.name, answers.group),
  );
  return chosen?.allowsPublic === true;
}

/** Whether there is such a runner group. */
export function groupProblems(answers: SetUpAnswers, report: PlaceReport | null): readonly AnswerProblem[] {
  const { group, scope } = answers;
  if (group === null) return [];
  if (group.trim() === '')
    return [error('group', 'The group has no name. Choose one, or the default group.')];
  if (group.startsWith('-')) {
    return [error('group', 'A group’s name may not begin with “-” here: config.sh takes it for an option.')];
  }
  if (scope?.kind === 'repository') {
    return [error('group', 'A repository has no runner groups: only organisations and enterprises do.')];
  }
  const groups = report?.groups ?? [];
  if (groups.length > 0 && !groups.some((each) => sameText(each.name, group))) {
    const names = groups.map((each) => each.name).join(', ');
    return [error('group', `There is no runner group “${group}”. There are: ${names}.`)];
  }
  // runner.md 3.2, actions/runner#4091
  return answers.sameName === 'replace'
    ? [
        warning(
          'group',
          'If a runner of this name is replaced, it stays in the group it is in, whatever you choose here.',
        ),
      ]
    : [];
}
