/** What is wrong with a runner's labels. */
import type { AnswerProblem } from '../../../shared/set-up.ts';
import { error, warning } from './answer-problem.ts';

const AUTOMATIC: ReadonlySet<string> = new Set(['self-hosted', 'macos', 'arm64', 'x64']);
const MAX_LABEL_LENGTH = 256;

/** config.sh takes labels as one text with commas between (runner.md 3.2). */
export function labelProblems(labels: readonly string[]): readonly AnswerProblem[] {
  const seen = new Set<string>();
  const problems: AnswerProblem[] = [];
  for (const label of labels) {
    const problem = seen.has(label.toLowerCase())
      ? error(
          'labels',
          `The label “${short(label)}” is there twice: GitHub does not tell the letter cases apart.`,
        )
      : labelProblem(label);
    seen.add(label.toLowerCase());
    if (problem !== null) problems.push(problem);
  }
  return problems;
}

function labelProblem(label: string): AnswerProblem | null {
  if (label.trim() === '') return error('labels', 'A label is empty.');
  if (label !== label.trim()) return error('labels', `The label “${short(label)}” has a space at its end.`);
  if (label.includes(',')) {
    return error(
      'labels',
      `The label “${short(label)}” holds a comma, which parts two labels. Make them two.`,
    );
  }
  // oxlint-disable-next-line no-control-regex -- exactly those are what no label may hold
  if (/[\u0000-\u001f\u007f]/.test(label))
    return error('labels', 'A label holds a line break or another sign that cannot be seen.');
  if (label.length > MAX_LABEL_LENGTH) {
    return error(
      'labels',
      `The label “${short(label)}” is longer than the ${MAX_LABEL_LENGTH} characters that GitHub takes.`,
    );
  }
  if (label.startsWith('-')) {
    return error('labels', `The label “${short(label)}” begins with “-”: config.sh takes it for an option.`);
  }
  return AUTOMATIC.has(label.toLowerCase())
    ? warning(
        'labels',
        `The label “${label}” need not be given: the runner adds what fits this Mac by itself.`,
      )
    : null;
}

const short = (label: string): string => (label.length > 40 ? `${label.slice(0, 40)}…` : label);
