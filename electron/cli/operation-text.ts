/** Operations as lines of text: a plan before it is confirmed, one under way, and how it ended. */
import { formatDisk, formatDuration, formatEstimate } from '../../shared/format.ts';
import {
  type FileChange,
  type Operation,
  operationPercent,
  type Plan,
  type PlanStep,
  type StepProgress,
} from '../../shared/operation.ts';
import { operationStateWords } from '../../shared/words.ts';

const CHANGES: Readonly<Record<FileChange['change'], string>> = {
  create: 'makes',
  write: 'writes',
  move: 'moves',
  protect: 'protects',
  delete: 'deletes',
  trash: 'moves to the Trash',
};

/** What will happen, all of it: nobody can unfold anything in a terminal. */
export function planLines(plan: Plan): readonly string[] {
  return [
    plan.title,
    ...plan.needs.flatMap((need) => wrapped(`needs: ${need}`, '  ')),
    ...plan.warnings.flatMap((warning) => wrapped(`warning: ${warning}`, '  ')),
    ...plan.steps.flatMap(stepLines),
  ];
}

function stepLines(step: PlanStep, index: number): readonly string[] {
  const seconds = step.usualSeconds ?? 0;
  // What is over at once needs no figure.
  const usual = seconds < 1 ? '' : ` (about ${formatEstimate(seconds * 1000)})`;
  return [
    `${String(index + 1).padStart(3)}. ${step.title}${usual}`,
    ...(step.detail ?? '').split('\n').flatMap((line) => wrapped(line, INDENT)),
    ...step.files.map(({ change, path }) => indented(`${CHANGES[change]} ${path}`)),
    ...step.commands.map((command) => indented(`$ ${command}`)),
    ...(step.undoing === null ? [] : [indented(`if it has to be undone: ${step.undoing}`)]),
  ];
}

/** As wide as a window usually is; a line that is copied, such as a command, is never broken. */
const WIDTH = 96;

/** A text in lines that stay under their number; a word that is longer than a line, such as a path, stays whole. */
function wrapped(text: string, indent: string): readonly string[] {
  // As it is, so that columns stay columns.
  if (indent.length + text.length <= WIDTH) return text === '' ? [] : [indent + text];
  const lines: string[] = [];
  for (const word of text.split(' ').filter((one) => one !== '')) {
    const last = lines.at(-1);
    const isRoom = last !== undefined && indent.length + last.length + 1 + word.length <= WIDTH;
    if (isRoom) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.map((line) => indent + line);
}

/** `48 MB of 97 MB`, `3 of 12`. */
export function progressText({ done, total, unit }: StepProgress): string {
  const text = (value: number): string => (unit === 'bytes' ? formatDisk(value) : String(value));
  return total === null ? text(done) : `${text(done)} of ${text(total)}`;
}

/** How it ended, or why it waits; the way on included. */
export function endLines(operation: Operation): readonly string[] {
  const { problem, leftBehind, result, state } = operation;
  const why = problem === null ? [] : [problem.message, ...(problem.hint === null ? [] : [problem.hint])];
  switch (state.kind) {
    case 'succeeded':
      return [
        `Done${elapsed(operation, state.at)}.`,
        ...result,
        ...leftBehind.map((each) => `Left out: ${each}`),
      ];
    case 'undone':
      return [...why, 'What had been done was taken back; nothing of it stays.'];
    case 'failed':
      return [
        ...why,
        ...(leftBehind.length === 0 ? ['It could not be finished.'] : ['What stays behind:']),
        ...leftBehind.map(indented),
      ];
    case 'held':
      return [...why, 'It stopped in the middle and waits for you.'];
    case 'planned':
    case 'running':
    case 'undoing':
      return [];
  }
}

/** Those that are not over: under way here or in another Trackside, cut short, or waiting for a person. */
export function openOperationLines(operation: Operation): readonly string[] {
  const { plan, problem, state } = operation;
  const percent = operationPercent(operation);
  const headline = `${plan.title} · ${operationStateWords[state.kind]}`;
  switch (state.kind) {
    case 'running':
    case 'undoing': {
      const share = percent === null || state.kind === 'undoing' ? '' : ` · ${percent} %`;
      return [headline + share, ...currentLines(operation).map((line) => `  ${line}`)];
    }
    case 'held':
      return [
        headline,
        ...(problem === null ? [] : [`  ${problem.message}`]),
        '  Open it in Trackside to go on or to take it back.',
      ];
    case 'planned':
    case 'succeeded':
    case 'undone':
    case 'failed':
      return [];
  }
}

function currentLines({ plan, steps }: Operation): readonly string[] {
  return steps.flatMap((step, index) => {
    const title = plan.steps[index]?.title ?? '';
    if (step.kind === 'undoing') return [`↶ ${title}`];
    if (step.kind !== 'running') return [];
    const progress = step.progress === null ? null : progressText(step.progress);
    return [`▸ ${[title, progress, step.note].filter((part) => part !== null).join(' · ')}`];
  });
}

function elapsed({ startedAt }: Operation, endedAt: number): string {
  return startedAt === null ? '' : ` in ${formatDuration(endedAt - startedAt)}`;
}

const INDENT = '     ';
const indented = (text: string): string => INDENT + text;
